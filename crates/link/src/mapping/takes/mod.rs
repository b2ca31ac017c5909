//! What each kind of field takes from each type of cell: one file for a kind, and nothing of a field is decided elsewhere.

mod amount;
mod day;
mod id;
mod nothing;
mod rate;
mod text;

use std::borrow::Cow;

use fieldlink_say::{Message, message};

pub(super) use self::amount::amount;
pub(super) use self::day::day;
pub(super) use self::id::{id, unseen};
pub(super) use self::nothing::is_nothing;
pub(super) use self::rate::rate;
pub(super) use self::text::text;
use crate::record::{Cell, CellValue, Fault};

/// What a field finds.
#[derive(Debug, Clone)]
pub(super) struct Found<'r> {
    /// The cell as the source has it; none for what a person wrote in fieldlink.toml.
    pub(super) cell: Option<&'r Cell>,
    /// What a person reads there, without what `trim` and `remove` take out.
    pub(super) text: Cow<'r, str>,
}

impl Found<'_> {
    /// The value of the cell; of what a person wrote, a text.
    fn value(&self) -> Option<&CellValue> {
        self.cell.map(Cell::value)
    }

    /// Whether it is a text of the source, which a `format` is about.
    fn is_text(&self) -> bool {
        matches!(self.value(), Some(CellValue::Text(_)))
    }
}

/// Why a field does not take what it finds.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) rule: &'static str,
    pub(super) message: Message,
}

impl Refused {
    pub(super) fn new(rule: &'static str, message: Message) -> Refused {
        Refused { rule, message }
    }

    /// Of a cell that cannot be read.
    pub(super) fn unreadable(fault: &Fault) -> Refused {
        Refused::new(
            "value_unreadable",
            message!("reason-value-unreadable", why = fault.message()),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a field finds in a cell.
    pub(super) fn found(cell: &Cell) -> Found<'_> {
        Found {
            cell: Some(cell),
            text: Cow::Borrowed(cell.shown().unwrap_or_default()),
        }
    }

    pub(super) fn of(value: CellValue) -> Cell {
        Cell::from(value)
    }
}
