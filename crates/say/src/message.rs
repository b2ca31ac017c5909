//! What is said: the id of a text, and what is put in.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::path::Path;

use serde::{Serialize, Serializer};

use crate::{Language, Text, Value};

/// What is said, in no language yet. Made by [`message!`](crate::message), which holds the id and the values against the
/// texts when the program is built.
///
/// As text and as JSON it is English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    id: Cow<'static, str>,
    arguments: Vec<(&'static str, Argument)>,
    /// What a driver or the system said below it, in its own words; empty when nothing did.
    below: String,
}

impl Message {
    /// A message by its id, which nothing has held against the texts yet: for ids that are made of a code.
    pub fn new(id: impl Into<Cow<'static, str>>) -> Message {
        Message {
            id: id.into(),
            arguments: Vec::new(),
            below: String::new(),
        }
    }

    /// A message without values.
    pub const fn plain(id: &'static str) -> Message {
        Message {
            id: Cow::Borrowed(id),
            arguments: Vec::new(),
            below: String::new(),
        }
    }

    /// What somebody else said, or what is written the same in every language: a command, a name.
    pub fn as_is(text: impl Into<String>) -> Message {
        Message::new("as-is").with("text", text.into())
    }

    /// An environment variable, as a place where something should be.
    pub fn variable(name: &str) -> Message {
        crate::message!("place-variable", name = name)
    }

    /// A file, as a place where something should be.
    pub fn file(path: &Path) -> Message {
        crate::message!("place-file", file = path)
    }

    /// The same with a value put in.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Argument>) -> Message {
        self.arguments.push((name, value.into()));
        self
    }

    /// The same with the words of an error that lies below it, and of all that lie below that.
    #[must_use]
    pub fn because(mut self, cause: &(dyn Error + 'static)) -> Message {
        self.below = chain(cause);
        self
    }

    /// The id of its text.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What is put in, by name.
    pub fn arguments(&self) -> &[(&'static str, Argument)] {
        &self.arguments
    }

    /// What a driver or the system said below it; empty when nothing did.
    pub fn below(&self) -> &str {
        &self.below
    }
}

/// A value that is put into a text. Texts that choose by one see `none` where there is nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Argument {
    /// As it stands.
    Text(String),
    /// A number of things: texts choose by it between one and several, and languages write it in their own way.
    Count(i64),
    /// Messages, each said in the language of the text; one after the other.
    Messages(Vec<Message>),
}

impl From<String> for Message {
    /// As it is.
    fn from(text: String) -> Message {
        Message::as_is(text)
    }
}

impl Text {
    /// A message with what lies below it.
    pub fn say(self, message: &Message) -> String {
        let said = self.sentence(message);
        match message.below() {
            "" => said,
            below => format!("{said}: {below}"),
        }
    }

    /// A message without what lies below it.
    pub fn sentence(self, message: &Message) -> String {
        let values = message
            .arguments()
            .iter()
            .map(|(name, value)| (*name, self.value(value)));
        self.find_with(message.id(), values)
            .unwrap_or_else(|| message.id().to_owned())
    }

    /// Messages one after the other.
    pub fn all<'m>(self, messages: impl IntoIterator<Item = &'m Message>) -> String {
        let all: Vec<String> = messages.into_iter().map(|message| self.say(message)).collect();
        all.join("; ")
    }

    fn value(self, argument: &Argument) -> Value<'_> {
        match argument {
            Argument::Text(text) => text.as_str().into(),
            Argument::Count(count) => (*count).into(),
            Argument::Messages(all) if all.is_empty() => Argument::NONE.into(),
            Argument::Messages(all) => self.all(all).into(),
        }
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Text(Language::En).say(self))
    }
}

impl Serialize for Message {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What can lie below an error: another one, or one in a box.
pub trait AsCause {
    /// As an error.
    fn as_cause(&self) -> &(dyn Error + 'static);
}

impl<E: Error + 'static> AsCause for E {
    fn as_cause(&self) -> &(dyn Error + 'static) {
        self
    }
}

impl AsCause for dyn Error + Send + Sync + 'static {
    fn as_cause(&self) -> &(dyn Error + 'static) {
        self
    }
}

/// An error with everything below it, in one line.
pub fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut below = error.source();
    while let Some(error) = below {
        let more = error.to_string();
        if !text.contains(&more) {
            text.push_str(": ");
            text.push_str(&more);
        }
        below = error.source();
    }
    text
}
