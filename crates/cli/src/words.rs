//! What the commands say, in English, Spanish and French. `--json` stays English.

use fieldlink_link::Kind;
use fieldlink_link::ledger::State;
use fieldlink_link::mapping::Reason;
use fieldlink_say::{Language, Message, Text, Value};

/// The words of one language.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Words(pub Language);

impl Words {
    /// The language that is asked for: `--language` or `FIELDLINK_LANGUAGE`, else the first of the system's variables
    /// that names one we speak.
    pub fn chosen(wish: Option<Language>, variable: impl Fn(&str) -> Option<String>) -> Words {
        let system = || {
            let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
                .into_iter()
                .find_map(|name| variable(name).filter(|text| !text.is_empty()))?;
            set.parse().ok()
        };
        Words(wish.or_else(system).unwrap_or_default())
    }

    /// The texts themselves.
    pub fn text(self) -> Text {
        Text(self.0)
    }

    /// The text with this id. A missing id shows as such, and fails a test.
    pub fn get(self, id: &str) -> String {
        self.text().get(id)
    }

    /// Whether there is a text with this id in this very language.
    #[cfg(test)]
    pub fn has(self, id: &str) -> bool {
        self.text().find(id).is_some()
    }

    /// The text with values put in.
    pub fn with(self, id: &str, values: &[(&'static str, Value<'_>)]) -> String {
        self.text().with(id, values)
    }

    /// A message of the link.
    pub fn said(self, said: &Message) -> String {
        self.text().say(said)
    }

    /// A text that is known by its English words: help, and the comments of a new fieldlink.toml.
    pub fn plain(self, english: &str) -> String {
        let known = (self.0 != Language::En)
            .then(|| self.text().find(&known_by(english)))
            .flatten();
        known.unwrap_or_else(|| english.to_owned())
    }

    /// What happened to a row, as its history has it.
    pub fn event(self, event: &str) -> String {
        let id = format!("row-event-{}", event.replace(' ', "-"));
        self.text().find(&id).unwrap_or_else(|| event.to_owned())
    }

    /// One record of a kind.
    pub fn kind(self, kind: Kind) -> String {
        self.get(&format!("kind-{}", kind.as_str().replace('_', "-")))
    }

    /// Several records of a kind.
    pub fn kinds(self, kind: Kind) -> String {
        self.get(&format!("kinds-{}", kind.as_str().replace('_', "-")))
    }

    /// Where a row stands.
    pub fn state(self, state: State) -> String {
        self.get(&format!("state-{}", state.as_str().replace('_', "-")))
    }

    /// Why a row is held back or was refused: where it stands, what is wrong, and the rule's name.
    pub fn reason(self, reason: &Reason) -> String {
        reason.say(self.text())
    }
}

/// The name of a text that is known by its English words: the first of them.
pub(crate) fn known_by(english: &str) -> String {
    let words: Vec<String> = english
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(8)
        .map(str::to_ascii_lowercase)
        .collect();
    format!("plain-{}", words.join("-"))
}

#[cfg(test)]
mod tests;
