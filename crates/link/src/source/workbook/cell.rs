//! A cell of a sheet.

use calamine::Data;
use fieldlink_say::text;

use super::shown::Shown;
use crate::record::{Cell, CellValue, Fault, letters};
use crate::source::number;
use crate::source::sheet_error::sheet_text;

/// A cell with its type and face. A formula's cell has its stored value.
///
/// Numbers that are ids are the delicate part: a workbook keeps `000123` as the number 123 shown through the format
/// `000000`, and whole numbers as binary floats.
pub(super) fn of(value: &Data, shown: Option<&Shown>) -> Cell {
    match value {
        Data::Empty => Cell::default(),
        // Some programs write a formula's error as its text.
        Data::String(text) => sheet_text(text),
        Data::Bool(flag) => Cell::from(CellValue::Truth(*flag)),
        Data::Int(number) => shown_as(Cell::number(number.to_string()), shown),
        Data::Float(number) => shown_as(of_float(*number), shown),
        Data::DateTime(moment) if moment.is_duration() => of_float(moment.as_f64()),
        Data::DateTime(moment) => match moment.as_datetime() {
            Some(moment) => of_moment(&moment.to_string()),
            None => Cell::from(Fault::NO_DATE),
        },
        Data::DateTimeIso(text) => of_moment(text),
        Data::DurationIso(text) => Cell::text(text.as_str()),
        Data::Error(shown) => sheet_text(&shown.to_string()),
    }
}

/// The name of a cell as the sheet shows it: `B7`. Both counted from 0.
pub(super) fn name(row: u32, column: u32) -> String {
    format!("{}{}", letters(column), u64::from(row) + 1)
}

/// A day, or a moment where there is a time of day.
fn of_moment(text: &str) -> Cell {
    let day = text
        .strip_suffix("00:00:00")
        .map(|day| day.trim_end_matches([' ', 'T']));
    let day = day.unwrap_or(text);
    Cell::from(if day.len() == "2026-01-31".len() {
        CellValue::Day(day.into())
    } else {
        CellValue::Moment(text.into())
    })
}

/// The number as Excel can show it, with 15 digits at most: what was typed. Whole numbers that are longer were lost
/// before we see them, and are refused instead of delivered wrong.
fn of_float(value: f64) -> Cell {
    let text = format!("{value}");
    if number::digits(&text) > number::CERTAIN && !text.contains('.') {
        return Cell::from(Fault::of(text!("fault-digits")));
    }
    number::of_float(value)
}

fn shown_as(cell: Cell, shown: Option<&Shown>) -> Cell {
    let face = cell.plain().zip(shown).and_then(|(number, shown)| shown.write(number));
    cell.shown_as(face)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_with_digits_that_were_lost_is_refused() {
        assert_eq!(
            of(&Data::Float(100_000_000_000_000.0), None),
            Cell::number("100000000000000")
        );
        assert!(of(&Data::Float(12_345_678_901_234_567_890.0), None).fault().is_some());
    }

    #[test]
    fn ids_keep_the_zeros_that_the_sheet_shows() {
        let zeros = Shown::of("00000");
        let shown = |value: Data| of(&value, zeros.as_ref()).shown().map(str::to_owned);
        assert_eq!(shown(Data::Float(17.0)).as_deref(), Some("00017"));
        assert_eq!(shown(Data::Int(123_456)).as_deref(), Some("123456"));
        assert_eq!(shown(Data::Float(17.5)).as_deref(), Some("17.5"));
    }

    #[test]
    fn empty_is_nothing_and_errors_are_errors() {
        assert_eq!(of(&Data::Empty, None), Cell::default());
        let cell = Data::Error(calamine::CellErrorType::NA);
        assert_eq!(of(&cell, None).fault().unwrap().shown(), Some("#N/A"));
        let written = Data::String(String::from("#REF!"));
        assert_eq!(of(&written, None).fault().unwrap().shown(), Some("#REF!"));
    }

    #[test]
    fn days_and_moments_are_told_apart() {
        for (text, value) in [
            ("2026-01-31", CellValue::Day("2026-01-31".into())),
            ("2026-01-31T00:00:00", CellValue::Day("2026-01-31".into())),
            ("2026-01-31T18:00:00", CellValue::Moment("2026-01-31T18:00:00".into())),
        ] {
            assert_eq!(of(&Data::DateTimeIso(text.into()), None), Cell::from(value));
        }
    }

    #[test]
    fn cells_are_named_as_the_sheet_names_them() {
        assert_eq!(name(6, 1), "B7");
    }
}
