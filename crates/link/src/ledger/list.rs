//! Rows by what a person asks for.

use fieldlink_rows::{self as rows, Ask as _};

use super::error::Result;
use super::open::Ledger;
use super::row::Row;
use super::state::State;
use crate::kind::Kind;

/// Which rows are wanted; everything that is left out is wanted all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Only this kind.
    pub kind: Option<Kind>,
    /// Only these states.
    pub states: Vec<State>,
    /// Only records whose key contains this.
    pub key: Option<String>,
    /// Only the newest so many.
    pub most: Option<u64>,
}

impl Ledger {
    /// The rows that are wanted, newest first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn list(&self, wanted: &Wanted) -> Result<Vec<Row>> {
        let mut sql = self.mine(&format!("SELECT {} FROM ledger_row", Row::COLUMNS));
        if let Some(kind) = wanted.kind {
            sql.say(" AND kind = ").value(kind.as_str());
        }
        if !wanted.states.is_empty() {
            let states = wanted.states.iter().map(|state| state.as_str());
            sql.say(" AND state IN (").list(states).say(")");
        }
        if let Some(key) = &wanted.key {
            let key = key.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
            sql.say(" AND record_key LIKE ")
                .value(format!("%{key}%"))
                .say(" ESCAPE '\\'");
        }
        sql.say(" ORDER BY updated_at DESC, id DESC");
        if let Some(most) = wanted.most {
            sql.say(" LIMIT ").value(most);
        }
        Ok(self
            .db
            .all(sql)
            .await?
            .iter()
            .map(Row::read)
            .collect::<rows::Result<_>>()?)
    }
}
