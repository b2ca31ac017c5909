//! Where the value of one field comes from.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{Error, MapAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer};

use super::condition::Condition;
use crate::reading::signs;

/// Where a field's value comes from: `loan_id = "account_no"` names a column; a table says more:
/// `currency = { value = "KES" }`, `gender = { column = "sex", values = { F = "female", M = "male" } }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field(pub FieldRule);

/// The long form of a field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct FieldRule {
    /// The column that holds the value.
    pub column: Option<String>,
    /// The same value for every record, instead of a column.
    pub value: Option<String>,
    /// The value where the column is empty.
    pub default: Option<String>,
    /// What the column's values mean: `values = { F = "female" }`. Upper and lower case are the same here; a value
    /// that is not listed stays as it is.
    pub values: BTreeMap<String, String>,
    /// How a date or amount is written, when not as `2026-01-31` and `1250.50`. Dates: `"%d/%m/%Y"`. Amounts: an
    /// example, `"1,234.56"` or `"1.234,56"`.
    pub format: Option<String>,
    /// What is done with blanks. Ids go through byte for byte unless this says otherwise.
    pub trim: Trim,
    /// Texts that are taken out of the value, such as `remove = ["KES", "/-"]` for amounts written `KES 1,250/-`.
    pub remove: Vec<String>,
    /// The field counts only where this is met; elsewhere it is as if the column were empty. Example:
    /// `group_name = { column = "name", when = { column = "type", is = ["group"] } }`
    pub when: Option<Condition>,
}

/// What is done with the blanks of a value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Trim {
    /// Nothing.
    #[default]
    None,
    /// Those at both ends go, and signs that nobody sees.
    Ends,
    /// Those at both ends go, and several inside become one.
    Blanks,
}

impl FieldRule {
    /// The value without what `trim` and `remove` take out.
    pub fn cleaned<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut cleaned = Cow::Borrowed(text);
        for unwanted in self.remove.iter().filter(|unwanted| !unwanted.is_empty()) {
            if cleaned.contains(unwanted.as_str()) {
                cleaned = Cow::Owned(cleaned.replace(unwanted.as_str(), ""));
            }
        }
        match self.trim {
            Trim::None => cleaned,
            Trim::Ends => Cow::Owned(signs::seen(&cleaned)),
            Trim::Blanks => Cow::Owned(signs::seen(&cleaned).split_whitespace().collect::<Vec<_>>().join(" ")),
        }
    }

    /// The columns that it looks at.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        let condition = self.when.as_ref().map(|when| when.column.as_str());
        self.column.as_deref().into_iter().chain(condition)
    }
}

impl Field {
    /// A field read from a column as it is.
    pub fn column(name: impl Into<String>) -> Field {
        Field(FieldRule {
            column: Some(name.into()),
            ..FieldRule::default()
        })
    }
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Field, D::Error> {
        deserializer.deserialize_any(ColumnOrRule)
    }
}

struct ColumnOrRule;

impl<'de> Visitor<'de> for ColumnOrRule {
    type Value = Field;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a column, or a table such as { column = \"sex\", values = { F = \"female\" } }")
    }

    fn visit_str<E: Error>(self, column: &str) -> Result<Field, E> {
        Ok(Field::column(column))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Field, A::Error> {
        let rule = FieldRule::deserialize(MapAccessDeserializer::new(map))?;
        match (&rule.column, &rule.value) {
            (None, None) => Err(A::Error::custom(
                "a field needs `column` (where it stands) or `value` (a constant)",
            )),
            (Some(_), Some(_)) => Err(A::Error::custom(
                "a field has either `column` or `value`; for \"where the column is empty\" use `default`",
            )),
            _ => Ok(Field(rule)),
        }
    }
}

impl JsonSchema for Field {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Field".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let rule = generator.subschema_for::<FieldRule>();
        schemars::json_schema!({
            "description": "The name of a column, or a table that says more.",
            "anyOf": [{ "type": "string" }, rule],
        })
    }
}
