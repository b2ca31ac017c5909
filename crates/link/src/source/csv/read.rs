//! Rows of a CSV file to records.

use std::cell::RefCell;
use std::fs::File;
use std::io::{ErrorKind, Read, Seek as _, SeekFrom};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use fieldlink_say::{Message, message, text};

use super::lines::{Marked, Marks};
use super::text::{self, Decoding, NotThat};
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

/// What is said of a row that ends in a backslash.
const BACKSLASH: Fault = Fault::of(text!("fault-backslash"));

/// What is said of a row with fewer fields than others have.
const SHORT_ROW: Fault = Fault::of(text!("fault-short-row"));

/// What is said of the header where a record should be.
const HEADER_AGAIN: Fault = Fault::of(text!("fault-header-again"));

/// What is said of a row with more fields than the header.
const LONG: Fault = Fault::of(text!("fault-long-row"));

/// What one reading needs.
pub(super) struct Job {
    pub(super) source_name: String,
    pub(super) path: PathBuf,
    pub(super) table: String,
    pub(super) delimiter: Option<u8>,
    pub(super) encoding: Option<String>,
    /// The line of the header, counted from 1.
    pub(super) header_row: Option<u64>,
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
        delimiter: place.source().delimiter.as_deref().and_then(text::delimiter_of),
        encoding: place.source().encoding.clone(),
        header_row: place.source().header_row,
    }
}

/// A file that is being read.
pub(super) struct Open {
    /// How its encoding was known.
    pub(super) how: Message,
    /// What stands between two fields.
    pub(super) delimiter: u8,
    reader: csv::Reader<Marked<Decoding<File>>>,
    marks: Rc<RefCell<Marks>>,
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
        let (mut row, mut next) = (csv::StringRecord::new(), csv::StringRecord::new());
        let mut more = self.read(&mut open, &mut row)?;
        let mut used = None;
        while more {
            // One row ahead: where it begins this one ends, and the last one is looked at more closely.
            more = self.read(&mut open, &mut next)?;
            let start = |row: &csv::StringRecord| row.position().map_or(0, csv::Position::byte);
            let line = open.marks.borrow_mut().line_of(start(&row));
            let end = if more { start(&next) } else { u64::MAX };
            if !more && open.marks.borrow().ends_in_quotes() {
                return Err(self.open_quote(line));
            }
            let astray = open.marks.borrow_mut().went_astray(end);
            if !is_blank(&row) {
                let short = row.len() < shape.header.names().len();
                if short && used.is_none() {
                    used = Some(self.used_columns()?);
                }
                if astray && is_long(&shape, &row) {
                    return Err(self.stray_quote(line));
                }
                let fault = match () {
                    () if astray => Some(QUOTES),
                    () if repeats(&shape.header, &row) => Some(HEADER_AGAIN),
                    () if ends_in_backslash(&row) => Some(BACKSLASH),
                    () if used.is_some_and(|used| row.len() < used) => Some(SHORT_ROW),
                    () => None,
                };
                if !sink.put_blocking(record(&shape, &row, line, fault)) {
                    break;
                }
            }
            std::mem::swap(&mut row, &mut next);
        }
        Ok(())
    }

    /// How many columns a row must have: up to the last one in which something stands anywhere, so that none is short
    /// when all rows are alike. Rows whose quotes nobody can read do not count.
    fn used_columns(&self) -> Result<usize, SourceError> {
        let mut open = self.open()?;
        let width = self.header(&mut open)?.len();
        let mut used = 0;
        let (mut row, mut next) = (csv::StringRecord::new(), csv::StringRecord::new());
        let mut more = self.read(&mut open, &mut row)?;
        while more {
            more = self.read(&mut open, &mut next)?;
            let end = next.position().filter(|_| more).map_or(u64::MAX, csv::Position::byte);
            if !open.marks.borrow_mut().went_astray(end) && !is_blank(&row) {
                let filled = row
                    .iter()
                    .take(width)
                    .enumerate()
                    .filter(|(_, field)| !field.trim().is_empty());
                used = used.max(filled.last().map_or(0, |(last, _)| last + 1));
            }
            std::mem::swap(&mut row, &mut next);
        }
        Ok(used)
    }

    /// Where a quote makes more fields than there are columns, it may as well have swallowed some of other rows.
    fn stray_quote(&self, line: u64) -> SourceError {
        self.shape(message!("csv-stray-quote", row = line.to_string()))
    }

    fn read(&self, open: &mut Open, row: &mut csv::StringRecord) -> Result<bool, SourceError> {
        open.reader.read_record(row).map_err(|cause| self.broken(cause))
    }

    /// A quote that is opened and not closed would swallow the rest of the file. The reader does not tell.
    fn open_quote(&self, line: u64) -> SourceError {
        self.shape(message!("csv-open-quote", row = line.to_string()))
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
        let said = text::said_delimiter(&head);
        let above = match self.header_row {
            Some(row) => row.saturating_sub(1),
            None => u64::from(said.is_some()),
        };
        let mut text = Decoding::new(file, found.coding);
        let end = if head.contains('\n') { b'\n' } else { b'\r' };
        let skipped = skip_lines(&mut text, above, end).map_err(|cause| self.unreadable(cause))?;
        let body = head.get(skipped..).unwrap_or_default();
        let delimiter = self.delimiter.or(said).unwrap_or_else(|| text::detect_delimiter(body));
        let (text, marks) = Marked::new(text, above, delimiter);
        Ok(Open {
            how: found.how,
            delimiter,
            reader: csv::ReaderBuilder::new()
                .delimiter(delimiter)
                .flexible(true)
                .from_reader(text),
            marks,
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
        let header = open.reader.headers().map_err(|cause| self.broken(cause))?;
        Ok(header.iter().map(signs::seen).collect())
    }

    fn broken(&self, cause: csv::Error) -> SourceError {
        match cause.into_kind() {
            csv::ErrorKind::Io(cause) => self.unreadable(cause),
            kind => self.shape(format!("{kind:?}")),
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

/// Whether a row says nothing. Programs of DOS ended a text with a sign of its own.
fn is_blank(row: &csv::StringRecord) -> bool {
    row.iter().all(|field| field.trim_matches('\u{1A}').trim().is_empty())
}

/// Whether something stands behind the last column of the header.
fn is_long(shape: &Shape, row: &csv::StringRecord) -> bool {
    let beyond = row.iter().skip(shape.header.names().len());
    beyond.into_iter().any(|field| !field.trim().is_empty())
}

fn repeats(header: &Columns, row: &csv::StringRecord) -> bool {
    let names = header.names();
    row.len() >= names.len() && names.iter().zip(row).all(|(name, field)| signs::seen(field) == *name)
}

/// Whether the last field ends in a backslash that nothing follows.
fn ends_in_backslash(row: &csv::StringRecord) -> bool {
    let last = row.iter().next_back().unwrap_or_default();
    let backslashes = last.len() - last.trim_end_matches('\\').len();
    backslashes % 2 == 1 && !last.starts_with(|sign: char| sign.is_ascii_alphabetic() && last.get(1..3) == Some(":\\"))
}

/// The record of a row.
fn record(shape: &Shape, row: &csv::StringRecord, line: u64, fault: Option<Fault>) -> Record {
    let width = shape.header.names().len();
    let cells = (0..width).map(|at| row.get(at).map_or_else(|| Cell::from(SHORT), sheet_text));
    let origin = Origin {
        source: shape.source.clone(),
        table: shape.table.clone(),
        row: line,
    };
    let record = Record::of(origin, &shape.header, cells.collect());
    record.with_fault(fault.or_else(|| is_long(shape, row).then_some(LONG)))
}

/// Passes over so many lines that end with this byte, and says how many bytes they had.
fn skip_lines(text: &mut impl Read, lines: u64, end: u8) -> std::io::Result<usize> {
    let (mut left, mut bytes) = (lines, 0);
    let mut byte = [0];
    while left > 0 && text.read(&mut byte)? == 1 {
        bytes += 1;
        left -= u64::from(byte[0] == end);
    }
    Ok(bytes)
}
