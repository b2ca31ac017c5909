//! What a rule says of a draft, a repayment row or a journal.

use fieldlink_contract::text::Fault;
use serde::{Deserialize, Serialize};

/// An error blocks; a warning is shown and lets through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Must be mended first.
    Error,
    /// Worth a look.
    Warning,
}

/// What stands in the sentence about a text that cannot be taken.
pub(crate) fn fault_values(fault: Fault) -> Vec<(String, String)> {
    let (kind, most) = fault.named();
    vec![
        ("kind".to_owned(), kind.to_owned()),
        ("most".to_owned(), most.to_string()),
    ]
}

/// One thing a rule found. `code` is stable and is also the key of the translated text; `message` is the English
/// text (verbatim PA2's where it is known).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Stable name of the rule, snake_case.
    pub code: String,
    /// The field it stands beside, in the wire's spelling: `disburse_time`, `entreps[1].amount`.
    pub field: String,
    /// Blocks or not.
    pub severity: Severity,
    /// English text for the person; names no borrower.
    pub message: String,
    /// What stands in the text, by name, so that the site can say it in another language.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<(String, String)>,
}

impl Finding {
    /// A finding that blocks.
    pub fn error(code: &str, field: impl Into<String>, message: impl Into<String>) -> Finding {
        Finding {
            code: code.into(),
            field: field.into(),
            severity: Severity::Error,
            message: message.into(),
            values: Vec::new(),
        }
    }

    /// A finding that lets through.
    pub fn warning(code: &str, field: impl Into<String>, message: impl Into<String>) -> Finding {
        Finding {
            code: code.into(),
            field: field.into(),
            severity: Severity::Warning,
            message: message.into(),
            values: Vec::new(),
        }
    }

    /// A text that no database can keep, or that is longer than its bound.
    pub fn unusable(code: &str, field: impl Into<String>, fault: Fault) -> Finding {
        let mut finding = Finding::error(code, field, format!("This text {fault}."));
        finding.values = fault_values(fault);
        finding
    }

    /// The same with a value that stands in its text.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Finding {
        self.values.push((name.to_owned(), value.to_string()));
        self
    }

    /// Whether it blocks.
    pub fn blocks(&self) -> bool {
        self.severity == Severity::Error
    }
}
