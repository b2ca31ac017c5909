//! One value by its key, as bytes: a photo in a database.

use std::time::Duration;

use fieldlink_say::message;
use futures::TryStreamExt;
use sqlx::mysql::MySqlArguments;
use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments, AssertSqlSafe, ConnectOptions, Row};

use super::bind::bound;
use super::read::{Job, job};
use crate::config::SourceKind;
use crate::source::{Place, SourceError};

/// The first column of the query's first row; none when there is no row or the value is NULL. `value` answers what a
/// name of the query, such as `:loan_id`, stands for.
///
/// # Errors
/// When the database cannot be reached, the query fails, or a name has no value.
pub async fn bytes(
    place: &Place,
    section: &str,
    query: &str,
    value: impl Fn(&str) -> Option<String>,
) -> Result<Option<Vec<u8>>, SourceError> {
    let kind = place.source().kind;
    let (text, names) = bound(query, kind);
    let job = job(place, section, &text);
    job.check()?;
    let mut values = Vec::with_capacity(names.len());
    for name in names {
        values.push(value(&name).ok_or_else(|| SourceError::Value {
            source_name: place.name().to_owned(),
            table: section.to_owned(),
            row: 0,
            column: name.clone(),
            why: Box::new(message!("query-asks", name = &name)),
        })?);
    }
    let work = async {
        match kind {
            SourceKind::Postgres => postgres(&job, &values).await,
            SourceKind::Mysql => mysql(&job, &values).await,
            SourceKind::Mssql => super::mssql::one(&job, &values).await,
            SourceKind::Sqlite => sqlite(&job, &values).await,
            #[cfg(feature = "odbc")]
            SourceKind::Odbc => super::odbc::one(&job, &values).await,
            _ => Err(SourceError::NotBuilt {
                source_name: place.name().to_owned(),
                what: Box::new(message!("built-without-photos")),
            }),
        }
    };
    let limit = Duration::from_secs(job.seconds.saturating_add(5));
    tokio::time::timeout(limit, work)
        .await
        .unwrap_or_else(|_| Err(job.too_slow()))
}

async fn postgres(job: &Job, values: &[String]) -> Result<Option<Vec<u8>>, SourceError> {
    let mut connection = super::postgres::opened(job).await?.connection;
    let mut arguments = PgArguments::default();
    for value in values {
        arguments.add(value).map_err(|cause| job.failed(0, cause))?;
    }
    let mut rows = sqlx::query_with(AssertSqlSafe(job.query.clone()), arguments).fetch(&mut connection);
    let row = rows.try_next().await.map_err(|cause| job.failed(0, cause))?;
    row.map_or(Ok(None), |row| {
        row.try_get_unchecked(0).map_err(|cause| job.failed(1, cause))
    })
}

async fn mysql(job: &Job, values: &[String]) -> Result<Option<Vec<u8>>, SourceError> {
    let mut connection = super::mysql::opened(job).await?;
    let mut arguments = MySqlArguments::default();
    for value in values {
        arguments.add(value).map_err(|cause| job.failed(0, cause))?;
    }
    let mut rows = sqlx::query_with(AssertSqlSafe(job.query.clone()), arguments).fetch(&mut connection);
    let row = rows.try_next().await.map_err(|cause| job.failed(0, cause))?;
    row.map_or(Ok(None), |row| {
        row.try_get_unchecked(0).map_err(|cause| job.failed(1, cause))
    })
}

async fn sqlite(job: &Job, values: &[String]) -> Result<Option<Vec<u8>>, SourceError> {
    let mut connection = job.connected(super::sqlite::options(job).connect()).await?;
    let mut arguments = SqliteArguments::default();
    for value in values {
        arguments.add(value.clone()).map_err(|cause| job.failed(0, cause))?;
    }
    let mut rows = sqlx::query_with(AssertSqlSafe(job.query.clone()), arguments).fetch(&mut connection);
    let row = rows.try_next().await.map_err(|cause| job.failed(0, cause))?;
    row.map_or(Ok(None), |row| {
        row.try_get_unchecked(0).map_err(|cause| job.failed(1, cause))
    })
}
