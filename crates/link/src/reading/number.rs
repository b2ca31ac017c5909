//! A text as a number: what the marks between its digits mean.

use std::fmt;
use std::str::FromStr;

use fieldlink_contract::Amount;
use iso_currency::Currency;

use super::Reading;
use super::money_words::bare;
use super::signs::is_unseen;

/// How numbers are written in a column, said by an example: `1,234.56`, `1.234,56`, `1234,567`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// What stands before the decimals; none when the example has none.
    point: Option<char>,
    /// How many decimals the example has.
    decimals: usize,
}

impl Style {
    /// With a point before the decimals.
    pub const POINT: Style = Style {
        point: Some('.'),
        decimals: 2,
    };
    /// With a comma before the decimals.
    pub const COMMA: Style = Style {
        point: Some(','),
        decimals: 2,
    };
}

/// Why a text is no example of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an example of an amount has digits, and marks as in 1,234.56 or 1.234,56")]
pub struct NoStyle;

impl FromStr for Style {
    type Err = NoStyle;

    fn from_str(example: &str) -> Result<Style, NoStyle> {
        let example = example.trim();
        let mark = example.char_indices().rfind(|(_, sign)| !sign.is_ascii_digit());
        let Some((at, point)) = mark else {
            return Ok(Style {
                point: None,
                decimals: 0,
            });
        };
        let decimals = example[at + point.len_utf8()..].len();
        // `1.234`: the only mark stands before three digits, so it is one between thousands.
        let only = example[..at].chars().all(|sign| sign.is_ascii_digit());
        if !matches!(point, '.' | ',') || (decimals == 3 && (1..=3).contains(&at) && only) {
            let other = if point == ',' { '.' } else { ',' };
            return if is_group(point) {
                Ok(Style {
                    point: Some(other),
                    decimals: 0,
                })
            } else {
                Err(NoStyle)
            };
        }
        Ok(Style {
            point: Some(point),
            decimals,
        })
    }
}

impl fmt::Display for Style {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.point == Some(',') {
            "1.234,56"
        } else {
            "1,234.56"
        })
    }
}

/// A number with what its words name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    /// The number, with as many decimals as are written.
    pub amount: Amount,
    /// The currency, where a word names one.
    pub currency: Option<Currency>,
}

/// What a text means as an amount; with a style, as it is written in that one. Three digits behind the mark of a style
/// that has two are both readings again: the mark is more likely one between thousands.
pub fn read(text: &str, style: Option<Style>) -> Reading<Money> {
    let seen: String = text.chars().filter(|sign| !is_unseen(*sign)).collect();
    let Some(bare) = bare(&seen) else {
        return Reading::None;
    };
    let number = |plain: String| -> Option<Money> {
        let sign = if bare.negative { "-" } else { "" };
        let amount = format!("{sign}{plain}").parse().ok()?;
        Some(Money {
            amount,
            currency: bare.currency,
        })
    };
    let found = match style {
        Some(style) => of_style(bare.digits, style),
        None => plain(bare.digits),
    };
    match found {
        Reading::One(one) => number(one).map_or(Reading::None, Reading::One),
        Reading::Two(one, other) => match (number(one), number(other)) {
            (Some(one), Some(other)) => Reading::Two(one, other),
            _ => Reading::None,
        },
        Reading::None => Reading::None,
    }
}

/// Which mark a text puts before its decimals, when only one reading is possible and it has a mark that tells.
pub fn told_by(text: &str) -> Option<Style> {
    read(text, None).only()?;
    let digits = text.trim_matches(|sign: char| !sign.is_ascii_digit());
    let last = |mark: char| digits.rfind(mark).map(|at| (at, digits.matches(mark).count()));
    match (last('.'), last(',')) {
        (Some((point, _)), Some((comma, _))) => Some(if point > comma { Style::POINT } else { Style::COMMA }),
        // Several of a kind stand between thousands.
        (Some((_, 1)), None) => Some(Style::POINT),
        (Some(_), None) => Some(Style::COMMA),
        (None, Some((_, 1))) => Some(Style::COMMA),
        (None, Some(_)) => Some(Style::POINT),
        (None, None) => None,
    }
}

/// Marks that stand between thousands: also blanks, and apostrophes straight and curly.
fn is_group(mark: char) -> bool {
    matches!(
        mark,
        '.' | ',' | ' ' | '\u{A0}' | '\u{202F}' | '\u{2007}' | '\u{2009}' | '\'' | '’' | '‘' | '´' | '`' | '\u{2BC}'
    )
}

/// The plain decimal that digits and marks can mean, or two of them.
fn plain(digits: &str) -> Reading<String> {
    let marks: Vec<char> = digits.chars().filter(|sign| !sign.is_ascii_digit()).collect();
    match marks.as_slice() {
        [] => Reading::One(digits.to_owned()),
        [point @ ('.' | ',')] => {
            let (whole, fraction) = digits.split_once(*point).unwrap_or((digits, ""));
            let decimal = format!("{}.{fraction}", if whole.is_empty() { "0" } else { whole });
            match without_groups(digits, *point) {
                Some(thousands) if !whole.starts_with('0') => Reading::Two(thousands, decimal),
                _ => Reading::One(decimal),
            }
        }
        [.., last @ ('.' | ',')] if marks.iter().filter(|mark| *mark == last).count() == 1 => {
            one(with_point(digits, *last))
        }
        _ => one(whole(digits)),
    }
}

/// The same where it is said which mark stands before the decimals.
fn of_style(digits: &str, style: Style) -> Reading<String> {
    let Some(point) = style.point.filter(|point| digits.contains(*point)) else {
        return one(whole(digits));
    };
    let Some(decimal) = with_point(digits, point) else {
        return Reading::None;
    };
    let fraction = decimal.rsplit('.').next().map_or(0, str::len);
    let thousands =
        without_groups(digits, point).filter(|_| fraction == 3 && style.decimals != 3 && !digits.starts_with('0'));
    match thousands {
        Some(thousands) => Reading::Two(thousands, decimal),
        None => Reading::One(decimal),
    }
}

fn one(plain: Option<String>) -> Reading<String> {
    plain.map_or(Reading::None, Reading::One)
}

fn with_point(digits: &str, point: char) -> Option<String> {
    let (before, fraction) = digits.split_once(point)?;
    let fraction_is_plain = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let before = if before.is_empty() {
        String::from("0")
    } else {
        whole(before)?
    };
    fraction_is_plain.then(|| format!("{before}.{fraction}"))
}

/// Digits with one kind of mark between thousands, or none.
fn whole(digits: &str) -> Option<String> {
    match digits.chars().find(|sign| !sign.is_ascii_digit()) {
        None => Some(digits.to_owned()),
        Some(group) => without_groups(digits, group),
    }
}

/// Takes out marks that stand where they should: before every three digits, or as India writes lakhs, before the last
/// three and every two before them. `1,5` read as 15 would be a wrong amount, so anything else is refused.
fn without_groups(digits: &str, group: char) -> Option<String> {
    if !is_group(group) {
        return None;
    }
    let parts: Vec<&str> = digits.split(group).collect();
    let (first, rest) = parts.split_first()?;
    let (last, middle) = rest.split_last()?;
    let fits = |width: usize| (1..=width).contains(&first.len()) && middle.iter().all(|part| part.len() == width);
    let plain = parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    (plain && last.len() == 3 && (fits(3) || (group == ',' && fits(2)))).then(|| parts.concat())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str, style: Option<&str>) -> String {
        let style = style.map(|example| example.parse().unwrap());
        match read(text, style) {
            Reading::One(money) => money.amount.to_string(),
            Reading::Two(one, other) => format!("{} or {}", one.amount, other.amount),
            Reading::None => String::from("none"),
        }
    }

    #[test]
    fn what_can_mean_two_numbers_is_answered_with_both() {
        for (text, style, means) in [
            ("1250", None, "1250"),
            ("1250.50", None, "1250.50"),
            ("1250,5", None, "1250.5"),
            ("0.125", None, "0.125"),
            (".5", None, "0.5"),
            ("1250.500", None, "1250.500"),
            ("1.250", None, "1250 or 1.250"),
            ("87.000", None, "87000 or 87.000"),
            ("1,250", None, "1250 or 1.250"),
            ("1.250,50", None, "1250.50"),
            ("1,250.50", None, "1250.50"),
            ("1.250.000", None, "1250000"),
            ("12,34,567.50", None, "1234567.50"),
            ("1 250,50", None, "1250.50"),
            ("1\u{202F}250", None, "1250"),
            ("1'250.50", None, "1250.50"),
            ("1’250", None, "1250"),
            ("(1,250.50)", None, "-1250.50"),
            ("1,25,0", None, "none"),
            ("12 50", None, "none"),
            ("1.250,50.5", None, "none"),
            ("1,250.50", Some("1,234.56"), "1250.50"),
            ("1,250", Some("1,234.56"), "1250"),
            ("1.250", Some("1,234.56"), "1250 or 1.250"),
            ("480.125", Some("1,234.567"), "480.125"),
            ("1250.500", Some("1,234.56"), "1250.500"),
            ("1.250,50", Some("1,234.56"), "none"),
            ("1,5", Some("1,234.56"), "none"),
            ("1.250", Some("1.234,56"), "1250"),
            ("1 250,50", Some("1.234,56"), "1250.50"),
            ("1 250 000", Some("1 234,56"), "1250000"),
            ("1250,5", Some("1234,56"), "1250.5"),
            ("1,250", Some("1,234"), "1250"),
            ("1.250", Some("1.234"), "1250"),
        ] {
            assert_eq!(shown(text, style), means, "{text} as {style:?}");
        }
    }

    #[test]
    fn a_text_tells_how_its_column_is_written() {
        for (text, style) in [
            ("1.250,50", Some(Style::COMMA)),
            ("Bs. 12,5", Some(Style::COMMA)),
            ("1.250.000", Some(Style::COMMA)),
            ("1,250.00", Some(Style::POINT)),
            ("12,34,567", Some(Style::POINT)),
            ("1250", None),
            ("1.250", None),
        ] {
            assert_eq!(told_by(text), style, "{text}");
        }
    }

    /// The number as an office writes it: marks between thousands, a mark before two decimals.
    fn written(cents: u64, group: &str, point: char) -> String {
        let digits = (cents / 100).to_string();
        let mut whole = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                whole.push_str(group);
            }
            whole.push(digit);
        }
        format!("{whole}{point}{:02}", cents % 100)
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(cents in 0_u64..10_000_000_000, group in 0_usize..8, comma: bool) {
            let point = if comma { ',' } else { '.' };
            let group = ["", " ", "\u{A0}", "\u{202F}", "'", "’", ".", ","][group];
            prop_assume!(!group.starts_with(point));
            let text = written(cents, group, point);
            let number: Amount = format!("{}.{:02}", cents / 100, cents % 100).parse().unwrap();
            let style = if comma { Style::COMMA } else { Style::POINT };
            for read in [read(&text, None), read(&text, Some(style))] {
                prop_assert_eq!(read.only().map(|money| money.amount), Some(number), "{}", text);
            }
        }

        #[test]
        fn whole_thousands_are_never_guessed(whole in 1_000_u64..1_000_000, comma: bool) {
            let mark = if comma { "," } else { "." };
            let text = format!("{}{mark}{:03}", whole / 1_000, whole % 1_000);
            let number: Amount = whole.to_string().parse().unwrap();
            let found = read(&text, None);
            prop_assert!(matches!(found, Reading::Two(one, _) if one.amount == number), "{:?}", found);
        }
    }
}
