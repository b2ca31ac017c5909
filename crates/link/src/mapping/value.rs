//! The value of a field of a record, as the type that is wanted.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use chrono_tz::Tz;
use fieldlink_contract::{Amount, Gender};
use fieldlink_say::{Message, message};

use super::Reason;
use super::lookup::NotFound;
use super::takes::{self, Found, Refused};
use super::trace::Trace;
use crate::config::{Field, Trim};
use crate::reading::number::Money;
use crate::record::{Cell, CellValue, Record};

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
    pub(super) fn step(&self, field: Option<&Field>, what: impl Into<Message>, value: Option<impl ToString>) {
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
        if let Some(fault) = self.record.fault() {
            // What its fields say then is nothing that anybody could mend there.
            let said = message!("reason-row-unreadable", why = fault.message());
            return Err(vec![Reason::of(&self.record.origin, "row_unreadable", &said)]);
        }
        if self.reasons.is_empty() {
            Ok(value)
        } else {
            Err(self.reasons)
        }
    }

    /// Adds a reason about a field.
    pub fn refuse(&mut self, field: Option<&Field>, value: Option<&str>, rule: &str, said: &Message) {
        let column = field.and_then(|field| field.0.column.as_deref());
        let reason = Reason::of(&self.record.origin, rule, said).at(column, value);
        self.reasons
            .push(reason.in_cell(column.and_then(|column| self.record.place(column))));
    }

    /// Adds the reason why a field does not take what it finds.
    pub(super) fn refused(&mut self, field: Option<&Field>, value: Option<&str>, why: Refused) {
        self.refuse(field, value, why.rule, &why.message);
    }

    /// What a field finds, after what its rule says of it; none where there is nothing.
    fn found<'f>(&mut self, field: Option<&'f Field>) -> Option<Found<'f>>
    where
        'r: 'f,
    {
        let field = field?;
        let rule = &field.0;
        if let Some(trace) = self.trace {
            trace.begin(field, self.record);
        }
        let column = rule.column.as_deref().filter(|_| rule.value.is_none());
        let cell = column.and_then(|column| self.record.cell(column));
        if let Some(fault) = cell.and_then(Cell::fault) {
            self.refused(Some(field), fault.shown(), Refused::unreadable(fault));
            return None;
        }
        let text = match &rule.value {
            Some(value) => Some(value.as_str()),
            None => cell.and_then(Cell::shown),
        };
        let Some(text) = text.filter(|text| !text.trim().is_empty()) else {
            self.step(Some(field), message!("word-stands"), None::<&str>);
            return self.meant(field, None);
        };
        let cleaned = self.cleaned(field, text);
        self.meant(field, cleaned.map(|text| Found { cell, text }))
    }

    /// The same after `values` and `default`, and without words for nothing.
    fn meant<'f>(&self, field: &'f Field, found: Option<Found<'f>>) -> Option<Found<'f>> {
        let rule = &field.0;
        let known = |text: &str| {
            meaning(&rule.values, text).or_else(|| {
                found
                    .as_ref()?
                    .cell?
                    .plain()
                    .and_then(|plain| meaning(&rule.values, plain))
            })
        };
        let means = found.as_ref().and_then(|found| known(&found.text));
        let found = match (means, found) {
            (None, Some(found))
                if matches!(found.cell.map(Cell::value), Some(CellValue::Text(_)))
                    && takes::is_nothing(&found.text) =>
            {
                self.step(Some(field), message!("stands-for-nothing"), None::<&str>);
                None
            }
            (_, found) => found,
        };
        let written = match (means, &found, &rule.default) {
            (Some(means), _, _) => {
                self.step(Some(field), message!("word-values"), Some(means));
                means
            }
            (None, None, Some(default)) => {
                self.step(Some(field), message!("word-default"), Some(default));
                match meaning(&rule.values, default) {
                    Some(means) => {
                        self.step(Some(field), message!("word-values"), Some(means));
                        means
                    }
                    None => default,
                }
            }
            _ => return found,
        };
        Some(Found {
            cell: None,
            text: Cow::Borrowed(written),
        })
    }

    /// The text of a field when its condition is met, without what is to be taken out.
    fn cleaned<'t>(&self, field: &Field, raw: &'t str) -> Option<Cow<'t, str>> {
        let rule = &field.0;
        self.step(Some(field), message!("word-stands"), Some(raw));
        if let Some(when) = rule.when.as_ref().filter(|when| !when.holds(self.record)) {
            let left_out = message!("explain-left-out", when = when.to_string());
            self.step(Some(field), left_out, None::<&str>);
            return None;
        }
        if rule.trim == Trim::None && rule.remove.is_empty() {
            return Some(Cow::Borrowed(raw));
        }
        let cleaned = rule.cleaned(raw);
        if cleaned != raw {
            self.step(Some(field), message!("trim-remove"), Some(&cleaned));
        }
        Some(cleaned).filter(|text| !text.trim().is_empty())
    }

    /// What a field takes of what it finds, with the reason where it does not.
    fn taken<T>(&mut self, field: Option<&Field>, take: impl FnOnce(&Found<'_>) -> Result<T, Refused>) -> Option<T> {
        let found = self.found(field)?;
        take(&found)
            .map_err(|why| self.refused(field, Some(&found.text), why))
            .ok()
    }

    /// Whether a field has nothing to read: no cell, an empty one, or a word for nothing. What cannot be read is something.
    pub fn is_empty(&mut self, field: Option<&Field>) -> bool {
        let known = self.reasons.len();
        let empty = self.found(field).is_none() && self.reasons.len() == known;
        self.reasons.truncate(known);
        empty
    }

    /// The text as a person reads it, but for what its rule says; none when the column is NULL, empty or blank.
    pub fn text(&mut self, field: Option<&Field>) -> Option<String> {
        let known = self.reasons.len();
        let taken = self.taken(field, takes::text);
        // What a story says stays out of reasons.
        for reason in self
            .reasons
            .iter_mut()
            .skip(known)
            .filter(|reason| reason.rule != "value_unreadable")
        {
            reason.value = None;
        }
        taken
    }

    /// An id: what a person reads, byte for byte; required.
    pub fn id(&mut self, field: Option<&Field>, what: &str) -> Option<String> {
        let known = self.reasons.len();
        let id = self.id_if_any(field);
        if id.is_none() && self.reasons.len() == known {
            self.refuse(field, None, "id_missing", &message!("reason-id-missing", what = what));
        }
        id
    }

    /// An id that may be left out.
    pub fn id_if_any(&mut self, field: Option<&Field>) -> Option<String> {
        let column = field.and_then(|field| field.0.column.as_deref());
        let in_sheet = column.is_some_and(|column| self.record.place(column).is_some());
        self.taken(field, |found| takes::id(found, in_sheet))
    }

    /// Refuses an id that Kiva will know from now on, when it holds what nobody sees.
    pub fn refuse_unseen(&mut self, field: Option<&Field>, id: Option<&str>) {
        if let Some(Err(why)) = id.map(takes::unseen) {
            self.refused(field, id, why);
        }
    }

    /// A day. Without a format: `2026-01-31`, also with a time after it.
    pub fn date(&mut self, field: Option<&Field>) -> Option<NaiveDate> {
        let format = field.and_then(|field| field.0.format.as_deref());
        let timezone = self.timezone;
        let day = self.taken(field, |found| takes::day(found, format, timezone));
        self.step(field, message!("word-date"), day);
        day
    }

    /// An amount of money or another exact decimal.
    pub fn amount(&mut self, field: Option<&Field>) -> Option<Amount> {
        self.money(field).map(|money| money.amount)
    }

    /// An amount of money with the currency that is written beside it.
    pub fn money(&mut self, field: Option<&Field>) -> Option<Money> {
        let format = field.and_then(|field| field.0.format.as_deref());
        let money = self.taken(field, |found| takes::amount(found, format));
        if let Some(money) = money {
            self.step(field, message!("word-amount"), Some(money.amount));
        }
        money
    }

    /// A rate in percent.
    pub fn rate(&mut self, field: Option<&Field>) -> Option<Amount> {
        let format = field.and_then(|field| field.0.format.as_deref());
        let rate = self.taken(field, |found| takes::rate(found, format));
        if let Some(rate) = rate {
            self.step(field, message!("word-rate"), Some(rate));
        }
        rate
    }

    /// A whole number.
    pub fn whole(&mut self, field: Option<&Field>) -> Option<i64> {
        let text = self.text(field)?;
        let number = text.trim().parse().ok();
        if number.is_none() {
            self.refuse(field, Some(&text), "number_invalid", &message!("reason-number-invalid"));
        }
        self.step(field, message!("whole-number"), number);
        number
    }

    /// Yes or no.
    pub fn flag(&mut self, field: Option<&Field>) -> Option<bool> {
        let text = self.text(field)?;
        let flag = match text.trim().to_lowercase().as_str() {
            "yes" | "y" | "true" | "t" | "1" => true,
            "no" | "n" | "false" | "f" | "0" => false,
            _ => {
                self.refuse(field, Some(&text), "flag_invalid", &message!("reason-flag-invalid"));
                return None;
            }
        };
        self.step(field, message!("yes-no"), Some(flag));
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
            self.refuse(field, Some(&text), "gender_invalid", &message!("reason-gender-invalid"));
        }
        self.step(field, message!("word-gender"), gender);
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
                self.step(field, message!("looked-up"), Some(found.to_string()));
                Some(found)
            }
            Err(not_found) => {
                self.refuse(field, Some(&text), not_found.rule, &not_found.message);
                None
            }
        }
    }
}

fn meaning<'v>(values: &'v BTreeMap<String, String>, found: &str) -> Option<&'v str> {
    let found = found.trim().to_lowercase();
    values
        .iter()
        .find(|(from, _)| from.trim().to_lowercase() == found)
        .map(|(_, to)| to.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::FieldRule;
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
