//! Why a record is not sent.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::record::Origin;

/// Why a record is not sent, with everything a person needs to find the place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Where the record stands; none for a loan of Kiva's that no record is about.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub origin: Option<Origin>,
    /// The column, when it is about one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub column: Option<String>,
    /// The cell as a sheet names it, such as `J4`; none outside of sheets.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cell: Option<String>,
    /// What stands there. Left out for names and stories.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub value: Option<String>,
    /// The rule's stable name, such as `unknown_activity`.
    pub rule: String,
    /// What is wrong and what to do, as a sentence.
    pub message: String,
    /// What stands in the sentence, by name, so that it can be said in another language.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub values: Vec<(String, String)>,
}

impl Reason {
    /// A reason about a whole record.
    pub fn new(origin: &Origin, rule: &str, message: impl Into<String>) -> Reason {
        Reason {
            origin: Some(origin.clone()),
            column: None,
            cell: None,
            value: None,
            rule: rule.to_owned(),
            message: message.into(),
            values: Vec::new(),
        }
    }

    /// A reason about no record.
    pub fn without_origin(rule: &str, message: impl Into<String>) -> Reason {
        Reason {
            origin: None,
            column: None,
            cell: None,
            value: None,
            rule: rule.to_owned(),
            message: message.into(),
            values: Vec::new(),
        }
    }

    /// The same with what stands in its sentence.
    #[must_use]
    pub fn with_values(mut self, values: impl IntoIterator<Item = (String, String)>) -> Reason {
        self.values.extend(values);
        self
    }

    /// What names the record where no place does and the message does not.
    pub fn named_by(&self) -> Option<&str> {
        let value = self.value.as_deref().filter(|_| self.origin.is_none());
        value.filter(|value| !self.message.contains(value))
    }

    /// The same, in this cell.
    #[must_use]
    pub fn in_cell(self, cell: Option<String>) -> Reason {
        Reason { cell, ..self }
    }

    /// The same, about this column and value.
    #[must_use]
    pub fn at(self, column: Option<&str>, value: Option<&str>) -> Reason {
        Reason {
            column: column.map(str::to_owned),
            value: value.map(str::to_owned),
            ..self
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(origin) = &self.origin {
            write!(f, "{origin}")?;
            if let Some(column) = &self.column {
                write!(f, ", column {column}")?;
            }
            if let Some(cell) = &self.cell {
                write!(f, ", cell {cell}")?;
            }
            if let Some(value) = &self.value {
                write!(f, ", value {value:?}")?;
            }
            f.write_str(": ")?;
        } else if let Some(value) = self.named_by() {
            write!(f, "{value}: ")?;
        }
        write!(f, "{} ({})", self.message, self.rule)
    }
}
