//! Any database with an ODBC driver.
//!
//! Every value is asked for as text (SQLGetData with SQL_C_CHAR), so ids and decimals come as the driver writes them. What
//! the query may have done is taken back: nothing is ever committed.

use odbc_api::{Connection, ConnectionOptions, Cursor, Environment, ResultSetMetadata};
use secrecy::ExposeSecret;

use super::read::{BINARY, Job, Row as Values};
use crate::source::{Sink, SourceError};

/// Told to databases whose way of a transaction that may only read is known; refused by the others without harm.
fn only_read(system: &str) -> &'static [&'static str] {
    let system = system.to_lowercase();
    if system.contains("postgres") {
        &["SET TRANSACTION READ ONLY", "SET LOCAL DateStyle = 'ISO, YMD'"]
    } else if system.contains("maria") || system.contains("mysql") {
        &["SET SESSION TRANSACTION READ ONLY", "START TRANSACTION READ ONLY"]
    } else if system.contains("sqlite") {
        &["PRAGMA query_only = ON"]
    } else {
        &[]
    }
}

pub(super) async fn run(job: &Job, sink: &Sink) -> Result<(), SourceError> {
    let (job, sink) = (job.clone(), sink.clone());
    // ODBC waits where it is called, so it gets a thread of its own.
    let reading = tokio::task::spawn_blocking(move || read(&job, &sink));
    reading.await.unwrap_or(Err(SourceError::BrokeDown))
}

fn read(job: &Job, sink: &Sink) -> Result<(), SourceError> {
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
    for statement in only_read(&system) {
        connection
            .execute(statement, (), None)
            .map_err(|cause| job.connect(cause))?;
    }
    let outcome = rows(job, &connection, sink);
    let _ = connection.rollback();
    outcome
}

fn rows(job: &Job, connection: &Connection<'_>, sink: &Sink) -> Result<(), SourceError> {
    let seconds = usize::try_from(job.seconds).ok();
    // A driver that knows no limit says so; then ours is the only one.
    let limited = connection.execute(&job.query, (), seconds);
    let cursor = match limited {
        Err(error) if is_state(&error, &["HYC00", "HY092", "IM001"]) => connection.execute(&job.query, (), None),
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
        let mut values = Values::default();
        for (name, number) in names.iter().zip(1_u16..) {
            buffer.clear();
            let present = row
                .get_text(number, &mut buffer)
                .map_err(|cause| trouble(job, count, cause))?;
            if !present {
                values.put(name, None);
                continue;
            }
            match std::str::from_utf8(&buffer) {
                Ok(text) => values.put(name, Some(text.to_owned())),
                Err(_) => values.fault(name, BINARY),
            }
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
