//! The repetitions of an .ods: a row, a cell and a blank can each say that they stand a billion times.

use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::grid::Grid;
use super::limits::{Limits, TooMuch, Trouble, within, within_bytes};

/// What was seen of the sheets so far.
#[derive(Debug, Default)]
struct Sheets {
    /// Cells and bytes of text of the sheets before this one.
    cells: u64,
    texts: u64,
    grid: Grid,
    row: u64,
    /// How often the row that is open repeats.
    rows: u64,
    column: u64,
    /// How often the cell that is open repeats, and the bytes of its text so far.
    cell: Option<(u64, u64)>,
}

/// Counts the cells of all sheets and the bytes of their texts, with their repetitions. The marks must have been looked at
/// before: none is too long to be read.
pub(super) fn check(content: impl BufRead, limits: &Limits) -> Result<(), Trouble> {
    let mut reader = Reader::from_reader(content);
    reader.config_mut().expand_empty_elements = true;
    let mut sheets = Sheets::default();
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer)? {
            Event::Start(mark) => sheets.begin(&mark, limits)?,
            Event::Text(text) => sheets.text(text.len() as u64, limits)?,
            Event::GeneralRef(_) => sheets.text(4, limits)?,
            Event::CData(text) => sheets.text(text.len() as u64, limits)?,
            Event::End(mark) => match mark.name().0 {
                "table:table-cell" | "table:covered-table-cell" => sheets.close_cell(limits)?,
                "table:table-row" => sheets.row = sheets.row.saturating_add(sheets.rows),
                "table:table" => {
                    sheets.cells = sheets.cells.saturating_add(sheets.grid.cells());
                    (sheets.grid, sheets.row) = (Grid::default(), 0);
                }
                _ => {}
            },
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

impl Sheets {
    fn begin(&mut self, mark: &BytesStart<'_>, limits: &Limits) -> Result<(), Trouble> {
        match mark.name().0 {
            "table:table-row" => {
                self.rows = count(mark, "table:number-rows-repeated")?;
                self.column = 0;
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let repeats = count(mark, "table:number-columns-repeated")?;
                let filled = has(mark, "office:value-type") || has(mark, "table:formula");
                let attributes = mark.len() as u64;
                self.cell = filled.then_some((repeats, attributes));
                if filled {
                    self.grid.fill(self.row, self.rows.max(1), self.column, repeats);
                    within(
                        self.cells.saturating_add(self.grid.cells()),
                        limits.cells,
                        TooMuch::Cells,
                    )?;
                }
                self.column = self.column.saturating_add(repeats);
            }
            // Blanks, and what else a text repeats.
            "text:s" => self.text(count(mark, "text:c")?, limits)?,
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, more: u64, limits: &Limits) -> Result<(), TooMuch> {
        let Some((_, bytes)) = &mut self.cell else {
            return Ok(());
        };
        *bytes = bytes.saturating_add(more);
        within_bytes(*bytes, limits.cell, TooMuch::Cell)
    }

    fn close_cell(&mut self, limits: &Limits) -> Result<(), TooMuch> {
        if let Some((repeats, bytes)) = self.cell.take() {
            let all = bytes.saturating_mul(repeats).saturating_mul(self.rows.max(1));
            self.texts = self.texts.saturating_add(all);
        }
        within_bytes(self.texts, limits.texts, TooMuch::Texts)
    }
}

fn has(mark: &BytesStart<'_>, name: &str) -> bool {
    mark.try_get_attribute(name).is_ok_and(|found| found.is_some())
}

/// A number of repetitions; one when none is given.
fn count(mark: &BytesStart<'_>, name: &str) -> Result<u64, Trouble> {
    let found = mark.try_get_attribute(name).map_err(|_| Trouble::Repetitions)?;
    let Some(attribute) = found else { return Ok(1) };
    let text = attribute.value.trim().to_owned();
    // More digits than a number has are more than any limit.
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(text.parse().unwrap_or(u64::MAX).max(1));
    }
    Err(Trouble::Repetitions)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Limits = Limits {
        cells: 100,
        texts: 1_000,
        cell: 200,
        ..Limits::OFFICE
    };

    fn sheet(rows: &str) -> Result<(), Trouble> {
        let content = format!("<office:body><table:table>{rows}</table:table></office:body>");
        check(content.as_bytes(), &SMALL)
    }

    fn too_much(rows: &str) -> Option<TooMuch> {
        match sheet(rows) {
            Err(Trouble::TooMuch(why)) => Some(why),
            _ => None,
        }
    }

    const CELL: &str = "<table:table-cell office:value-type=\"string\"><text:p>abc</text:p></table:table-cell>";

    fn repeated(rows: &str, columns: &str) -> String {
        let cell = CELL.replacen(" ", &format!(" table:number-columns-repeated=\"{columns}\" "), 1);
        format!("<table:table-row table:number-rows-repeated=\"{rows}\">{cell}</table:table-row>")
    }

    #[test]
    fn what_an_office_writes_passes() {
        let row = format!("<table:table-row>{CELL}{CELL}</table:table-row>");
        let end = "<table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>";
        sheet(&format!("{}{end}", row.repeat(4))).unwrap();
    }

    #[test]
    fn repetitions_are_counted_without_being_made() {
        assert_eq!(
            too_much(&repeated("4000000000", "4000000000")),
            Some(TooMuch::Cells(100))
        );
        assert_eq!(too_much(&repeated("1", "101")), Some(TooMuch::Cells(100)));
        assert_eq!(
            too_much(&repeated("99999999999999999999999", "1")),
            Some(TooMuch::Cells(100))
        );
        assert_eq!(too_much(&repeated("20", "1")), Some(TooMuch::Texts(1)));
        let blanks = CELL.replace("abc", "<text:s text:c=\"2000000000\"/>");
        assert_eq!(
            too_much(&format!("<table:table-row>{blanks}</table:table-row>")),
            Some(TooMuch::Cell(1))
        );
        let apart = format!(
            "<table:table-row><table:table-cell table:number-columns-repeated=\"90\"/>{CELL}</table:table-row>"
        );
        let first = format!("<table:table-row>{CELL}</table:table-row>");
        assert_eq!(too_much(&format!("{first}{first}{apart}")), Some(TooMuch::Cells(100)));
        assert!(matches!(sheet(&repeated("-1", "1")), Err(Trouble::Repetitions)));
    }
}
