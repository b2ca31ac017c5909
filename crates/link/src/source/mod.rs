//! Sources: where records come from. A folder each for databases, CSV files, workbooks and JSON APIs, with the same two
//! files: `read.rs` (rows to records) and `columns.rs` (what there is, for `init` and `doctor`).
//!
//! Invariants: a source is only ever read; every value becomes text that is exact; NULL and empty cells are told from
//! text; and a record says where it stands.

pub mod csv;
mod error;
pub mod http;
mod place;
pub mod push;
pub mod sql;
mod stream;
pub mod workbook;

pub use self::error::{Cause, SourceError};
pub use self::place::Place;
pub use self::stream::{Records, Sink};

use crate::config::{Config, TableRef};
use crate::record::Record;

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
