//! The texts of one language.

use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};

use crate::{Language, Value, number};

/// All texts of a language, read when one is first asked for: a process that speaks one language reads no other.
fn bundle(language: Language) -> &'static FluentBundle<FluentResource> {
    static BUNDLES: [OnceLock<FluentBundle<FluentResource>>; 3] = [const { OnceLock::new() }; 3];
    BUNDLES[language as usize].get_or_init(|| {
        // The build puts all files of a language together, and fails where one cannot be read.
        let texts = match language {
            Language::En => include_str!(concat!(env!("OUT_DIR"), "/en-US.ftl")),
            Language::Es => include_str!(concat!(env!("OUT_DIR"), "/es.ftl")),
            Language::Fr => include_str!(concat!(env!("OUT_DIR"), "/fr.ftl")),
        };
        let texts = FluentResource::try_new(texts.to_owned()).unwrap_or_else(|(read, _)| read);
        let mut bundle = FluentBundle::new_concurrent(vec![language.identifier()]);
        bundle.add_resource_overriding(texts);
        bundle.set_use_isolating(false);
        // A formatter is told no language.
        bundle.set_formatter(Some(match language {
            Language::En => |value, _| number::shown(value, Language::En),
            Language::Es => |value, _| number::shown(value, Language::Es),
            Language::Fr => |value, _| number::shown(value, Language::Fr),
        }));
        bundle
    })
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
        self.with(id, &[])
    }

    /// The text with values put in: `text.with("drafts-count", &[("count", 2.into())])`.
    pub fn with(self, id: &str, values: &[(&'static str, Value<'_>)]) -> String {
        let values = values.iter().map(|(name, value)| (*name, value.clone()));
        self.find_with(id, values).unwrap_or_else(|| format!("no text: {id}"))
    }

    /// The text with this id, if there is one: for ids that are made of a code.
    pub fn find(self, id: &str) -> Option<String> {
        self.find_with(id, [])
    }

    /// The same with values put in.
    pub fn find_with<'v>(self, id: &str, values: impl IntoIterator<Item = (&'v str, Value<'v>)>) -> Option<String> {
        let bundle = bundle(self.0);
        let text = bundle.get_message(id)?.value()?;
        let values: FluentArgs<'_> = values.into_iter().collect();
        // A value that is not given shows by its name; the build holds texts and values against each other.
        let said = bundle.format_pattern(text, Some(&values), &mut Vec::new());
        Some(said.into_owned())
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
