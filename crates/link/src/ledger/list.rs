//! Rows by what a person asks for.

use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};

use super::entity::ledger_row::{Column, Model};
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
        let mut select = self.mine().order_by_desc(Column::UpdatedAt).order_by_desc(Column::Id);
        if let Some(kind) = wanted.kind {
            select = select.filter(Column::Kind.eq(kind.as_str()));
        }
        if !wanted.states.is_empty() {
            select = select.filter(Column::State.is_in(wanted.states.iter().map(|state| state.as_str())));
        }
        if let Some(key) = &wanted.key {
            select = select.filter(Column::RecordKey.contains(key));
        }
        let models: Vec<Model> = select.limit(wanted.most).all(&self.db).await?;
        models.into_iter().map(Row::try_from).collect()
    }
}
