//! Rows of a query to records.

use std::time::Duration;

use crate::config::{SourceKind, TableRef};
use crate::record::{Origin, Record};
use crate::source::{Place, Records, Sink, SourceError};

/// What one reading needs.
#[derive(Debug, Clone)]
pub(super) struct Job {
    pub(super) source_name: String,
    pub(super) kind: SourceKind,
    pub(super) url: String,
    pub(super) path: std::path::PathBuf,
    pub(super) section: String,
    pub(super) query: String,
    pub(super) seconds: u64,
}

/// The records of a query.
pub fn records(place: &Place, table: &TableRef<'_>) -> Records {
    let job = job(place, table.section, table.query.unwrap_or_default());
    Records::from_task(|sink| async move { job.run(&sink).await })
}

pub(super) fn job(place: &Place, section: &str, query: &str) -> Job {
    let source = place.source();
    Job {
        source_name: place.name().to_owned(),
        kind: source.kind,
        url: source.url.clone().unwrap_or_default(),
        path: source.path.clone().unwrap_or_default(),
        section: section.to_owned(),
        query: query.to_owned(),
        seconds: source.timeout_seconds,
    }
}

impl Job {
    /// Runs the query within its time. The databases have their own limit as well; this one also covers a server that
    /// does not answer at all.
    async fn run(&self, sink: &Sink) -> Result<(), SourceError> {
        let work = async {
            match self.kind {
                SourceKind::Postgres => super::postgres::run(self, sink).await,
                SourceKind::Mysql => super::mysql::run(self, sink).await,
                _ => super::sqlite::run(self, sink).await,
            }
        };
        let limit = Duration::from_secs(self.seconds.saturating_add(5));
        tokio::time::timeout(limit, work)
            .await
            .unwrap_or_else(|_| Err(self.too_slow()))
    }

    pub(super) fn record(&self, row: u64, fields: Vec<(String, Option<String>)>) -> Record {
        let origin = Origin {
            source: self.source_name.clone(),
            table: self.section.clone(),
            row,
        };
        Record::new(origin, fields)
    }

    pub(super) fn connect(&self, cause: sqlx::Error) -> SourceError {
        SourceError::Connect {
            source_name: self.source_name.clone(),
            cause,
        }
    }

    pub(super) fn failed(&self, rows: u64, cause: sqlx::Error) -> SourceError {
        SourceError::Query {
            source_name: self.source_name.clone(),
            section: self.section.clone(),
            rows,
            cause,
        }
    }

    pub(super) fn too_slow(&self) -> SourceError {
        SourceError::TooSlow {
            source_name: self.source_name.clone(),
            section: self.section.clone(),
            seconds: self.seconds,
        }
    }

    pub(super) fn value(&self, row: u64, column: &str, why: impl Into<String>) -> SourceError {
        SourceError::Value {
            source_name: self.source_name.clone(),
            table: self.section.clone(),
            row,
            column: column.to_owned(),
            why: why.into(),
        }
    }
}
