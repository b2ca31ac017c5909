//! The first row that is not empty: the names of the columns.

use calamine::{Data, Dimensions};
use fieldlink_say::{Message, message};

use super::cell;
use super::rows::Cell;
use crate::reading::signs;

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
    pub(super) fn read(sheet: &str, row: u32, cells: &[Cell<'_>]) -> Result<Header, Message> {
        let mut names: Vec<(u32, String)> = Vec::new();
        for (column, value, _) in cells {
            let name = match value {
                Data::Error(error) => {
                    let place = cell::name(row, *column);
                    return Err(message!(
                        "book-header-error",
                        sheet = sheet,
                        cell = &place,
                        error = error.to_string()
                    ));
                }
                value => signs::seen(&value.to_string()),
            };
            if name.is_empty() {
                continue;
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
    pub(super) fn refuse_merged(&self, sheet: &str, merged: &[Dimensions]) -> Result<(), Message> {
        let found = merged
            .iter()
            .find(|area| area.start.0 <= self.row && self.row <= area.end.0 && area.start.1 != area.end.1);
        match found {
            None => Ok(()),
            Some(area) => {
                let first = cell::name(area.start.0, area.start.1);
                let last = cell::name(area.end.0, area.end.1);
                Err(message!("book-merged", sheet = sheet, first = first, last = last))
            }
        }
    }
}
