//! In whose language something is said: the program that shows or writes it brings the words.

use fieldlink_say::{Argument, Language, Message, message};

use crate::mapping::Reason;
use crate::record::Origin;

/// Says sentences in one language.
pub trait Voice: Send + Sync {
    /// Which language it is.
    fn language(&self) -> Language;

    /// A sentence.
    fn said(&self, said: &Message) -> String;

    /// What is wrong with a record, without its place.
    fn sentence(&self, reason: &Reason) -> String;

    /// Why a record is not sent: where it stands, what is wrong, and the rule's name.
    fn reason(&self, reason: &Reason) -> String;
}

impl From<&Origin> for Argument {
    /// Where a record stands.
    fn from(origin: &Origin) -> Argument {
        Message::from(origin).into()
    }
}

/// English, as it stands in the code.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct English;

impl Voice for English {
    fn language(&self) -> Language {
        Language::En
    }

    fn said(&self, said: &Message) -> String {
        said.to_string()
    }

    fn sentence(&self, reason: &Reason) -> String {
        reason.message.clone()
    }

    fn reason(&self, reason: &Reason) -> String {
        reason.to_string()
    }
}

impl From<&Origin> for Message {
    /// Where a record stands.
    fn from(origin: &Origin) -> Message {
        message!(
            "reason-place",
            source = origin.source.as_str(),
            table = origin.table.as_str(),
            row = origin.row.to_string(),
        )
    }
}
