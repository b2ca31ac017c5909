//! A day.

use chrono::NaiveDate;
use chrono_tz::Tz;
use fieldlink_say::message;

use super::{Found, Refused};
use crate::reading::Reading;
use crate::reading::day::{self, NotThat};
use crate::record::CellValue;

/// A day. A cell that holds a day or a moment is that one whatever `format` says of texts; moments with an offset become
/// days of the time zone.
pub(in super::super) fn day(found: &Found<'_>, format: Option<&str>, timezone: Tz) -> Result<NaiveDate, Refused> {
    match found.value() {
        Some(CellValue::Day(text) | CellValue::Moment(text)) => {
            day::read(text, timezone).only().ok_or_else(|| unlike("2026-01-31"))
        }
        Some(CellValue::Truth(_)) => Err(unlike("2026-01-31")),
        _ => match format {
            Some(format) => match day::with_format(&found.text, format) {
                Ok(day) => Ok(day),
                Err(NotThat::ShortYear) => Err(short_year(format)),
                Err(NotThat::Format) => Err(unlike(format)),
            },
            None => match day::read(&found.text, timezone) {
                Reading::One(day) => Ok(day),
                Reading::Two(one, other) => Err(ask(one, other)),
                Reading::None => Err(unlike("2026-01-31")),
            },
        },
    }
}

fn unlike(format: &str) -> Refused {
    Refused::new("date_invalid", message!("reason-date-invalid", format = format))
}

fn short_year(format: &str) -> Refused {
    let two = format.replace("%Y", "%y");
    Refused::new("date_short_year", message!("reason-date-short-year", format = two))
}

/// The question that only a person can answer.
fn ask(one: NaiveDate, other: NaiveDate) -> Refused {
    let said = message!(
        "reason-date-ambiguous",
        one = one.to_string(),
        other = other.to_string()
    );
    Refused::new("date_ambiguous", said)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{found, of};
    use super::*;
    use crate::record::Cell;

    #[test]
    fn what_a_day_takes() {
        let nairobi: Tz = "Africa/Nairobi".parse().unwrap();
        let slashes = Some("%d/%m/%Y");
        for (cell, format, taken) in [
            (of(CellValue::Day("2026-01-31".into())), slashes, Ok("2026-01-31")),
            (
                of(CellValue::Moment("2026-01-31 22:30:00+00".into())),
                slashes,
                Ok("2026-02-01"),
            ),
            (Cell::text("31/01/2026"), slashes, Ok("2026-01-31")),
            (Cell::text("2026-01-31"), None, Ok("2026-01-31")),
            (Cell::text("05/12/26"), slashes, Err("date_short_year")),
            (Cell::text("05/12/2026"), None, Err("date_ambiguous")),
            (Cell::text("46361"), None, Err("date_invalid")),
            (Cell::number("46361"), None, Err("date_invalid")),
            (Cell::number("20260131"), None, Ok("2026-01-31")),
            (Cell::number("1769898600"), None, Ok("2026-02-01")),
            (of(CellValue::Truth(true)), None, Err("date_invalid")),
        ] {
            let got = day(&found(&cell), format, nairobi);
            let got = got.map(|day| day.to_string()).map_err(|refused| refused.rule);
            assert_eq!(got.as_deref().map_err(|rule| *rule), taken, "{cell:?} {format:?}");
        }
    }
}
