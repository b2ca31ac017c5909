//! How a sheet shows a number, where that tells more than the number: the zeros and signs of an id, a percentage.

mod format;
pub(super) mod ods;
pub(super) mod xls;
pub(super) mod xlsb;

use std::collections::HashMap;
use std::sync::Arc;

use calamine::Dimensions;

use self::format::Format;

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

/// How a number is shown.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shown {
    /// As the code of its format says.
    Coded(Arc<Format>),
    /// This is what the sheet shows.
    Text(String),
}

impl Shown {
    /// As a format code says; none when that is plainly.
    pub(super) fn of(code: &str) -> Option<Shown> {
        Format::of(code).map(Arc::new).map(Shown::Coded)
    }

    /// The number as it is shown, when that tells more than the number: the zeros and signs of an id, a percentage. A
    /// sheet may show a number rounded, or with marks between thousands; that is the number and nothing more.
    pub(super) fn write(&self, number: &str) -> Option<String> {
        match self {
            Shown::Coded(format) => format.write(number),
            Shown::Text(text) => {
                let plain = |text: &str| text.trim_start_matches('0').to_owned();
                let runs = text.split(|sign: char| !sign.is_ascii_digit());
                let digits: String = runs.clone().collect();
                let same = plain(&digits) == number || runs.map(plain).any(|run| run == number);
                (same && !is_amount(text)).then(|| text.trim().to_owned())
            }
        }
    }
}

/// The formats that every workbook has without saying so: 9 and 10 show percentages.
fn built_in() -> HashMap<u16, Shown> {
    let percentage = Shown::of("0%");
    percentage
        .into_iter()
        .flat_map(|shown| [(9, shown.clone()), (10, shown)])
        .collect()
}

/// Whether a text is nothing but a number with marks between its digits.
fn is_amount(text: &str) -> bool {
    let mark = |sign: char| matches!(sign, '.' | ',' | '\u{A0}' | '\u{202F}');
    text.contains(mark) && text.trim().chars().all(|sign| sign.is_ascii_digit() || mark(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shown_text_is_taken_when_it_is_the_same_number_and_tells_more() {
        for (text, number, shown) in [
            ("00017", "17", Some("00017")),
            ("LN-0017", "17", Some("LN-0017")),
            ("LN2-0017", "17", Some("LN2-0017")),
            ("0000017 ", "17", Some("0000017")),
            ("555-1234", "5551234", Some("555-1234")),
            ("1.2E+05", "123456", None),
            ("1.250", "1250", None),
            ("1.250,00", "1250", None),
            ("1\u{A0}250", "1250", None),
        ] {
            assert_eq!(Shown::Text(text.to_owned()).write(number).as_deref(), shown, "{text}");
        }
    }
}
