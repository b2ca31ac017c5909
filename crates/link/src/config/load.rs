//! Text and environment to settings, and the way from an error back to its line.

use std::ops::Range;
use std::path::Path;

use fieldlink_say::{Message, message};
use serde::Deserialize as _;
use toml::de::{DeTable, DeValue};

use super::tree::Node;
use super::typed::Fault;
use super::{ConfigError, Settings};
use crate::source::sql;

/// Variables with two underscores are ours: `FIELDLINK_PARTNER__ID` lies over `partner.id`.
pub(super) fn settings(
    file: &Path,
    text: &str,
    variables: impl IntoIterator<Item = (String, String)>,
) -> Result<Settings, ConfigError> {
    let table = text.parse().map_err(|error: toml::de::Error| {
        let span = error.span();
        ConfigError::Invalid {
            file: file.to_owned(),
            line: span.as_ref().map(|span| line(text, span.start)),
            key: None,
            message: Box::new(Message::as_is(error.message())),
            place: span.map(|span| Box::new((text.to_owned(), span))),
        }
    })?;
    let mut tree = Node::of_file(table);
    tree.overlay(variables);
    let mut settings = Settings::deserialize(tree).map_err(|fault| explain(file, text, fault))?;
    find_parameters(&mut settings);
    Ok(settings)
}

/// Which values the query of the photos asks for, as its database reads it.
fn find_parameters(settings: &mut Settings) {
    let Some(drafts) = &mut settings.loan_drafts else {
        return;
    };
    let Some(photos) = &mut drafts.photos else { return };
    let source = settings.source.get(photos.source.as_ref().unwrap_or(&drafts.source));
    if let (Some(source), Some(query)) = (source, &photos.query) {
        photos.asked = sql::parameters(query, source.kind);
    }
}

fn explain(file: &Path, text: &str, fault: Fault) -> ConfigError {
    let path = fault.path();
    if fault.by_variable() {
        let variable = format!("FIELDLINK_{}", path.join("__").to_uppercase());
        return ConfigError::Missing {
            key: path.join("."),
            message: Box::new(by_variable(&variable, fault.message)),
        };
    }
    invalid(file, text, &path, fault.message)
}

fn by_variable(variable: &str, message: Message) -> Message {
    message!("config-variable", variable = variable, message = message)
}

/// An error at a key of the file.
pub(super) fn invalid(file: &Path, text: &str, path: &[String], message: Message) -> ConfigError {
    let span = locate(text, path);
    ConfigError::Invalid {
        file: file.to_owned(),
        line: span.as_ref().map(|span| line(text, span.start)),
        key: (!path.is_empty()).then(|| path.join(".")),
        message: Box::new(message),
        place: span.map(|span| Box::new((text.to_owned(), span))),
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

#[cfg(test)]
mod tests;
