//! Instants, kept as whole unix seconds.

use chrono::{DateTime, Utc};

use crate::{Error, Result};

/// The instant in a column; an error that names the row if no instant has that number.
pub(crate) fn read(
    seconds: i64,
    table: &'static str,
    row: &impl ToString,
    column: &'static str,
) -> Result<DateTime<Utc>> {
    DateTime::from_timestamp(seconds, 0).ok_or_else(|| Error::Corrupt {
        table,
        row: row.to_string(),
        column,
    })
}

/// The instant in a column that may be empty.
pub(crate) fn read_optional(
    seconds: Option<i64>,
    table: &'static str,
    row: &impl ToString,
    column: &'static str,
) -> Result<Option<DateTime<Utc>>> {
    seconds.map(|s| read(s, table, row, column)).transpose()
}
