//! A row of a source, before anything is made of it.

mod fault;

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use self::fault::Fault;

/// A name that many records share: it stands in memory once.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name(Arc<str>);

impl Name {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Name {
    fn from(text: &str) -> Name {
        Name(text.into())
    }
}

impl From<String> for Name {
    fn from(text: String) -> Name {
        Name(text.into())
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl Serialize for Name {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Name, D::Error> {
        String::deserialize(deserializer).map(Name::from)
    }
}

/// Where a record stands, so that a person can go and look.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Origin {
    /// The source's name in fieldlink.toml.
    pub source: Name,
    /// The sheet, the file, or the section whose query it came from.
    pub table: Name,
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
    columns: Arc<[String]>,
    values: Box<[Option<String>]>,
    /// Columns whose value cannot be read, each with the reason.
    faults: Vec<(String, Fault)>,
}

/// What a record is made of beside its place.
pub(crate) struct Parts<'r> {
    /// The names of its columns.
    pub(crate) columns: &'r Arc<[String]>,
    /// A value for each of them.
    pub(crate) values: &'r [Option<String>],
    /// Columns whose value cannot be read, each with the reason.
    pub(crate) faults: &'r [(String, Fault)],
}

impl Record {
    /// A record with these columns.
    pub fn new(origin: Origin, fields: Vec<(String, Option<String>)>) -> Record {
        let (columns, values): (Vec<String>, Vec<Option<String>>) = fields.into_iter().unzip();
        Record::of(origin, &columns.into(), values)
    }

    /// A record of a table whose records all have these columns; a value for each of them.
    pub fn of(origin: Origin, columns: &Arc<[String]>, values: Vec<Option<String>>) -> Record {
        Record {
            origin,
            columns: columns.clone(),
            values: values.into(),
            faults: Vec::new(),
        }
    }

    /// The same with columns whose value cannot be read, each with the reason. Whoever asks for one of them holds the
    /// record; the others can do without.
    #[must_use]
    pub fn with_faults(self, faults: Vec<(String, Fault)>) -> Record {
        Record { faults, ..self }
    }

    /// Why the value of a column cannot be read, if it cannot.
    pub fn fault(&self, column: &str) -> Option<&Fault> {
        let found = self.faults.iter().find(|(name, _)| name.eq_ignore_ascii_case(column));
        found.map(|(_, fault)| fault)
    }

    /// A column's value. The outer option says whether there is such a column. Names are compared exactly first, then
    /// without regard to case, since databases change it.
    pub fn get(&self, column: &str) -> Option<Option<&str>> {
        let place = |is: &dyn Fn(&String) -> bool| self.columns.iter().position(is);
        let at = place(&|name| name == column).or_else(|| place(&|name| name.eq_ignore_ascii_case(column)))?;
        Some(self.values.get(at).and_then(Option::as_deref))
    }

    /// What it is made of beside its place.
    pub(crate) fn parts(&self) -> Parts<'_> {
        Parts {
            columns: &self.columns,
            values: &self.values,
            faults: &self.faults,
        }
    }

    /// The names of the columns, in their order.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(String::as_str)
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
