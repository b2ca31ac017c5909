//! Rows of a CSV file to records.

use std::cell::RefCell;
use std::fs::File;
use std::io::{ErrorKind, Read, Seek as _, SeekFrom};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use super::lines::{Marked, Marks};
use super::text::{self, Decoding, NotThat};
use crate::config::TableRef;
use crate::record::{Fault, Name, Origin, Record};
use crate::said::Said;
use crate::source::{Place, Records, Sink, SourceError};

/// So much of a text shows what stands between its fields.
const HEAD: u64 = 64 * 1024;

/// What is said of the columns that a row breaks off before.
const SHORT: Fault = Fault::of("the row ends before this column");

/// What one reading needs.
pub(super) struct Job {
    pub(super) source_name: String,
    pub(super) path: PathBuf,
    pub(super) table: String,
    pub(super) delimiter: Option<u8>,
    pub(super) encoding: Option<String>,
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
    }
}

/// A file that is being read.
pub(super) struct Open {
    /// How its encoding was known.
    pub(super) how: Said,
    /// What stands between two fields.
    pub(super) delimiter: u8,
    reader: csv::Reader<Marked<Decoding<File>>>,
    marks: Rc<RefCell<Marks>>,
}

/// What all records of a file share.
struct Shape {
    header: Arc<[String]>,
    source: Name,
    table: Name,
}

impl Job {
    fn run(&self, sink: &Sink) -> Result<(), SourceError> {
        let mut open = self.open()?;
        let shape = Shape {
            header: self.header(&mut open)?.into(),
            source: self.source_name.as_str().into(),
            table: self.table.as_str().into(),
        };
        let (mut row, mut next) = (csv::StringRecord::new(), csv::StringRecord::new());
        let mut more = self.read(&mut open, &mut row)?;
        while more {
            // One row ahead, since the last one is looked at more closely.
            more = self.read(&mut open, &mut next)?;
            let line = open
                .marks
                .borrow_mut()
                .line_of(row.position().map_or(0, csv::Position::byte));
            if !more {
                self.closed(&open, line)?;
            }
            if let Some(record) = self.record(&shape, &row, line)?
                && !sink.put_blocking(record)
            {
                break;
            }
            std::mem::swap(&mut row, &mut next);
        }
        Ok(())
    }

    fn read(&self, open: &mut Open, row: &mut csv::StringRecord) -> Result<bool, SourceError> {
        open.reader.read_record(row).map_err(|cause| self.broken(cause))
    }

    /// The record of a row; none when all its fields are blank.
    fn record(&self, shape: &Shape, row: &csv::StringRecord, line: u64) -> Result<Option<Record>, SourceError> {
        let header = &shape.header;
        if row.iter().skip(header.len()).any(|field| !field.trim().is_empty()) {
            let (fields, columns) = (row.len(), header.len());
            let english = format!(
                "row {line} has {fields} fields, the header has {columns}: a field that holds the delimiter must stand in quotes"
            );
            let values = [
                ("row", line.to_string()),
                ("fields", fields.to_string()),
                ("columns", columns.to_string()),
            ];
            return Err(self.shape(Said::new("said-csv-long-row", &values, english)));
        }
        if row.iter().all(|field| field.trim().is_empty()) {
            return Ok(None);
        }
        // The columns that the row breaks off before.
        let short = header.iter().skip(row.len()).map(|name| (name.clone(), SHORT));
        let value = |at: usize| row.get(at).filter(|text| !text.is_empty()).map(str::to_owned);
        let origin = Origin {
            source: shape.source.clone(),
            table: shape.table.clone(),
            row: line,
        };
        let values = (0..header.len()).map(value).collect();
        Ok(Some(Record::of(origin, header, values).with_faults(short.collect())))
    }

    /// A quote that is opened and not closed would swallow the rest of the file. The reader does not tell, but the row
    /// it makes of the rest has an odd number of quotes.
    fn closed(&self, open: &Open, line: u64) -> Result<(), SourceError> {
        if open.marks.borrow().quotes().is_multiple_of(2) {
            return Ok(());
        }
        let english = format!(
            "in row {line} or after it a quote is opened and not closed, so that nobody can say where the rows end"
        );
        Err(self.shape(Said::new("said-csv-open-quote", &[("row", line.to_string())], english)))
    }

    /// Opens the file, and finds out how it is written. It is read twice, a piece at a time: its size does not matter.
    pub(super) fn open(&self) -> Result<Open, SourceError> {
        let mut file = File::open(&self.path).map_err(|cause| self.file(cause))?;
        if file.metadata().map_err(|cause| self.file(cause))?.len() == 0 {
            return Err(self.shape("the file is empty; it may still be being written"));
        }
        let found = text::find(&file, self.encoding.as_deref())
            .map_err(|cause| self.file(cause))?
            .map_err(|why| self.shape(why))?;
        let start = u64::try_from(found.mark).unwrap_or_default();
        file.seek(SeekFrom::Start(start)).map_err(|cause| self.file(cause))?;
        let delimiter = match self.delimiter {
            Some(delimiter) => delimiter,
            None => {
                let head = self.head(Decoding::new(&file, found.encoding))?;
                file.seek(SeekFrom::Start(start)).map_err(|cause| self.file(cause))?;
                text::detect_delimiter(&head)
            }
        };
        let (text, marks) = Marked::new(Decoding::new(file, found.encoding));
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
        let header: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
        if let Some(twice) = header
            .iter()
            .enumerate()
            .find(|(at, name)| !name.is_empty() && header[..*at].contains(name))
        {
            let english = format!("two columns are called {:?}", twice.1);
            return Err(self.shape(Said::new("said-csv-two-columns", &[("name", twice.1.clone())], english)));
        }
        Ok(header)
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

    fn shape(&self, why: impl Into<Said>) -> SourceError {
        SourceError::Shape {
            source_name: self.source_name.clone(),
            path: self.path.clone(),
            why: Box::new(why.into()),
        }
    }
}
