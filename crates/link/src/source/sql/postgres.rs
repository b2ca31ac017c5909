//! PostgreSQL: in a read-only transaction, through the simple query protocol.

use futures::TryStreamExt;
use sqlx::postgres::{PgConnection, PgRow};
use sqlx::{AssertSqlSafe, Column, Connection, Executor, Row, ValueRef};

use super::read::Job;
use crate::source::{Sink, SourceError};

pub(super) async fn run(job: &Job, sink: &Sink) -> Result<(), SourceError> {
    let mut connection = PgConnection::connect(&job.url)
        .await
        .map_err(|cause| job.connect(cause))?;
    let millis = job.seconds.saturating_mul(1_000);
    let begin = format!(
        "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = {millis}; SET LOCAL DateStyle = 'ISO, YMD'"
    );
    connection
        .execute(sqlx::raw_sql(AssertSqlSafe(begin)))
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
        let record = job.record(count, fields(job, count, &row)?);
        if !sink.put(record).await {
            break;
        }
    }
    Ok(())
}

fn fields(job: &Job, number: u64, row: &PgRow) -> Result<Vec<(String, Option<String>)>, SourceError> {
    let mut fields = Vec::with_capacity(row.len());
    for column in row.columns() {
        let value = row
            .try_get_raw(column.ordinal())
            .map_err(|cause| job.failed(number, cause))?;
        let text = if value.is_null() {
            None
        } else {
            let text = value
                .as_str()
                .map_err(|_| job.value(number, column.name(), "not text; convert it in the query"))?;
            Some(text.to_owned())
        };
        fields.push((column.name().to_owned(), text));
    }
    Ok(fields)
}

/// `query_canceled`: what a statement timeout is answered with.
fn is_timeout(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .and_then(|e| e.code())
        .is_some_and(|code| code == "57014")
}
