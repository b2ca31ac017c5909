//! A condition on a column of a record.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::record::{Cell, Record};

/// What a column must say: `when = { column = "status", is = ["active", "in arrears"] }`. Of `is`, `is_not` and `empty` all
/// that are given must be met. Upper and lower case and blanks at the ends make no difference.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Condition {
    /// The column that is looked at.
    pub column: String,
    /// The column has one of these values.
    pub is: Vec<String>,
    /// The column has none of these values. An empty column has none of them.
    pub is_not: Vec<String>,
    /// `true`: the column is empty. `false`: it is not.
    pub empty: Option<bool>,
}

impl Condition {
    /// Whether a record meets it.
    pub fn holds(&self, record: &Record) -> bool {
        let cell = record.cell(&self.column);
        let found = cell.and_then(Cell::shown).map(folded).unwrap_or_default();
        // A number is what it is however the sheet shows it.
        let plain = cell.and_then(Cell::plain).map(folded);
        let is = |value: &String| folded(value) == found || Some(folded(value)) == plain;
        let among = |values: &[String]| values.iter().any(is);
        (self.is.is_empty() || among(&self.is))
            && !among(&self.is_not)
            && self.empty.is_none_or(|empty| empty == found.is_empty())
    }

    /// Whether it asks for anything at all.
    pub fn asks(&self) -> bool {
        !self.column.is_empty() && (!self.is.is_empty() || !self.is_not.is_empty() || self.empty.is_some())
    }
}

impl std::fmt::Display for Condition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut parts = Vec::new();
        if !self.is.is_empty() {
            parts.push(format!("is {}", self.is.join(" or ")));
        }
        if !self.is_not.is_empty() {
            parts.push(format!("is not {}", self.is_not.join(" or ")));
        }
        match self.empty {
            Some(true) => parts.push(String::from("is empty")),
            Some(false) => parts.push(String::from("is not empty")),
            None => {}
        }
        write!(f, "column {} {}", self.column, parts.join(" and "))
    }
}

fn folded(text: &str) -> String {
    text.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Origin;

    fn record(status: Option<&str>) -> Record {
        let origin = Origin {
            source: "mis".into(),
            table: "loans".into(),
            row: 2,
        };
        Record::new(origin, vec![("Status".into(), status.map(str::to_owned))])
    }

    #[test]
    fn all_that_is_asked_must_be_met() {
        let condition = |text: &str| toml::from_str::<Condition>(&format!("column = \"status\"\n{text}")).unwrap();
        let active = condition("is = [\"Active\", \"arrears\"]");
        assert!(active.holds(&record(Some(" active "))));
        assert!(!active.holds(&record(Some("closed"))));
        assert!(!active.holds(&record(None)));
        let not = condition("is_not = [\"closed\"]");
        assert!(not.holds(&record(None)) && not.holds(&record(Some("active"))) && !not.holds(&record(Some("CLOSED"))));
        let filled = condition("is_not = [\"closed\"]\nempty = false");
        assert!(!filled.holds(&record(None)) && !filled.holds(&record(Some("  "))) && filled.holds(&record(Some("x"))));
        assert!(condition("empty = true").holds(&record(None)));
        assert!(!condition("").asks());
        assert_eq!(active.to_string(), "column status is Active or arrears");
    }
}
