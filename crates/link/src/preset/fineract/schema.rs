//! What a Fineract database has: older ones lack columns that newer queries would ask for.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::{Place, SourceError, sql};

/// Tables without which this is no Fineract database.
const NEEDED: [&str; 3] = ["m_loan", "m_client", "m_loan_repayment_schedule"];

/// The tables and columns that a database has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema(Option<BTreeMap<String, BTreeSet<String>>>);

impl Schema {
    /// A Fineract of today, with the data table that the guide describes.
    pub fn newest() -> Schema {
        Schema(None)
    }

    /// Asks a database.
    ///
    /// # Errors
    /// When it cannot be reached.
    pub async fn probe(place: &Place) -> Result<Schema, SourceError> {
        let mut tables: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (table, columns) in sql::columns::tables(place).await? {
            let known = tables.entry(table.to_lowercase()).or_default();
            known.extend(columns.iter().map(|column| column.to_lowercase()));
        }
        Ok(Schema(Some(tables)))
    }

    /// Whether there is such a column.
    pub fn has(&self, table: &str, column: &str) -> bool {
        let tables = self.0.as_ref();
        tables.is_none_or(|tables| tables.get(table).is_some_and(|columns| columns.contains(column)))
    }

    /// Whether there is such a table.
    pub fn has_table(&self, table: &str) -> bool {
        self.0.as_ref().is_none_or(|tables| tables.contains_key(table))
    }

    /// The tables that are missing for this to be a Fineract database.
    pub fn missing(&self) -> Vec<&'static str> {
        NEEDED.into_iter().filter(|table| !self.has_table(table)).collect()
    }
}
