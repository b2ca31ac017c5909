//! Rows of a sheet to records.

use std::path::PathBuf;

use calamine::{Data, Range, Reader, StyleRange, Xlsx, open_workbook};

use super::cell;
use crate::config::TableRef;
use crate::record::{Origin, Record};
use crate::source::{Place, Records, Sink, SourceError};

/// What one reading needs.
pub(super) struct Job {
    source_name: String,
    path: PathBuf,
    sheet: Option<String>,
}

/// A sheet in memory: its header and the rows below.
pub(super) struct Sheet {
    name: String,
    pub(super) header: Vec<Option<String>>,
    /// The header's row in the sheet, counted from 1.
    header_row: u32,
    cells: Range<Data>,
    styles: StyleRange,
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
    }
}

impl Job {
    fn run(&self, sink: &Sink) -> Result<(), SourceError> {
        let sheet = self.open()?;
        let (first_column, last_row) = match (sheet.cells.start(), sheet.cells.end()) {
            (Some(start), Some(end)) => (start.1, end.0),
            _ => return Ok(()),
        };
        for row in sheet.header_row..=last_row {
            let number = u64::from(row) + 1;
            let mut fields = Vec::with_capacity(sheet.header.len());
            for (column, name) in (first_column..).zip(&sheet.header) {
                let Some(name) = name else { continue };
                let value = sheet.cells.get_value((row, column)).unwrap_or(&Data::Empty);
                let text = cell::text(value, sheet.styles.get((row, column))).map_err(|why| SourceError::Value {
                    source_name: self.source_name.clone(),
                    table: sheet.name.clone(),
                    row: number,
                    column: name.clone(),
                    why,
                })?;
                fields.push((name.clone(), text));
            }
            if fields
                .iter()
                .all(|(_, text)| text.as_deref().is_none_or(|text| text.trim().is_empty()))
            {
                continue;
            }
            let origin = Origin {
                source: self.source_name.clone(),
                table: sheet.name.clone(),
                row: number,
            };
            if !sink.put_blocking(Record::new(origin, fields)) {
                break;
            }
        }
        Ok(())
    }

    /// Reads the sheet; the first row that is not empty is the header.
    pub(super) fn open(&self) -> Result<Sheet, SourceError> {
        let mut book: Xlsx<_> = open_workbook(&self.path).map_err(|cause: calamine::XlsxError| self.file(cause))?;
        let names = book.sheet_names();
        let name = match &self.sheet {
            Some(wanted) => names.iter().find(|name| *name == wanted),
            None => names.first(),
        };
        let Some(name) = name.cloned() else {
            let wanted = self.sheet.as_deref().unwrap_or("the first one");
            return Err(self.shape(format!(
                "there is no sheet {wanted:?}; the workbook has {}",
                names.join(", ")
            )));
        };
        let cells = book.worksheet_range(&name).map_err(|cause| self.file(cause))?;
        let styles = book.worksheet_style(&name).map_err(|cause| self.file(cause))?;
        let (start, end) = match (cells.start(), cells.end()) {
            (Some(start), Some(end)) => (start, end),
            _ => ((0, 0), (0, 0)),
        };
        let mut header = Vec::new();
        let mut header_row = start.0;
        for row in start.0..=end.0 {
            header = (start.1..=end.1)
                .map(|column| match cells.get_value((row, column)) {
                    None | Some(Data::Empty) => None,
                    Some(value) => Some(value.to_string().trim().to_owned()).filter(|name| !name.is_empty()),
                })
                .collect();
            header_row = row + 1;
            if header.iter().any(Option::is_some) {
                break;
            }
        }
        for (at, column) in header.iter().enumerate() {
            if column.is_some() && header[..at].contains(column) {
                return Err(self.shape(format!(
                    "sheet {name:?} has two columns called {:?}",
                    column.as_deref().unwrap_or_default()
                )));
            }
        }
        Ok(Sheet {
            name,
            header,
            header_row,
            cells,
            styles,
        })
    }

    fn file(&self, cause: calamine::XlsxError) -> SourceError {
        SourceError::File {
            source_name: self.source_name.clone(),
            path: self.path.clone(),
            cause: Box::new(cause),
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
