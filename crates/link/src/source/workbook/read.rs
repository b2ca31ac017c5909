//! Rows of a sheet to records.

use std::path::PathBuf;
use std::sync::Arc;

use fieldlink_say::{Message, message};

use super::cell;
use super::header::Header;
use super::open::{self, Book};
use super::rows::{self, Cell};
use crate::config::TableRef;
use crate::record::{Cell as Read, Columns, Name, Origin, Record};
use crate::source::{Place, Records, Sink, SourceError};

/// What one reading needs.
pub(super) struct Job {
    source_name: String,
    path: PathBuf,
    sheet: Option<String>,
    /// The row of the header, counted from 1.
    header_row: Option<u64>,
    place: Place,
}

/// So many rows are looked at for the header.
const ROWS: usize = 30;

/// The records of a sheet.
pub fn records(place: &Place, table: &TableRef<'_>) -> Records {
    let job = job(place, table.sheet);
    Records::from_thread(move |sink| job.run(sink))
}

pub(super) fn job(place: &Place, sheet: Option<&str>) -> Job {
    Job {
        source_name: place.name().to_owned(),
        path: place.source().path.clone().unwrap_or_default(),
        sheet: sheet.map(str::to_owned),
        header_row: place.source().header_row,
        place: place.clone(),
    }
}

impl Job {
    fn run(&self, sink: &Sink) -> Result<(), SourceError> {
        let mut book = self.open()?;
        let sheet = self.sheet(&book)?;
        let header = self.header(&mut book, &sheet)?;
        let shape = Shape {
            columns: Arc::new(Columns::of_sheet(header.names.iter().cloned())),
            source: self.source_name.as_str().into(),
            table: sheet.as_str().into(),
        };
        let told = rows::each(&mut book, &sheet, |row, cells| {
            if row <= header.row {
                return Ok(true);
            }
            match record(&shape, &header, row, cells) {
                Some(record) => Ok(sink.put_blocking(record)),
                None => Ok(true),
            }
        });
        told.map_err(|why| self.shape(of_sheet(&sheet, why)))
    }

    /// Opens the workbook.
    pub(super) fn open(&self) -> Result<Book, SourceError> {
        open::open(&self.path).map_err(|why| self.shape(why))
    }

    /// The sheet that is meant.
    pub(super) fn sheet(&self, book: &Book) -> Result<String, SourceError> {
        let names = book.names();
        let found = match &self.sheet {
            Some(wanted) => names.iter().find(|name| *name == wanted),
            None => names.first(),
        };
        found.cloned().ok_or_else(|| {
            let Some(wanted) = &self.sheet else {
                return self.shape(message!("workbook-has-no-sheet"));
            };
            let names = names.join(", ");
            self.shape(message!("book-no-sheet", sheet = &wanted, names = names))
        })
    }

    /// The header of a sheet; an empty one when the sheet is empty.
    pub(super) fn header(&self, book: &mut Book, sheet: &str) -> Result<Header, SourceError> {
        // The kinds that are read whole give their cells away once, so the header is read from a copy of the book.
        let mut again = match book {
            Book::Xlsx(_) => None,
            _ => Some(self.open()?),
        };
        let mut header: Result<Header, Message> = Ok(Header::default());
        let (mut best, mut seen) = (None, 0);
        let told = rows::each(again.as_mut().unwrap_or(book), sheet, |row, cells| {
            if self.header_row.is_some_and(|wanted| u64::from(row) + 1 < wanted) {
                return Ok(true);
            }
            let read = Header::read(sheet, row, cells);
            if read.as_ref().is_ok_and(|read| read.names.is_empty()) {
                return Ok(true);
            }
            let wanted = read.as_ref().map_or(0, |read| self.wanted(read));
            if best.is_none_or(|best| wanted > best) {
                (best, header) = (Some(wanted), read);
            }
            seen += 1;
            Ok(self.header_row.is_none() && seen < ROWS)
        });
        told.map_err(|why| self.shape(of_sheet(sheet, why)))?;
        let header = header.map_err(|why| self.shape(why))?;
        if header.has_gaps() {
            let merged = book.merged(sheet);
            header.refuse_merged(sheet, &merged).map_err(|why| self.shape(why))?;
        }
        Ok(header)
    }

    /// How many of the names that are looked for stand in a row.
    fn wanted(&self, header: &Header) -> usize {
        self.place.wanted_in(header.names.iter().map(|(_, name)| name.as_str()))
    }

    fn shape(&self, why: impl Into<Message>) -> SourceError {
        SourceError::Shape {
            source_name: self.source_name.clone(),
            path: self.path.clone(),
            why: Box::new(why.into()),
        }
    }
}

/// What is wrong in a sheet.
fn of_sheet(sheet: &str, why: Message) -> Message {
    message!("book-sheet", sheet = sheet, why = why)
}

/// What all records of a sheet share.
struct Shape {
    columns: Arc<Columns>,
    source: Name,
    table: Name,
}

/// The record of a row; none when all its cells are blank.
fn record(shape: &Shape, header: &Header, row: u32, cells: &[Cell<'_>]) -> Option<Record> {
    let of = |column: u32| {
        let found = cells.iter().find(|(at, ..)| *at == column);
        found.map_or_else(Read::default, |(_, value, shown)| cell::of(value, *shown))
    };
    let read: Vec<Read> = header.names.iter().map(|(column, _)| of(*column)).collect();
    let origin = Origin {
        source: shape.source.clone(),
        table: shape.table.clone(),
        row: u64::from(row) + 1,
    };
    let blank = read.iter().all(Read::is_blank);
    (!blank).then(|| Record::of(origin, &shape.columns, read))
}
