//! A row of a source, before anything is made of it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Where a record stands, so that a person can go and look.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Origin {
    /// The source's name in fieldlink.toml.
    pub source: String,
    /// The sheet, the file, or the section whose query it came from.
    pub table: String,
    /// The row as a person counts it: the line of a file, the row of a sheet, the n-th row of a query.
    pub row: u64,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}), row {}", self.source, self.table, self.row)
    }
}

/// A row: its place, and its columns in their order. Values are text as exact as the source has them; `None` is NULL,
/// or an empty cell.
#[derive(Clone, PartialEq, Eq)]
pub struct Record {
    /// Where it stands.
    pub origin: Origin,
    fields: Vec<(String, Option<String>)>,
    /// Columns whose value cannot be read, each with the reason.
    faults: Vec<(String, String)>,
}

impl Record {
    /// A record with these columns.
    pub fn new(origin: Origin, fields: Vec<(String, Option<String>)>) -> Record {
        Record {
            origin,
            fields,
            faults: Vec::new(),
        }
    }

    /// The same with columns whose value cannot be read, each with the reason. Whoever asks for one of them holds the
    /// record; the others can do without.
    #[must_use]
    pub fn with_faults(self, faults: Vec<(String, String)>) -> Record {
        Record { faults, ..self }
    }

    /// Why the value of a column cannot be read, if it cannot.
    pub fn fault(&self, column: &str) -> Option<&str> {
        let found = self.faults.iter().find(|(name, _)| name.eq_ignore_ascii_case(column));
        found.map(|(_, why)| why.as_str())
    }

    /// A column's value. The outer option says whether there is such a column. Names are compared exactly first, then
    /// without regard to case, since databases change it.
    pub fn get(&self, column: &str) -> Option<Option<&str>> {
        let exact = self.fields.iter().find(|(name, _)| name == column);
        let found = exact.or_else(|| self.fields.iter().find(|(name, _)| name.eq_ignore_ascii_case(column)));
        found.map(|(_, value)| value.as_deref())
    }

    /// The names of the columns, in their order.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|(name, _)| name.as_str())
    }
}

/// Borrower data stays out of logs: only the place and the columns are printed.
impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record")
            .field("origin", &self.origin)
            .field("columns", &self.columns().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
