//! PostgreSQL: prepared by the server, then asked in a read-only transaction through the simple query protocol.

use fieldlink_say::{Message, message};
use futures::TryStreamExt;
use secrecy::ExposeSecret;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgRow};
use sqlx::{AssertSqlSafe, Column, Connection, Executor, Row, SqlSafeStr, Statement, TypeInfo, ValueRef};

use super::dialect::Dialect;
use super::lex::{Token, pieces};
use super::read::{Job, Row as Values};
use super::read_only::NotReadOnly;
use crate::record::{Cell, CellValue};
use crate::source::{Sink, SourceError, number};

pub(super) async fn run(job: &Job, sink: &Sink) -> Result<(), SourceError> {
    let Opened { mut connection, limit } = opened(job).await?;
    // The server has taken just this text for one statement, and reads it in the same way again.
    let mut rows = sqlx::raw_sql(AssertSqlSafe(job.query.clone())).fetch(&mut connection);
    let mut count = 0;
    loop {
        let row = match rows.try_next().await {
            Ok(Some(row)) => row,
            Ok(None) => break,
            Err(cause) if limit == Limit::Ours && is_timeout(&cause) => return Err(job.too_slow()),
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

/// A connection that the query can be asked on.
pub(super) struct Opened {
    pub(super) connection: PgConnection,
    limit: Limit,
}

/// Whose limit of time holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Limit {
    Ours,
    /// The database's people have set a shorter one.
    Theirs,
}

/// A connection in a transaction that may only read, on which the server has prepared the query: it is one statement, and
/// answers rows.
pub(super) async fn opened(job: &Job) -> Result<Opened, SourceError> {
    job.url_is(&["postgres", "postgresql"])?;
    let opening = async {
        // Poolers refuse what they do not know at the start of a session: the digits of floats are asked for later.
        let options: PgConnectOptions = job.url.expose_secret().parse()?;
        PgConnection::connect_with(&options.extra_float_digits(None)).await
    };
    let mut connection = job.connected(opening).await?;
    let began = connection.fetch_all(sqlx::raw_sql(AssertSqlSafe(begin(job)))).await;
    let set = began.map_err(|cause| job.connect(cause))?;
    let limit = if set.is_empty() { Limit::Theirs } else { Limit::Ours };
    reaches_out(job, &mut connection).await?;
    let query = AssertSqlSafe(job.query.clone()).into_sql_str();
    let prepared = connection.prepare(query).await.map_err(|cause| job.failed(0, cause))?;
    if prepared.columns().is_empty() {
        return Err(job.refused(&NotReadOnly::NoColumns));
    }
    Ok(Opened { connection, limit })
}

/// A transaction that may only read, with ways of writing dates and reading quotes that do not depend on the server's
/// settings. Today is the partner's day: the driver would have made it UTC's. The limit is ours, unless the database's
/// people have set a shorter one.
fn begin(job: &Job) -> String {
    let millis = job.seconds.saturating_mul(1_000);
    let zone = job.timezone.as_deref().unwrap_or("UTC");
    format!(
        "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; \
         SET LOCAL extra_float_digits = 2; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL TIME ZONE '{zone}'; \
         SET LOCAL standard_conforming_strings = on; \
         SELECT set_config('statement_timeout', '{millis}', true) FROM pg_catalog.pg_settings \
         WHERE name = 'statement_timeout' AND setting::bigint NOT BETWEEN 1 AND {millis}"
    )
}

/// Functions of the server itself that are called volatile, and change nothing.
const HARMLESS: &[&str] = &[
    "clock_timestamp",
    "currval",
    "gen_random_bytes",
    "gen_random_uuid",
    "lastval",
    "lo_get",
    "pg_sleep",
    "random",
    "random_normal",
    "set_config",
    "setseed",
    "timeofday",
    "uuid_generate_v1",
    "uuid_generate_v4",
    "uuidv4",
    "uuidv7",
];

/// Of some functions, one that works outside of the transaction: it is volatile and written in a language that may do
/// anything, as `dblink_exec` and `pg_terminate_backend` are. Sequences and large objects are among them, which newer
/// servers refuse by themselves.
const REACHES_OUT: &str = "SELECT p.proname::text FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_language l ON l.oid = p.prolang \
    WHERE p.provolatile = 'v' AND NOT l.lanpltrusted \
    AND p.proname = ANY($1) AND p.proname <> ALL($2) ORDER BY 1 LIMIT 1";

/// Refuses a query that names a function which a transaction that only reads does not bind.
async fn reaches_out(job: &Job, connection: &mut PgConnection) -> Result<(), SourceError> {
    let called = called(&job.query).map_err(|why| job.refused(&why))?;
    let found: Option<String> = sqlx::query_scalar(REACHES_OUT)
        .bind(called)
        .bind(HARMLESS)
        .fetch_optional(connection)
        .await
        .map_err(|cause| job.failed(0, cause))?;
    found.map_or(Ok(()), |name| Err(job.refused(&NotReadOnly::Function(name))))
}

/// What may be the name of a function: what stands before a parenthesis.
fn called(query: &str) -> Result<Vec<String>, NotReadOnly> {
    let pieces = pieces(query, Dialect::Postgres)?;
    let mut names = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        let called = pieces.get(at + 1).is_some_and(|next| next.token == Token::Sign('('));
        match piece.token {
            Token::Word(word) if called => names.push(word.to_lowercase()),
            // `U&"\0064blink"` is a name too.
            Token::Name(name) if called && !query[..piece.place.start].ends_with('&') => {
                names.push(name[1..name.len() - 1].replace("\"\"", "\""));
            }
            Token::Name(_) if called => return Err(NotReadOnly::Unclear(CODED)),
            _ => {}
        }
    }
    Ok(names)
}

const CODED: Message = message!("query-coded-name");

fn values(job: &Job, number: u64, row: &PgRow) -> Result<Values, SourceError> {
    let mut values = Values::new();
    for column in row.columns() {
        let value = row
            .try_get_raw(column.ordinal())
            .map_err(|cause| job.failed(number, cause))?;
        let cell = match value.as_str() {
            _ if value.is_null() => Cell::default(),
            Ok(text) => cell(value.type_info().name(), text),
            Err(_) => Cell::from(CellValue::Bytes),
        };
        values.push((column.name().to_owned(), cell));
    }
    Ok(values)
}

/// A value by the name of its type. The simple protocol has every type as text.
fn cell(kind: &str, text: &str) -> Cell {
    match kind {
        "INT2" | "INT4" | "INT8" | "OID" | "NUMERIC" => Cell::number(text),
        "FLOAT4" | "FLOAT8" => number::of_float_text(text),
        "DATE" => Cell::from(CellValue::Day(text.into())),
        "TIMESTAMP" | "TIMESTAMPTZ" => Cell::from(CellValue::Moment(text.into())),
        "BYTEA" => Cell::from(CellValue::Bytes),
        _ => Cell::from(Some(text.to_owned())),
    }
}

/// `query_canceled`: what a statement timeout is answered with.
fn is_timeout(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .and_then(|e| e.code())
        .is_some_and(|code| code == "57014")
}
