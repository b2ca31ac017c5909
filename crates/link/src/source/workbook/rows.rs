//! The rows of a sheet one after the other, the same for every kind of workbook.

use calamine::Data;
use fieldlink_say::Message;

use super::open::{Book, broken};
use super::shown::Shown;

/// A cell that is not empty: its column counted from 0, its value, and how the sheet shows it when that is known.
pub(super) type Cell<'s> = (u32, Data, Option<&'s Shown>);

/// A sheet of Excel's has so many columns.
const WIDEST: usize = 16_384;

/// Tells each row that is not empty, counted from 0, until `tell` says that it is enough.
///
/// An .xlsx is read as it comes, so that its size does not matter; the other kinds are read whole by their crate.
pub(super) fn each(
    book: &mut Book,
    sheet: &str,
    mut tell: impl FnMut(u32, &[Cell<'_>]) -> Result<bool, Message>,
) -> Result<(), Message> {
    if let Some((range, shapes)) = book.whole(sheet)? {
        let Some((first_row, first_column)) = range.start() else {
            return Ok(());
        };
        for (row, values) in (first_row..).zip(range.rows()) {
            let cells: Vec<Cell<'_>> = (first_column..)
                .zip(values)
                .filter(|(_, value)| **value != Data::Empty)
                .map(|(column, value)| (column, value.clone(), shapes.shown.get(&(row, column))))
                .collect();
            if !cells.is_empty() && !tell(row, &cells)? {
                break;
            }
        }
        return Ok(());
    }
    let Book::Xlsx(book) = book else { return Ok(()) };
    let mut reader = book.worksheet_cells_reader(sheet).map_err(broken)?;
    let shown: Vec<Option<Shown>> = reader
        .styles()
        .iter()
        .map(|style| {
            style
                .number_format
                .as_ref()
                .and_then(|format| Shown::of(&format.format_code))
        })
        .collect();
    let mut row = 0;
    let mut cells: Vec<Cell<'_>> = Vec::new();
    while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(broken)? {
        let (at, column) = cell.get_position();
        if at != row {
            if at < row {
                return Err(broken("its rows are not in order"));
            }
            if !cells.is_empty() && !tell(row, &cells)? {
                return Ok(());
            }
            cells.clear();
            row = at;
        }
        let value = Data::from(cell.get_value().clone());
        if value != Data::Empty {
            if cells.len() == WIDEST {
                return Err(broken("a row has more cells than a sheet has columns"));
            }
            cells.push((column, value, shown.get(style).and_then(Option::as_ref)));
        }
    }
    if !cells.is_empty() {
        tell(row, &cells)?;
    }
    Ok(())
}
