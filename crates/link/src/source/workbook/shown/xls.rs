//! .xls: the number formats of Excel 97 to 2003 (MS-XLS: FORMAT 2.4.126, XF 2.4.353, BOUNDSHEET 2.4.28).

use std::collections::HashMap;
use std::io::{Read, Seek};

use cfb::CompoundFile;

use super::super::unpack::{Grid, Limits};
use super::{Shapes, Sheets, Shown, built_in};
use crate::source::Cause;

const FORMAT: u16 = 0x041E;
const XF: u16 = 0x00E0;
const BOUND_SHEET: u16 = 0x0085;
const RK: u16 = 0x027E;
const MUL_RK: u16 = 0x00BD;
const NUMBER: u16 = 0x0203;
const FORMULA: u16 = 0x0006;
const EOF: u16 = 0x000A;
const BOF: u16 = 0x0809;
const DIMENSIONS: u16 = 0x0200;
/// Cells that are not empty and hold no number: texts, truths, errors.
const OTHERS: &[u16] = &[0x0204, 0x00D6, 0x0205, 0x00FD];
/// What a sheet may say that it holds: 65,536 rows of 256 columns.
const FULL: u64 = 65_536 * 256;

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

/// What the sheets show. Workbooks older than Excel 97 have another layout, and no formats are found in them. Their reader
/// makes room for all cells of all sheets, so these are counted.
pub(in super::super) fn sheets<F: Read + Seek>(
    archive: &mut CompoundFile<F>,
    limits: &Limits,
) -> Result<Sheets, Cause> {
    let mut bytes = Vec::new();
    let stream = if archive.exists("/Workbook") {
        "/Workbook"
    } else {
        "/Book"
    };
    archive.open_stream(stream)?.read_to_end(&mut bytes)?;
    let mut codes = built_in();
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
    let mut sheets = Sheets::new();
    let mut all = 0_u64;
    for (name, place) in places {
        let (shown, grid) = cells(&bytes, place, &formats);
        all = all.saturating_add(grid.cells());
        limits.cells(all)?;
        let merged = Vec::new();
        sheets.insert(name, Shapes { shown, merged });
    }
    Ok(sheets)
}

/// The cells of the sheet that begins at this byte and have a format worth knowing.
fn cells(bytes: &[u8], at: usize, formats: &[Option<Shown>]) -> (HashMap<(u32, u32), Shown>, Grid) {
    let mut shown = HashMap::new();
    let mut grid = Grid::default();
    let mut depth = 0_u32;
    let mut keep = |row: Option<u16>, column: Option<u16>, format: Option<u16>| {
        grid.fill_one(row.unwrap_or_default().into(), column.unwrap_or_default().into());
        let found = format.and_then(|format| formats.get(usize::from(format))?.as_ref());
        if let (Some(row), Some(column), Some(found)) = (row, column, found) {
            shown.insert((u32::from(row), u32::from(column)), found.clone());
        }
    };
    let mut said = 0;
    for (kind, data) in (Records { bytes, at }) {
        match kind {
            BOF => depth += 1,
            EOF if depth > 1 => depth -= 1,
            EOF => break,
            // A chart within the sheet.
            _ if depth > 1 => {}
            DIMENSIONS => said = dimensions(data).max(said),
            other if OTHERS.contains(&other) => keep(number(data, 0), number(data, 2), None),
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
            _ => {}
        }
    }
    if said > FULL {
        grid.fill(0, said, 0, 1);
    }
    (shown, grid)
}

/// How many cells a sheet says that it has: its reader makes room for them.
fn dimensions(data: &[u8]) -> u64 {
    let long = |at: usize| Some(u64::from(number(data, at)?) | u64::from(number(data, at + 2)?) << 16);
    let short = |at: usize| number(data, at).map(u64::from);
    let (rows, columns) = if data.len() < 12 {
        ((short(0), short(2)), (short(4), short(6)))
    } else {
        ((long(0), long(4)), (short(8), short(10)))
    };
    let span = |(first, last): (Option<u64>, Option<u64>)| Some(last?.saturating_sub(first?));
    span(rows).unwrap_or(0).saturating_mul(span(columns).unwrap_or(0))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, words: &[u16]) -> Vec<u8> {
        let length = u16::try_from(words.len() * 2).unwrap();
        [kind, length]
            .iter()
            .chain(words)
            .flat_map(|word| word.to_le_bytes())
            .collect()
    }

    fn count(records: &[Vec<u8>]) -> u64 {
        cells(&records.concat(), 0, &[]).1.cells()
    }

    #[test]
    fn cells_are_counted_from_the_first_to_the_last() {
        let bof = record(BOF, &[0x0600, 0x10]);
        let cell = |row, column| record(0x00FD, &[row, column, 0, 0, 0]);
        let eof = record(EOF, &[]);
        assert_eq!(count(&[bof.clone(), cell(1, 0), cell(3, 1), eof.clone()]), 6);
        assert_eq!(
            count(&[bof.clone(), cell(0, 0), cell(65_535, 65_535), eof.clone()]),
            1 << 32
        );
        // What stands behind a chart is seen too, and the chart's own numbers are none of the sheet's.
        let chart = [bof.clone(), cell(9, 9), eof.clone()].concat();
        assert_eq!(count(&[bof.clone(), chart, cell(0, 0), eof.clone(), cell(8, 8)]), 1);
        let large = record(DIMENSIONS, &[0, 0, 0xFFFF, 0xFFFF, 0, 0xFFFF, 0]);
        assert!(count(&[bof.clone(), large, eof.clone()]) > 1 << 40);
        let full = record(DIMENSIONS, &[0, 0, 0, 1, 0, 256, 0]);
        assert_eq!(count(&[bof, full, cell(0, 0), eof]), 1);
    }
}
