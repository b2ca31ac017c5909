//! From the tree to types. One deserializer for all of it: the code that serde derives for each section is made once.

use std::collections::btree_map;
use std::fmt::Display;

use fieldlink_say::{Message, message};
use serde::de::value::{SeqDeserializer, StringDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error, Expected, IntoDeserializer, MapAccess, Unexpected, Visitor};

use super::tree::{Node, What};

/// What is wrong with a value, and where.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub(super) struct Fault {
    pub(super) message: Message,
    /// Keys from the innermost to the outermost.
    path: Vec<String>,
    by_variable: Option<bool>,
}

impl Fault {
    /// Keys from the outermost to the innermost.
    pub(super) fn path(&self) -> Vec<String> {
        self.path.iter().rev().cloned().collect()
    }

    /// Whether a variable of the environment is at fault, not the file.
    pub(super) fn by_variable(&self) -> bool {
        self.by_variable.unwrap_or(false)
    }

    fn within(mut self, key: &str) -> Fault {
        self.path.push(key.to_owned());
        self
    }

    /// Who said it; the innermost counts.
    fn said_by(mut self, by_variable: bool) -> Fault {
        self.by_variable.get_or_insert(by_variable);
        self
    }
}

impl From<Message> for Fault {
    fn from(message: Message) -> Fault {
        Fault {
            message,
            path: Vec::new(),
            by_variable: None,
        }
    }
}

impl Error for Fault {
    fn custom<T: Display>(message: T) -> Fault {
        Message::as_is(message.to_string()).into()
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Fault {
        message!("key-type", found = found.to_string(), expected = expected.to_string()).into()
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Fault {
        Fault::invalid_type(found, expected)
    }

    fn unknown_variant(name: &str, expected: &'static [&'static str]) -> Fault {
        message!("key-value", name = name, meant = meant(name, expected)).into()
    }

    fn unknown_field(name: &str, expected: &'static [&'static str]) -> Fault {
        let meant = meant(name, expected);
        message!("key-unknown", meant = meant).into()
    }

    fn missing_field(name: &'static str) -> Fault {
        message!("key-missing", name = name).into()
    }
}

fn meant(name: &str, expected: &[&str]) -> Message {
    match crate::mapping::lookup::nearest(name, expected.iter().copied()) {
        Some(near) => {
            message!("key-near", near = near)
        }
        None => {
            let known = expected.join(", ");
            message!("key-one-of", known = known)
        }
    }
}

impl Node {
    /// What a variable spells, read as a value of the file where it is one.
    fn spelled<T: std::str::FromStr>(mut self, as_value: fn(T) -> What) -> Node {
        if let What::Spelled(text) = &self.what
            && let Ok(value) = text.parse()
        {
            self.what = as_value(value);
        }
        self
    }
}

/// Numbers of any width: a variable's text is taken for the number it spells.
macro_rules! integers {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            self.spelled(What::Integer).deserialize_any(visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for Node {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let by_variable = self.by_variable;
        match self.what {
            What::Spelled(text) | What::Text(text) => visitor.visit_string(text),
            What::Integer(number) => visitor.visit_i64(number),
            What::Float(number) => visitor.visit_f64(number),
            What::Boolean(flag) => visitor.visit_bool(flag),
            What::List(items) => visitor.visit_seq(SeqDeserializer::new(items.into_iter())),
            What::Table(table) => visitor.visit_map(Entries {
                rest: table.into_iter(),
                value: None,
            }),
        }
        .map_err(|fault| fault.said_by(by_variable))
    }

    integers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.spelled(What::Boolean).deserialize_any(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let by_variable = self.by_variable;
        match self.what {
            What::Spelled(text) | What::Text(text) => {
                let word: StringDeserializer<Fault> = text.into_deserializer();
                word.deserialize_enum(name, variants, visitor)
            }
            _ => self.deserialize_any(visitor),
        }
        .map_err(|fault| fault.said_by(by_variable))
    }

    serde::forward_to_deserialize_any! {
        i128 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier
        ignored_any
    }
}

impl<'de> IntoDeserializer<'de, Fault> for Node {
    type Deserializer = Node;

    fn into_deserializer(self) -> Node {
        self
    }
}

/// The entries of a table. A fault in one of them learns the key it is at.
struct Entries {
    rest: btree_map::IntoIter<String, Node>,
    value: Option<(String, Node)>,
}

impl<'de> MapAccess<'de> for Entries {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        let Some((key, value)) = self.rest.next() else {
            return Ok(None);
        };
        let name: StringDeserializer<Fault> = key.clone().into_deserializer();
        let wanted = seed
            .deserialize(name)
            .map_err(|fault| fault.within(&key).said_by(value.by_variable))?;
        self.value = Some((key, value));
        Ok(Some(wanted))
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Fault> {
        let Some((key, value)) = self.value.take() else {
            return Err(Fault::custom("a value is asked for before its key"));
        };
        let by_variable = value.by_variable;
        seed.deserialize(value)
            .map_err(|fault| fault.within(&key).said_by(by_variable))
    }
}
