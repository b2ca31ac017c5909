//! .ods: the text that LibreOffice writes beside each number is what the sheet shows (OpenDocument 1.2, 19.385).

use std::io::{BufReader, Read, Seek};

use calamine::Dimensions;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::{Shapes, Sheets, Shown, is_amount};
use crate::source::Cause;

/// A row or a run of cells may be said to repeat to the end of the sheet; the empty ones are not spelled out.
const MOST: u32 = 1_048_576;

#[derive(Default)]
struct Walk {
    row: u32,
    column: u32,
    /// How often the row that is open repeats.
    rows: u32,
    /// The cells of the row that is open.
    cells: Vec<(u32, Shown)>,
    /// The number cell that is open.
    open: Option<Open>,
    /// How many comments are open: what stands in them is not the cell's.
    comments: u32,
    shapes: Shapes,
}

/// A number cell.
struct Open {
    /// How often it repeats.
    repeats: u32,
    percent: bool,
    /// Its text so far.
    text: String,
}

/// What the sheets show.
pub(in super::super) fn sheets<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Result<Sheets, Cause> {
    let mut reader = Reader::from_reader(BufReader::new(archive.by_name("content.xml")?));
    reader.config_mut().expand_empty_elements = true;
    let mut sheets = Sheets::new();
    let mut buffer = Vec::new();
    let mut name = None;
    let mut walk = Walk::default();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer)? {
            Event::Start(element) => match element.name().0 {
                "table:table" => {
                    name = attribute(&element, "table:name")?;
                    walk = Walk::default();
                }
                "table:table-row" => {
                    walk.column = 0;
                    walk.rows = count(&element, "table:number-rows-repeated")?;
                }
                "table:table-cell" | "table:covered-table-cell" => walk.cell(&element)?,
                "office:annotation" => walk.comments += 1,
                "text:s" => walk.text(&" ".repeat(usize::try_from(count(&element, "text:c")?.min(64))?)),
                _ => {}
            },
            Event::Text(text) => {
                walk.text(&text.xml10_content());
            }
            Event::End(element) => match element.name().0 {
                "table:table-cell" | "table:covered-table-cell" => walk.close_cell(),
                "table:table-row" => walk.close_row(),
                "office:annotation" => walk.comments = walk.comments.saturating_sub(1),
                "table:table" => {
                    if let Some(name) = name.take() {
                        sheets.insert(name, std::mem::take(&mut walk.shapes));
                    }
                }
                _ => {}
            },
            Event::Eof => return Ok(sheets),
            _ => {}
        }
    }
}

impl Walk {
    fn cell(&mut self, element: &BytesStart<'_>) -> Result<(), Cause> {
        let repeats = count(element, "table:number-columns-repeated")?;
        let wide = count(element, "table:number-columns-spanned")?;
        let high = count(element, "table:number-rows-spanned")?;
        if wide > 1 || high > 1 {
            let end = (self.row.saturating_add(high - 1), self.column.saturating_add(wide - 1));
            self.shapes.merged.push(Dimensions::new((self.row, self.column), end));
        }
        let kind = attribute(element, "office:value-type")?.unwrap_or_default();
        let number = matches!(kind.as_str(), "float" | "percentage" | "currency");
        self.open = number.then(|| Open {
            repeats,
            percent: kind == "percentage",
            text: String::new(),
        });
        if self.open.is_none() {
            self.column = self.column.saturating_add(repeats);
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if let Some(open) = self.open.as_mut().filter(|_| self.comments == 0) {
            open.text.push_str(text);
        }
    }

    fn close_cell(&mut self) {
        let Some(Open { repeats, percent, text }) = self.open.take() else {
            return;
        };
        let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
        let shown = match percent {
            // Kept as it is, a hundredth of what is shown.
            true => Shown::of("0%"),
            false => (!plain && !is_amount(&text)).then_some(Shown::Text(text)),
        };
        for _ in 0..repeats {
            self.cells.extend(shown.clone().map(|shown| (self.column, shown)));
            self.column = self.column.saturating_add(1);
        }
    }

    fn close_row(&mut self) {
        let cells = std::mem::take(&mut self.cells);
        if !cells.is_empty() {
            for row in self.row..self.row.saturating_add(self.rows).min(MOST) {
                let here = cells.iter().map(|(column, shown)| ((row, *column), shown.clone()));
                self.shapes.shown.extend(here);
            }
        }
        self.row = self.row.saturating_add(self.rows);
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Result<Option<String>, Cause> {
    Ok(match element.try_get_attribute(name)? {
        Some(attribute) => Some(quick_xml::escape::unescape(&attribute.value)?.into_owned()),
        None => None,
    })
}

fn count(element: &BytesStart<'_>, name: &str) -> Result<u32, Cause> {
    let count = match attribute(element, name)? {
        Some(text) => text.parse::<u32>()?,
        None => 1,
    };
    Ok(count.clamp(1, MOST))
}
