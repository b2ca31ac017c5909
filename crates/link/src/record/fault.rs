//! A value that cannot be read.

use std::borrow::Cow;
use std::fmt;

use fieldlink_say::{Message, text};
use serde::{Deserialize, Serialize};

/// Why a value, or a row, cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The id of the text that explains it, which puts in nothing.
    why: Cow<'static, str>,
    /// What is shown in its place, such as `#N/A`.
    shown: Option<String>,
}

impl Fault {
    /// Of a moment that is none.
    pub(crate) const NO_DATE: Fault = Fault::of(text!("fault-no-date"));
    /// Of a value that is bytes and no text.
    pub(crate) const BYTES: Fault = Fault::of(text!("fault-bytes"));

    /// A fault that the text of this id explains: `Fault::of(text!("fault-no-date"))`.
    pub const fn of(why: &'static str) -> Fault {
        Fault {
            why: Cow::Borrowed(why),
            shown: None,
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

    /// Why.
    pub fn message(&self) -> Message {
        Message::new(self.why.clone())
    }

    /// What a reason in any language is made of.
    pub fn values(&self) -> [(String, String); 1] {
        [(String::from("why"), self.why.clone().into_owned())]
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}
