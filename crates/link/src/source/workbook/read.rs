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
}

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
        let mut header = Header::default();
        let mut wrong = None;
        let told = rows::each(again.as_mut().unwrap_or(book), sheet, |row, cells| {
            if self.header_row.is_some_and(|wanted| u64::from(row) + 1 < wanted) {
                return Ok(true);
            }
            match Header::read(sheet, row, cells) {
                Ok(read) if read.names.is_empty() => return Ok(true),
                Ok(read) => header = read,
                Err(why) => wrong = Some(why),
            }
            Ok(false)
        });
        told.map_err(|why| self.shape(of_sheet(sheet, why)))?;
        if let Some(why) = wrong {
            return Err(self.shape(why));
        }
        if header.has_gaps() {
            let merged = book.merged(sheet);
            header.refuse_merged(sheet, &merged).map_err(|why| self.shape(why))?;
        }
        Ok(header)
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
