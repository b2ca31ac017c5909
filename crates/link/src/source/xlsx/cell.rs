//! A cell as a person sees it, to text.

use calamine::{Data, Style};

/// The text of a cell; `None` when it is empty. A formula's cell has its stored value.
///
/// Numbers that are ids are the delicate part: a workbook keeps `000123` as the number 123 shown through the format
/// `000000`, and whole numbers as binary floats.
pub(super) fn text(value: &Data, style: Option<&Style>) -> Result<Option<String>, String> {
    Ok(match value {
        Data::Empty => None,
        Data::String(text) if text.is_empty() => None,
        Data::String(text) => Some(text.clone()),
        Data::Bool(flag) => Some(flag.to_string()),
        Data::Int(number) => Some(padded(number.to_string(), style)),
        Data::Float(number) => Some(padded(number_text(*number)?, style)),
        Data::DateTime(moment) if moment.is_duration() => Some(number_text(moment.as_f64())?),
        Data::DateTime(moment) => {
            let moment = moment.as_datetime().ok_or("a date that no calendar has")?;
            let text = moment.to_string();
            Some(text.strip_suffix(" 00:00:00").map_or(text.clone(), str::to_owned))
        }
        Data::DateTimeIso(text) | Data::DurationIso(text) => Some(text.clone()),
        Data::Error(error) => return Err(format!("the cell shows the error {error}")),
    })
}

/// The shortest decimal that is this number: what was typed. Excel keeps 15 digits, so longer ids are lost before we
/// see them, and are refused instead of delivered wrong.
fn number_text(number: f64) -> Result<String, String> {
    let text = format!("{number}");
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let whole = !text.contains('.');
    if whole && digits > 15 {
        return Err(String::from(
            "a number of more than 15 digits, of which Excel keeps only 15; format the column as text and type it again",
        ));
    }
    Ok(text)
}

/// Leading zeros that only the number format shows, such as `000000`.
fn padded(text: String, style: Option<&Style>) -> String {
    let format = style
        .and_then(|style| style.number_format.as_ref())
        .map(|format| format.format_code.as_str());
    match format {
        Some(zeros) if zeros.len() > 1 && zeros.bytes().all(|b| b == b'0') && !text.contains(['.', '-']) => {
            format!("{text:0>width$}", width = zeros.len())
        }
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_no_tail_that_nobody_typed() {
        assert_eq!(text(&Data::Float(1234.0), None), Ok(Some(String::from("1234"))));
        assert_eq!(text(&Data::Float(0.1), None), Ok(Some(String::from("0.1"))));
        assert_eq!(text(&Data::Float(480.55), None), Ok(Some(String::from("480.55"))));
        assert_eq!(
            text(&Data::Float(100_000_000_000_000.0), None),
            Ok(Some(String::from("100000000000000")))
        );
        assert!(text(&Data::Float(12_345_678_901_234_567_890.0), None).is_err());
    }

    #[test]
    fn empty_is_none_and_errors_are_errors() {
        assert_eq!(text(&Data::Empty, None), Ok(None));
        assert!(
            text(&Data::Error(calamine::CellErrorType::NA), None)
                .unwrap_err()
                .contains("#N/A")
        );
    }
}
