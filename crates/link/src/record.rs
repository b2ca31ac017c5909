//! A row of a source, before anything is made of it.

mod cell;
mod columns;
mod fault;

use std::fmt;
use std::sync::Arc;

use fieldlink_say::{Argument, Message, message};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use self::cell::{Cell, CellValue};
pub use self::columns::{Columns, letters};
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

/// A row: its place, and its cells in their order.
#[derive(Clone, PartialEq, Eq)]
pub struct Record {
    /// Where it stands.
    pub origin: Origin,
    columns: Arc<Columns>,
    cells: Box<[Cell]>,
    /// Why the row as a whole cannot be read, when it cannot.
    fault: Option<Box<Fault>>,
}

impl Record {
    /// A record of texts with these columns.
    pub fn new(origin: Origin, fields: Vec<(String, Option<String>)>) -> Record {
        Record::of_cells(origin, fields.into_iter().map(|(name, text)| (name, text.into())))
    }

    /// A record of cells with these columns.
    pub fn of_cells(origin: Origin, fields: impl IntoIterator<Item = (String, Cell)>) -> Record {
        let (columns, cells): (Vec<String>, Vec<Cell>) = fields.into_iter().unzip();
        Record::of(origin, &Arc::new(Columns::named(columns)), cells)
    }

    /// A record of a table whose records all have these columns; a cell for each of them.
    pub fn of(origin: Origin, columns: &Arc<Columns>, cells: Vec<Cell>) -> Record {
        Record {
            origin,
            columns: columns.clone(),
            cells: cells.into(),
            fault: None,
        }
    }

    /// The same where the row as a whole cannot be read: whatever its cells say, it is held.
    #[must_use]
    pub fn with_fault(self, fault: Option<Fault>) -> Record {
        Record {
            fault: fault.map(Box::new),
            ..self
        }
    }

    /// Why the row as a whole cannot be read, if it cannot.
    pub fn fault(&self) -> Option<&Fault> {
        self.fault.as_deref()
    }

    /// A column's cell; none when there is no such column.
    pub fn cell(&self, column: &str) -> Option<&Cell> {
        self.cells.get(self.columns.position(column)?)
    }

    /// What a person reads in a column. The outer option says whether there is such a column.
    pub fn get(&self, column: &str) -> Option<Option<&str>> {
        self.cell(column).map(Cell::shown)
    }

    /// The name of a column's cell as the sheet shows it: `J4`. None outside of sheets.
    pub fn place(&self, column: &str) -> Option<String> {
        self.columns.cell(self.columns.position(column)?, self.origin.row)
    }

    /// Its columns.
    pub(crate) fn shared_columns(&self) -> &Arc<Columns> {
        &self.columns
    }

    /// Its cells, in their order.
    pub(crate) fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// The names of the columns, in their order.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.columns.names().iter().map(String::as_str)
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

impl From<&Origin> for Message {
    /// Where a record stands.
    fn from(origin: &Origin) -> Message {
        message!(
            "reason-place",
            source = origin.source.as_str(),
            table = origin.table.as_str(),
            row = origin.row.to_string(),
        )
    }
}

impl From<&Origin> for Argument {
    /// Where a record stands.
    fn from(origin: &Origin) -> Argument {
        Message::from(origin).into()
    }
}
