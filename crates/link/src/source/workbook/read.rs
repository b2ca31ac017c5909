//! Rows of a sheet to records.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

use fieldlink_say::{Message, message, text};

use super::cell;
use super::header::Header;
use super::open::{self, Book};
use super::rows::{self, Cell};
use crate::config::TableRef;
use crate::record::{Cell as Read, Columns, Fault, Name, Origin, Record};
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
/// All sheets as one table.
const ALL: &str = "*";
/// So many formulas are known by their place.
const FORMULAS: usize = 500_000;

/// What is said of a formula whose result is not stored.
const NO_VALUE: Fault = Fault::of(text!("fault-no-value"));

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
        for sheet in self.sheets(&book)? {
            self.sheet(&mut book, &sheet, sink)?;
        }
        Ok(())
    }

    fn sheet(&self, book: &mut Book, sheet: &str, sink: &Sink) -> Result<(), SourceError> {
        let header = self.header(book, sheet)?;
        if self.sheet.as_deref() == Some(ALL) && !header.names.is_empty() {
            let names: Vec<&str> = header.names.iter().map(|(_, name)| name.as_str()).collect();
            let missing = self.place.missing(&names);
            if !missing.is_empty() {
                let columns = missing.join(", ");
                return Err(self.shape(message!("book-sheet-columns", sheet = sheet, columns = columns)));
            }
        }
        let shape = Shape {
            columns: Arc::new(Columns::of_sheet(header.names.iter().cloned())),
            source: self.source_name.as_str().into(),
            table: sheet.into(),
        };
        let formulas = OnceCell::new();
        let lacks_value = |name: &str, row: u32, column: u32| {
            let formulas = || formulas.get_or_init(|| self.formulas(sheet));
            self.place.wants(name) && formulas().contains(&(row, column))
        };
        let told = rows::each(book, sheet, |row, cells| {
            if row <= header.row {
                return Ok(true);
            }
            match record(&shape, &header, row, cells, lacks_value) {
                Some(record) => Ok(sink.put_blocking(record)),
                None => Ok(true),
            }
        });
        told.map_err(|why| self.shape(of_sheet(sheet, why)))
    }

    /// The cells in which a formula stands, looked for only where a field's cell is empty. The reader of values passes over
    /// formulas without one. None where it cannot be told.
    fn formulas(&self, sheet: &str) -> HashSet<(u32, u32)> {
        let mut found = HashSet::new();
        if let Ok(Book::Xlsx(mut book)) = self.open()
            && let Ok(mut cells) = book.worksheet_cells_reader(sheet)
        {
            while let Ok(Some(cell)) = cells.next_formula() {
                if found.len() < FORMULAS && !cell.get_value().is_empty() {
                    found.insert(cell.get_position());
                }
            }
        }
        found
    }

    /// Opens the workbook.
    pub(super) fn open(&self) -> Result<Book, SourceError> {
        open::open(&self.path).map_err(|why| self.shape(why))
    }

    /// The sheets that are meant: one, or all.
    pub(super) fn sheets(&self, book: &Book) -> Result<Vec<String>, SourceError> {
        let names = book.names();
        let found = match self.sheet.as_deref() {
            Some(ALL) => return Ok(names),
            Some(wanted) => names.iter().find(|name| *name == wanted),
            None => names.first(),
        };
        let found = found.cloned().ok_or_else(|| {
            let Some(wanted) = &self.sheet else {
                return self.shape(message!("workbook-has-no-sheet"));
            };
            let names = names.join(", ");
            self.shape(message!("book-no-sheet", sheet = &wanted, names = names))
        })?;
        Ok(vec![found])
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
fn record(
    shape: &Shape,
    header: &Header,
    row: u32,
    cells: &[Cell<'_>],
    lacks_value: impl Fn(&str, u32, u32) -> bool,
) -> Option<Record> {
    let of = |(column, name): &(u32, String)| {
        let found = cells.iter().find(|(at, ..)| at == column);
        match found {
            Some((_, value, shown)) => cell::of(value, *shown),
            None if lacks_value(name, row, *column) => Read::from(NO_VALUE),
            None => Read::default(),
        }
    };
    let read: Vec<Read> = header.names.iter().map(of).collect();
    let origin = Origin {
        source: shape.source.clone(),
        table: shape.table.clone(),
        row: u64::from(row) + 1,
    };
    let blank = read.iter().all(Read::is_blank);
    (!blank).then(|| Record::of(origin, &shape.columns, read))
}
