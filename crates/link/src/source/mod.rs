//! Sources: where records come from. A folder each for databases, CSV files and workbooks, with the same two files:
//! `read.rs` (rows to records) and `columns.rs` (what there is, for `init` and `doctor`).
//!
//! Invariants: a source is only ever read; every value becomes text that is exact; NULL and empty cells are told from
//! text; and a record says where it stands.

pub mod csv;
mod error;
pub mod push;
pub mod sql;
mod stream;
pub mod xlsx;

pub use self::error::SourceError;
pub use self::stream::{Records, Sink};

use crate::config::{Config, Source, SourceKind, TableRef};
use crate::ledger::LedgerUrl;
use crate::record::Record;

/// What is needed to read from one source: its settings with the paths made absolute and the secrets fetched.
#[derive(Debug, Clone)]
pub struct Place {
    name: String,
    source: Source,
    /// For pushed records: where they wait.
    ledger: Option<LedgerUrl>,
}

impl Place {
    /// A source of the configuration.
    ///
    /// # Errors
    /// [`SourceError::NoUrl`] when the variable that holds a database's URL is not set.
    pub fn open(config: &Config, name: &str) -> Result<Place, SourceError> {
        let mut source = config.source(name).cloned().ok_or_else(|| SourceError::Unknown {
            source_name: name.to_owned(),
        })?;
        source.path = source.path.map(|path| config.path(&path));
        if let Some(variable) = &source.url_env {
            let url = std::env::var(variable).map_err(|_| SourceError::NoUrl {
                source_name: name.to_owned(),
                variable: variable.clone(),
            })?;
            source.url = Some(url);
        }
        let ledger = match source.kind {
            SourceKind::Push => Some(LedgerUrl::common(config).map_err(|cause| SourceError::Pushed {
                source_name: name.to_owned(),
                cause: Box::new(cause),
            })?),
            _ => None,
        };
        Ok(Place {
            name: name.to_owned(),
            source,
            ledger,
        })
    }

    /// A source that is not in a configuration yet.
    pub fn new(name: &str, source: Source) -> Place {
        Place {
            name: name.to_owned(),
            source,
            ledger: None,
        }
    }

    /// For pushed records: where they wait.
    pub(crate) fn ledger(&self) -> Option<&LedgerUrl> {
        self.ledger.as_ref()
    }

    /// The source's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its settings.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Its records, one after the other.
    pub fn records(&self, table: &TableRef<'_>) -> Records {
        match self.source.kind {
            SourceKind::Postgres | SourceKind::Mysql | SourceKind::Sqlite => sql::read::records(self, table),
            SourceKind::Csv => csv::read::records(self, table),
            SourceKind::Xlsx => xlsx::read::records(self, table),
            SourceKind::Push => push::read::records(self, table),
        }
    }
}

/// All records of a table.
///
/// # Errors
/// The first failure of the source; [`SourceError::Empty`] when it has no rows and that was not said to be fine.
pub async fn read_all(config: &Config, table: &TableRef<'_>, allow_empty: bool) -> Result<Vec<Record>, SourceError> {
    let place = Place::open(config, table.source)?;
    let mut stream = place.records(table);
    let mut records = Vec::new();
    while let Some(record) = stream.next().await {
        records.push(record?);
    }
    if records.is_empty() && !allow_empty {
        return Err(SourceError::Empty {
            source_name: table.source.to_owned(),
            section: table.section.to_owned(),
        });
    }
    Ok(records)
}
