//! Values that a statement carries.

use std::fmt;

/// A value of a statement. Nothing has a type too: PostgreSQL wants to know of what there is none.
#[derive(Clone, PartialEq)]
pub enum Value {
    /// Yes or no.
    Bool(Option<bool>),
    /// A whole number.
    Int(Option<i64>),
    /// A text.
    Text(Option<String>),
    /// Bytes.
    Bytes(Option<Vec<u8>>),
}

/// Names the type alone: values are people's.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Value::Bool(_) => "Bool",
            Value::Int(_) => "Int",
            Value::Text(_) => "Text",
            Value::Bytes(_) => "Bytes",
        })
    }
}

macro_rules! from {
    ($($type:ty => $variant:ident $convert:expr),* $(,)?) => {$(
        impl From<$type> for Value {
            fn from(value: $type) -> Value {
                Value::$variant(Some($convert(value)))
            }
        }

        impl From<Option<$type>> for Value {
            fn from(value: Option<$type>) -> Value {
                Value::$variant(value.map($convert))
            }
        }
    )*};
}

from! {
    bool => Bool std::convert::identity,
    i32 => Int i64::from,
    u32 => Int i64::from,
    i64 => Int std::convert::identity,
    u64 => Int whole,
    usize => Int |n| whole(n as u64),
    &str => Text str::to_owned,
    String => Text std::convert::identity,
    &String => Text String::clone,
    Vec<u8> => Bytes std::convert::identity,
    &[u8] => Bytes <[u8]>::to_vec,
}

/// No database counts beyond it: the most rows that are wanted, mostly.
fn whole(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
