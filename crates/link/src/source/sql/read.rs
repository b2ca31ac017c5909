//! Rows of a query to records.

use std::time::Duration;

use fieldlink_say::Message;
use secrecy::ExposeSecret as _;

use super::read_only::{self, NotReadOnly};
use super::{bind, columns, trouble};
use crate::config::{SourceKind, TableRef};
use crate::record::{Cell, Origin, Record};
use crate::source::{Cause, Place, Records, Sink, SourceError};

/// Longer than this nobody waits for a database to let us in.
const CONNECT: Duration = Duration::from_secs(30);

/// What one reading needs.
#[derive(Debug, Clone)]
pub(super) struct Job {
    pub(super) source_name: String,
    pub(super) kind: SourceKind,
    pub(super) url: secrecy::SecretString,
    /// Where the URL is kept, for messages.
    pub(super) url_place: Message,
    pub(super) path: std::path::PathBuf,
    pub(super) section: String,
    pub(super) query: String,
    pub(super) seconds: u64,
    /// The partner's time zone, by its name; none when the source is not in a configuration yet.
    pub(super) timezone: Option<String>,
    /// The account that a person has accepted although it may do more than read.
    pub(super) accepted: Option<String>,
}

/// The cells of a row, each with its column.
pub(super) type Row = Vec<(String, Cell)>;

/// The records of a query.
pub fn records(place: &Place, table: &TableRef<'_>) -> Records {
    let query = table.query.unwrap_or_default();
    let query = match table.since {
        Some(since) => bind::with_since(query, place.source().kind, since),
        None => query.to_owned(),
    };
    let job = job(place, table.section, &query);
    let place = place.clone();
    Records::from_task(|sink| async move {
        let outcome = job.run(&sink).await;
        job.explained(&place, outcome).await
    })
}

pub(super) fn job(place: &Place, section: &str, query: &str) -> Job {
    let source = place.source();
    Job {
        source_name: place.name().to_owned(),
        kind: source.kind,
        url: secrecy::SecretString::from(source.url.clone().unwrap_or_default()),
        url_place: match (&source.url_env, &source.url_file) {
            (Some(variable), _) => Message::variable(variable),
            (None, Some(file)) => Message::file(file),
            (None, None) => Message::as_is("`url`"),
        },
        path: source.path.clone().unwrap_or_default(),
        section: section.to_owned(),
        query: query.to_owned(),
        seconds: source.timeout_seconds,
        timezone: place.timezone().map(str::to_owned),
        accepted: source.accept_writing_account.clone(),
    }
}

impl Job {
    /// Runs the query within its time. The databases have their own limit as well; this one also covers a server that
    /// does not answer at all.
    async fn run(&self, sink: &Sink) -> Result<(), SourceError> {
        self.check()?;
        let work = Box::pin(async {
            match self.kind {
                SourceKind::Postgres => super::postgres::run(self, sink).await,
                SourceKind::Mysql => super::mysql::run(self, sink).await,
                SourceKind::Mssql => super::mssql::run(self, sink).await,
                SourceKind::Odbc => self.odbc(sink).await,
                _ => super::sqlite::run(self, sink).await,
            }
        });
        let limit = Duration::from_secs(self.seconds.saturating_add(5));
        tokio::time::timeout(limit, work)
            .await
            .unwrap_or_else(|_| Err(self.too_slow()))
    }

    /// Refuses what is no query, as it stands now, with all values put in.
    pub(super) fn check(&self) -> Result<(), SourceError> {
        read_only::check(&self.query, self.kind).map_err(|why| self.refused(&why))
    }

    #[cfg(feature = "odbc")]
    async fn odbc(&self, sink: &Sink) -> Result<(), SourceError> {
        super::odbc::run(self, sink).await
    }

    #[cfg(not(feature = "odbc"))]
    async fn odbc(&self, _: &Sink) -> Result<(), SourceError> {
        Err(SourceError::NotBuilt {
            source_name: self.source_name.clone(),
            what: Box::new(fieldlink_say::message!("built-without-odbc")),
        })
    }

    /// The same failure, with its place in the query; when a table or column is gone, with those there are.
    async fn explained(&self, place: &Place, outcome: Result<(), SourceError>) -> Result<(), SourceError> {
        match outcome {
            Err(SourceError::Query {
                source_name,
                section,
                rows,
                mut why,
                cause,
            }) => {
                if self.section != columns::SECTION && trouble::is_gone(&cause) {
                    why.extend(columns::there(place, &self.query).await.unwrap_or_default());
                }
                Err(SourceError::Query {
                    source_name,
                    section,
                    rows,
                    why,
                    cause: trouble::in_the_query(cause, &self.query),
                })
            }
            outcome => outcome,
        }
    }

    /// Refuses a URL of another kind: the driver takes what a Java program writes (`jdbc:postgresql://…`) for a URL without
    /// a host, and asks this machine itself.
    pub(super) fn url_is(&self, schemes: &[&str]) -> Result<(), SourceError> {
        let scheme = self
            .url
            .expose_secret()
            .split_once("://")
            .map(|(scheme, _)| scheme.to_ascii_lowercase());
        if scheme.is_some_and(|scheme| schemes.contains(&scheme.as_str())) {
            return Ok(());
        }
        let no_url = std::io::Error::from(std::io::ErrorKind::InvalidInput);
        Err(self.connect(sqlx::Error::Configuration(Box::new(no_url))))
    }

    /// Waits for a connection, but not for ever.
    pub(super) async fn connected<T, E: Into<Cause>>(
        &self,
        connection: impl Future<Output = Result<T, E>>,
    ) -> Result<T, SourceError> {
        match tokio::time::timeout(CONNECT, connection).await {
            Ok(Ok(connection)) => Ok(connection),
            Ok(Err(cause)) => Err(self.connect(cause)),
            Err(_) => {
                let waited = std::io::Error::from(std::io::ErrorKind::TimedOut);
                Err(self.connect(sqlx::Error::Io(waited)))
            }
        }
    }

    pub(super) fn record(&self, number: u64, row: Row) -> Record {
        let origin = Origin {
            source: self.source_name.as_str().into(),
            table: self.section.as_str().into(),
            row: number,
        };
        Record::of_cells(origin, row)
    }

    pub(super) fn connect(&self, cause: impl Into<Cause>) -> SourceError {
        let cause = cause.into();
        SourceError::Connect {
            source_name: self.source_name.clone(),
            why: Box::new(trouble::connecting(self, &cause)),
            cause,
        }
    }

    pub(super) fn failed(&self, rows: u64, cause: impl Into<Cause>) -> SourceError {
        SourceError::Query {
            source_name: self.source_name.clone(),
            section: self.section.clone(),
            rows,
            why: Vec::new(),
            cause: cause.into(),
        }
    }

    pub(super) fn refused(&self, why: &NotReadOnly) -> SourceError {
        SourceError::Refused {
            source_name: self.source_name.clone(),
            section: self.section.clone(),
            why: Box::new(why.into()),
        }
    }

    pub(super) fn too_slow(&self) -> SourceError {
        SourceError::TooSlow {
            source_name: self.source_name.clone(),
            section: self.section.clone(),
            seconds: self.seconds,
        }
    }
}
