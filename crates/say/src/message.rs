//! What is said: the id of a text, and what is put in.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use serde::{Serialize, Serializer};

use crate::{Argument, Language, Text};

/// What is said, in no language yet. Made by [`message!`](crate::message), which holds the id and the values against the
/// texts when the program is built.
///
/// As text and as JSON it is English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    id: Cow<'static, str>,
    arguments: Vec<(&'static str, Argument)>,
    /// What a driver or the system said below it, in its own words; empty when nothing did.
    below: Box<str>,
}

impl Message {
    /// A message by its id, which nothing has held against the texts yet: for ids that are made of a code.
    pub fn new(id: impl Into<Cow<'static, str>>) -> Message {
        Message {
            id: id.into(),
            arguments: Vec::new(),
            below: Box::default(),
        }
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
        self.below = chain(cause).into();
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
