//! JSON with its numbers as they are written, and its fields in their order.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// A JSON value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Flag(bool),
    /// A number, digit for digit.
    Number(String),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// An object.
    Object(Vec<(String, Json)>),
}

struct Fields<'j>(Vec<(String, &'j RawValue)>);

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Each;
        impl<'de> Visitor<'de> for Each {
            type Value = Fields<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry::<String, &RawValue>()? {
                    fields.push(field);
                }
                Ok(Fields(fields))
            }
        }
        from.deserialize_map(Each)
    }
}

impl Json {
    /// Reads a text. Deeper than serde_json's own limit is an error.
    pub(super) fn read(text: &str) -> Result<Json, serde_json::Error> {
        Json::of(serde_json::from_str(text)?, 0)
    }

    fn of(raw: &RawValue, depth: usize) -> Result<Json, serde_json::Error> {
        let text = raw.get();
        if depth > 100 {
            return Err(serde::de::Error::custom("nested too deep"));
        }
        Ok(match text.as_bytes().first() {
            Some(b'{') => {
                let fields: Fields<'_> = serde_json::from_str(text)?;
                let fields: Result<_, serde_json::Error> = fields
                    .0
                    .into_iter()
                    .map(|(name, raw)| Ok((name, Json::of(raw, depth + 1)?)))
                    .collect();
                Json::Object(fields?)
            }
            Some(b'[') => {
                let items: Vec<&RawValue> = serde_json::from_str(text)?;
                let items: Result<_, serde_json::Error> =
                    items.into_iter().map(|raw| Json::of(raw, depth + 1)).collect();
                Json::List(items?)
            }
            Some(b'"') => Json::Text(serde_json::from_str(text)?),
            Some(b't') => Json::Flag(true),
            Some(b'f') => Json::Flag(false),
            Some(b'n') => Json::Null,
            _ => Json::Number(text.to_owned()),
        })
    }

    /// The field of an object.
    pub(super) fn get(&self, name: &str) -> Option<&Json> {
        match self {
            Json::Object(fields) => fields.iter().find(|(known, _)| known == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// What a JSON pointer points at (RFC 6901).
    pub(super) fn at(&self, pointer: &str) -> Option<&Json> {
        let mut found = self;
        for step in pointer.split('/').skip(1) {
            let step = step.replace("~1", "/").replace("~0", "~");
            found = match found {
                Json::List(items) => items.get(step.parse::<usize>().ok()?)?,
                other => other.get(&step)?,
            };
        }
        Some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_as_they_are_written() {
        let json = Json::read(r#"{"id": 9007199254740993, "n": [1.250000, -0, 1e3], "s": "ü\n"}"#).unwrap();
        assert_eq!(json.at("/id"), Some(&Json::Number(String::from("9007199254740993"))));
        assert_eq!(json.at("/n/0"), Some(&Json::Number(String::from("1.250000"))));
        assert_eq!(json.at("/s"), Some(&Json::Text(String::from("ü\n"))));
        assert_eq!(json.at(""), Some(&json));
        assert_eq!(json.at("/n/7"), None);
        assert_eq!(
            Json::read(r#"{"a/b": {"~": 1}}"#).unwrap().at("/a~1b/~0"),
            Some(&Json::Number(String::from("1")))
        );
    }

    #[test]
    fn what_is_no_json_is_an_error() {
        for text in ["", "<html>", "{\"a\": }", "[1", "{} {}"] {
            assert!(Json::read(text).is_err(), "{text}");
        }
        assert!(Json::read(&"[".repeat(5_000)).is_err());
    }
}
