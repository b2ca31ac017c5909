//! The languages that people are spoken to in.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use unic_langid::LanguageIdentifier;

/// A language that people are spoken to in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Spanish.
    Es,
    /// French.
    Fr,
}

impl Language {
    /// All of them, English first.
    pub const ALL: [Language; 3] = [Language::En, Language::Es, Language::Fr];

    /// As the files of texts are named.
    pub fn identifier(self) -> LanguageIdentifier {
        let name = match self {
            Language::En => "en-US",
            _ => self.as_str(),
        };
        name.parse().unwrap_or_default()
    }

    /// Two letters: the `lang` attribute of a page.
    pub const fn as_str(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::Es => "es",
            Language::Fr => "fr",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A text that names no language we speak.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a language of Fieldlink; there are en, es and fr")]
pub struct UnknownLanguage(String);

impl FromStr for Language {
    type Err = UnknownLanguage;

    /// `es`, `es_MX.UTF-8` and `es-MX` are all Spanish.
    fn from_str(text: &str) -> Result<Language, UnknownLanguage> {
        let letters = text.split(['-', '_', '.']).next().unwrap_or_default();
        Language::ALL
            .into_iter()
            .find(|language| language.as_str().eq_ignore_ascii_case(letters))
            .ok_or_else(|| UnknownLanguage(text.to_owned()))
    }
}

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Language, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_read_as_systems_write_them() {
        for (text, language) in [
            ("es_MX.UTF-8", Language::Es),
            ("fr", Language::Fr),
            ("EN-gb", Language::En),
        ] {
            assert_eq!(text.parse(), Ok(language));
        }
        assert!("C".parse::<Language>().is_err());
    }
}
