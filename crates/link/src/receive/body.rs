//! A body to records: JSON or CSV, flat, every value as the text it was written as.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use fieldlink_contract::text::{self, Misfit};
use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;

use super::MAX_ROWS;
use super::answer::{Problem, Refusal};
use crate::ledger::{PushedRow, Sheet};
use crate::record::{Cell, CellValue};
use crate::source::csv::{decode, whole};
use crate::source::number;

/// Problems told at a time; a file of the wrong shape has the same one on every row.
const TOLD: usize = 20;

/// The fields of a record in their order, each with the text of its value.
type Fields = Vec<(String, Cell)>;

/// The records of a body. `request_key` names those that have no id of their own.
pub(super) fn rows(
    sheet: Sheet,
    content_type: &str,
    body: &[u8],
    request_key: Option<&str>,
) -> Result<Vec<PushedRow>, Refusal> {
    let kind = content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let found = match kind.as_str() {
        "" | "application/json" => of_json(sheet, body)?,
        "text/csv" | "application/csv" => of_csv(body)?,
        other => {
            return Err(Refusal::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                format!("{other} cannot be read; send application/json or text/csv"),
            ));
        }
    };
    if found.is_empty() {
        return Err(Refusal::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "there are no records in the body",
        ));
    }
    if found.len() > MAX_ROWS {
        return Err(Refusal::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            format!(
                "{} records are too many for one request; send at most {MAX_ROWS}",
                found.len()
            ),
        ));
    }
    named(sheet, found, request_key)
}

/// Gives each record its id, and looks for ids that stand twice.
fn named(sheet: Sheet, found: Vec<Fields>, request_key: Option<&str>) -> Result<Vec<PushedRow>, Refusal> {
    let mut problems = Vec::new();
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    let mut rows = Vec::with_capacity(found.len());
    for (at, fields) in found.into_iter().enumerate() {
        let row = at + 1;
        problems.extend(unfit(row, &fields));
        let id = match id_of(sheet, &fields) {
            Ok(id) => Some(id),
            Err(_) if request_key.is_some() && sheet == Sheet::Journals => {
                request_key.map(|key| format!("{key} #{row}"))
            }
            Err(message) => {
                problems.push(Problem {
                    row,
                    field: Some(String::from("id")),
                    message,
                });
                None
            }
        };
        let Some(id) = id else { continue };
        if let Some(before) = first.insert(id.clone(), row) {
            problems.push(Problem {
                row,
                field: None,
                message: format!("record {before} has the same id; send each once"),
            });
        }
        rows.push(PushedRow { id, fields });
    }
    if problems.is_empty() {
        Ok(rows)
    } else {
        problems.truncate(TOLD);
        Err(Refusal::wrong(problems))
    }
}

/// The texts of a record that no ledger can keep.
fn unfit(row: usize, fields: &Fields) -> impl Iterator<Item = Problem> {
    let texts = fields.iter().filter_map(|(name, value)| Some((name, value.plain()?)));
    let misfits = texts.filter_map(|(name, value)| {
        let misfit = Misfit::of("name", name, text::LINE);
        let misfit = misfit.or_else(|| Misfit::of(name, value, bound(name)))?;
        Some((text::shown(name, text::LINE).into_owned(), misfit.fault))
    });
    misfits.map(move |(field, fault)| Problem {
        row,
        field: Some(field),
        message: fault.to_string(),
    })
}

/// Most characters of a value: an id is one of PA2's, any other may be a story or a photo's address.
fn bound(name: &str) -> usize {
    match name {
        "id" | "loan_id" | "client_id" | "group_id" => text::ID,
        _ => text::LONG,
    }
}

/// The record's `id`, or what names it in its sheet.
fn id_of(sheet: Sheet, fields: &Fields) -> Result<String, String> {
    let value = |name: &str| {
        let found = fields.iter().find(|(field, _)| field == name);
        found
            .and_then(|(_, value)| value.plain())
            .filter(|value| !value.trim().is_empty())
    };
    if let Some(id) = value("id") {
        return Ok(id.to_owned());
    }
    let joined = |one: &str, other: &str| Some(format!("{}/{}", value(one)?, value(other)?));
    let (found, instead) = match sheet {
        Sheet::Loans | Sheet::Repayments => (value("loan_id").map(str::to_owned), "`id` or `loan_id`"),
        Sheet::Members => (joined("group_id", "loan_id"), "`id`, or `group_id` and `loan_id`"),
        Sheet::Schedules => (joined("loan_id", "date"), "`id`, or `loan_id` and `date`"),
        Sheet::Journals => (
            None,
            "`id` (a number of yours: the same journal sent twice is then one)",
        ),
    };
    found.ok_or_else(|| format!("the record has no name: give {instead}"))
}

fn of_json(sheet: Sheet, body: &[u8]) -> Result<Vec<Fields>, Refusal> {
    let text = std::str::from_utf8(body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body))
        .map_err(|_| Refusal::new(StatusCode::BAD_REQUEST, "the body is not UTF-8"))?;
    let unreadable = |error: serde_json::Error| {
        // The error's own text could quote the body.
        let (line, column) = (error.line(), error.column());
        Refusal::new(
            StatusCode::BAD_REQUEST,
            format!("the body is not the JSON that is expected (line {line}, column {column}): a list of flat objects"),
        )
    };
    let raws: Vec<&RawValue> = match text.trim_start().as_bytes().first() {
        Some(b'[') => serde_json::from_str(text).map_err(unreadable)?,
        _ => {
            let wrapped: BTreeMap<String, &RawValue> = serde_json::from_str(text).map_err(unreadable)?;
            match wrapped.get(sheet.as_str()).or_else(|| wrapped.get("rows")) {
                Some(list) if wrapped.len() == 1 => serde_json::from_str(list.get()).map_err(unreadable)?,
                _ => vec![serde_json::from_str(text).map_err(unreadable)?],
            }
        }
    };
    let mut problems = Vec::new();
    let mut rows = Vec::with_capacity(raws.len().min(MAX_ROWS));
    for (at, raw) in raws.into_iter().enumerate() {
        match flat(raw.get()) {
            Ok(fields) => rows.push(fields),
            Err((field, message)) => problems.push(Problem {
                row: at + 1,
                field,
                message,
            }),
        }
    }
    if problems.is_empty() {
        Ok(rows)
    } else {
        problems.truncate(TOLD);
        Err(Refusal::wrong(problems))
    }
}

/// One object's fields; numbers keep every digit they were written with.
fn flat(text: &str) -> Result<Fields, (Option<String>, String)> {
    let Object(entries) =
        serde_json::from_str(text).map_err(|_| (None, String::from("not an object of names and values")))?;
    let mut fields: Fields = Vec::with_capacity(entries.len());
    for (name, raw) in entries {
        let wrong = |message: &str| (Some(name.clone()), message.to_owned());
        if fields.iter().any(|(known, _)| *known == name) {
            return Err(wrong("the field stands twice"));
        }
        let raw = raw.get();
        let value = match raw.as_bytes().first() {
            Some(b'"') => Cell::from(Some(
                serde_json::from_str::<String>(raw).map_err(|_| wrong("not a text"))?,
            )),
            Some(b'n') => Cell::default(),
            Some(b't') => Cell::from(CellValue::Truth(true)),
            Some(b'f') => Cell::from(CellValue::Truth(false)),
            Some(b'{' | b'[') => {
                return Err(wrong(
                    "a list or object; a value is a text, a number, true, false or null",
                ));
            }
            _ => number::of_json(raw),
        };
        fields.push((name, value));
    }
    Ok(fields)
}

/// An object whose entries stay in order and unread.
struct Object<'t>(Vec<(String, &'t RawValue)>);

impl<'de: 't, 't> Deserialize<'de> for Object<'t> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Object<'t>, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = Vec<(String, &'de RawValue)>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(entries)
            }
        }
        deserializer.deserialize_map(Entries).map(Object)
    }
}

fn of_csv(body: &[u8]) -> Result<Vec<Fields>, Refusal> {
    let bad = |message: String| Refusal::new(StatusCode::BAD_REQUEST, message);
    let text = decode(body.to_vec(), None)
        .map(|decoded| decoded.text)
        .map_err(|_| bad(String::from("the encoding of the CSV cannot be told; send UTF-8")))?;
    let mut rows = whole(&text).map_err(|line| {
        bad(format!(
            "line {line} of the CSV has other fields than the header: a field that holds the delimiter or a quote must stand in \
             quotes, and quotes in it must be doubled"
        ))
    })?;
    let Some(header) = rows.next() else {
        return Err(bad(String::from("the CSV has no header")));
    };
    let header: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
    if let Some((_, twice)) = header
        .iter()
        .enumerate()
        .find(|(at, name)| header[..*at].contains(name))
    {
        return Err(bad(format!("two columns are called {twice:?}")));
    }
    let fields = |row: Vec<String>| header.iter().cloned().zip(row.into_iter().map(Cell::text)).collect();
    Ok(rows.map(fields).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(text: &str) -> Fields {
        flat(text).unwrap()
    }

    #[test]
    fn values_keep_every_digit_and_their_order() {
        let found =
            fields(r#"{ "z": "00017", "amount": 480.50, "big": 12345678901234567890, "ok": true, "none": null }"#);
        let number = |text: &str| Cell::number(text);
        assert_eq!(
            found,
            [
                ("z".into(), Cell::text("00017")),
                ("amount".into(), number("480.50")),
                ("big".into(), number("12345678901234567890")),
                ("ok".into(), Cell::from(CellValue::Truth(true))),
                ("none".into(), Cell::default())
            ]
        );
        assert!(flat(r#"{"a": [1]}"#).unwrap_err().1.contains("list or object"));
        assert!(flat(r#"{"a": 1, "a": 2}"#).unwrap_err().1.contains("twice"));
    }

    #[test]
    fn a_record_is_known_by_its_id_or_by_what_names_it() {
        let id = |sheet, text: &str| id_of(sheet, &fields(text));
        assert_eq!(id(Sheet::Loans, r#"{"loan_id":" 01 "}"#).as_deref(), Ok(" 01 "));
        assert_eq!(
            id(Sheet::Repayments, r#"{"id":"p7","loan_id":"1"}"#).as_deref(),
            Ok("p7")
        );
        assert_eq!(
            id(Sheet::Schedules, r#"{"loan_id":"1","date":"2026-01-31"}"#).as_deref(),
            Ok("1/2026-01-31")
        );
        assert!(id(Sheet::Journals, r#"{"loan_id":"1"}"#).is_err());
    }
}
