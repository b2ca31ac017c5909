//! How a sheet shows a whole number that is an id: with leading zeros, or with marks between its digits.

pub(super) mod ods;
pub(super) mod xls;
pub(super) mod xlsb;

use std::collections::HashMap;

use calamine::Dimensions;

/// What is known of the sheets of a workbook, by name.
pub(super) type Sheets = HashMap<String, Shapes>;

/// What is known of a sheet.
#[derive(Debug, Clone, Default)]
pub(super) struct Shapes {
    /// How numbers are shown, by row and column counted from 0; those that are shown plainly are left out.
    pub(super) shown: HashMap<(u32, u32), Shown>,
    /// The areas that are merged.
    pub(super) merged: Vec<Dimensions>,
}

/// How a whole number is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shown {
    /// Zeros are digits, `None`; everything else stands as it is.
    Pattern(Vec<Option<char>>),
    /// This is what the sheet shows.
    Text(String),
}

impl Shown {
    /// The way that a format code says, when it is one for ids: two zeros or more, and marks such as `-` or words in
    /// quotes. Amounts, dates and percents have other ways, and are read as their plain value.
    pub(super) fn of(code: &str) -> Option<Shown> {
        let code = code.split(';').next()?;
        let mut pattern = Vec::new();
        let mut letters = code.chars();
        while let Some(letter) = letters.next() {
            match letter {
                '0' => pattern.push(None),
                '-' | '/' | ' ' | '(' | ')' | ':' => pattern.push(Some(letter)),
                '\\' => pattern.push(Some(letters.next()?)),
                '"' => loop {
                    match letters.next()? {
                        '"' => break,
                        letter => pattern.push(Some(letter)),
                    }
                },
                _ => return None,
            }
        }
        let zeros = pattern.iter().filter(|place| place.is_none()).count();
        (zeros > 1).then_some(Shown::Pattern(pattern))
    }

    /// The number as it is shown; none when it is not a whole number that the way fits.
    pub(super) fn write(&self, number: &str) -> Option<String> {
        if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        match self {
            // What is shown must be the same number; a sheet may show it rounded, or as a date.
            Shown::Text(text) => {
                let digits: String = text.chars().filter(char::is_ascii_digit).collect();
                let plain = |text: &str| text.trim_start_matches('0').to_owned();
                (plain(&digits) == plain(number)).then(|| text.clone())
            }
            Shown::Pattern(pattern) => {
                let mut digits = number.chars().rev();
                let first = pattern.iter().position(Option::is_none)?;
                let mut shown: Vec<char> = Vec::new();
                for (at, place) in pattern.iter().enumerate().rev() {
                    match place {
                        Some(mark) => shown.push(*mark),
                        None => shown.push(digits.next().unwrap_or('0')),
                    }
                    if at == first {
                        shown.extend(digits.by_ref());
                    }
                }
                Some(shown.into_iter().rev().collect())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_of_ids_are_followed() {
        for (code, number, shown) in [
            ("00000", "17", Some("00017")),
            ("00000", "1234567", Some("1234567")),
            ("000-000", "1234", Some("001-234")),
            ("\"LN-\"0000", "17", Some("LN-0017")),
            ("000\\-00;[Red]-0", "17", Some("000-17")),
            ("00000", "17.5", None),
        ] {
            assert_eq!(Shown::of(code).unwrap().write(number).as_deref(), shown, "{code}");
        }
        for code in [
            "General",
            "0",
            "0.00",
            "#,##0",
            "0%",
            "dd/mm/yyyy",
            "\"KES \"0",
            "@",
            "00.00",
            "0E+00",
        ] {
            assert_eq!(Shown::of(code), None, "{code}");
        }
    }

    #[test]
    fn a_shown_text_is_taken_when_it_is_the_same_number() {
        let shown = |text: &str| Shown::Text(text.to_owned());
        assert_eq!(shown("00017").write("17").as_deref(), Some("00017"));
        assert_eq!(shown("LN-0017").write("17").as_deref(), Some("LN-0017"));
        assert_eq!(shown("1.2E+05").write("123456"), None);
    }
}
