//! .xls: the number formats of Excel 97 to 2003 (MS-XLS: FORMAT 2.4.126, XF 2.4.353, BOUNDSHEET 2.4.28).

use std::collections::HashMap;
use std::io::{Read, Seek};

use cfb::CompoundFile;

use super::{Shapes, Sheets, Shown};
use crate::source::Cause;

const FORMAT: u16 = 0x041E;
const XF: u16 = 0x00E0;
const BOUND_SHEET: u16 = 0x0085;
const RK: u16 = 0x027E;
const MUL_RK: u16 = 0x00BD;
const NUMBER: u16 = 0x0203;
const FORMULA: u16 = 0x0006;
const EOF: u16 = 0x000A;

/// One record after the other: its type and its bytes.
struct Records<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Iterator for Records<'b> {
    type Item = (u16, &'b [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let kind = number(self.bytes, self.at)?;
        let length = usize::from(number(self.bytes, self.at + 2)?);
        let data = self.bytes.get(self.at + 4..self.at + 4 + length)?;
        self.at += 4 + length;
        Some((kind, data))
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u16> {
    let two = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes([two[0], two[1]]))
}

/// What the sheets show. Workbooks older than Excel 97 have another layout, and no formats are found in them.
pub(in super::super) fn sheets<F: Read + Seek>(archive: &mut CompoundFile<F>) -> Result<Sheets, Cause> {
    let mut bytes = Vec::new();
    let stream = if archive.exists("/Workbook") {
        "/Workbook"
    } else {
        "/Book"
    };
    archive.open_stream(stream)?.read_to_end(&mut bytes)?;
    let mut codes: HashMap<u16, Shown> = HashMap::new();
    let mut formats: Vec<Option<Shown>> = Vec::new();
    let mut places: Vec<(String, usize)> = Vec::new();
    for (kind, data) in (Records { bytes: &bytes, at: 0 }) {
        match kind {
            FORMAT => {
                let code = number(data, 2).and_then(|letters| text(data, 4, usize::from(letters)));
                if let (Some(id), Some(shown)) = (number(data, 0), code.as_deref().and_then(Shown::of)) {
                    codes.insert(id, shown);
                }
            }
            XF => formats.push(number(data, 2).and_then(|id| codes.get(&id).cloned())),
            BOUND_SHEET => {
                let letters = data.get(6).map(|letters| usize::from(*letters));
                let name = letters.and_then(|letters| text(data, 7, letters));
                let place = data
                    .get(0..4)
                    .map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]));
                if let (Some(name), Some(place)) = (name, place) {
                    places.push((name, usize::try_from(place)?));
                }
            }
            EOF => break,
            _ => {}
        }
    }
    let shapes = |place: usize| Shapes {
        shown: cells(&bytes, place, &formats),
        merged: Vec::new(),
    };
    Ok(places.into_iter().map(|(name, place)| (name, shapes(place))).collect())
}

/// The cells of the sheet that begins at this byte and have a format worth knowing.
fn cells(bytes: &[u8], at: usize, formats: &[Option<Shown>]) -> HashMap<(u32, u32), Shown> {
    let mut shown = HashMap::new();
    let mut keep = |row: Option<u16>, column: Option<u16>, format: Option<u16>| {
        let found = format.and_then(|format| formats.get(usize::from(format))?.as_ref());
        if let (Some(row), Some(column), Some(found)) = (row, column, found) {
            shown.insert((u32::from(row), u32::from(column)), found.clone());
        }
    };
    for (kind, data) in (Records { bytes, at }) {
        match kind {
            RK | NUMBER | FORMULA => keep(number(data, 0), number(data, 2), number(data, 4)),
            MUL_RK => {
                let first = number(data, 2).unwrap_or_default();
                // Six bytes for each cell: its format, then its value; the last column stands at the end.
                let many = data.len().saturating_sub(6) / 6;
                for cell in 0..many {
                    let column = u16::try_from(cell).ok().and_then(|cell| first.checked_add(cell));
                    keep(number(data, 0), column, number(data, 4 + cell * 6));
                }
            }
            EOF => break,
            _ => {}
        }
    }
    shown
}

/// Letters at a place: a byte that says how wide they are, then one or two bytes for each.
fn text(data: &[u8], at: usize, letters: usize) -> Option<String> {
    let wide = data.get(at)? & 1 == 1;
    let rest = data.get(at + 1..)?;
    if wide {
        let units: Vec<u16> = rest
            .get(..letters * 2)?
            .chunks_exact(2)
            .map(|two| u16::from_le_bytes([two[0], two[1]]))
            .collect();
        String::from_utf16(&units).ok()
    } else {
        Some(rest.get(..letters)?.iter().map(|byte| char::from(*byte)).collect())
    }
}
