//! Where the photo of a record is.

use std::path::PathBuf;

use super::Reader;
use crate::config::LoanDrafts;
use crate::record::Record;

/// The path as configured: from the column, or from the pattern filled in. Relative to the folder of fieldlink.toml.
pub(super) fn of(reader: &mut Reader<'_>, record: &Record, config: &LoanDrafts, loan_id: &str) -> Option<PathBuf> {
    if let Some(field) = &config.columns.photo {
        return reader.text(Some(field)).map(PathBuf::from);
    }
    let pattern = config.photo.as_deref()?;
    let mut path = String::new();
    for part in parts(pattern) {
        match part {
            Part::Text(text) => path.push_str(text),
            Part::Field(name) => {
                let value = if name == "loan_id" {
                    Some(loan_id)
                } else {
                    record.get(name).flatten()
                };
                let value = value.map(str::trim).filter(|value| !value.is_empty());
                let Some(value) = value else {
                    reader.refuse(
                        None,
                        None,
                        "photo_path",
                        format!("the photo's path needs {{{name}}}, which is empty"),
                    );
                    return None;
                };
                // An id is no path: one with a slash could reach any file.
                if value.contains(['/', '\\']) || value.contains("..") {
                    reader.refuse(
                        None,
                        Some(value),
                        "photo_path",
                        format!("{{{name}}} cannot be part of the photo's path"),
                    );
                    return None;
                }
                path.push_str(value);
            }
        }
    }
    Some(PathBuf::from(path))
}

/// The columns that a pattern names, besides `loan_id`.
pub fn pattern_columns(pattern: &str) -> Vec<&str> {
    parts(pattern)
        .filter_map(|part| match part {
            Part::Field(name) if name != "loan_id" => Some(name),
            _ => None,
        })
        .collect()
}

enum Part<'p> {
    Text(&'p str),
    Field(&'p str),
}

fn parts(pattern: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = pattern;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some(inner) = rest.strip_prefix('{')
            && let Some((name, after)) = inner.split_once('}')
        {
            rest = after;
            return Some(Part::Field(name));
        }
        let from = usize::from(rest.starts_with('{'));
        let end = rest[from..].find('{').map_or(rest.len(), |at| at + from);
        let (text, after) = rest.split_at(end);
        rest = after;
        Some(Part::Text(text))
    })
}
