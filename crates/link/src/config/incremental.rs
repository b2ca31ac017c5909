//! Reading only what was written since the last time.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::SourceKind;

/// What stands in a query for the value that the last reading came to.
pub const PARAMETER: &str = "since";

/// For databases: read only what was written since the last time. The query asks for it with `:since`, such as
/// `WHERE changed_at >= :since` (with `>=`, so that rows of the same moment are not lost).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Incremental {
    /// The column of the query that grows whenever a record is written: a whole number, or a date with or without time.
    /// It must grow as well when a member or a due date of the record changes.
    pub column: String,
    /// What `:since` is the first time. Example: `start = "2026-01-01"`
    pub start: Cursor,
    /// So many of the newest records are read again, for those that were written late.
    #[serde(default = "thousand")]
    pub again: usize,
}

fn thousand() -> usize {
    1_000
}

/// How far a reading came: a whole number, or an ISO date with or without time. Two of them can be told apart by which
/// is later; any other text is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
pub struct Cursor {
    #[schemars(skip)]
    place: Place,
    text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Number(i128),
    Moment(NaiveDateTime),
}

impl Cursor {
    /// How it stands in a query of such a database. Nothing but digits and the marks of a date can be in it.
    pub fn literal(&self, kind: SourceKind) -> String {
        match self.place {
            // Behind a minus sign, a second one would begin a comment.
            Place::Number(number) if number < 0 => format!("({})", self.text),
            Place::Number(_) => self.text.clone(),
            Place::Moment(moment) if kind == SourceKind::Mssql => self.for_sql_server(moment),
            Place::Moment(_) => format!("'{}'", self.text),
        }
    }

    /// SQL Server takes seven digits of a second, and reads a date in quotes by the language of the login, unless it has
    /// a `T` and is told to be a `datetime2`.
    fn for_sql_server(&self, moment: NaiveDateTime) -> String {
        let text = moment.format("%Y-%m-%dT%H:%M:%S%.9f").to_string();
        let text = &text[..text.len() - 2];
        let time = self.text.get(10..).unwrap_or_default();
        if time.contains(['Z', '+', '-']) {
            format!("CAST('{text}Z' AS datetimeoffset(7))")
        } else {
            format!("CAST('{text}' AS datetime2(7))")
        }
    }
}

impl FromStr for Cursor {
    type Err = String;

    fn from_str(text: &str) -> Result<Cursor, String> {
        let text = text.trim();
        let plain = text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b" -+:.TZ".contains(&byte));
        let place = plain.then(|| number(text).or_else(|| moment(text))).flatten();
        place
            .map(|place| Cursor {
                place,
                text: text.to_owned(),
            })
            .ok_or_else(|| {
                format!("{text:?} is neither a whole number nor a date such as 2026-11-01 or 2026-11-01 12:30:00")
            })
    }
}

fn number(text: &str) -> Option<Place> {
    text.parse().ok().map(Place::Number)
}

/// A moment with its distance from UTC is compared in UTC; all others as they are written.
fn moment(text: &str) -> Option<Place> {
    if let Ok(day) = text.parse::<NaiveDate>() {
        return Some(Place::Moment(day.and_time(NaiveTime::MIN)));
    }
    let text = text.replacen('T', " ", 1).replacen('Z', "+00", 1);
    if let Ok(moment) = DateTime::parse_from_str(&text, "%Y-%m-%d %H:%M:%S%.f%#z") {
        return Some(Place::Moment(moment.naive_utc()));
    }
    NaiveDateTime::parse_from_str(&text, "%Y-%m-%d %H:%M:%S%.f")
        .ok()
        .map(Place::Moment)
}

impl TryFrom<String> for Cursor {
    type Error = String;

    fn try_from(text: String) -> Result<Cursor, String> {
        text.parse()
    }
}

impl From<Cursor> for String {
    fn from(cursor: Cursor) -> String {
        cursor.text
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl PartialOrd for Cursor {
    fn partial_cmp(&self, other: &Cursor) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Cursor {
    fn cmp(&self, other: &Cursor) -> Ordering {
        self.place.cmp(&other.place).then_with(|| self.text.cmp(&other.text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_is_greater_however_it_is_written() {
        let orders = [
            ["9", "10"],
            ["2026-11-01", "2026-11-01 00:00:01"],
            ["2026-11-01 12:00:00", "2026-11-01 12:00:00.5"],
            // The hour that comes twice when the clocks go back.
            ["2026-10-25 02:30:00+02", "2026-10-25 02:10:00+01"],
            ["2026-10-25T02:30:00+02:00", "2026-10-25T01:00:00Z"],
        ];
        for [before, after] in orders {
            let (before, after): (Cursor, Cursor) = (before.parse().unwrap(), after.parse().unwrap());
            assert!(before < after, "{before} < {after}");
        }
    }

    #[test]
    fn a_value_is_never_more_than_a_value() {
        for bad in [
            "",
            "soon",
            "1 OR 1=1",
            "2026-13-01",
            "'2026-11-01'",
            "2026-11-01' --",
            "1.5",
            "--1",
            "2026-11-01 12:00:00 T",
        ] {
            assert!(bad.parse::<Cursor>().is_err(), "{bad}");
        }
        let literal = |text: &str, kind| text.parse::<Cursor>().unwrap().literal(kind);
        assert_eq!(literal("42", SourceKind::Postgres), "42");
        assert_eq!(literal("2026-11-01", SourceKind::Sqlite), "'2026-11-01'");
        assert_eq!(
            literal("2026-11-01 12:00:00.123456789+02:00", SourceKind::Mssql),
            "CAST('2026-11-01T10:00:00.1234567Z' AS datetimeoffset(7))"
        );
    }
}
