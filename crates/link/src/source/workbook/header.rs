//! The first row that is not empty: the names of the columns.

use calamine::{Data, Dimensions};

use super::cell;
use super::rows::Cell;

/// The columns that have a name, by their place counted from 0.
#[derive(Debug, Default)]
pub(super) struct Header {
    /// The row it stands in, counted from 0.
    pub(super) row: u32,
    /// Column and name.
    pub(super) names: Vec<(u32, String)>,
}

impl Header {
    /// Reads the names. The error is a sentence.
    pub(super) fn read(sheet: &str, row: u32, cells: &[Cell<'_>]) -> Result<Header, String> {
        let mut names: Vec<(u32, String)> = Vec::new();
        for (column, value, _) in cells {
            let name = match value {
                Data::Error(error) => {
                    let place = cell::name(row, *column);
                    return Err(format!(
                        "sheet {sheet:?}: the header's cell {place} shows the error {error}"
                    ));
                }
                value => value.to_string().trim().to_owned(),
            };
            if name.is_empty() {
                continue;
            }
            if let Some((other, _)) = names.iter().find(|(_, known)| *known == name) {
                return Err(format!(
                    "sheet {sheet:?} has two columns called {name:?}: {} and {}",
                    cell::name(row, *other),
                    cell::name(row, *column)
                ));
            }
            names.push((*column, name));
        }
        Ok(Header { row, names })
    }

    /// Whether columns within the header, or most of it, have no name: then cells may be merged.
    pub(super) fn has_gaps(&self) -> bool {
        let columns = self.names.iter().map(|(column, _)| *column);
        let (Some(first), Some(last)) = (columns.clone().min(), columns.max()) else {
            return false;
        };
        let width = usize::try_from(last - first).unwrap_or(usize::MAX).saturating_add(1);
        self.names.len() < width || self.names.len() == 1
    }

    /// Refuses a header with merged cells: which column a merged name belongs to nobody can say.
    pub(super) fn refuse_merged(&self, sheet: &str, merged: &[Dimensions]) -> Result<(), String> {
        let found = merged
            .iter()
            .find(|area| area.start.0 <= self.row && self.row <= area.end.0 && area.start.1 != area.end.1);
        match found {
            None => Ok(()),
            Some(area) => Err(format!(
                "sheet {sheet:?}: the cells {} to {} of the header are merged; the first row that is not empty must be the header, with one name in each column: unmerge them, and put titles on another sheet",
                cell::name(area.start.0, area.start.1),
                cell::name(area.end.0, area.end.1)
            )),
        }
    }
}
