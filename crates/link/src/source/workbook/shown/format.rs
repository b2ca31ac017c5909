//! The code of a number format: how a sheet shows a whole number that is an id, and whether it shows a percentage.

/// What a number format says, as far as it changes what is read.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) struct Format(Vec<Section>);

/// One of the parts that stand between semicolons.
#[derive(Debug, Clone, PartialEq)]
struct Section {
    /// For which numbers it is: a comparison, and a number.
    when: Option<(String, f64)>,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq)]
enum Part {
    /// A digit, with what stands there when there is none: `0`, nothing, or a blank.
    Digit(Option<char>),
    /// The whole number as it is.
    General,
    /// A sign as it stands.
    Sign(char),
    /// A hundred times the number.
    Percent,
    /// Marks of an amount: between thousands, before decimals, of an exponent. They say nothing of an id.
    Amount,
}

impl Format {
    /// Reads a code; none when it shows plainly, or shows days.
    pub(in super::super) fn of(code: &str) -> Option<Format> {
        let mut sections = vec![Section {
            when: None,
            parts: Vec::new(),
        }];
        let mut letters = code.chars();
        while let Some(letter) = letters.next() {
            let section = sections.last_mut()?;
            let parts = &mut section.parts;
            match letter {
                ';' => sections.push(Section {
                    when: None,
                    parts: Vec::new(),
                }),
                '0' => parts.push(Part::Digit(Some('0'))),
                '#' => parts.push(Part::Digit(None)),
                '?' => parts.push(Part::Digit(Some(' '))),
                '%' => parts.push(Part::Percent),
                '.' | ',' => parts.push(Part::Amount),
                'E' | 'e' if matches!(letters.clone().next(), Some('+' | '-')) => parts.push(Part::Amount),
                '\\' => parts.push(Part::Sign(letters.next()?)),
                // As wide as the next sign; or the next sign until the cell is full.
                '_' => {
                    letters.next()?;
                    parts.push(Part::Sign(' '));
                }
                '*' => drop(letters.next()?),
                '"' => parts.extend(letters.by_ref().take_while(|sign| *sign != '"').map(Part::Sign)),
                '[' => {
                    let inner: String = letters.by_ref().take_while(|sign| *sign != ']').collect();
                    section.bracket(&inner)?;
                }
                'G' if letters.as_str().starts_with("eneral") => {
                    letters.nth("eneral".len() - 1);
                    parts.push(Part::General);
                }
                '@' => parts.push(Part::General),
                sign if sign.is_alphabetic() => return None,
                sign => parts.push(Part::Sign(sign)),
            }
        }
        let format = Format(sections);
        // What is only an amount tells nothing either.
        let plain = |section: &Section| {
            let amount = section.parts.contains(&Part::Amount) && !section.parts.contains(&Part::Percent);
            amount || matches!(section.parts.as_slice(), [] | [Part::General | Part::Digit(_)])
        };
        (!format.0.iter().all(plain)).then_some(format)
    }

    /// What the sheet shows of a number, when that tells more than the number: zeros and signs of an id, a percentage.
    pub(in super::super) fn write(&self, number: &str) -> Option<String> {
        let (negative, digits) = number
            .strip_prefix('-')
            .map_or((false, number), |digits| (true, digits));
        let section = self.section(number.parse().ok()?)?;
        if section.parts.contains(&Part::Percent) {
            return Some(format!("{}{}%", if negative { "-" } else { "" }, hundredfold(digits)));
        }
        if section.parts.contains(&Part::Amount) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let shown = section.digits(digits)?;
        // The first section shows the minus by itself, one for negative numbers in its own way.
        let sign = if negative && std::ptr::eq(section, self.0.first()?) {
            "-"
        } else {
            ""
        };
        Some(format!("{sign}{}", shown.trim())).filter(|shown| !shown.is_empty())
    }

    /// The section for a number: by its condition, else by its sign.
    fn section(&self, number: f64) -> Option<&Section> {
        let met = |section: &&Section| {
            let (comparison, with) = section.when.as_ref()?;
            let order = number.partial_cmp(with)?;
            Some(match comparison.as_str() {
                "<" => order.is_lt(),
                "<=" => order.is_le(),
                ">" => order.is_gt(),
                ">=" => order.is_ge(),
                "<>" => order.is_ne(),
                _ => order.is_eq(),
            })
        };
        if self.0.iter().any(|section| section.when.is_some()) {
            let found = self.0.iter().find(|section| met(section) == Some(true));
            return found.or_else(|| self.0.iter().find(|section| section.when.is_none()));
        }
        let at = match self.0.len() {
            1 => 0,
            2 => usize::from(number < 0.0),
            _ if number > 0.0 => 0,
            _ if number < 0.0 => 1,
            _ => 2,
        };
        self.0.get(at)
    }
}

impl Section {
    /// What stands in brackets: a colour, a language, a currency, a condition. None for hours.
    fn bracket(&mut self, inner: &str) -> Option<()> {
        let comparison: String = inner
            .chars()
            .take_while(|sign| matches!(sign, '<' | '>' | '='))
            .collect();
        if !comparison.is_empty() {
            self.when = Some((comparison.clone(), inner[comparison.len()..].parse().ok()?));
        } else if let Some(currency) = inner.strip_prefix('$') {
            let sign = currency.split('-').next().unwrap_or_default();
            self.parts.extend(sign.chars().map(Part::Sign));
        } else if matches!(
            inner,
            "h" | "hh" | "m" | "mm" | "s" | "ss" | "H" | "HH" | "M" | "MM" | "S" | "SS"
        ) {
            return None;
        }
        Some(())
    }

    /// The digits in their places, from the last to the first. The first place takes all that are left.
    fn digits(&self, number: &str) -> Option<String> {
        let is_digit = |part: &Part| matches!(part, Part::Digit(_));
        let first = self.parts.iter().position(is_digit);
        // Behind a zero that is always shown the others are shown as well.
        let zero = self.parts.iter().position(|part| *part == Part::Digit(Some('0')));
        let mut left = number.chars().rev();
        let mut shown = Vec::new();
        for (at, part) in self.parts.iter().enumerate().rev() {
            match part {
                Part::Digit(blank) => {
                    let blank = if zero.is_some_and(|zero| zero < at) {
                        Some('0')
                    } else {
                        *blank
                    };
                    shown.extend(left.next().or(blank));
                }
                Part::General => shown.extend(left.by_ref()),
                Part::Sign(sign) => shown.push(*sign),
                Part::Percent | Part::Amount => return None,
            }
            if Some(at) == first {
                shown.extend(left.by_ref());
            }
        }
        // A section without a place for digits shows none, as for an empty zero.
        left.next().is_none().then(|| shown.into_iter().rev().collect())
    }
}

/// A hundred times a decimal, digit for digit.
fn hundredfold(digits: &str) -> String {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction = format!("{fraction:0<2}");
    let (two, rest) = fraction.split_at(2);
    let whole = format!("{whole}{two}");
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    if rest.is_empty() {
        whole.to_owned()
    } else {
        format!("{whole}.{rest}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_shown_as_their_format_says() {
        for (code, number, shown) in [
            ("00000", "17", Some("00017")),
            ("00000", "1234567", Some("1234567")),
            ("000-000", "1234", Some("001-234")),
            ("\"LN-\"0000", "17", Some("LN-0017")),
            ("\"LN-\"0", "17", Some("LN-17")),
            ("000\\-00;[Red]-0", "17", Some("000-17")),
            ("000\\-00;[Red]-0", "-17", Some("-17")),
            ("00000", "-17", Some("-00017")),
            ("00000", "17.5", None),
            ("0####", "17", Some("00017")),
            ("[$-409]00000", "17", Some("00017")),
            ("00000_)", "17", Some("00017")),
            ("[<=99999]00\\-000;000\\-0000", "17", Some("00-017")),
            ("[<=99999]00\\-000;000\\-0000", "1234567", Some("123-4567")),
            ("General\"-K\"", "17", Some("17-K")),
            ("0000 0000", "17", Some("0000 0017")),
            ("00000;-00000;;@", "17", Some("00017")),
            ("00000;-00000;;@", "0", None),
            ("0%", "0.24", Some("24%")),
            ("0.00%", "0.185", Some("18.5%")),
            ("0%", "1.5", Some("150%")),
            ("0%", "0.005", Some("0.5%")),
            ("[>999]#,##0;00000", "1250", None),
        ] {
            assert_eq!(
                Format::of(code).unwrap().write(number).as_deref(),
                shown,
                "{code} {number}"
            );
        }
    }

    #[test]
    fn plain_numbers_and_days_have_no_format_of_their_own() {
        for code in [
            "General",
            "0",
            "@",
            "#,##0",
            "#,##0.00;(#,##0.00)",
            "0.00E+00",
            "dd/mm/yyyy",
            "[h]:mm",
            "[$-C0A]d\" de \"mmmm",
        ] {
            assert_eq!(Format::of(code), None, "{code}");
        }
    }
}
