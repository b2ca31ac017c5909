//! Rows of a CSV file to records.

use std::cell::OnceCell;
use std::fs::File;
use std::io::{ErrorKind, Read, Seek as _, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;

use fieldlink_say::{Message, message, text};

use super::dialect;
use super::fields::{Dialect, Fields, Trouble};
use super::lines::Lines;
use super::rows::{Row, Rows};
use super::text::{self, Decoding, NotThat};
use super::widths::Widths;
use crate::config::TableRef;
use crate::reading::signs;
use crate::record::{Cell, Columns, Fault, Name, Origin, Record};
use crate::source::sheet_error::sheet_text;
use crate::source::{Place, Records, Sink, SourceError};

/// So much of a text shows what stands between its fields.
const HEAD: u64 = 64 * 1024;

/// What is said of the columns that a row breaks off before.
const SHORT: Fault = Fault::of(text!("fault-short"));

/// What is said of a row whose quotes nobody can read.
const QUOTES: Fault = Fault::of(text!("fault-quotes"));

/// What is said of a row in which a quote is opened and not closed.
const OPEN_QUOTE: Fault = Fault::of(text!("fault-open-quote"));

/// What is said of a row that ends in a backslash.
const BACKSLASH: Fault = Fault::of(text!("fault-backslash"));

/// What is said of a row with fewer fields than others have.
const SHORT_ROW: Fault = Fault::of(text!("fault-short-row"));

/// What is said of the header where a record should be.
const HEADER_AGAIN: Fault = Fault::of(text!("fault-header-again"));

/// What is said of a row below the header of another table.
const OTHER_TABLE: Fault = Fault::of(text!("fault-other-table"));

/// What is said of a row with more fields than the header.
const LONG: Fault = Fault::of(text!("fault-long-row"));

/// What one reading needs.
pub(super) struct Job {
    pub(super) source_name: String,
    pub(super) path: PathBuf,
    pub(super) table: String,
    pub(super) delimiter: Option<u8>,
    pub(super) quote: Option<u8>,
    pub(super) encoding: Option<String>,
    /// The line of the header, counted from 1.
    pub(super) header_row: Option<u64>,
    place: Place,
}

/// The records of a file.
pub fn records(place: &Place, table: &TableRef<'_>) -> Records {
    let job = job(place, table.file);
    Records::from_thread(move |sink| job.run(sink))
}

pub(super) fn job(place: &Place, file: Option<&str>) -> Job {
    let base = place.source().path.clone().unwrap_or_default();
    let path = match file {
        Some(file) => base.join(file),
        None => base,
    };
    let table = path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    );
    Job {
        source_name: place.name().to_owned(),
        path,
        table,
        delimiter: place.source().delimiter.as_deref().and_then(dialect::delimiter_of),
        quote: place.source().quote.as_deref().and_then(dialect::quote_of),
        encoding: place.source().encoding.clone(),
        header_row: place.source().header_row,
        place: place.clone(),
    }
}

/// A file that is being read.
pub(super) struct Open {
    /// How its encoding was known.
    pub(super) how: Message,
    /// The line of its header, counted from 1.
    pub(super) header: u64,
    rows: Rows<Decoding<File>>,
}

impl Open {
    /// How it is written.
    pub(super) fn dialect(&self) -> Dialect {
        self.rows.dialect
    }
}

/// What all records of a file share.
struct Shape {
    header: Arc<Columns>,
    source: Name,
    table: Name,
}

impl Job {
    fn run(&self, sink: &Sink) -> Result<(), SourceError> {
        let mut open = self.open()?;
        let shape = Shape {
            header: Arc::new(Columns::named(self.header(&mut open)?)),
            source: self.source_name.as_str().into(),
            table: self.table.as_str().into(),
        };
        let width = shape.header.names().len();
        let widths = OnceCell::new();
        let widths = || widths.get_or_init(|| self.widths().unwrap_or_default());
        // Where a column within the header has no name, a delimiter too many may stand there.
        let named = shape.header.names().iter().take_while(|name| !name.is_empty()).count();
        let fits = |fields: &Fields, place: usize| {
            let length = fields.len();
            let may = if length > width {
                is_empty_beyond(fields, width)
            } else {
                length <= named
            };
            length == width || may && widths().fits(fields, place)
        };
        let mut table = Below::Header;
        while let Some(row) = open.rows.next(fits).map_err(|cause| self.unreadable(cause))? {
            // Where no quote is doubled, any field in quotes may end where another begins.
            let astray = row.read.trouble == Some(Trouble::Astray) && !is_empty_beyond(&row.read.fields, width);
            if astray && !row.goes_on && !widths().doubles_quotes {
                return Err(self.shape(message!("csv-stray-quote", row = row.line.to_string())));
            }
            let again = Below::of(&shape.header, &row.read.fields);
            table = again.unwrap_or(table);
            let fault = match (again, table) {
                (Some(Below::Header), _) => Some(HEADER_AGAIN),
                (_, Below::AnotherHeader) => Some(OTHER_TABLE),
                _ => fault(width, &row, fits(&row.read.fields, row.place)),
            };
            if !sink.put_blocking(record(&shape, &row, fault)) {
                break;
            }
        }
        Ok(())
    }

    /// How many fields the rows have.
    fn widths(&self) -> Result<Widths, SourceError> {
        let mut open = self.open()?;
        let mut widths = Widths::of(self.header(&mut open)?.len());
        while let Some(row) = open.rows.next(|_, _| true).map_err(|cause| self.unreadable(cause))? {
            if row.read.trouble.is_none() {
                widths.see(&row.read.fields, row.place);
                widths.doubles_quotes |= row.read.has_doubled;
            }
        }
        Ok(widths)
    }

    /// Opens the file, and finds out how it is written. It is read twice, a piece at a time: its size does not matter.
    pub(super) fn open(&self) -> Result<Open, SourceError> {
        let mut file = File::open(&self.path).map_err(|cause| self.file(cause))?;
        if file.metadata().map_err(|cause| self.file(cause))?.len() == 0 {
            return Err(self.shape(message!("file-empty")));
        }
        let found = text::find(&file, self.encoding.as_deref())
            .map_err(|cause| self.file(cause))?
            .map_err(|why| self.shape(why))?;
        let start = u64::try_from(found.mark).unwrap_or_default();
        file.seek(SeekFrom::Start(start)).map_err(|cause| self.file(cause))?;
        let head = self.head(Decoding::new(&file, found.coding))?;
        file.seek(SeekFrom::Start(start)).map_err(|cause| self.file(cause))?;
        let said = dialect::said_delimiter(&head);
        let above = match self.header_row {
            Some(row) => row.saturating_sub(1),
            None => u64::from(said.is_some()),
        };
        let text = Decoding::new(file, found.coding);
        let mut of_head = Lines::of(head.as_bytes());
        of_head.pass_over(above).map_err(|cause| self.unreadable(cause))?;
        let wanted = |row: &Fields| match self.header_row {
            Some(_) => 0,
            None => self.place.wanted_in(row.iter()),
        };
        let written = dialect::find(of_head, self.delimiter.or(said), self.quote, wanted);
        let over = written.header.saturating_sub(1).max(above);
        let mut lines = Lines::of(text);
        lines.pass_over(over).map_err(|cause| self.unreadable(cause))?;
        Ok(Open {
            how: found.how,
            header: written.header,
            rows: Rows::of(lines, written.dialect).below(over),
        })
    }

    /// The first lines of a text.
    fn head(&self, text: impl Read) -> Result<String, SourceError> {
        let mut head = Vec::new();
        text.take(HEAD)
            .read_to_end(&mut head)
            .map_err(|cause| self.unreadable(cause))?;
        if u64::try_from(head.len()).unwrap_or(u64::MAX) >= HEAD
            && let Some(end) = head.iter().rposition(|byte| *byte == b'\n')
        {
            head.truncate(end + 1);
        }
        Ok(String::from_utf8_lossy(&head).into_owned())
    }

    pub(super) fn header(&self, open: &mut Open) -> Result<Vec<String>, SourceError> {
        let row = open.rows.next(|_, _| true).map_err(|cause| self.unreadable(cause))?;
        let Some(row) = row else {
            return Ok(Vec::new());
        };
        let line = row.line.to_string();
        match row.read.trouble {
            Some(Trouble::Open) => Err(self.shape(message!("csv-open-quote", row = line))),
            Some(_) => Err(self.shape(message!("csv-stray-quote", row = line))),
            None => Ok(row.read.fields.iter().map(signs::seen).collect()),
        }
    }

    /// What cannot be read, or is not in its encoding.
    fn unreadable(&self, cause: std::io::Error) -> SourceError {
        match cause.kind() {
            ErrorKind::InvalidData => match cause.get_ref().and_then(|cause| cause.downcast_ref::<NotThat>()) {
                Some(NotThat(said)) => self.shape(said.clone()),
                None => self.shape(cause.to_string()),
            },
            _ => self.file(cause),
        }
    }

    fn file(&self, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> SourceError {
        SourceError::File {
            source_name: self.source_name.clone(),
            path: self.path.clone(),
            cause: cause.into(),
        }
    }

    fn shape(&self, why: impl Into<Message>) -> SourceError {
        SourceError::Shape {
            source_name: self.source_name.clone(),
            path: self.path.clone(),
            why: Box::new(why.into()),
        }
    }
}

/// Why a row as a whole is no record, if it is none.
fn fault(width: usize, row: &Row, fits: bool) -> Option<Fault> {
    match row.read.trouble {
        Some(Trouble::Open) => Some(OPEN_QUOTE),
        Some(Trouble::Astray) => Some(QUOTES),
        Some(Trouble::Backslash) => Some(BACKSLASH),
        None if row.read.fields.len() < width && !fits => Some(SHORT_ROW),
        None if row.read.fields.len() > width && !fits => Some(LONG),
        None => None,
    }
}

/// Whether nothing stands behind the last column of the header.
fn is_empty_beyond(fields: &Fields, width: usize) -> bool {
    fields.iter().skip(width).all(|field| field.trim().is_empty())
}

/// Which header a row stands below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Below {
    /// The one of the file, which may be repeated on each page.
    Header,
    /// One that is like it, of another table.
    AnotherHeader,
}

impl Below {
    /// What stands below a row that is a header itself; none of another.
    fn of(header: &Columns, fields: &Fields) -> Option<Below> {
        let is_name = |(name, field): &(&String, &str)| {
            // Asked of every field of a file: the first look costs nothing.
            !name.is_empty() && field.contains(name.as_str()) && signs::seen(field) == **name
        };
        let same = header.names().iter().zip(fields.iter()).filter(is_name).count();
        if same == 0 {
            return None;
        }
        let named = header.names().iter().filter(|name| !name.is_empty()).count();
        let filled = fields.iter().filter(|field| !signs::seen(field).is_empty()).count();
        match same {
            all if all == named && all == filled => Some(Below::Header),
            some if some > 1 && some * 2 >= named => Some(Below::AnotherHeader),
            _ => None,
        }
    }
}

/// The record of a row.
fn record(shape: &Shape, row: &Row, fault: Option<Fault>) -> Record {
    let width = shape.header.names().len();
    let cells = (0..width).map(|at| row.read.fields.get(at).map_or_else(|| Cell::from(SHORT), sheet_text));
    let origin = Origin {
        source: shape.source.clone(),
        table: shape.table.clone(),
        row: row.line,
    };
    Record::of(origin, &shape.header, cells.collect()).with_fault(fault)
}
