//! What a driver's error means, in words that say what to do.

use secrecy::ExposeSecret;

use super::read::Job;
use crate::config::SourceKind;
use crate::said::Said;
use crate::source::Cause;

/// Why nobody is let in, and what to do.
pub(super) fn connecting(job: &Job, cause: &Cause) -> Said {
    let place = &job.url_place;
    let path = job.path.display().to_string();
    if job.kind == SourceKind::Sqlite {
        let values = [("file", path.clone())];
        return if job.path.is_file() {
            let english = format!("cannot open {path}; check that it is a SQLite file that this user may read");
            Said::new("said-connect-sqlite", &values, english)
        } else {
            Said::new(
                "said-connect-no-file",
                &values,
                format!("there is no file {path}; check `path`"),
            )
        };
    }
    let server = server(job);
    let said = |id: &str, english: String| {
        Said::new(id, &[("server", server.clone())], english).quoting("place", [place.clone()])
    };
    match code(cause).as_deref() {
        // PostgreSQL, MySQL, SQL Server, and what ODBC calls it.
        Some("28P01" | "28000" | "18456") => {
            let english = format!("{server} refuses the user or the password; correct them in {place}");
            return said("said-connect-refused", english);
        }
        Some("3D000" | "42000" | "4060" | "08004") => {
            let english =
                format!("{server} has no such database, or this user may not use it; correct the name in {place}");
            return said("said-connect-no-database", english);
        }
        _ => {}
    }
    if let Some(sqlx::Error::Configuration(_)) = cause.downcast_ref::<sqlx::Error>() {
        let english =
            format!("the URL in {place} cannot be read; it looks like postgres://user:password@host/database");
        return said("said-connect-url", english);
    }
    let io = cause.downcast_ref::<sqlx::Error>().and_then(|error| match error {
        sqlx::Error::Io(error) => Some(error),
        _ => None,
    });
    let io = io.or_else(|| cause.downcast_ref::<std::io::Error>());
    match io.map(std::io::Error::kind) {
        Some(std::io::ErrorKind::ConnectionRefused) => said(
            "said-connect-nobody",
            format!(
                "nothing answers at {server}; check the host and port in {place}, that the database runs, and that it lets this machine in"
            ),
        ),
        Some(std::io::ErrorKind::TimedOut) => said(
            "said-connect-silent",
            format!(
                "{server} does not answer; check the host and port in {place}, and that no firewall stands between"
            ),
        ),
        Some(_) => said(
            "said-connect-unreachable",
            format!("{server} cannot be reached; check the host and port in {place}"),
        ),
        None => said(
            "said-connect-failed",
            format!("cannot connect to the database at {server}; check {place}"),
        ),
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
