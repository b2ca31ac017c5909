//! In whose language something is said: the program that shows or writes it brings the words.

use fieldlink_say::Language;

use crate::kind::Kind;
use crate::mapping::Reason;
use crate::record::Origin;
use crate::said::Said;

/// Says sentences in one language.
pub trait Voice: Send + Sync {
    /// Which language it is.
    fn language(&self) -> Language;

    /// A sentence.
    fn said(&self, said: &Said) -> String;

    /// What is wrong with a record, without its place.
    fn sentence(&self, reason: &Reason) -> String;

    /// Why a record is not sent: where it stands, what is wrong, and the rule's name.
    fn reason(&self, reason: &Reason) -> String;
}

/// English, as it stands in the code.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct English;

impl Voice for English {
    fn language(&self) -> Language {
        Language::En
    }

    fn said(&self, said: &Said) -> String {
        said.english.clone()
    }

    fn sentence(&self, reason: &Reason) -> String {
        reason.message.clone()
    }

    fn reason(&self, reason: &Reason) -> String {
        reason.to_string()
    }
}

impl From<Kind> for Said {
    /// Several records of a kind.
    fn from(kind: Kind) -> Said {
        let id = format!("kinds-{}", kind.as_str().replace('_', "-"));
        Said::new(id, &[], kind.plural())
    }
}

impl From<&Origin> for Said {
    /// Where a record stands.
    fn from(origin: &Origin) -> Said {
        let values = [
            ("source", origin.source.as_str().to_owned()),
            ("table", origin.table.as_str().to_owned()),
            ("row", origin.row.to_string()),
        ];
        Said::new("reason-place", &values, origin.to_string())
    }
}
