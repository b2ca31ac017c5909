//! Readers that forgive what real clients send: numbers for text, text for numbers, null, blanks.
//!
//! Use them as `#[serde(default, deserialize_with = "read::…")]`. Single values go through the raw JSON text, so a long number
//! used as an id keeps each of its characters.

use std::fmt;
use std::marker::PhantomData;

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, de};
use serde_json::value::RawValue;

use crate::amount::Amount;

/// What stood in the JSON, as far as these readers tell it apart.
enum Scalar {
    Null,
    Text(String),
    Number(String),
    Flag(bool),
}

fn scalar<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Scalar, D::Error> {
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    let text = raw.get();
    match text.as_bytes().first() {
        Some(b'"') => serde_json::from_str(text).map(Scalar::Text).map_err(de::Error::custom),
        Some(b'n') => Ok(Scalar::Null),
        Some(b't') => Ok(Scalar::Flag(true)),
        Some(b'f') => Ok(Scalar::Flag(false)),
        Some(b'-' | b'0'..=b'9') => Ok(Scalar::Number(text.to_owned())),
        _ => Err(de::Error::custom(
            "a single value is wanted here, not a list or an object",
        )),
    }
}

/// Text; a JSON number gives its exact characters. Null is an error.
///
/// # Errors
/// When the value is null, a boolean, a list or an object.
pub fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    match scalar(deserializer)? {
        Scalar::Text(text) | Scalar::Number(text) => Ok(text),
        Scalar::Null => Err(de::Error::custom("a value is wanted here, not null")),
        Scalar::Flag(_) => Err(de::Error::custom("text or a number is wanted here, not a boolean")),
    }
}

/// Text or nothing; null is nothing, a number or a boolean gives its characters. A blank text stays a blank text.
///
/// # Errors
/// When the value is a list or an object.
pub fn optional_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match scalar(deserializer)? {
        Scalar::Text(text) | Scalar::Number(text) => Some(text),
        Scalar::Flag(flag) => Some(flag.to_string()),
        Scalar::Null => None,
    })
}

/// Text, where null reads as the empty text.
///
/// # Errors
/// When the value is a list or an object.
pub fn text_or_empty<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    optional_text(deserializer).map(Option::unwrap_or_default)
}

/// A whole number, also when sent as text.
///
/// # Errors
/// When it is absent, blank, or not a whole number of 64 bits.
pub fn int<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    optional_int(deserializer)?.ok_or_else(|| de::Error::custom("a whole number is wanted here"))
}

/// A whole number or nothing; also when sent as text; null and blank text are nothing.
///
/// # Errors
/// When there is a value and it is not a whole number of 64 bits.
pub fn optional_int<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    match scalar(deserializer)? {
        Scalar::Null => Ok(None),
        Scalar::Text(text) if text.trim().is_empty() => Ok(None),
        Scalar::Text(text) | Scalar::Number(text) => {
            let text = text.trim();
            // `5.0` and `1e3` are whole numbers too.
            let whole = text.parse().ok().or_else(|| {
                let number = text.parse::<Amount>().ok()?.decimal().normalize();
                number.to_string().parse().ok()
            });
            let wanted = || de::Error::custom("a whole number is wanted here");
            whole.map(Some).ok_or_else(wanted)
        }
        Scalar::Flag(_) => Err(de::Error::custom("a whole number is wanted here, not a boolean")),
    }
}

/// A truth value, also when sent as the text `true` or `false`; null is false.
///
/// # Errors
/// When there is a value and it is neither.
pub fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    optional_flag(deserializer).map(Option::unwrap_or_default)
}

/// A truth value or nothing; also when sent as text or as 0 and 1; null and blank text are nothing.
///
/// # Errors
/// When there is a value and it is neither true nor false.
pub fn optional_flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    match scalar(deserializer)? {
        Scalar::Null => Ok(None),
        Scalar::Flag(flag) => Ok(Some(flag)),
        Scalar::Text(text) | Scalar::Number(text) => match text.trim().to_ascii_lowercase().as_str() {
            "" => Ok(None),
            "true" | "1" => Ok(Some(true)),
            "false" | "0" => Ok(Some(false)),
            _ => Err(de::Error::custom("true or false is wanted here")),
        },
    }
}

/// An amount: a number, or the same as text.
///
/// # Errors
/// When it is no decimal number, or one that cannot be kept.
pub fn amount<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Amount, D::Error> {
    amount_of(scalar(deserializer)?)
}

/// An amount or nothing; null and blank text are nothing.
///
/// # Errors
/// When there is a value and it is no decimal number, or one that cannot be kept.
pub fn optional_amount<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Amount>, D::Error> {
    match scalar(deserializer)? {
        Scalar::Null => Ok(None),
        Scalar::Text(text) if text.trim().is_empty() => Ok(None),
        value => amount_of(value).map(Some),
    }
}

fn amount_of<E: de::Error>(value: Scalar) -> Result<Amount, E> {
    match value {
        Scalar::Text(text) => text.parse().map_err(E::custom),
        Scalar::Number(text) => Amount::of_number(&text).map_err(E::custom),
        Scalar::Null => Err(E::custom("a value is wanted here, not null")),
        Scalar::Flag(_) => Err(E::custom("text or a number is wanted here, not a boolean")),
    }
}

/// A calendar date `YYYY-MM-DD`. A time after it (`2026-01-09T00:00:00`, as some date libraries write) is left out:
/// the day is the one written.
///
/// # Errors
/// When it is not such a date.
pub fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    optional_date(deserializer)?.ok_or_else(|| de::Error::custom("a date as YYYY-MM-DD is wanted here"))
}

/// As [`date`], or nothing; null and blank text are nothing.
///
/// # Errors
/// When there is a value and it is not such a date.
pub fn optional_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    let text = match scalar(deserializer)? {
        Scalar::Null => return Ok(None),
        Scalar::Text(text) => text,
        Scalar::Number(_) | Scalar::Flag(_) => return Err(de::Error::custom("a date as YYYY-MM-DD is wanted here")),
    };
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let day = text.split_once(['T', ' ']).map_or(text, |(day, _time)| day);
    let well_formed = day.len() == 10
        && day.bytes().enumerate().all(|(at, b)| {
            if at == 4 || at == 7 {
                b == b'-'
            } else {
                b.is_ascii_digit()
            }
        });
    if !well_formed {
        return Err(de::Error::custom("a date as YYYY-MM-DD is wanted here"));
    }
    NaiveDate::parse_from_str(day, "%Y-%m-%d")
        .map(Some)
        .map_err(|_| de::Error::custom("there is no such day in the calendar; a date as YYYY-MM-DD is wanted here"))
}

/// Any type that has a default, where null reads as that default.
///
/// # Errors
/// Those of the type itself.
pub fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Option::<T>::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// What is written as an object: serde would read a list into a struct too, field by field.
pub(crate) struct Object<T>(pub T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> de::Visitor<'de> for Fields<T> {
            type Value = Object<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Object<T>, A::Error> {
                T::deserialize(de::value::MapAccessDeserializer::new(map)).map(Object)
            }
        }
        deserializer.deserialize_map(Fields(PhantomData))
    }
}

/// A list of objects.
///
/// # Errors
/// When it is no list, one in it is no object, and those of the type itself.
pub fn objects<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let list = Vec::<Object<T>>::deserialize(deserializer)?;
    Ok(list.into_iter().map(|Object(value)| value).collect())
}

/// A list of objects or nothing; null is nothing.
///
/// # Errors
/// When it is neither, one in it is no object, and those of the type itself.
pub fn optional_objects<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<Vec<T>>, D::Error> {
    let list = Option::<Vec<Object<T>>>::deserialize(deserializer)?;
    Ok(list.map(|list| list.into_iter().map(|Object(value)| value).collect()))
}

/// A list of objects, where null reads as an empty one.
///
/// # Errors
/// When it is neither, one in it is no object, and those of the type itself.
pub fn objects_or_none<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    optional_objects(deserializer).map(Option::unwrap_or_default)
}

/// An object or nothing; null is nothing.
///
/// # Errors
/// When it is neither, and those of the type itself.
pub fn optional_object<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    let object = Option::<Object<T>>::deserialize(deserializer)?;
    Ok(object.map(|Object(value)| value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_no_object() {
        for json in [
            r#"{"repayments":[["000123",480.5]]}"#,
            r#"{"repayments":{"loan_id":"1","amount":1}}"#,
        ] {
            assert!(
                serde_json::from_str::<crate::RepaymentsRequest>(json).is_err(),
                "{json}"
            );
        }
        for json in [
            r#"{"entreps":[["A"]]}"#,
            r#"{"schedule":[["2026-01-01",1,1]]}"#,
            r#"{"schedule_parameters":[1]}"#,
        ] {
            assert!(serde_json::from_str::<crate::LoanDraft>(json).is_err(), "{json}");
        }
        let none = r#"{"entreps":null,"schedule":null,"schedule_parameters":null}"#;
        let draft: crate::LoanDraft = serde_json::from_str(none).unwrap();
        assert_eq!(
            (draft.entreps.len(), draft.schedule, draft.schedule_parameters),
            (0, None, None)
        );
    }

    #[derive(Debug, Default, Deserialize, PartialEq)]
    #[serde(default)]
    struct All {
        #[serde(deserialize_with = "text")]
        id: String,
        #[serde(deserialize_with = "optional_text")]
        other: Option<String>,
        #[serde(deserialize_with = "optional_int")]
        number: Option<i64>,
        #[serde(deserialize_with = "optional_flag")]
        flag: Option<bool>,
        #[serde(deserialize_with = "optional_date")]
        day: Option<NaiveDate>,
        #[serde(deserialize_with = "optional_amount")]
        amount: Option<Amount>,
        #[serde(deserialize_with = "null_as_default")]
        list: Vec<u8>,
    }

    fn all(json: &str) -> Result<All, String> {
        serde_json::from_str(json).map_err(|e| e.to_string())
    }

    #[test]
    fn a_numeric_id_keeps_its_characters() {
        assert_eq!(
            all(r#"{"id":12345678901234567890123}"#).unwrap().id,
            "12345678901234567890123"
        );
        assert_eq!(all(r#"{"id":"0042 b"}"#).unwrap().id, "0042 b");
        assert_eq!(all(r#"{"id":"\u0041"}"#).unwrap().id, "A");
        assert!(all(r#"{"id":null}"#).is_err());
        assert!(all(r#"{"id":{}}"#).is_err());
    }

    #[test]
    fn null_and_blank_are_nothing() {
        let read = all(r#"{"other":null,"number":"","flag":null,"day":"","amount":" ","list":null}"#).unwrap();
        assert_eq!(read, All::default());
    }

    #[test]
    fn text_for_numbers_and_flags() {
        let read =
            all(r#"{"number":"31","flag":"True","day":"2026-01-09T00:00:00","amount":"5.50","other":7}"#).unwrap();
        assert_eq!(
            (read.number, read.flag, read.other.as_deref()),
            (Some(31), Some(true), Some("7"))
        );
        assert_eq!(read.day, NaiveDate::from_ymd_opt(2026, 1, 9));
        assert_eq!(read.amount.unwrap().to_string(), "5.50");
    }

    #[test]
    fn what_is_not_a_date_is_refused() {
        for day in ["2026-02-30", "09/01/2026", "2026-1-9", "+2026-01-9"] {
            assert!(all(&format!("{{\"day\":\"{day}\"}}")).is_err(), "{day}");
        }
        assert!(all(r#"{"day":20260109}"#).is_err());
    }
}
