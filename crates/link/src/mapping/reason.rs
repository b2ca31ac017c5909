//! Why a record is not sent.

use std::fmt;

use fieldlink_say::{Argument, Language, Message, Text};
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
    /// What is wrong and what to do, as a sentence in English.
    pub message: String,
    /// The id of the text that says so in each language, where the sentence is the link's own.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub text: Option<String>,
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
            text: None,
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
            text: None,
            values: Vec::new(),
        }
    }

    /// The same, said by a text of the link's own.
    #[must_use]
    pub fn said(self, said: &Message) -> Reason {
        let value = |argument: &Argument| match argument {
            Argument::Text(text) => text.clone(),
            Argument::Count(count) => count.to_string(),
            Argument::Messages(all) => all.iter().map(Message::id).collect(),
        };
        let values = said
            .arguments()
            .iter()
            .map(|(name, argument)| ((*name).to_owned(), value(argument)));
        Reason {
            message: said.to_string(),
            text: Some(said.id().to_owned()),
            values: values.collect(),
            ..self
        }
    }

    /// A reason about a whole record, by a text of the link's own.
    pub fn of(origin: &Origin, rule: &str, said: &Message) -> Reason {
        Reason::new(origin, rule, "").said(said)
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

impl Reason {
    /// What is wrong, in a language: a rule of the link's own by its text, one that PA2 has too by the text that PA2 shows,
    /// any other in the rule's English.
    pub fn sentence(&self, text: Text) -> String {
        if text.language() == Language::En {
            return self.message.clone();
        }
        let value = |name: &str| {
            self.values
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, value)| value)
        };
        let values = || {
            self.values.iter().map(|(name, value)| {
                let value = match name.as_str() {
                    // The id of a text, or somebody's own words.
                    "why" | "what" => text.find(value).unwrap_or_else(|| value.clone()),
                    _ => value.clone(),
                };
                (name.as_str(), value.into())
            })
        };
        let rule = self.rule.replace('_', "-");
        // What PA2 finds too is said as PA2 says it, and there are texts of their own for journals.
        let ids = [
            format!("reason-{rule}"),
            format!("finding-{rule}"),
            format!("finding-journal-{rule}"),
        ];
        let own = self.text.clone().into_iter();
        let said = own.chain(ids).find_map(|id| text.find_with(&id, values()));
        match (said, value("field")) {
            (None, _) => self.message.clone(),
            (Some(said), Some(field)) => format!("{field}: {said}"),
            (Some(said), None) => said,
        }
    }

    /// Why the record is not sent, in a language: where it stands, what is wrong, and the rule's name.
    pub fn say(&self, text: Text) -> String {
        let said = self.sentence(text);
        let rule = &self.rule;
        match self.place(text) {
            Some(place) => format!("{place}: {said} ({rule})"),
            None => format!("{said} ({rule})"),
        }
    }

    /// Where what is wrong stands: the row with its column, cell and value; what names the record where no place does.
    pub fn place(&self, text: Text) -> Option<String> {
        let Some(origin) = &self.origin else {
            return self.named_by().map(str::to_owned);
        };
        let mut place = text.say(&origin.into());
        if let Some(column) = &self.column {
            place.push_str(&text.with("reason-column", &[("column", column.as_str().into())]));
        }
        if let Some(cell) = &self.cell {
            place.push_str(&text.with("reason-cell", &[("cell", cell.as_str().into())]));
        }
        if let Some(value) = &self.value {
            place.push_str(&text.with("reason-value", &[("value", format!("{value:?}").into())]));
        }
        Some(place)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(Text::default()))
    }
}
