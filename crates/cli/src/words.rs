//! What the commands say, in English, Spanish and French. `--json` stays English.

use fieldlink_domain::finding::{Finding, Severity};
use fieldlink_link::Kind;
use fieldlink_link::ledger::State;
use fieldlink_link::mapping::Reason;
use fieldlink_link::voice::Voice;
use fieldlink_say::{Language, Message, Text, Value};
use fieldlink_web::site::text::Text as SiteText;

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

    /// The text with this id. A missing id shows as such, and fails a test.
    pub fn get(self, id: &str) -> String {
        Text(self.0).get(id)
    }

    /// Whether there is a text with this id in this very language.
    #[cfg(test)]
    pub fn has(self, id: &str) -> bool {
        Text(self.0).find(id).is_some()
    }

    /// The text with values put in.
    pub fn with(self, id: &str, values: &[(&'static str, Value<'_>)]) -> String {
        Text(self.0).with(id, values)
    }

    /// A message of the link.
    pub fn said(self, said: &Message) -> String {
        Text(self.0).say(said)
    }

    /// A text that is known by its English words: help, and the comments of a new fieldlink.toml.
    pub fn plain(self, english: &str) -> String {
        let known = (self.0 != Language::En)
            .then(|| Text(self.0).find(&known_by(english)))
            .flatten();
        known.unwrap_or_else(|| english.to_owned())
    }

    /// What happened to a row, as its history has it.
    pub fn event(self, event: &str) -> String {
        let id = format!("row-event-{}", event.replace(' ', "-"));
        Text(self.0).find(&id).unwrap_or_else(|| event.to_owned())
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
        let said = self.sentence(reason);
        let rule = &reason.rule;
        let Some(origin) = &reason.origin else {
            let name = reason.named_by().map_or_else(String::new, |name| format!("{name}: "));
            return format!("{name}{said} ({rule})");
        };
        let mut place = self.with(
            "reason-place",
            &[
                ("source", origin.source.as_str().into()),
                ("table", origin.table.as_str().into()),
                ("row", origin.row.to_string().into()),
            ],
        );
        if let Some(column) = &reason.column {
            place.push_str(&self.with("reason-column", &[("column", column.as_str().into())]));
        }
        if let Some(cell) = &reason.cell {
            place.push_str(&self.with("reason-cell", &[("cell", cell.as_str().into())]));
        }
        if let Some(value) = &reason.value {
            place.push_str(&self.with("reason-value", &[("value", format!("{value:?}").into())]));
        }
        format!("{place}: {said} ({rule})")
    }

    /// What is wrong: a rule of the link's own by its text here, one that PA2 has too by the site's, any other in the
    /// rule's English.
    fn in_its_language(self, reason: &Reason) -> String {
        let id = format!("reason-{}", reason.rule.replace('_', "-"));
        let value = |name: &str| {
            reason
                .values
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, value)| value)
        };
        let values = reason.values.iter().map(|(name, value)| {
            let value = match name.as_str() {
                "why" => Text(self.0).find(value).unwrap_or_else(|| value.clone()),
                _ => value.clone(),
            };
            (name.as_str(), value.into())
        });
        if let Some(mut said) = Text(self.0).find_with(&id, values) {
            for (hint, name) in [
                ("hint-reference", "reference"),
                ("hint-last", "last"),
                ("hint-near", "near"),
                ("hint-known", "known"),
            ] {
                if let Some(value) = value(name) {
                    said.push_str(&self.with(hint, &[("names", value.as_str().into())]));
                }
            }
            return said;
        }
        let finding = |code: String| Finding {
            code,
            field: String::new(),
            severity: Severity::Error,
            message: String::new(),
            values: reason.values.clone(),
        };
        // The site has texts of their own for journals.
        let codes = [reason.rule.clone(), format!("journal_{}", reason.rule)];
        let text = SiteText::of(self.0);
        let mut texts = codes.into_iter().map(|code| text.finding(&finding(code)));
        let said = texts.find(|text| !text.is_empty()).unwrap_or_default();
        match (said.is_empty(), value("field")) {
            (true, _) => reason.message.clone(),
            (false, Some(field)) => format!("{field}: {said}"),
            (false, None) => said,
        }
    }
}

impl Voice for Words {
    fn language(&self) -> Language {
        self.0
    }

    fn said(&self, said: &Message) -> String {
        Words::said(*self, said)
    }

    fn sentence(&self, reason: &Reason) -> String {
        match self.0 {
            Language::En => reason.message.clone(),
            _ => self.in_its_language(reason),
        }
    }

    fn reason(&self, reason: &Reason) -> String {
        Words::reason(*self, reason)
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
