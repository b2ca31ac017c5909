//! What a driver's error means, in words that say what to do.

use fieldlink_say::{Message, message};
use secrecy::ExposeSecret;
use sqlx::postgres::{PgDatabaseError, PgErrorPosition};

use super::read::Job;
use crate::config::SourceKind;
use crate::source::Cause;

/// Why nobody is let in, and what to do.
pub(super) fn connecting(job: &Job, cause: &Cause) -> Message {
    let place = &job.url_place;
    let path = &job.path;
    if job.kind == SourceKind::Sqlite {
        return if job.path.is_file() {
            message!("connect-sqlite", file = path)
        } else {
            message!("connect-no-file", file = path)
        };
    }
    let server = server(job);
    match code(cause).as_deref() {
        // PostgreSQL, MySQL, SQL Server, and what ODBC calls it.
        Some("28P01" | "28000" | "18456") => return message!("connect-refused", server = server, place = place),
        Some("3D000" | "42000" | "4060" | "08004") => {
            return message!("connect-no-database", server = server, place = place);
        }
        _ => {}
    }
    if let Some(sqlx::Error::Configuration(_)) = cause.downcast_ref::<sqlx::Error>() {
        return message!("connect-url", place = place);
    }
    let io = cause.downcast_ref::<sqlx::Error>().and_then(|error| match error {
        sqlx::Error::Io(error) => Some(error),
        _ => None,
    });
    let io = io.or_else(|| cause.downcast_ref::<std::io::Error>());
    match io.map(std::io::Error::kind) {
        Some(std::io::ErrorKind::ConnectionRefused) => message!("connect-nobody", server = server, place = place),
        Some(std::io::ErrorKind::TimedOut) => message!("connect-silent", server = server, place = place),
        Some(_) => message!("connect-unreachable", server = server, place = place),
        None => message!("connect-failed", server = server, place = place),
    }
}

/// Host and port of the URL, and nothing else of it.
fn server(job: &Job) -> String {
    let url = job.url.expose_secret();
    let known = url::Url::parse(url)
        .ok()
        .and_then(|url| Some((url.host_str()?.to_owned(), url.port())));
    match known {
        Some((host, Some(port))) => format!("{host}:{port}"),
        Some((host, None)) => host,
        None => String::from("the server"),
    }
}

/// The same error, with its place in the query. The driver names a line of PostgreSQL's own source instead.
pub(super) fn in_the_query(cause: Cause, query: &str) -> Cause {
    let Some(sqlx::Error::Database(error)) = cause.downcast_ref::<sqlx::Error>() else {
        return cause;
    };
    let Some(error) = error.try_downcast_ref::<PgDatabaseError>() else {
        return cause;
    };
    let place = match error.position() {
        Some(PgErrorPosition::Original(place)) => place,
        _ => return error.message().into(),
    };
    // Counted in letters, from 1.
    let before: String = query.chars().take(place.saturating_sub(1)).collect();
    let line = before.matches('\n').count() + 1;
    format!("{} (line {line} of the query)", error.message()).into()
}

/// Whether a table or column that the query names is gone.
pub(super) fn is_gone(cause: &Cause) -> bool {
    if let Some(code) = code(cause) {
        // PostgreSQL, MySQL and ODBC by SQLSTATE; SQL Server by its numbers.
        return matches!(
            code.as_str(),
            "42703" | "42P01" | "42S22" | "42S02" | "S0022" | "S0002" | "207" | "208"
        ) || lacks(cause);
    }
    lacks(cause)
}

/// SQLite has one code for all such errors.
fn lacks(cause: &Cause) -> bool {
    let text = cause.to_string();
    text.contains("no such column") || text.contains("no such table")
}

/// The database's code of an error.
fn code(cause: &Cause) -> Option<String> {
    if let Some(sqlx::Error::Database(error)) = cause.downcast_ref::<sqlx::Error>() {
        return error.code().map(std::borrow::Cow::into_owned);
    }
    if let Some(tiberius::error::Error::Server(token)) = cause.downcast_ref::<tiberius::error::Error>() {
        return Some(token.code().to_string());
    }
    #[cfg(feature = "odbc")]
    if let Some(odbc_api::Error::Diagnostics { record, .. }) = cause.downcast_ref::<odbc_api::Error>() {
        return Some(record.state.as_str().to_owned());
    }
    None
}
