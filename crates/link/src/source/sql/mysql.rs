//! MySQL and MariaDB: in a read-only transaction, through the text protocol.

use std::str::FromStr as _;

use fieldlink_say::text;
use futures::TryStreamExt;
use secrecy::ExposeSecret;
use sqlx::mysql::{MySqlConnectOptions, MySqlConnection, MySqlRow};
use sqlx::{AssertSqlSafe, Column, Connection, Executor, Row, SqlSafeStr, Statement, TypeInfo, ValueRef};

use super::read::{Job, Row as Values};
use super::read_only::NotReadOnly;
use crate::record::{Cell, CellValue, Fault};
use crate::source::{Sink, SourceError, number};

/// A transaction that may only read.
const BEGIN: &str = "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY";

pub(super) async fn run(job: &Job, sink: &Sink) -> Result<(), SourceError> {
    let mut connection = opened(job).await?;
    // The server has taken just this text for one statement, and reads it in the same way again.
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
            return Ok(());
        }
    }
    drop(rows);
    let _ = connection.execute(sqlx::raw_sql("ROLLBACK")).await;
    let _ = connection.close().await;
    Ok(())
}

/// A connection in a transaction that may only read, on which the server has prepared the query: it is one statement, and
/// answers rows. (`INTO OUTFILE`, which a server does not refuse there, answers none.)
pub(super) async fn opened(job: &Job) -> Result<MySqlConnection, SourceError> {
    job.url_is(&["mysql", "mariadb"])?;
    let opening = async { MySqlConnection::connect_with(&options(job.url.expose_secret())?).await };
    let mut connection = job.connected(opening).await?;
    // The two servers call the limit differently; the wrong name is an error that does not matter, since the whole
    // reading has a limit of its own. A limit that the database's people have set is never made longer.
    let limit = |name: &str, most: u64| {
        let least = format!("SET SESSION {name} = IF(@@{name} = 0, {most}, LEAST(@@{name}, {most}))");
        sqlx::raw_sql(AssertSqlSafe(least))
    };
    if connection
        .execute(limit("max_statement_time", job.seconds))
        .await
        .is_err()
    {
        let millis = job.seconds.saturating_mul(1_000);
        let _ = connection.execute(limit("max_execution_time", millis)).await;
    }
    let began = connection.execute(sqlx::raw_sql(BEGIN)).await;
    began.map_err(|cause| job.connect(cause))?;
    let query = AssertSqlSafe(job.query.clone()).into_sql_str();
    let prepared = connection.prepare(query).await.map_err(|cause| job.failed(0, cause))?;
    if prepared.columns().is_empty() {
        return Err(job.refused(&NotReadOnly::NoColumns));
    }
    Ok(connection)
}

/// The session of the server's own people: the driver would have changed what `||` means, and today to UTC's day.
fn options(url: &str) -> Result<MySqlConnectOptions, sqlx::Error> {
    let options = MySqlConnectOptions::from_str(url)?.pipes_as_concat(false);
    let asked = url::Url::parse(url).is_ok_and(|url| {
        let mut names = url.query_pairs().map(|(name, _)| name);
        names.any(|name| name == "timezone" || name == "time-zone")
    });
    Ok(if asked { options } else { options.timezone(None) })
}

fn values(job: &Job, number: u64, row: &MySqlRow) -> Result<Values, SourceError> {
    let mut values = Values::new();
    for column in row.columns() {
        let at = column.ordinal();
        let value = row.try_get_raw(at).map_err(|cause| job.failed(number, cause))?;
        let cell = if value.is_null() {
            Cell::default()
        } else if value.type_info().name() == "BIT" {
            let bytes: &[u8] = row.try_get_unchecked(at).map_err(|cause| job.failed(number, cause))?;
            Cell::number(bits(bytes).to_string())
        } else {
            // Unchecked, because the text protocol has every type as text, whatever its name.
            match row.try_get_unchecked::<&str, _>(at) {
                Ok(text) => cell(value.type_info().name(), text),
                Err(_) => Cell::from(CellValue::Bytes),
            }
        };
        values.push((column.name().to_owned(), cell));
    }
    Ok(values)
}

const FLOAT: Fault = Fault::of(text!("fault-float"));

/// A value by the name of its type.
fn cell(kind: &str, text: &str) -> Cell {
    let kind = kind.strip_suffix(" UNSIGNED").unwrap_or(kind);
    match kind {
        "TINYINT" | "SMALLINT" | "MEDIUMINT" | "INT" | "BIGINT" | "YEAR" | "BOOLEAN" | "DECIMAL" => Cell::number(text),
        "DOUBLE" => number::of_float_text(text),
        // The server shows six digits of it, whatever it holds.
        "FLOAT" if number::digits(text) >= 6 => Cell::from(FLOAT),
        "FLOAT" => number::of_float_text(text),
        "DATE" => Cell::from(CellValue::Day(text.into())),
        "DATETIME" | "TIMESTAMP" => Cell::from(CellValue::Moment(text.into())),
        _ => Cell::from(Some(text.to_owned())),
    }
}

/// A BIT column comes as big-endian bytes.
fn bits(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// 1969: MariaDB's max_statement_time; 3024: MySQL's max_execution_time.
fn is_timeout(error: &sqlx::Error) -> bool {
    let number = error
        .as_database_error()
        .and_then(|e| e.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>())
        .map(sqlx::mysql::MySqlDatabaseError::number);
    matches!(number, Some(1969 | 3024))
}
