//! The texts of one language.

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_templates::{Loader, static_loader};

use crate::{Language, Value, number};

static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "en-US",
        customise: |bundle| {
            bundle.set_use_isolating(false);
            let is_french = bundle.locales.iter().any(|locale| *locale == Language::Fr.identifier());
            let is_spanish = bundle.locales.iter().any(|locale| *locale == Language::Es.identifier());
            // A formatter is told no language.
            bundle.set_formatter(Some(match (is_french, is_spanish) {
                (true, _) => |value, _| number::shown(value, Language::Fr),
                (_, true) => |value, _| number::shown(value, Language::Es),
                _ => |value, _| number::shown(value, Language::En),
            }));
        },
    };
}

/// Looks texts up in one language.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Text(pub Language);

impl Text {
    /// The language.
    pub fn language(self) -> Language {
        self.0
    }

    /// A whole number: `2,199`.
    pub fn number(self, n: i64) -> String {
        number::grouped(n, self.0)
    }

    /// A count: `2,199`.
    pub fn whole(self, n: u64) -> String {
        self.number(i64::try_from(n).unwrap_or(i64::MAX))
    }

    /// What stands between a whole number and its decimals.
    pub fn decimal_mark(self) -> &'static str {
        number::decimal_mark(self.0)
    }

    /// The text with this id. A missing id shows as such, and fails the test that looks every id of the code up.
    pub fn get(self, id: &str) -> String {
        LOCALES.lookup(&self.0.identifier(), id)
    }

    /// The text with values put in: `text.with("drafts-count", &[("count", 2.into())])`.
    pub fn with(self, id: &str, values: &[(&'static str, Value<'_>)]) -> String {
        let values: HashMap<Cow<'static, str>, Value<'_>> = values
            .iter()
            .map(|(name, value)| (Cow::Borrowed(*name), value.clone()))
            .collect();
        LOCALES.lookup_with_args(&self.0.identifier(), id, &values)
    }

    /// The text with this id, if there is one: for ids that are made of a code.
    pub fn find(self, id: &str) -> Option<String> {
        LOCALES.try_lookup(&self.0.identifier(), id)
    }

    /// The same with values put in.
    pub fn find_with<'v>(self, id: &str, values: impl IntoIterator<Item = (&'v str, Value<'v>)>) -> Option<String> {
        let values: HashMap<Cow<'static, str>, Value<'_>> = values
            .into_iter()
            .map(|(name, value)| (Cow::Owned(name.to_owned()), value))
            .collect();
        LOCALES.try_lookup_with_args(&self.0.identifier(), id, &values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_in_a_text_is_written_as_its_language_does() {
        let said = Language::ALL.map(|language| Text(language).with("and-more", &[("rows", 2_199.into())]));
        let marks = ["2,199", "2,199", "2\u{202f}199"];
        for (said, mark) in said.iter().zip(marks) {
            assert!(said.contains(mark), "{said}");
        }
    }
}
