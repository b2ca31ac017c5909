//! What the first values of a column tell: how dates and amounts are written, what codes stand for.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{Guess, Sample, names};

/// More different values than this are no codes.
const CODES: usize = 8;

/// The guess for a field that this column may hold.
pub(super) fn guess(field: &'static str, column: &str, sure: bool, table: &Sample) -> Guess {
    let values = table.values(column);
    let (more, check) = match field {
        "disburse_date" | "first_repayment_date" => date(&values),
        "amount" | "outstanding" | "annual_rate" => amount(&values),
        "gender" => codes(
            &values,
            gender,
            "say which is female and which is male: values = { … = \"female\" }",
        ),
        "waiver_signed" => codes(&values, yes_or_no, "say which means yes: values = { … = \"yes\" }"),
        _ => (None, None),
    };
    Guess {
        column: column.to_owned(),
        more: more.into_iter().collect(),
        sure,
        check,
    }
}

type Told = (Option<String>, Option<String>);

fn date(values: &[&str]) -> Told {
    let iso = |value: &&str| value.get(..10).is_some_and(|day| day.parse::<NaiveDate>().is_ok());
    if values.is_empty() || values.iter().all(iso) {
        return (None, None);
    }
    let fits = |format: &&str| {
        values
            .iter()
            .all(|value| NaiveDate::parse_from_str(value, format).is_ok())
    };
    let formats = [
        "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%d.%m.%Y", "%d/%m/%y", "%d %b %Y", "%d-%b-%Y",
    ];
    let fitting: Vec<&str> = formats.into_iter().filter(|format| fits(format)).collect();
    match fitting.as_slice() {
        [] => (
            None,
            Some(format!("dates written like {:?} need a `format`", shape(values[0]))),
        ),
        [only] => (Some(format!("format = \"{only}\"")), None),
        [first, ..] => (
            Some(format!("format = \"{first}\"")),
            Some(String::from(
                "the first rows do not tell whether the day or the month first: check",
            )),
        ),
    }
}

fn amount(values: &[&str]) -> Told {
    let plain = |value: &&str| value.chars().all(|c| c.is_ascii_digit() || c == '.' || c == '-');
    // A point before exactly three digits could be either.
    let thousands = |value: &&str| value.rsplit_once('.').is_some_and(|(_, rest)| rest.len() == 3);
    if values.iter().all(|value| plain(value) && !thousands(value)) {
        return (None, None);
    }
    let mut comma_last = false;
    let mut point_last = false;
    for value in values {
        match (value.rfind(','), value.rfind('.')) {
            (Some(comma), Some(point)) if comma > point => comma_last = true,
            (Some(_), Some(_)) => point_last = true,
            (Some(comma), None) if value.len() - comma != 4 => comma_last = true,
            (None, Some(point)) if value.len() - point != 4 => point_last = true,
            _ => {}
        }
    }
    match (comma_last, point_last) {
        (true, false) => (Some(String::from("format = \"1.234,56\"")), None),
        (false, true) => (Some(String::from("format = \"1,234.56\"")), None),
        _ => (
            None,
            Some(String::from(
                "say how amounts are written: format = \"1,234.56\" or \"1.234,56\"",
            )),
        ),
    }
}

fn codes(values: &[&str], known: fn(&str) -> Option<&'static str>, ask: &str) -> Told {
    let distinct: BTreeSet<&str> = values.iter().copied().collect();
    if distinct.is_empty() || distinct.len() > CODES {
        return (None, None);
    }
    let meanings: Vec<(&str, Option<&str>)> = distinct.iter().map(|value| (*value, known(value))).collect();
    // What the mapping understands by itself needs no table.
    let by_itself = |(value, means): &(&str, Option<&str>)| {
        means.is_some_and(|means| value.eq_ignore_ascii_case(means) || value.len() == 1)
    };
    if meanings.iter().all(by_itself) {
        return (None, None);
    }
    if meanings.iter().any(|(_, means)| means.is_none()) {
        return (None, Some(ask.to_owned()));
    }
    let table: Vec<String> = meanings
        .iter()
        .filter_map(|(value, means)| {
            Some(format!(
                "{} = \"{}\"",
                toml::Value::String((*value).to_owned()),
                (*means)?
            ))
        })
        .collect();
    (Some(format!("values = {{ {} }}", table.join(", "))), None)
}

fn gender(value: &str) -> Option<&'static str> {
    match names::folded(value).as_str() {
        "f" | "female" | "fem" | "femenino" | "femme" | "feminin" | "mujer" | "woman" | "w" => Some("female"),
        "m" | "male" | "masc" | "masculino" | "masculin" | "hombre" | "homme" | "man" => Some("male"),
        "unknown" => Some("unknown"),
        _ => None,
    }
}

fn yes_or_no(value: &str) -> Option<&'static str> {
    match names::folded(value).as_str() {
        "yes" | "y" | "true" | "t" | "1" | "si" | "oui" | "x" => Some("yes"),
        "no" | "n" | "false" | "f" | "0" | "non" => Some("no"),
        _ => None,
    }
}

/// A value with its letters and digits hidden: enough to see how it is written.
fn shape(value: &str) -> String {
    value
        .chars()
        .take(30)
        .map(|c| match c {
            c if c.is_ascii_digit() => '0',
            c if c.is_alphabetic() => 'x',
            c => c,
        })
        .collect()
}
