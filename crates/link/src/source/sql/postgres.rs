//! PostgreSQL: in a read-only transaction, through the simple query protocol.

use futures::TryStreamExt;
use secrecy::ExposeSecret;
use sqlx::postgres::{PgConnection, PgRow};
use sqlx::{AssertSqlSafe, Column, Connection, Executor, Row, ValueRef};

use super::read::{BINARY, Job, Row as Values};
use crate::source::{Sink, SourceError};

pub(super) async fn run(job: &Job, sink: &Sink) -> Result<(), SourceError> {
    let mut connection = job.connected(PgConnection::connect(job.url.expose_secret())).await?;
    connection
        .execute(sqlx::raw_sql(AssertSqlSafe(begin(job))))
        .await
        .map_err(|cause| job.connect(cause))?;
    let mut rows = sqlx::raw_sql(AssertSqlSafe(job.query.clone())).fetch(&mut connection);
    let mut count = 0;
    loop {
        let row = match rows.try_next().await {
            Ok(Some(row)) => row,
            Ok(None) => break,
            Err(cause) if is_timeout(&cause) => return Err(job.too_slow()),
            Err(cause) => return Err(job.failed(count, cause)),
        };
        count += 1;
        let record = job.record(count, values(job, count, &row)?);
        if !sink.put(record).await {
            break;
        }
    }
    Ok(())
}

/// A transaction that may only read, with the limit and a way of writing dates that does not depend on the server's.
pub(super) fn begin(job: &Job) -> String {
    let millis = job.seconds.saturating_mul(1_000);
    format!(
        "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = {millis}; SET LOCAL DateStyle = 'ISO, YMD'"
    )
}

fn values(job: &Job, number: u64, row: &PgRow) -> Result<Values, SourceError> {
    let mut values = Values::default();
    for column in row.columns() {
        let value = row
            .try_get_raw(column.ordinal())
            .map_err(|cause| job.failed(number, cause))?;
        if value.is_null() {
            values.put(column.name(), None);
            continue;
        }
        match value.as_str() {
            Ok(text) => values.put(column.name(), Some(text.to_owned())),
            Err(_) => values.fault(column.name(), BINARY),
        }
    }
    Ok(values)
}

/// `query_canceled`: what a statement timeout is answered with.
fn is_timeout(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .and_then(|e| e.code())
        .is_some_and(|code| code == "57014")
}
