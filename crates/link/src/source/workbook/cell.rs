//! A cell as a person sees it, to text.

use calamine::Data;

use super::shown::Shown;
use crate::record::Fault;

/// The text of a cell; `None` when it is empty. A formula's cell has its stored value.
///
/// Numbers that are ids are the delicate part: a workbook keeps `000123` as the number 123 shown through the format
/// `000000`, and whole numbers as binary floats.
pub(super) fn text(value: &Data, shown: Option<&Shown>) -> Result<Option<String>, Fault> {
    Ok(match value {
        Data::Empty => None,
        Data::String(text) if text.is_empty() => None,
        // Some programs write a formula's error as its text.
        Data::String(text) if is_error(text) => return Err(error(text)),
        Data::String(text) => Some(text.clone()),
        Data::Bool(flag) => Some(flag.to_string()),
        Data::Int(number) => Some(as_shown(number.to_string(), shown)),
        Data::Float(number) => Some(as_shown(number_text(*number)?, shown)),
        Data::DateTime(moment) if moment.is_duration() => Some(number_text(moment.as_f64())?),
        Data::DateTime(moment) => {
            let moment = moment.as_datetime().ok_or(Fault::NO_DATE)?;
            let text = moment.to_string();
            Some(text.strip_suffix(" 00:00:00").map_or(text.clone(), str::to_owned))
        }
        Data::DateTimeIso(text) | Data::DurationIso(text) => Some(text.clone()),
        Data::Error(shown) => return Err(error(&shown.to_string())),
    })
}

/// The name of a cell as the sheet shows it: `B7`. Both counted from 0.
pub(super) fn name(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or_default();
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.reverse();
    format!("{}{}", letters.into_iter().collect::<String>(), u64::from(row) + 1)
}

fn error(shown: &str) -> Fault {
    Fault::of("it shows an error; correct the formula, or the cell it looks at").showing(shown)
}

fn is_error(text: &str) -> bool {
    matches!(
        text,
        "#N/A" | "#REF!" | "#VALUE!" | "#DIV/0!" | "#NAME?" | "#NUM!" | "#NULL!" | "#SPILL!" | "#CALC!"
    )
}

/// The number as Excel can show it, with 15 digits at most: what was typed. Whole numbers that are longer were lost
/// before we see them, and are refused instead of delivered wrong.
fn number_text(number: f64) -> Result<String, Fault> {
    let text = format!("{number}");
    let digits = text
        .trim_start_matches(['-', '0', '.'])
        .bytes()
        .filter(u8::is_ascii_digit)
        .count();
    if digits <= 15 {
        return Ok(text);
    }
    if !text.contains('.') {
        return Err(Fault::of(
            "a number of more than 15 digits, of which a workbook keeps only 15; format the column as text and type it again",
        ));
    }
    // A sum such as 0.1 + 0.2 has a tail that nobody typed and no sheet shows.
    let rounded: f64 = format!("{number:.14e}")
        .parse()
        .map_err(|_| Fault::of("not a number"))?;
    Ok(format!("{rounded}"))
}

fn as_shown(text: String, shown: Option<&Shown>) -> String {
    shown.and_then(|shown| shown.write(&text)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_no_tail_that_nobody_typed() {
        let read = |number: f64| text(&Data::Float(number), None);
        assert_eq!(read(1234.0), Ok(Some(String::from("1234"))));
        assert_eq!(read(0.1), Ok(Some(String::from("0.1"))));
        assert_eq!(read(480.55), Ok(Some(String::from("480.55"))));
        assert_eq!(read(0.300_000_000_000_000_04), Ok(Some(String::from("0.3"))));
        assert_eq!(read(1_250.499_999_999_999_8), Ok(Some(String::from("1250.5"))));
        assert_eq!(read(100_000_000_000_000.0), Ok(Some(String::from("100000000000000"))));
        assert!(read(12_345_678_901_234_567_890.0).is_err());
    }

    #[test]
    fn ids_keep_the_zeros_that_the_sheet_shows() {
        let shown = Shown::of("00000");
        assert_eq!(
            text(&Data::Float(17.0), shown.as_ref()),
            Ok(Some(String::from("00017")))
        );
        assert_eq!(
            text(&Data::Int(123_456), shown.as_ref()),
            Ok(Some(String::from("123456")))
        );
        assert_eq!(text(&Data::Float(17.5), shown.as_ref()), Ok(Some(String::from("17.5"))));
    }

    #[test]
    fn empty_is_none_and_errors_are_errors() {
        assert_eq!(text(&Data::Empty, None), Ok(None));
        let cell = Data::Error(calamine::CellErrorType::NA);
        assert_eq!(text(&cell, None).unwrap_err().shown(), Some("#N/A"));
        let written = Data::String(String::from("#REF!"));
        assert_eq!(text(&written, None).unwrap_err().shown(), Some("#REF!"));
    }

    #[test]
    fn cells_are_named_as_the_sheet_names_them() {
        assert_eq!(name(6, 1), "B7");
        assert_eq!(name(0, 26), "AA1");
        assert_eq!(name(0, 701), "ZZ1");
        assert_eq!(name(0, 702), "AAA1");
    }
}
