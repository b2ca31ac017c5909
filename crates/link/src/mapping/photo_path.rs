//! Where the photo of a record is.

use std::path::PathBuf;

use fieldlink_say::message;

use super::Reader;
use crate::config::LoanDrafts;
use crate::photo::PhotoPlace;
use crate::record::Record;

/// The place as configured: from the column, from a pattern filled in, or by what a query asks for.
pub(super) fn of(reader: &mut Reader<'_>, record: &Record, config: &LoanDrafts, loan_id: &str) -> Option<PhotoPlace> {
    let value = |name: &str| {
        let value = if name == "loan_id" {
            Some(loan_id)
        } else {
            record.get(name).flatten()
        };
        value.map(str::trim).filter(|value| !value.is_empty())
    };
    if let Some(field) = &config.columns.photo {
        return reader.text(Some(field)).map(place);
    }
    if let Some(pattern) = config.photo.as_deref() {
        let raw = |value: &str| value.to_owned();
        return filled(reader, pattern, value, raw).map(place);
    }
    let photos = config.photos.as_ref()?;
    if let Some(path) = photos.path.as_deref() {
        // A blank or a question mark of an id must not end the path.
        return filled(reader, path, value, escaped).map(PhotoPlace::Path);
    }
    let mut values = Vec::new();
    photos.query.as_deref()?;
    for name in &photos.asked {
        let Some(value) = value(name) else {
            let said = message!("reason-photo-query-needs", name = name);
            reader.refuse(None, None, "photo_path", &said);
            return None;
        };
        let value = value.to_owned();
        values.push((name.clone(), value));
    }
    Some(PhotoPlace::Query(values))
}

/// A path, or an address.
fn place(text: String) -> PhotoPlace {
    let head = text.trim_start().to_ascii_lowercase();
    if head.starts_with("http://") || head.starts_with("https://") {
        PhotoPlace::Address(text.trim().to_owned())
    } else {
        PhotoPlace::File(PathBuf::from(text))
    }
}

/// A pattern with the values of the record in it.
fn filled<'v>(
    reader: &mut Reader<'_>,
    pattern: &str,
    value: impl Fn(&str) -> Option<&'v str>,
    write: impl Fn(&str) -> String,
) -> Option<String> {
    let mut path = String::new();
    for part in parts(pattern) {
        match part {
            Part::Text(text) => path.push_str(text),
            Part::Field(name) => {
                let Some(value) = value(name) else {
                    let said = message!("reason-photo-path-needs", name = name);
                    reader.refuse(None, None, "photo_path", &said);
                    return None;
                };
                // An id is no path: one with a slash could reach any file.
                if value.contains(['/', '\\']) || value.contains("..") {
                    let said = message!("reason-photo-path", name = name);
                    reader.refuse(None, Some(value), "photo_path", &said);
                    return None;
                }
                path.push_str(&write(value));
            }
        }
    }
    Some(path)
}

fn escaped(value: &str) -> String {
    url::form_urlencoded::byte_serialize(value.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
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
