//! The area of a sheet from its first filled cell to its last: what a reader that keeps a sheet whole makes room for.

/// The filled area of a sheet so far.
#[derive(Debug, Clone, Copy, Default)]
pub(in super::super) struct Grid {
    /// First and last row, first and last column, counted from 0.
    area: Option<[u64; 4]>,
    filled: u64,
}

impl Grid {
    /// Adds filled cells: this many from this column on, in this many rows from this one on.
    pub(in super::super) fn fill(&mut self, row: u64, rows: u64, column: u64, columns: u64) {
        let (last_row, last_column) = (row.saturating_add(rows - 1), column.saturating_add(columns - 1));
        let [first, last, left, right] = self.area.unwrap_or([row, last_row, column, last_column]);
        self.area = Some([
            first.min(row),
            last.max(last_row),
            left.min(column),
            right.max(last_column),
        ]);
        self.filled = self.filled.saturating_add(rows.saturating_mul(columns));
    }

    /// Adds one cell.
    pub(in super::super) fn fill_one(&mut self, row: u64, column: u64) {
        self.fill(row, 1, column, 1);
    }

    /// How many cells a reader makes room for; one that fills a cell twice keeps both for a while.
    pub(in super::super) fn cells(&self) -> u64 {
        let area = self.area.map_or(0, |[first, last, left, right]| {
            (last - first + 1).saturating_mul(right - left + 1)
        });
        area.max(self.filled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_cells_in_the_corners_make_the_whole_area() {
        let mut grid = Grid::default();
        assert_eq!(grid.cells(), 0);
        grid.fill_one(2, 1);
        assert_eq!(grid.cells(), 1);
        grid.fill_one(1_048_575, 16_383);
        assert_eq!(grid.cells(), 1_048_574 * 16_383);
        grid.fill(0, u64::MAX, 0, u64::MAX);
        assert_eq!(grid.cells(), u64::MAX);
    }
}
