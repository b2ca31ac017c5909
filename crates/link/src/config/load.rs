//! Text and environment to settings, and the way from an error back to its line.

use std::ops::Range;
use std::path::Path;

use figment::Figment;
use figment::error::Kind;
use figment::providers::{Env, Format, Toml};
use toml::de::{DeTable, DeValue};

use super::{ConfigError, Settings};

/// Variables with two underscores are ours: `FIELDLINK_PARTNER__ID` lies over `partner.id`.
pub(super) fn settings(file: &Path, text: &str) -> Result<Settings, ConfigError> {
    if let Err(error) = DeTable::parse(text) {
        let span = error.span();
        return Err(ConfigError::Invalid {
            file: file.to_owned(),
            line: span.as_ref().map(|span| line(text, span.start)),
            key: String::new(),
            message: error.message().to_owned(),
            place: span.map(|span| Box::new((text.to_owned(), span))),
        });
    }
    let environment = Env::prefixed("FIELDLINK_")
        .filter(|key| key.as_str().contains("__"))
        .split("__");
    Figment::from(Toml::string(text))
        .merge(environment)
        .extract()
        .map_err(|error| explain(file, text, error))
}

fn explain(file: &Path, text: &str, error: figment::Error) -> ConfigError {
    let mut path = error.path.clone();
    let message = match &error.kind {
        Kind::UnknownField(name, expected) => {
            if path.last() != Some(name) {
                path.push(name.clone());
            }
            format!("there is no such key here; {}", meant(name, expected))
        }
        Kind::UnknownVariant(name, expected) => format!("`{name}` is not known here; {}", meant(name, expected)),
        Kind::MissingField(name) => {
            format!("`{name}` is missing; add `{name} = …` here")
        }
        Kind::InvalidType(found, expected) | Kind::InvalidValue(found, expected) => {
            format!("found {found}, expected {expected}")
        }
        Kind::Message(message) => message.clone(),
        other => other.to_string(),
    };
    let from_environment = error.metadata.as_ref().is_some_and(|m| m.name.contains("environment"));
    if from_environment {
        let variable = format!("FIELDLINK_{}", path.join("__").to_uppercase());
        return ConfigError::Missing {
            key: path.join("."),
            message: format!("in the environment ({variable}): {message}"),
        };
    }
    invalid(file, text, &path, message)
}

/// An error at a key of the file.
pub(super) fn invalid(file: &Path, text: &str, path: &[String], message: String) -> ConfigError {
    let span = locate(text, path);
    ConfigError::Invalid {
        file: file.to_owned(),
        line: span.as_ref().map(|span| line(text, span.start)),
        key: path.join("."),
        message,
        place: span.map(|span| Box::new((text.to_owned(), span))),
    }
}

fn meant(name: &str, expected: &[&str]) -> String {
    match crate::mapping::lookup::nearest(name, expected.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("expected one of: {}", expected.join(", ")),
    }
}

/// The deepest key of the path that the text has.
fn locate(text: &str, path: &[String]) -> Option<Range<usize>> {
    let document = DeTable::parse(text).ok()?;
    let mut table = document.get_ref().clone();
    let mut found = None;
    for step in path {
        let Some((key, value)) = table.iter().find(|(key, _)| key.get_ref() == step) else {
            break;
        };
        found = Some(key.span());
        let DeValue::Table(inner) = value.get_ref() else { break };
        let inner = inner.clone();
        table = inner;
    }
    found
}

fn line(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}
