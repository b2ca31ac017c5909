//! The rows of an answer, and their fields as text.

use std::collections::HashMap;

use fieldlink_say::{Message, message};

use super::exact::Json;
use crate::config::{HttpRequest, HttpShape};
use crate::record::{Cell, CellValue};
use crate::source::number;

/// A row: its fields in their order.
pub(super) type Fields = Vec<(String, Cell)>;

/// Rows with the same columns: all that stand in one of them. APIs leave out fields that are empty. The error is a
/// sentence.
pub(super) fn table(rows: Vec<Fields>) -> Result<(Vec<String>, Vec<Vec<Cell>>), Message> {
    let mut columns: Vec<String> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut cells = Vec::with_capacity(rows.len());
    for row in rows {
        let mut read: Vec<Option<Cell>> = vec![None; columns.len()];
        for (name, cell) in row {
            let place = *places.entry(name).or_insert_with_key(|name| {
                columns.push(name.clone());
                columns.len() - 1
            });
            read.resize(read.len().max(place + 1), None);
            if read[place].replace(cell).is_some() {
                return Err(message!("rows-key-twice", name = &columns[place]));
            }
        }
        cells.push(read);
    }
    let whole = |mut row: Vec<Option<Cell>>| {
        row.resize(columns.len(), None);
        row.into_iter().map(Option::unwrap_or_default).collect()
    };
    let cells = cells.into_iter().map(whole).collect();
    Ok((columns, cells))
}

/// The rows of an answer. The error is a sentence.
pub(super) fn of(answer: &Json, request: &HttpRequest) -> Result<Vec<Fields>, Message> {
    match request.shape {
        HttpShape::Objects => objects(answer, request),
        HttpShape::Report => report(answer),
    }
}

fn objects(answer: &Json, request: &HttpRequest) -> Result<Vec<Fields>, Message> {
    let pointer = request.rows.as_deref().unwrap_or_default();
    let rows = match answer.at(pointer) {
        Some(Json::List(rows)) => rows,
        Some(_) => {
            return Err(message!("rows-no-list", at = shown(pointer), lists = lists(answer)));
        }
        None => return Err(message!("rows-nothing", at = shown(pointer), lists = lists(answer))),
    };
    rows.iter()
        .map(|row| match row {
            Json::Object(_) => {
                let mut fields = Vec::new();
                flatten("", row, &mut fields);
                Ok(fields)
            }
            _ => Err(message!("rows-no-objects")),
        })
        .collect()
}

fn shown(pointer: &str) -> Message {
    if pointer.is_empty() {
        message!("word-top")
    } else {
        Message::as_is(pointer)
    }
}

/// Where lists are in the answer, for a person who looks for the rows.
fn lists(answer: &Json) -> Option<Message> {
    let Json::Object(fields) = answer else {
        return None;
    };
    let found: Vec<String> = fields
        .iter()
        .filter(|(_, value)| matches!(value, Json::List(_)))
        .map(|(name, _)| format!("/{name}"))
        .collect();
    let found = found.join(", ");
    (!found.is_empty()).then(|| message!("rows-lists", found = found))
}

/// Fields inside fields are named with dots. Lists other than dates stay JSON.
fn flatten(prefix: &str, value: &Json, fields: &mut Fields) {
    let Json::Object(inner) = value else {
        fields.push((prefix.to_owned(), cell(value)));
        return;
    };
    for (name, value) in inner {
        let name = if prefix.is_empty() {
            name.clone()
        } else {
            format!("{prefix}.{name}")
        };
        flatten(&name, value, fields);
    }
}

/// A report as Fineract answers it: names in `columnHeaders`, values in `data`, row by row.
fn report(answer: &Json) -> Result<Vec<Fields>, Message> {
    let (Some(Json::List(headers)), Some(Json::List(data))) = (answer.get("columnHeaders"), answer.get("data")) else {
        return Err(message!("rows-no-report"));
    };
    let names: Vec<String> = headers
        .iter()
        .filter_map(|header| text(header.get("columnName")?))
        .collect();
    data.iter()
        .map(|row| match row.get("row") {
            Some(Json::List(values)) if values.len() == names.len() => {
                Ok(names.iter().cloned().zip(values.iter().map(cell)).collect())
            }
            _ => Err(message!("rows-short", values = names.len().to_string())),
        })
        .collect()
}

/// A value with its type. A number is exact, digit for digit.
fn cell(value: &Json) -> Cell {
    match value {
        Json::Flag(flag) => Cell::from(CellValue::Truth(*flag)),
        Json::Number(number) => number::of_json(number),
        Json::List(parts) => match moment(parts) {
            Some(day) if parts.len() == 3 => Cell::from(CellValue::Day(day.into())),
            Some(at) => Cell::from(CellValue::Moment(at.into())),
            None => Cell::from(text(value)),
        },
        _ => Cell::from(text(value)),
    }
}

/// The text of a value: none for null, dates from their parts, lists and objects as JSON.
pub(super) fn text(value: &Json) -> Option<String> {
    match value {
        Json::Null => None,
        Json::Flag(flag) => Some(flag.to_string()),
        Json::Number(number) => Some(number.clone()),
        Json::Text(text) => Some(text.clone()),
        Json::List(parts) => Some(moment(parts).unwrap_or_else(|| written(value))),
        Json::Object(_) => Some(written(value)),
    }
}

/// `[2026, 1, 31]`, with hours and so on after it, as Java programs write days and moments.
fn moment(parts: &[Json]) -> Option<String> {
    if !(3..=7).contains(&parts.len()) {
        return None;
    }
    let mut numbers = Vec::new();
    for part in parts {
        let Json::Number(number) = part else { return None };
        numbers.push(number.parse::<u32>().ok()?);
    }
    let day = chrono::NaiveDate::from_ymd_opt(i32::try_from(numbers[0]).ok()?, numbers[1], numbers[2])?;
    if !(1_000..=9_999).contains(&numbers[0]) {
        return None;
    }
    if numbers.len() == 3 {
        return Some(day.to_string());
    }
    let at = |place: usize| numbers.get(place).copied().unwrap_or_default();
    let time = chrono::NaiveTime::from_hms_nano_opt(at(3), at(4), at(5), at(6))?;
    Some(format!("{day} {time}"))
}

fn written(value: &Json) -> String {
    match value {
        Json::Null => String::from("null"),
        Json::Flag(flag) => flag.to_string(),
        Json::Number(number) => number.clone(),
        Json::Text(text) => serde_json::Value::from(text.as_str()).to_string(),
        Json::List(items) => {
            let items: Vec<String> = items.iter().map(written).collect();
            format!("[{}]", items.join(","))
        }
        Json::Object(fields) => {
            let fields: Vec<String> = fields
                .iter()
                .map(|(name, value)| format!("{}:{}", serde_json::Value::from(name.as_str()), written(value)))
                .collect();
            format!("{{{}}}", fields.join(","))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(rows: Option<&str>, shape: HttpShape) -> HttpRequest {
        HttpRequest {
            path: String::from("/loans"),
            rows: rows.map(str::to_owned),
            total: None,
            shape,
            paging: None,
        }
    }

    fn field<'f>(fields: &'f Fields, name: &str) -> Option<&'f str> {
        fields
            .iter()
            .find(|(known, _)| known == name)
            .and_then(|(_, value)| value.shown())
    }

    #[test]
    fn fields_inside_fields_have_dots() {
        let answer = Json::read(
            r#"{"pageItems": [{"id": 7, "client": {"gender": {"name": "Female"}}, "on": [2026, 1, 31], "at": [2026,1,31,22,30], "tags": ["a", 1.50], "gap": null}]}"#,
        )
        .unwrap();
        let rows = of(&answer, &request(Some("/pageItems"), HttpShape::Objects)).unwrap();
        assert_eq!(field(&rows[0], "client.gender.name"), Some("Female"));
        assert_eq!(field(&rows[0], "on"), Some("2026-01-31"));
        assert_eq!(field(&rows[0], "at"), Some("2026-01-31 22:30:00"));
        assert_eq!(field(&rows[0], "tags"), Some(r#"["a",1.50]"#));
        assert_eq!(rows[0].last(), Some(&(String::from("gap"), Cell::default())));
        let why = of(&answer, &request(None, HttpShape::Objects)).unwrap_err();
        assert!(why.to_string().contains("there are lists at /pageItems"), "{why}");
    }

    #[test]
    fn reports_have_their_names_apart() {
        let answer = Json::read(
            r#"{"columnHeaders": [{"columnName": "loan_id", "columnType": "VARCHAR"}, {"columnName": "amount"}, {"columnName": "on"}],
                "data": [{"row": ["000000101", 500.000000, [2026, 1, 10]]}, {"row": [null, "1", "2026-01-10"]}]}"#,
        )
        .unwrap();
        let rows = of(&answer, &request(None, HttpShape::Report)).unwrap();
        assert_eq!(field(&rows[0], "loan_id"), Some("000000101"));
        assert_eq!(field(&rows[0], "amount"), Some("500.000000"));
        assert_eq!(field(&rows[0], "on"), Some("2026-01-10"));
        assert_eq!(field(&rows[1], "loan_id"), None);
        let short = Json::read(r#"{"columnHeaders": [{"columnName": "a"}], "data": [{"row": []}]}"#).unwrap();
        assert!(of(&short, &request(None, HttpShape::Report)).is_err());
    }
}
