//! SQLite: the file opened read-only.

use futures::TryStreamExt;
use sqlx::sqlite::{SqliteConnectOptions, SqliteRow};
use sqlx::{AssertSqlSafe, Column, ConnectOptions, Row, TypeInfo, ValueRef};

use super::read::{Job, Row as Values};
use crate::record::{Cell, CellValue};
use crate::source::{Sink, SourceError, number};

pub(super) async fn run(job: &Job, sink: &Sink) -> Result<(), SourceError> {
    let mut connection = job.connected(options(job).connect()).await?;
    let mut rows = sqlx::raw_sql(AssertSqlSafe(job.query.clone())).fetch(&mut connection);
    let mut count = 0;
    while let Some(row) = rows.try_next().await.map_err(|cause| job.failed(count, cause))? {
        count += 1;
        let record = job.record(count, values(job, count, &row)?);
        if !sink.put(record).await {
            break;
        }
    }
    Ok(())
}

pub(super) fn options(job: &Job) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(&job.path)
        .read_only(true)
        .create_if_missing(false)
        .pragma("query_only", "ON")
        .disable_statement_logging()
}

fn values(job: &Job, number: u64, row: &SqliteRow) -> Result<Values, SourceError> {
    let mut values = Values::new();
    for column in row.columns() {
        let at = column.ordinal();
        let value = row.try_get_raw(at).map_err(|cause| job.failed(number, cause))?;
        let fail = |cause| job.failed(number, cause);
        // A column of SQLite holds values of any type, so each value is asked for its own.
        let cell = match value.type_info().name() {
            _ if value.is_null() => Cell::default(),
            "INTEGER" => Cell::number(row.try_get_unchecked::<i64, _>(at).map_err(fail)?.to_string()),
            // SQLite has no decimals: an amount that is no whole number is a binary float already in the file.
            "REAL" => number::of_float(row.try_get_unchecked::<f64, _>(at).map_err(fail)?),
            _ => {
                let bytes: &[u8] = row.try_get_unchecked(at).map_err(fail)?;
                match std::str::from_utf8(bytes) {
                    Ok(text) => Cell::from(Some(text.to_owned())),
                    Err(_) => Cell::from(CellValue::Bytes),
                }
            }
        };
        values.push((column.name().to_owned(), cell));
    }
    Ok(values)
}
