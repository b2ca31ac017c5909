//! What is expected of a value that cannot be read, in the language of who typed it.

use std::fmt;
use std::str::FromStr;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use fieldlink_domain::calendar::NotAPeriod;
use fieldlink_link::kind::UnknownKind;
use fieldlink_say::{Language, UnknownLanguage};

use crate::words::Words;

/// What is expected instead of the value that was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    text: &'static str,
    known: String,
}

impl Expected {
    /// What the text with this id says.
    pub fn text(text: &'static str) -> Expected {
        Expected {
            text,
            known: String::new(),
        }
    }

    /// One of these.
    pub fn one_of<const N: usize>(known: [&str; N]) -> Expected {
        Expected {
            text: "wrong-known",
            known: known.join(", "),
        }
    }

    /// What is expected where an error of another's says it in English only.
    pub fn instead_of(why: &(dyn std::error::Error + 'static)) -> Option<Expected> {
        if let Some(wanted) = why.downcast_ref::<Expected>() {
            Some(wanted.clone())
        } else if why.is::<std::num::ParseIntError>() {
            Some(Expected::text("wrong-no-number"))
        } else if why.is::<std::net::AddrParseError>() {
            Some(Expected::text("wrong-no-address"))
        } else if why.is::<NotAPeriod>() {
            Some(Expected::text("wrong-no-month"))
        } else if why.is::<UnknownKind>() {
            Some(Expected::one_of(["loan_drafts", "repayments", "journals"]))
        } else if why.is::<UnknownLanguage>() {
            Some(Expected::one_of(Language::ALL.map(Language::as_str)))
        } else {
            None
        }
    }

    /// As a sentence.
    pub fn said(&self, words: Words) -> String {
        words.with(self.text, &[("known", self.known.as_str().into())])
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said(Words(Language::En)))
    }
}

impl std::error::Error for Expected {}

/// Takes one of these names, all of small letters; an argument may ignore the case of what is typed.
pub fn one_of<T, const N: usize>(names: [&'static str; N]) -> impl TypedValueParser<Value = T>
where
    T: FromStr<Err: std::error::Error + Send + Sync + 'static> + Clone + Send + Sync + 'static,
{
    PossibleValuesParser::new(names).try_map(|text| text.to_lowercase().parse::<T>())
}
