//! The translation layer: every text of the site is looked up here.

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader, langid, static_loader};

static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "en-US",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// The texts of one language.
#[derive(Debug, Clone)]
pub struct Text {
    language: LanguageIdentifier,
}

impl Default for Text {
    fn default() -> Text {
        Text {
            language: langid!("en-US"),
        }
    }
}

impl Text {
    /// The text with this id. A missing id shows as such, and fails the test that renders every text.
    pub fn get(&self, id: &str) -> String {
        LOCALES.lookup(&self.language, id)
    }

    /// The text with values put in: `text.with("drafts-count", &[("count", 2.into())])`.
    pub fn with(&self, id: &str, values: &[(&'static str, FluentValue<'_>)]) -> String {
        let values: HashMap<Cow<'static, str>, FluentValue<'_>> = values
            .iter()
            .map(|(name, value)| (Cow::Borrowed(*name), value.clone()))
            .collect();
        LOCALES.lookup_with_args(&self.language, id, &values)
    }

    /// The text with this id, or `other` where the language files have none; for codes that rules make.
    pub fn get_or(&self, id: &str, other: &str) -> String {
        LOCALES
            .try_lookup(&self.language, id)
            .unwrap_or_else(|| other.to_owned())
    }

    /// The language, as the `lang` attribute of a page.
    pub fn language(&self) -> String {
        self.language.language.to_string()
    }
}
