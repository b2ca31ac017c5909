//! A value that cannot be read.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a value cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    why: Cow<'static, str>,
    /// The cell it stands in, as the sheet names it.
    cell: Option<String>,
    /// What is shown in its place, such as `#N/A`.
    shown: Option<String>,
}

impl Fault {
    /// Of a moment that is none.
    pub(crate) const NO_DATE: Fault = Fault::of("a date that no calendar has");

    /// A fault that this sentence explains. It has no values, so that it can be said in any language.
    pub const fn of(why: &'static str) -> Fault {
        Fault {
            why: Cow::Borrowed(why),
            cell: None,
            shown: None,
        }
    }

    /// The same, in this cell.
    #[must_use]
    pub fn in_cell(self, cell: String) -> Fault {
        Fault {
            cell: Some(cell),
            ..self
        }
    }

    /// The same, with what is shown in place of the value.
    #[must_use]
    pub fn showing(self, shown: &str) -> Fault {
        Fault {
            shown: Some(shown.to_owned()),
            ..self
        }
    }

    /// What is shown in place of the value.
    pub fn shown(&self) -> Option<&str> {
        self.shown.as_deref()
    }

    /// What a reason in any language is made of.
    pub fn values(&self) -> impl Iterator<Item = (String, String)> + use<> {
        let named = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let why = named("why", &self.why);
        std::iter::once(why).chain(self.cell.as_deref().map(|cell| named("cell", cell)))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)?;
        match &self.cell {
            Some(cell) => write!(f, " (cell {cell})"),
            None => Ok(()),
        }
    }
}
