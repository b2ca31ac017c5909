//! The value of a field of a record, as the type that is wanted.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveDateTime};
use chrono_tz::Tz;
use fieldlink_contract::{Amount, Gender};

use super::Reason;
use super::lookup::NotFound;
use super::trace::Trace;
use crate::config::{Field, FieldRule, Trim};
use crate::record::Record;
use crate::said::Said;

/// A column of this name with a text in it holds its record, with the text as the reason: a query can say what it knows
/// and the link does not.
const HOLD: &str = "fieldlink_hold";

/// Reads the fields of one record and keeps every reason why it cannot be sent, not only the first.
#[derive(Debug)]
pub struct Reader<'r> {
    record: &'r Record,
    timezone: Tz,
    reasons: Vec<Reason>,
    trace: Option<&'r Trace>,
}

impl<'r> Reader<'r> {
    /// A reader for one record. Moments with an offset become days of the time zone.
    pub fn new(record: &'r Record, timezone: Tz) -> Reader<'r> {
        Reader {
            record,
            timezone,
            reasons: Vec::new(),
            trace: None,
        }
    }

    /// The same, keeping each step of each value.
    #[must_use]
    pub fn traced(self, trace: Option<&'r Trace>) -> Reader<'r> {
        Reader { trace, ..self }
    }

    /// Keeps a step of a field.
    pub(super) fn step(&self, field: Option<&Field>, what: impl Into<Said>, value: Option<impl ToString>) {
        if let (Some(trace), Some(field)) = (self.trace, field) {
            trace.step(field, self.record, what, value.map(|value| value.to_string()));
        }
    }

    /// The reasons found so far.
    pub fn into_reasons(self) -> Vec<Reason> {
        self.reasons
    }

    /// What was read, unless there are reasons against it.
    ///
    /// # Errors
    /// The reasons.
    pub fn finish<T>(mut self, value: T) -> Result<T, Vec<Reason>> {
        if let Some(why) = self.record.get(HOLD).flatten().filter(|why| !why.trim().is_empty()) {
            self.reasons
                .push(Reason::new(&self.record.origin, "held_by_source", why));
        }
        if self.reasons.is_empty() {
            Ok(value)
        } else {
            Err(self.reasons)
        }
    }

    /// Adds a reason about a field.
    pub fn refuse(&mut self, field: Option<&Field>, value: Option<&str>, rule: &str, message: impl Into<String>) {
        let column = field.and_then(|field| field.0.column.as_deref());
        self.reasons
            .push(Reason::new(&self.record.origin, rule, message).at(column, value));
    }

    /// The text as it stands, but for what its rule says; none when the column is NULL, empty or blank.
    pub fn text(&mut self, field: Option<&Field>) -> Option<String> {
        let field = field?;
        let rule = &field.0;
        if let Some(trace) = self.trace {
            trace.begin(field, self.record);
        }
        let column = rule.column.as_deref().filter(|_| rule.value.is_none());
        if let Some(fault) = column.and_then(|column| self.record.fault(column)) {
            let reason = Reason::new(&self.record.origin, "value_unreadable", fault.to_string());
            self.reasons
                .push(reason.at(column, fault.shown()).with_values(fault.values()));
            return None;
        }
        let found = match raw(self.record, rule) {
            Some(raw) => self.cleaned(field, raw),
            None => {
                self.step(Some(field), "as it stands", None::<&str>);
                None
            }
        };
        let found = match (found, &rule.default) {
            (None, Some(default)) => {
                self.step(Some(field), "default", Some(default));
                Cow::Borrowed(default.as_str())
            }
            (found, _) => found?,
        };
        match meaning(&rule.values, &found) {
            Some(means) => {
                self.step(Some(field), "values", Some(means));
                Some(means.to_owned())
            }
            None => Some(found.into_owned()),
        }
    }

    /// The text of a field when its condition is met, without what is to be taken out.
    fn cleaned<'t>(&self, field: &Field, raw: &'t str) -> Option<Cow<'t, str>> {
        let rule = &field.0;
        self.step(Some(field), "as it stands", Some(raw));
        if let Some(when) = rule.when.as_ref().filter(|when| !when.holds(self.record)) {
            let left_out = Said::new(
                "said-explain-left-out",
                &[("when", when.to_string())],
                format!("left out, since not: {when}"),
            );
            self.step(Some(field), left_out, None::<&str>);
            return None;
        }
        if rule.trim == Trim::None && rule.remove.is_empty() {
            return Some(Cow::Borrowed(raw));
        }
        let cleaned = rule.cleaned(raw);
        if cleaned != raw {
            self.step(Some(field), "trim, remove", Some(&cleaned));
        }
        Some(cleaned).filter(|text| !text.trim().is_empty())
    }

    /// An id: as [`Reader::text`], byte for byte, but required.
    pub fn id(&mut self, field: Option<&Field>, what: &str) -> Option<String> {
        let text = self.text(field);
        if text.is_none() {
            self.refuse(field, None, "id_missing", format!("the {what} is missing"));
        }
        text
    }

    /// A day. Without a format: `2026-01-31`, also with a time after it.
    pub fn date(&mut self, field: Option<&Field>) -> Option<NaiveDate> {
        let text = self.text(field)?;
        let format = field.and_then(|field| field.0.format.as_deref());
        let day = match format {
            Some(format) => NaiveDate::parse_from_str(text.trim(), format)
                .or_else(|_| NaiveDateTime::parse_from_str(text.trim(), format).map(|moment| moment.date()))
                .ok(),
            None => iso_day(text.trim(), self.timezone),
        };
        if day.is_none() {
            let expected = format.unwrap_or("2026-01-31");
            let message = format!("not a date as expected ({expected}); set `format` for dates written otherwise");
            self.refuse(field, Some(&text), "date_invalid", message);
        }
        self.step(field, "date", day);
        day
    }

    /// An amount of money or another exact decimal.
    pub fn amount(&mut self, field: Option<&Field>) -> Option<Amount> {
        let text = self.text(field)?;
        let format = field.and_then(|field| field.0.format.as_deref());
        match plain_decimal(text.trim(), format).and_then(|plain| plain.parse::<Amount>().ok()) {
            Some(amount) => {
                self.step(field, "amount", Some(amount));
                Some(amount)
            }
            None => {
                let message = match format {
                    Some(format) => format!("not an amount written like {format}"),
                    None => String::from(
                        "not a plain decimal such as 1250.50; set `format = \"1,234.56\"` (or \"1.234,56\") for amounts with separators",
                    ),
                };
                self.refuse(field, Some(&text), "amount_invalid", message);
                None
            }
        }
    }

    /// A whole number.
    pub fn whole(&mut self, field: Option<&Field>) -> Option<i64> {
        let text = self.text(field)?;
        let number = text.trim().parse().ok();
        if number.is_none() {
            self.refuse(field, Some(&text), "number_invalid", "not a whole number");
        }
        self.step(field, "whole number", number);
        number
    }

    /// Yes or no.
    pub fn flag(&mut self, field: Option<&Field>) -> Option<bool> {
        let text = self.text(field)?;
        let flag = match text.trim().to_lowercase().as_str() {
            "yes" | "y" | "true" | "t" | "1" => true,
            "no" | "n" | "false" | "f" | "0" => false,
            _ => {
                let message = "neither yes nor no; say what it means with `values = { … = \"yes\" }`";
                self.refuse(field, Some(&text), "flag_invalid", message);
                return None;
            }
        };
        self.step(field, "yes or no", Some(flag));
        Some(flag)
    }

    /// A gender.
    pub fn gender(&mut self, field: Option<&Field>) -> Option<Gender> {
        let text = self.text(field)?;
        let gender = match text.trim().to_lowercase().as_str() {
            "f" => Some(Gender::Female),
            "m" => Some(Gender::Male),
            other => other.parse().ok(),
        };
        if gender.is_none() {
            let message = "not female, male or unknown; say what it means with `values = { … = \"female\" }`";
            self.refuse(field, Some(&text), "gender_invalid", message);
        }
        self.step(field, "gender", gender);
        gender
    }

    /// A name that stands for something the partner has.
    pub fn look_up<T: ToString>(
        &mut self,
        field: Option<&Field>,
        find: impl FnOnce(&str) -> Result<T, NotFound>,
    ) -> Option<T> {
        let text = self.text(field)?;
        match find(&text) {
            Ok(found) => {
                self.step(field, "looked up", Some(found.to_string()));
                Some(found)
            }
            Err(not_found) => {
                self.refuse(field, Some(&text), not_found.rule, not_found.message);
                if let Some(reason) = self.reasons.last_mut() {
                    reason.values = not_found.values;
                }
                None
            }
        }
    }
}

/// The constant, or the column's text where it is not blank.
fn raw<'r>(record: &'r Record, rule: &'r FieldRule) -> Option<&'r str> {
    let found = match (&rule.value, &rule.column) {
        (Some(value), _) => Some(value.as_str()),
        (None, Some(column)) => record.get(column).flatten(),
        (None, None) => None,
    };
    found.filter(|text| !text.trim().is_empty())
}

fn meaning<'v>(values: &'v BTreeMap<String, String>, found: &str) -> Option<&'v str> {
    let found = found.trim().to_lowercase();
    values
        .iter()
        .find(|(from, _)| from.trim().to_lowercase() == found)
        .map(|(_, to)| to.as_str())
}

fn iso_day(text: &str, timezone: Tz) -> Option<NaiveDate> {
    if let Ok(day) = text.parse() {
        return Some(day);
    }
    // A database writes the offset in hours alone, `2026-01-31 10:00:00+00`.
    for format in ["%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%d %H:%M:%S%.f%#z"] {
        if let Ok(moment) = DateTime::parse_from_str(text, format) {
            return Some(moment.with_timezone(&timezone).date_naive());
        }
    }
    if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
        return Some(moment.with_timezone(&timezone).date_naive());
    }
    for format in ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f"] {
        if let Ok(moment) = NaiveDateTime::parse_from_str(text, format) {
            return Some(moment.date());
        }
    }
    None
}

/// An amount without its separators, when it is written like the example.
fn plain_decimal(text: &str, example: Option<&str>) -> Option<String> {
    let Some(example) = example else {
        return Some(text.to_owned());
    };
    let marks: Vec<char> = example.chars().filter(|c| !c.is_ascii_digit()).collect();
    let (group, point) = match marks.as_slice() {
        [.., group, point] => (Some(*group), *point),
        [point] => (None, *point),
        [] => return Some(text.to_owned()),
    };
    let (whole, fraction) = match text.split_once(point) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let whole = match group {
        Some(group) => without_groups(whole, group)?,
        None => whole.to_owned(),
    };
    Some(match fraction {
        Some(fraction) if fraction.bytes().all(|b| b.is_ascii_digit()) => format!("{whole}.{fraction}"),
        Some(_) => return None,
        None => whole,
    })
}

/// Takes out separators that stand where they should: before every three digits. `1,5` read as 15 would be a wrong
/// amount, so anything else is refused.
fn without_groups(whole: &str, group: char) -> Option<String> {
    let mut parts = whole.split(group);
    let first = parts.next()?;
    let mut plain = first.to_owned();
    let digits = first.trim_start_matches(['-', '+']).len();
    for part in parts {
        if part.len() != 3 || !(1..=3).contains(&digits) {
            return None;
        }
        plain.push_str(part);
    }
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Origin;

    fn record(value: &str) -> Record {
        let origin = Origin {
            source: "mis".into(),
            table: "loans".into(),
            row: 7,
        };
        Record::new(origin, vec![("c".into(), Some(value.into())), ("empty".into(), None)])
    }

    fn field(format: Option<&str>) -> Field {
        Field(FieldRule {
            column: Some("c".into()),
            format: format.map(str::to_owned),
            ..FieldRule::default()
        })
    }

    fn amount(text: &str, format: Option<&str>) -> Option<String> {
        let record = record(text);
        Reader::new(&record, Tz::UTC)
            .amount(Some(&field(format)))
            .map(|amount| amount.to_string())
    }

    fn day(text: &str, format: Option<&str>, timezone: Tz) -> Option<String> {
        let record = record(text);
        Reader::new(&record, timezone)
            .date(Some(&field(format)))
            .map(|day| day.to_string())
    }

    #[test]
    fn separators_are_read_only_when_the_format_says_so() {
        assert_eq!(amount("1250.50", None).as_deref(), Some("1250.50"));
        assert_eq!(amount("1,250.50", None), None);
        assert_eq!(amount("1,250.50", Some("1,234.56")).as_deref(), Some("1250.50"));
        assert_eq!(amount("1.250,50", Some("1.234,56")).as_deref(), Some("1250.50"));
        assert_eq!(amount("1250,5", Some("1234,56")).as_deref(), Some("1250.5"));
        assert_eq!(amount("1 250 000", Some("1 234,56")).as_deref(), Some("1250000"));
        assert_eq!(amount("1,5", Some("1,234.56")), None);
        assert_eq!(amount("12,34,567", Some("1,234.56")), None);
    }

    #[test]
    fn days_are_those_of_the_partner() {
        let nairobi: Tz = "Africa/Nairobi".parse().unwrap();
        assert_eq!(day("2026-01-31", None, nairobi).as_deref(), Some("2026-01-31"));
        assert_eq!(
            day("2026-01-31 22:30:00+00", None, nairobi).as_deref(),
            Some("2026-02-01")
        );
        assert_eq!(
            day("2026-01-31T22:30:00.5Z", None, nairobi).as_deref(),
            Some("2026-02-01")
        );
        assert_eq!(day("2026-01-31 22:30:00", None, nairobi).as_deref(), Some("2026-01-31"));
        assert_eq!(
            day("31/01/2026", Some("%d/%m/%Y"), nairobi).as_deref(),
            Some("2026-01-31")
        );
        assert_eq!(day("0000-00-00", None, nairobi), None);
        assert_eq!(day("31/01/2026", None, nairobi), None);
    }

    #[test]
    fn a_reason_names_the_place_the_value_and_the_rule() {
        let record = record("maybe");
        let mut reader = Reader::new(&record, Tz::UTC);
        assert_eq!(reader.flag(Some(&field(None))), None);
        let reasons = reader.into_reasons();
        let text = reasons[0].to_string();
        assert!(
            text.starts_with("mis (loans), row 7, column c, value \"maybe\": neither yes nor no"),
            "{text}"
        );
        assert!(text.ends_with("(flag_invalid)"), "{text}");
    }

    #[test]
    fn values_defaults_and_constants() {
        let record = record(" F ");
        let mut reader = Reader::new(&record, Tz::UTC);
        let values = BTreeMap::from([(String::from("f"), String::from("female"))]);
        let sex = Field(FieldRule {
            column: Some("c".into()),
            values,
            ..FieldRule::default()
        });
        let empty = Field(FieldRule {
            column: Some("empty".into()),
            default: Some("KES".into()),
            ..FieldRule::default()
        });
        let constant = Field(FieldRule {
            value: Some("1".into()),
            ..FieldRule::default()
        });
        assert_eq!(reader.gender(Some(&sex)), Some(Gender::Female));
        assert_eq!(reader.text(Some(&empty)).as_deref(), Some("KES"));
        assert_eq!(reader.flag(Some(&constant)), Some(true));
        assert_eq!(reader.text(Some(&field(None))).as_deref(), Some(" F "));
        assert!(reader.into_reasons().is_empty());
    }
}
