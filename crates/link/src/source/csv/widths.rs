//! How many fields the rows of a CSV file have.

use std::collections::BTreeMap;

use super::fields::Fields;

/// Excel leaves the empty fields at the end of rows out, or writes them, for so many rows at once.
const BLOCK: usize = 16;

/// How many fields the rows have.
#[derive(Debug, Default)]
pub(super) struct Widths {
    /// How many columns have a name.
    header: usize,
    counts: BTreeMap<usize, usize>,
    /// Of each block of rows: how many fields all of them have, or nothing where they differ.
    blocks: BTreeMap<usize, Option<usize>>,
    /// Up to which column something stands anywhere.
    used: usize,
    /// Whether whoever wrote the file doubles quotes within quotes.
    pub(super) doubles_quotes: bool,
}

impl Widths {
    /// Of a table with so many columns.
    pub(super) fn of(header: usize) -> Widths {
        Widths {
            header,
            ..Widths::default()
        }
    }

    /// Takes a row into account that has so many rows above it.
    pub(super) fn see(&mut self, fields: &Fields, place: usize) {
        let width = fields.len();
        *self.counts.entry(width).or_default() += 1;
        let of_block = self.blocks.entry(place / BLOCK).or_insert(Some(width));
        *of_block = of_block.filter(|other| *other == width);
        if width <= self.header {
            let filled = (0..width).rev().find(|at| is_filled(fields, *at));
            self.used = self.used.max(filled.map_or(0, |last| last + 1));
        }
    }

    /// Whether a row with other fields than the header has columns is whole: it is like nearly all of them, or like all
    /// that Excel wrote with it, or it ends at the last column in which anything stands, and something stands there.
    pub(super) fn fits(&self, fields: &Fields, place: usize) -> bool {
        let width = fields.len();
        let all: usize = self.counts.values().sum();
        let like = self.counts.get(&width).copied().unwrap_or_default();
        // Of a file that could not be read again, nothing is known, and no row is like the others.
        (all > 0 && like * 10 >= all * 9)
            || self.blocks.get(&(place / BLOCK)) == Some(&Some(width))
            || (width < self.header && width >= self.used && self.used > 0 && is_filled(fields, self.used - 1))
    }
}

fn is_filled(fields: &Fields, at: usize) -> bool {
    fields.get(at).is_some_and(|field| !field.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::fields::{Dialect, RowReader};
    use super::*;

    fn fields(text: &str) -> Fields {
        let mut reader = RowReader::new(Dialect {
            delimiter: b',',
            quote: b'"',
            padded: false,
            escaped: false,
        });
        reader.line(text);
        reader.finish().fields
    }

    #[test]
    fn a_row_is_like_most_or_like_its_block_or_ends_where_all_end() {
        let [four, three, two] = ["1,2,3,4", "1,2,3", "1,2"].map(fields);
        let mut widths = Widths::of(4);
        (1..16).for_each(|place| widths.see(&four, place));
        (16..32).for_each(|place| widths.see(&three, place));
        (32..80).for_each(|place| widths.see(if place == 40 { &three } else { &four }, place));
        assert!(widths.fits(&three, 20));
        assert!(!Widths::default().fits(&three, 20), "nothing is known");
        assert!(!widths.fits(&three, 40) && !widths.fits(&two, 20));

        let mut widths = Widths::of(4);
        let empty = fields("1,2,3,");
        (1..20).for_each(|place| widths.see(if place == 3 { &two } else { &empty }, place));
        assert!(widths.fits(&three, 3));
        assert!(!widths.fits(&fields("1,23,"), 3), "a delimiter may be missing");
    }
}
