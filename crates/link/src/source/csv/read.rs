//! Rows of a CSV file to records.

use std::path::PathBuf;
use std::sync::Arc;

use super::text;
use crate::config::TableRef;
use crate::record::{Name, Origin, Record};
use crate::source::{Place, Records, Sink, SourceError};

/// What one reading needs.
pub(super) struct Job {
    pub(super) source_name: String,
    pub(super) path: PathBuf,
    pub(super) table: String,
    pub(super) delimiter: Option<u8>,
    pub(super) encoding: Option<String>,
}

/// Counts lines. The reader's own count is one behind where lines end with two characters.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of the row that begins at this byte, or after the line ends that stand there.
    fn of(&mut self, byte: u64) -> u64 {
        let bytes = self.text.as_bytes();
        let mut end = usize::try_from(byte).unwrap_or(usize::MAX).min(bytes.len());
        while matches!(bytes.get(end), Some(b'\r' | b'\n')) {
            end += 1;
        }
        while self.at < end {
            self.line += u64::from(bytes[self.at] == b'\n');
            self.at += 1;
        }
        self.line
    }
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

impl Job {
    fn run(&self, sink: &Sink) -> Result<(), SourceError> {
        let text = self.text()?.text;
        let mut reader = self.reader(&text);
        let header: Arc<[String]> = self.header(&mut reader)?.into();
        let (source, table) = (Name::from(self.source_name.as_str()), Name::from(self.table.as_str()));
        let mut lines = Lines {
            text: &text,
            at: 0,
            line: 1,
        };
        let mut row = csv::StringRecord::new();
        while reader.read_record(&mut row).map_err(|cause| self.file(cause))? {
            let line = lines.of(row.position().map_or(0, csv::Position::byte));
            let next = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
            if next >= text.len() {
                self.closed(&text, &row, line)?;
            }
            if row.iter().skip(header.len()).any(|field| !field.trim().is_empty()) {
                let why = format!(
                    "row {line} has {} fields, the header has {}: a field that holds the delimiter must stand in quotes",
                    row.len(),
                    header.len()
                );
                return Err(self.shape(why));
            }
            if row.iter().all(|field| field.trim().is_empty()) {
                continue;
            }
            // The columns that the row breaks off before.
            let mut short = Vec::new();
            if row.len() < header.len() {
                short = header[row.len()..]
                    .iter()
                    .map(|name| {
                        let why = format!("row {line} has {} fields, the header has {}", row.len(), header.len());
                        (name.clone(), why)
                    })
                    .collect();
            }
            let value = |at: usize| row.get(at).filter(|text| !text.is_empty()).map(str::to_owned);
            let values = (0..header.len()).map(value).collect();
            let origin = Origin {
                source: source.clone(),
                table: table.clone(),
                row: line,
            };
            if !sink.put_blocking(Record::of(origin, &header, values).with_faults(short)) {
                break;
            }
        }
        Ok(())
    }

    /// A quote that is opened and not closed would swallow the rest of the file. The reader does not tell, but the row
    /// it makes of the rest has an odd number of quotes.
    fn closed(&self, text: &str, row: &csv::StringRecord, line: u64) -> Result<(), SourceError> {
        let start = row.position().map_or(0, csv::Position::byte);
        let rest = usize::try_from(start)
            .ok()
            .and_then(|start| text.get(start..))
            .unwrap_or_default();
        if rest.bytes().filter(|byte| *byte == b'"').count() % 2 == 0 {
            return Ok(());
        }
        Err(self.shape(format!(
            "in row {line} or after it a quote is opened and not closed, so that nobody can say where the rows end"
        )))
    }

    pub(super) fn text(&self) -> Result<text::Decoded, SourceError> {
        let bytes = std::fs::read(&self.path).map_err(|cause| self.file(cause))?;
        if bytes.is_empty() {
            return Err(self.shape(String::from("the file is empty; it may still be being written")));
        }
        text::decode(bytes, self.encoding.as_deref()).map_err(|why| self.shape(why))
    }

    /// What stands between two fields.
    pub(super) fn delimiter(&self, text: &str) -> u8 {
        self.delimiter.unwrap_or_else(|| text::detect_delimiter(text))
    }

    pub(super) fn reader<'t>(&self, text: &'t str) -> csv::Reader<&'t [u8]> {
        csv::ReaderBuilder::new()
            .delimiter(self.delimiter(text))
            .flexible(true)
            .from_reader(text.as_bytes())
    }

    pub(super) fn header(&self, reader: &mut csv::Reader<&[u8]>) -> Result<Vec<String>, SourceError> {
        let header: Vec<String> = reader
            .headers()
            .map_err(|cause| self.file(cause))?
            .iter()
            .map(|name| name.trim().to_owned())
            .collect();
        if let Some(twice) = header
            .iter()
            .enumerate()
            .find(|(at, name)| !name.is_empty() && header[..*at].contains(name))
        {
            return Err(self.shape(format!("two columns are called {:?}", twice.1)));
        }
        Ok(header)
    }

    fn file(&self, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> SourceError {
        SourceError::File {
            source_name: self.source_name.clone(),
            path: self.path.clone(),
            cause: cause.into(),
        }
    }

    fn shape(&self, why: String) -> SourceError {
        SourceError::Shape {
            source_name: self.source_name.clone(),
            path: self.path.clone(),
            why,
        }
    }
}
