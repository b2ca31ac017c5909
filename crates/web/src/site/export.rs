//! Lists written out whole: as CSV for programs, as XLSX for people. Rows are read and written some at a time, so the
//! largest list costs no more memory than a small one.

use axum::body::{Body, Bytes};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use fieldlink_app::{Actor, Error, Pa2};
use fieldlink_domain::ids::PartnerId;
use fieldlink_serve::body_of;
use futures::{Stream, StreamExt, stream};
use rust_xlsxwriter::{Format as Style, Workbook, Worksheet, XlsxError};
use std::io::{Read, Seek, SeekFrom};
use std::sync::Arc;
use tokio::sync::mpsc;

pub use super::cell::Cell;
use crate::AppState;
use crate::site::cell;
use crate::site::layout::SiteError;
use crate::site::session::Visitor;
use crate::site::text::Text;

/// Batches that wait to be written; whoever reads the list waits when there are more.
const WAITING: usize = 2;
/// Bytes of a finished workbook sent at once.
const PIECE: usize = 64 * 1024;

/// How a list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma separated, UTF-8 with its mark, so that spreadsheets read accents right.
    Csv,
    /// A workbook.
    Xlsx,
}

impl Format {
    /// The format that an address asks for; none when it asks for a page.
    pub fn asked(text: &str) -> Option<Format> {
        match text {
            "csv" => Some(Format::Csv),
            "xlsx" => Some(Format::Xlsx),
            _ => None,
        }
    }

    fn ending(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Xlsx => "xlsx",
        }
    }

    fn content_type(self) -> &'static str {
        match self {
            Format::Csv => "text/csv; charset=utf-8",
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// A row of a list.
pub type Row = Vec<Cell>;

/// A column of a list: the id of its head's text, and what stands in it.
pub type Column<T> = (&'static str, fn(&Text, &T) -> Cell);

/// Heads of the columns.
pub fn head<T>(text: &Text, columns: &[Column<T>]) -> Vec<String> {
    columns.iter().map(|(id, _)| text.get(id)).collect()
}

/// The row of each of these.
pub fn rows<T>(text: &Text, columns: &[Column<T>], all: &[T]) -> Vec<Row> {
    let row = |one: &T| columns.iter().map(|(_, cell)| cell(text, one)).collect();
    all.iter().map(row).collect()
}

/// What a list that is written out is read with: all of it outlives the request.
#[derive(Debug, Clone)]
pub struct Reader {
    /// The use cases.
    pub pa2: Arc<Pa2>,
    /// Who reads.
    pub actor: Actor,
    /// Whose list.
    pub partner: PartnerId,
    /// Their language.
    pub text: Text,
}

impl Reader {
    /// The visitor as a reader.
    pub fn new(state: &AppState, visitor: &Visitor) -> Reader {
        Reader {
            pa2: state.pa2.clone(),
            actor: visitor.actor(),
            partner: visitor.partner,
            text: visitor.text,
        }
    }

    /// A list that is read part by part: `part` answers the rows behind a place, and the place where the next ones begin.
    pub fn parts<P, R>(
        self,
        part: impl Fn(Arc<Reader>, Option<P>) -> R + Send + 'static,
    ) -> impl Stream<Item = Result<Vec<Row>, Error>> + Send + 'static
    where
        P: Send + 'static,
        R: Future<Output = Result<(Vec<Row>, Option<P>), Error>> + Send + 'static,
    {
        let begin = (Arc::new(self), part, Some(None));
        stream::try_unfold(begin, |(reader, part, place)| async move {
            let Some(after) = place else {
                return Ok(None);
            };
            let (rows, next) = part(Arc::clone(&reader), after).await?;
            Ok(Some((rows, (reader, part, next.map(Some)))))
        })
    }
}

/// What a file is called, on the disk and within.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// File name without its ending: `repayments-2026-11-expected`.
    pub name: String,
    /// Heads of the columns.
    pub head: Vec<String>,
}

/// Sends a list as a file.
pub async fn send(
    format: Format,
    sheet: Sheet,
    rows: impl Stream<Item = Result<Vec<Row>, Error>> + Send + 'static,
) -> Result<Response, SiteError> {
    let name = format!("attachment; filename=\"{}.{}\"", sheet.name, format.ending());
    let headers = [
        (header::CONTENT_TYPE, format.content_type().to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    let body = match format {
        Format::Csv => csv(sheet.head, rows),
        Format::Xlsx => xlsx(sheet.head, rows).await?,
    };
    Ok((headers, body).into_response())
}

fn csv(head: Vec<String>, rows: impl Stream<Item = Result<Vec<Row>, Error>> + Send + 'static) -> Body {
    let head = head.into_iter().map(Cell::Text).collect();
    let head = stream::once(async move {
        let mut bytes = vec![0xef, 0xbb, 0xbf];
        bytes.extend(csv_of(vec![head])?);
        Ok(bytes)
    });
    let rows = rows.map(|batch| csv_of(batch?));
    body_of(head.chain(rows).map(|bytes| bytes.map(Bytes::from)))
}

fn csv_of(rows: Vec<Row>) -> Result<Vec<u8>, Error> {
    cell::as_csv(rows.iter().map(|row| row.iter().map(Cell::as_text)))
}

/// A workbook's parts stand in an order that lets it be sent only once it is whole: it is written to a file without a
/// name, which goes away by itself.
async fn xlsx(
    head: Vec<String>,
    rows: impl Stream<Item = Result<Vec<Row>, Error>> + Send + 'static,
) -> Result<Body, SiteError> {
    let (send, receive) = mpsc::channel::<Vec<Row>>(WAITING);
    let written = tokio::task::spawn_blocking(move || write_workbook(head, receive));
    let mut rows = Box::pin(rows);
    while let Some(batch) = rows.next().await {
        // Whoever writes has gone away only with an error of its own.
        if send.send(batch?).await.is_err() {
            break;
        }
    }
    drop(send);
    let file = written.await.map_err(Error::internal)?.map_err(Error::internal)?;
    let pieces = stream::try_unfold(file, |mut file| async move {
        let read = tokio::task::spawn_blocking(move || {
            let mut piece = vec![0; PIECE];
            let n = file.read(&mut piece)?;
            piece.truncate(n);
            Ok::<_, std::io::Error>((Bytes::from(piece), file))
        });
        let (piece, file) = read.await.map_err(std::io::Error::other)??;
        Ok::<_, std::io::Error>((!piece.is_empty()).then_some((piece, file)))
    });
    Ok(body_of(pieces))
}

fn write_workbook(head: Vec<String>, mut rows: mpsc::Receiver<Vec<Row>>) -> Result<std::fs::File, XlsxError> {
    let mut workbook = Workbook::new();
    let day = Style::new().set_num_format("yyyy-mm-dd");
    let bold = Style::new().set_bold();
    let sheet = workbook.add_worksheet_with_constant_memory()?;
    for (column, title) in (0..).zip(&head) {
        sheet.set_column_width(column, 18)?;
        sheet.write_string_with_format(0, column, title, &bold)?;
    }
    let mut n = 1;
    while let Some(batch) = rows.blocking_recv() {
        for row in batch {
            write_row(sheet, n, row, &day)?;
            n += 1;
        }
    }
    let mut file = tempfile::tempfile()?;
    workbook.save_to_writer(&mut file)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(file)
}

fn write_row(sheet: &mut Worksheet, n: u32, row: Row, day: &Style) -> Result<(), XlsxError> {
    for (column, cell) in (0..).zip(row) {
        match cell {
            Cell::Text(text) => sheet.write_string(n, column, shortened(&text))?,
            Cell::Whole(whole) => sheet.write(n, column, whole)?,
            Cell::Exact(exact) => sheet.write(n, column, exact)?,
            Cell::Day(date) => sheet.write_string_with_format(n, column, date.to_string(), day)?,
            Cell::Empty => sheet,
        };
    }
    Ok(())
}

/// A cell of a workbook holds no more than 32,767 letters.
fn shortened(text: &str) -> &str {
    match text.char_indices().nth(32_767) {
        Some((end, _)) => &text[..end],
        None => text,
    }
}
