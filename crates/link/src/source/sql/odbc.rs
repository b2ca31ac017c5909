//! Any database with an ODBC driver.
//!
//! Every value is asked for as text (SQLGetData with SQL_C_CHAR), so ids and decimals come as the driver writes them.
//!
//! ODBC knows no transaction that may only read, and a driver may take several statements. So the query is looked at in
//! the way of reading of the database that the driver names, or in all ways; the account must be one that only reads;
//! databases that do know such a transaction are told to begin one; and nothing is ever committed.

use odbc_api::{Connection, ConnectionOptions, Cursor, Environment, IntoParameter, ResultSetMetadata};
use secrecy::ExposeSecret;

use super::account::{self, Account};
use super::dialect::Dialect;
use super::read::{Job, Row as Values};
use super::read_only;
use crate::record::{Cell, CellValue};
use crate::source::{Sink, SourceError};

/// Told to databases that know a transaction which may only read.
fn only_read(dialect: Option<Dialect>) -> &'static [&'static str] {
    match dialect {
        Some(Dialect::Postgres) => &[
            "SET TRANSACTION READ ONLY",
            "SET LOCAL DateStyle = 'ISO, YMD'",
            "SET LOCAL standard_conforming_strings = on",
        ],
        Some(Dialect::Mysql) => &["SET SESSION TRANSACTION READ ONLY", "START TRANSACTION READ ONLY"],
        Some(Dialect::Sqlite) => &["PRAGMA query_only = ON"],
        _ => &[],
    }
}

/// What drivers say that know no limit of time.
const NO_LIMIT: &[&str] = &["HYC00", "HY092", "IM001"];

pub(super) async fn run(job: &Job, sink: &Sink) -> Result<(), SourceError> {
    let sink = sink.clone();
    on_a_thread(job, move |job, connection| rows(job, connection, &sink)).await
}

/// The first column of the query's first row as bytes, with these values for the question marks.
pub(super) async fn one(job: &Job, values: &[String]) -> Result<Option<Vec<u8>>, SourceError> {
    let values = values.to_vec();
    on_a_thread(job, move |job, connection| first_bytes(job, connection, &values)).await
}

/// The tables and views with their columns, in order; those of the database itself left out.
pub(super) async fn tables(job: &Job) -> Result<Vec<(String, Vec<String>)>, SourceError> {
    on_a_thread(job, columns_of_all).await
}

/// ODBC waits where it is called, so it gets a thread of its own.
async fn on_a_thread<T: Send + 'static>(
    job: &Job,
    what: impl FnOnce(&Job, &Connection<'_>) -> Result<T, SourceError> + Send + 'static,
) -> Result<T, SourceError> {
    let job = job.clone();
    let working = tokio::task::spawn_blocking(move || connected(&job, what));
    working.await.unwrap_or(Err(SourceError::BrokeDown))
}

/// Does something with a connection that may only read, and takes back what was done all the same.
fn connected<T>(
    job: &Job,
    what: impl FnOnce(&Job, &Connection<'_>) -> Result<T, SourceError>,
) -> Result<T, SourceError> {
    let environment = Environment::new().map_err(|cause| job.connect(cause))?;
    let options = ConnectionOptions {
        login_timeout_sec: Some(30),
        ..ConnectionOptions::default()
    };
    let connection = environment
        .connect_with_connection_string(job.url.expose_secret(), options)
        .map_err(|cause| job.connect(cause))?;
    connection.set_autocommit(false).map_err(|cause| job.connect(cause))?;
    let system = connection.database_management_system_name().unwrap_or_default();
    let dialect = Dialect::called(&system);
    if !job.query.is_empty() {
        read_only::check_words(&job.query, dialect).map_err(|why| job.refused(&why))?;
        signed_in(job, &connection, dialect).admitted(job)?;
        connection.rollback().map_err(|cause| job.connect(cause))?;
    }
    for statement in only_read(dialect) {
        connection
            .execute(statement, (), None)
            .map_err(|cause| job.connect(cause))?;
    }
    let outcome = what(job, &connection);
    let _ = connection.rollback();
    outcome
}

/// Who is signed in, and what they may do.
fn signed_in(job: &Job, connection: &Connection<'_>, dialect: Option<Dialect>) -> Account {
    let ask = |query: Option<&str>| answer(connection, query?);
    let writes = match dialect {
        // A file has no accounts; SQLite's own lock is on.
        Some(Dialect::Sqlite) => Some(false),
        _ => ask(dialect.and_then(account::rights_query)).map(|told| told != "0"),
    };
    Account {
        name: ask(dialect.and_then(account::name_query)).unwrap_or_else(|| user_of(job.url.expose_secret())),
        writes,
    }
}

/// The one value that a query answers; none when it fails.
fn answer(connection: &Connection<'_>, query: &str) -> Option<String> {
    let mut cursor = connection.execute(query, (), None).ok()??;
    let mut row = cursor.next_row().ok()??;
    let mut text = Vec::new();
    let present = row.get_text(1, &mut text).ok()?;
    present.then(|| String::from_utf8_lossy(&text).into_owned())
}

/// The user that a connection string names, or the data source; for a database that cannot be asked.
fn user_of(string: &str) -> String {
    let value = |wanted: &[&str]| {
        let mut pairs = string.split(';').filter_map(|pair| pair.split_once('='));
        pairs
            .find(|(name, _)| wanted.iter().any(|wanted| name.trim().eq_ignore_ascii_case(wanted)))
            .map(|(_, value)| value.trim().to_owned())
    };
    value(&["UID", "User", "User ID"])
        .or_else(|| value(&["DSN", "Dbq", "Database"]))
        .unwrap_or_else(|| String::from(account::NAMELESS))
}

fn first_bytes(job: &Job, connection: &Connection<'_>, values: &[String]) -> Result<Option<Vec<u8>>, SourceError> {
    let parameters: Vec<_> = values.iter().map(|value| value.clone().into_parameter()).collect();
    let seconds = usize::try_from(job.seconds).ok();
    let limited = connection.execute(&job.query, parameters.as_slice(), seconds);
    let cursor = match limited {
        Err(error) if is_state(&error, NO_LIMIT) => connection.execute(&job.query, parameters.as_slice(), None),
        limited => limited,
    };
    let Some(mut cursor) = cursor.map_err(|cause| trouble(job, 0, cause))? else {
        return Ok(None);
    };
    let Some(mut row) = cursor.next_row().map_err(|cause| trouble(job, 0, cause))? else {
        return Ok(None);
    };
    let mut bytes = Vec::new();
    let present = row.get_binary(1, &mut bytes).map_err(|cause| trouble(job, 1, cause))?;
    Ok(present.then_some(bytes))
}

/// Schemas that belong to databases themselves; so do those of PostgreSQL that begin with `pg_`.
const OWN: &[&str] = &["information_schema", "mysql", "performance_schema", "sys"];

fn columns_of_all(job: &Job, connection: &Connection<'_>) -> Result<Vec<(String, Vec<String>)>, SourceError> {
    let mut tables: Vec<(String, Vec<String>)> = Vec::new();
    // Some drivers take an empty name for "the ones without a name", so all are asked for by a pattern.
    let columns = connection
        .columns("", "%", "%", "%")
        .or_else(|_| connection.columns("", "", "%", "%"));
    for column in columns.map_err(|cause| trouble(job, 0, cause))? {
        let column = column.map_err(|cause| trouble(job, 0, cause))?;
        let text = |bytes: Option<&[u8]>| bytes.map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        let schema = text(column.schema.as_bytes()).unwrap_or_default().to_lowercase();
        let (Some(table), Some(name)) = (text(column.table.as_bytes()), text(column.column_name.as_bytes())) else {
            continue;
        };
        if OWN.contains(&schema.as_str()) || schema.starts_with("pg_") || table.starts_with("sqlite_") {
            continue;
        }
        match tables.iter_mut().find(|(known, _)| *known == table) {
            Some((_, columns)) => columns.push(name),
            None => tables.push((table, vec![name])),
        }
    }
    Ok(tables)
}

fn rows(job: &Job, connection: &Connection<'_>, sink: &Sink) -> Result<(), SourceError> {
    let seconds = usize::try_from(job.seconds).ok();
    // A driver that knows no limit says so; then ours is the only one.
    let limited = connection.execute(&job.query, (), seconds);
    let cursor = match limited {
        Err(error) if is_state(&error, NO_LIMIT) => connection.execute(&job.query, (), None),
        limited => limited,
    };
    let cursor = cursor.map_err(|cause| trouble(job, 0, cause))?;
    let Some(mut cursor) = cursor else { return Ok(()) };
    let names: Vec<String> = cursor
        .column_names()
        .and_then(Iterator::collect)
        .map_err(|cause| job.failed(0, cause))?;
    let mut count = 0;
    let mut buffer = Vec::new();
    loop {
        let row = cursor.next_row().map_err(|cause| trouble(job, count, cause))?;
        let Some(mut row) = row else { return Ok(()) };
        count += 1;
        let mut values = Values::new();
        for (name, number) in names.iter().zip(1_u16..) {
            buffer.clear();
            let present = row
                .get_text(number, &mut buffer)
                .map_err(|cause| trouble(job, count, cause))?;
            let cell = match std::str::from_utf8(&buffer) {
                _ if !present => Cell::default(),
                Ok(text) => Cell::from(Some(text.to_owned())),
                Err(_) => Cell::from(CellValue::Bytes),
            };
            values.push((name.clone(), cell));
        }
        if !sink.put_blocking(job.record(count, values)) {
            return Ok(());
        }
    }
}

fn trouble(job: &Job, rows: u64, cause: odbc_api::Error) -> SourceError {
    // HYT00: the limit passed. PostgreSQL (57014), MariaDB (70100) and MySQL (HY008) say it in their own way.
    if is_state(&cause, &["HYT00", "57014", "70100", "HY008"]) {
        return job.too_slow();
    }
    job.failed(rows, cause)
}

fn is_state(error: &odbc_api::Error, states: &[&str]) -> bool {
    matches!(error, odbc_api::Error::Diagnostics { record, .. } if states.contains(&record.state.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_account_of_a_database_that_cannot_be_asked_is_the_strings_user() {
        assert_eq!(user_of("Driver={X};uid = reader;PWD=a=b"), "reader");
        assert_eq!(user_of("DSN=mis;PWD=x"), "mis");
        assert_eq!(user_of("Driver={X};PWD=x"), account::NAMELESS);
    }
}
