//! What the first values of a column tell: how dates and amounts are written, what codes stand for.

use std::collections::BTreeSet;

use chrono_tz::Tz;
use fieldlink_contract::Amount;

use super::{Guess, Sample, words};
use crate::reading::number::{self, Style};
use crate::reading::{Reading, day};

/// More different values than this are no codes.
const CODES: usize = 8;

/// The guess for a field that this column may hold.
pub(super) fn guess(field: &'static str, column: &str, sure: bool, table: &Sample) -> Guess {
    let values = table.values(column);
    let (more, check) = match field {
        "disburse_date" | "first_repayment_date" => date(&table.texts(column)),
        "amount" | "outstanding" | "annual_rate" => amount(&table.texts(column)),
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
    let by_itself = |value: &&str| {
        let digits = value
            .get(..4)
            .is_some_and(|year| year.bytes().all(|byte| byte.is_ascii_digit()));
        digits && day::read(value, Tz::UTC).only().is_some()
    };
    if values.iter().all(by_itself) {
        return (None, None);
    }
    let fits = |format: &&str| values.iter().all(|value| day::with_format(value, format).is_ok());
    let fitting: Vec<&str> = day::FORMATS.into_iter().filter(|format| fits(format)).collect();
    let twelve_hours = values
        .iter()
        .any(|value| value.ends_with(['M', 'm']) && value.contains(':'));
    match fitting.as_slice() {
        [] => (
            None,
            Some(format!("dates written like {:?} need a `format`", shape(values[0]))),
        ),
        [only] => (Some(format!("format = \"{only}\"")), None),
        // Who writes the time in twelve hours often writes the month first.
        [one, other, ..] if twelve_hours => (
            None,
            Some(format!(
                "say whether the day or the month comes first: format = \"{one} %I:%M:%S %p\" or \"{other} %I:%M:%S %p\""
            )),
        ),
        [first, ..] => (
            Some(format!("format = \"{first}\"")),
            Some(String::from(
                "the first rows do not tell whether the day or the month comes first: check",
            )),
        ),
    }
}

/// How amounts are written: the column decides when one of its values can be written in one way only, and none speaks
/// against it.
fn amount(values: &[&str]) -> Told {
    let told: Vec<Style> = values.iter().filter_map(|value| number::told_by(value)).collect();
    let asked = values
        .iter()
        .any(|value| matches!(number::read(value, None), Reading::Two(..)));
    let ask = "say how amounts are written: format = \"1,234.56\" or \"1.234,56\"";
    match told.first() {
        Some(first) if told.iter().any(|other| other != first) => (None, Some(ask.to_owned())),
        // Plain decimals need no format, unless others of the column do.
        Some(first) if asked || !values.iter().all(|value| value.parse::<Amount>().is_ok()) => {
            (Some(format!("format = \"{first}\"")), None)
        }
        Some(_) => (None, None),
        None => (None, asked.then(|| ask.to_owned())),
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
    match words::folded(value).as_str() {
        "f" | "female" | "fem" | "femenino" | "femme" | "feminin" | "mujer" | "woman" | "w" => Some("female"),
        "m" | "male" | "masc" | "masculino" | "masculin" | "hombre" | "homme" | "man" => Some("male"),
        "unknown" => Some("unknown"),
        _ => None,
    }
}

fn yes_or_no(value: &str) -> Option<&'static str> {
    match words::folded(value).as_str() {
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
