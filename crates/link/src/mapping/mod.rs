//! Mapping: a record becomes what the contract wants, or reasons why it cannot.
//!
//! Invariants: no IO; every reason names source, table, row, column, value and rule; ids go through byte for byte;
//! amounts never become floats.

pub mod explain;
pub mod group_rows;
pub mod journals;
pub mod loan_drafts;
pub mod lookup;
mod photo_path;
mod reason;
pub mod repayments;
mod takes;
pub mod trace;
mod value;

pub use self::photo_path::pattern_columns;
pub use self::reason::Reason;
pub use self::value::Reader;

use crate::config::Field;
use crate::record::{Origin, Record};

/// A record that has been mapped, with the key the ledger knows it by.
#[derive(Debug, Clone, PartialEq)]
pub struct Mapped<T> {
    /// Where it stands.
    pub origin: Origin,
    /// How the ledger knows it again; none when the record has nothing to be known by.
    pub key: Option<String>,
    /// What is to be sent, or every reason why not.
    pub outcome: Result<T, Vec<Reason>>,
}

/// The columns that the fields name and of which a record has several, so that nobody can say which is meant.
pub fn doubled_columns<'f>(record: &Record, fields: impl Iterator<Item = &'f Field>) -> Vec<String> {
    let named: Vec<&str> = fields.flat_map(|field| field.0.columns()).collect();
    let columns = record.shared_columns();
    let mut doubled: Vec<String> = named
        .into_iter()
        .filter(|name| columns.is_doubled(name))
        .map(str::to_owned)
        .collect();
    doubled.sort_unstable();
    doubled.dedup();
    doubled
}

/// The columns that the fields name and a record does not have, each with the nearest one it has.
pub fn missing_columns<'f>(record: &Record, fields: impl Iterator<Item = &'f Field>) -> Vec<(String, Option<String>)> {
    let mut missing: Vec<(String, Option<String>)> = Vec::new();
    for column in fields.flat_map(|field| field.0.columns()) {
        if record.get(column).is_none() && !missing.iter().any(|(name, _)| name == column) {
            missing.push((
                column.to_owned(),
                lookup::nearest(column, record.columns()).map(str::to_owned),
            ));
        }
    }
    missing
}
