//! .xlsb: the number formats of the binary parts (MS-XLSB: BrtFmt 2.4.656, BrtXF 2.4.823, BrtMergeCell 2.4.725).

use std::collections::HashMap;
use std::io::{Read, Seek};

use calamine::Dimensions;
use quick_xml::events::Event;
use zip::ZipArchive;

use super::super::unpack::{Grid, Limits};
use super::{Shapes, Sheets, Shown, built_in};
use crate::source::Cause;

const ROW: u16 = 0;
const CELL_RK: u16 = 2;
const CELL_REAL: u16 = 5;
const FORMULA_NUMBER: u16 = 9;
const FORMAT: u16 = 44;
const XF: u16 = 47;
const BEGIN_CELL_XFS: u16 = 617;
const END_CELL_XFS: u16 = 618;
const SHEET: u16 = 156;
const MERGE: u16 = 176;
/// A text that cells share.
const SHARED: u16 = 19;
/// Cells that are not empty: of texts, numbers and formulas, and of texts in several letters.
const FILLED: std::ops::RangeInclusive<u16> = 2..=11;
const RICH: u16 = 62;
/// Cells in a short form, which SheetJS writes and Excel does not. The crate that reads the cells passes over them.
const SHORT: std::ops::RangeInclusive<u16> = 12..=18;

const SHORT_FORM: &str =
    "its cells are in a short form that is not read: save it as .xlsx, or open it in Excel and save it again";

/// One record after the other: its type and its bytes. Type and length have seven bits in each byte.
struct Records<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl Records<'_> {
    fn byte(&mut self) -> Option<u8> {
        let byte = self.bytes.get(self.at).copied();
        self.at += 1;
        byte
    }
}

impl<'b> Iterator for Records<'b> {
    type Item = (u16, &'b [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let first = self.byte()?;
        let mut kind = u16::from(first);
        if first & 0x80 != 0 {
            kind = u16::from(first & 0x7F) | u16::from(self.byte()? & 0x7F) << 7;
        }
        let mut length = 0_usize;
        for step in 0..4 {
            let byte = self.byte()?;
            length |= usize::from(byte & 0x7F) << (7 * step);
            if byte & 0x80 == 0 {
                break;
            }
        }
        let data = self.bytes.get(self.at..self.at.checked_add(length)?)?;
        self.at += length;
        Some((kind, data))
    }
}

fn short(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes([*data.get(at)?, *data.get(at + 1)?]))
}

fn long(data: &[u8], at: usize) -> Option<u32> {
    let four = data.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

/// A text: how many letters, then two bytes for each. The second answer is where it ends.
fn text(data: &[u8], at: usize) -> Option<(String, usize)> {
    let letters = usize::try_from(long(data, at)?).ok()?;
    let end = at.checked_add(4)?.checked_add(letters.checked_mul(2)?)?;
    let units: Vec<u16> = data
        .get(at + 4..end)?
        .chunks_exact(2)
        .map(|two| u16::from_le_bytes([two[0], two[1]]))
        .collect();
    Some((String::from_utf16(&units).ok()?, end))
}

/// What the sheets show. Their reader makes room for all cells between the first and the last, so these are counted.
pub(in super::super) fn sheets<R: Read + Seek>(archive: &mut ZipArchive<R>, limits: &Limits) -> Result<Sheets, Cause> {
    let formats = match part(archive, "xl/styles.bin") {
        Ok(bytes) => formats(&bytes),
        Err(_) => Vec::new(),
    };
    if let Ok(shared) = part(archive, "xl/sharedStrings.bin") {
        let texts = Records { bytes: &shared, at: 0 }.filter(|(kind, _)| *kind == SHARED);
        limits.strings(texts.count() as u64)?;
    }
    let targets = targets(archive)?;
    let book = part(archive, "xl/workbook.bin")?;
    let mut sheets = Sheets::new();
    for (kind, data) in (Records { bytes: &book, at: 0 }) {
        if kind != SHEET {
            continue;
        }
        let found = text(data, 8).and_then(|(id, end)| Some((id, text(data, end)?.0)));
        let Some((id, name)) = found else { continue };
        let Some(target) = targets.get(&id) else { continue };
        let bytes = part(archive, target)?;
        sheets.insert(name, cells(&bytes, &formats, limits)?);
    }
    Ok(sheets)
}

fn part<R: Read + Seek>(archive: &mut ZipArchive<R>, name: &str) -> Result<Vec<u8>, Cause> {
    let mut bytes = Vec::new();
    archive.by_name(name)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Where the parts of the sheets are, by the id that the workbook names them with.
fn targets<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Result<HashMap<String, String>, Cause> {
    let text = String::from_utf8(part(archive, "xl/_rels/workbook.bin.rels")?)?;
    let mut reader = quick_xml::Reader::from_str(&text);
    let mut targets = HashMap::new();
    loop {
        match reader.read_event()? {
            Event::Start(element) | Event::Empty(element) => {
                let id = element.try_get_attribute("Id")?.map(|id| id.value.to_string());
                let target = element
                    .try_get_attribute("Target")?
                    .map(|target| target.value.to_string());
                if let (Some(id), Some(target)) = (id, target) {
                    let whole = match target.strip_prefix('/') {
                        Some(whole) => whole.to_owned(),
                        None => format!("xl/{target}"),
                    };
                    targets.insert(id, whole);
                }
            }
            Event::Eof => return Ok(targets),
            _ => {}
        }
    }
}

/// The ways of showing, by the number that cells name them with.
fn formats(styles: &[u8]) -> Vec<Option<Shown>> {
    let mut codes = built_in();
    let mut formats = Vec::new();
    let mut within = false;
    for (kind, data) in (Records { bytes: styles, at: 0 }) {
        match kind {
            FORMAT => {
                let shown = text(data, 2).and_then(|(code, _)| Shown::of(&code));
                if let (Some(id), Some(shown)) = (short(data, 0), shown) {
                    codes.insert(id, shown);
                }
            }
            BEGIN_CELL_XFS => within = true,
            END_CELL_XFS => within = false,
            XF if within => formats.push(short(data, 2).and_then(|id| codes.get(&id).cloned())),
            _ => {}
        }
    }
    formats
}

fn cells(sheet: &[u8], formats: &[Option<Shown>], limits: &Limits) -> Result<Shapes, Cause> {
    let mut shapes = Shapes::default();
    let mut grid = Grid::default();
    let mut row = 0;
    for (kind, data) in (Records { bytes: sheet, at: 0 }) {
        if FILLED.contains(&kind) || kind == RICH {
            grid.fill_one(row.into(), long(data, 0).unwrap_or_default().into());
        }
        match kind {
            short if SHORT.contains(&short) => return Err(Cause::from(SHORT_FORM)),
            ROW => row = long(data, 0).unwrap_or(row),
            CELL_RK | CELL_REAL | FORMULA_NUMBER => {
                // The format's number has 24 bits.
                let format = long(data, 4).and_then(|bits| usize::try_from(bits & 0x00FF_FFFF).ok());
                let shown = format.and_then(|format| formats.get(format)?.as_ref());
                if let (Some(column), Some(shown)) = (long(data, 0), shown) {
                    shapes.shown.insert((row, column), shown.clone());
                }
            }
            MERGE => {
                let at = |place: usize| long(data, place);
                if let (Some(top), Some(bottom), Some(left), Some(right)) = (at(0), at(4), at(8), at(12)) {
                    shapes.merged.push(Dimensions::new((top, left), (bottom, right)));
                }
            }
            _ => {}
        }
    }
    limits.cells(grid.cells())?;
    Ok(shapes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_counted_from_the_first_to_the_last() {
        let row = |row: u32| [vec![0, 4], row.to_le_bytes().to_vec()].concat();
        let cell = |column: u32| [vec![7, 12], column.to_le_bytes().to_vec(), vec![0; 8]].concat();
        let far = [row(0), cell(0), row(1_048_575), cell(16_383)].concat();
        let told = cells(&far, &[], &Limits::OFFICE).unwrap_err().to_string();
        assert!(told.contains("8,000,000 cells"), "{told}");
        assert!(cells(&[row(0), cell(0), row(99), cell(99)].concat(), &[], &Limits::OFFICE).is_ok());
    }
}
