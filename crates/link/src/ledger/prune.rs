//! Retention: what is old goes, what is needed to know that something was sent stays.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect, QueryTrait};
use serde::Serialize;

use super::Origins;
use super::entity::{confirmation, ledger_row, ledger_run, row_event};
use super::error::{LedgerError, Result};
use super::open::Ledger;
use super::row::Row;
use super::seal;
use super::state::State;
use crate::record::Origin;

use ledger_row::Column;

/// What was taken away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Pruned {
    /// Rows that lost their reasons and place; their keys, hashes and references stay.
    pub emptied: u64,
    /// Rows that never left and are gone from their source.
    pub withdrawn: u64,
    /// Entries of the history. One that rows share goes with the last of them.
    pub history: u64,
    /// Links of the inbox that were done.
    pub links: u64,
    /// Runs.
    pub runs: u64,
    /// Records that were pushed; see [`super::Pushed::prune`].
    pub records: u64,
}

impl Ledger {
    /// Takes away what has not changed since `before` and is not needed any more. Rows that the server has or refused
    /// keep key, revision, hash, state, reference, month and amount: they are what keeps them from being sent twice.
    ///
    /// # Errors
    /// When the ledger cannot be written; then nothing is taken away.
    pub async fn prune(&self, before: DateTime<Utc>) -> Result<Pruned> {
        let before = before.timestamp();
        let tx = self.begin().await?;
        let closed = [
            State::Accepted,
            State::AcceptedWithProblems,
            State::Refused,
            State::Withdrawn,
        ]
        .map(State::as_str);
        let mine = || {
            sea_orm::Condition::all()
                .add(Column::Profile.eq(&self.profile))
                .add(Column::PartnerId.eq(self.partner.0))
                .add(Column::UpdatedAt.lt(before))
        };
        let mut pruned = Pruned::default();
        let rows = || {
            ledger_row::Entity::find()
                .select_only()
                .column(Column::Id)
                .filter(
                    Expr::col((ledger_row::Entity, Column::Id))
                        .gte(Expr::col((row_event::Entity, row_event::Column::FirstRow))),
                )
                .filter(
                    Expr::col((ledger_row::Entity, Column::Id))
                        .lte(Expr::col((row_event::Entity, row_event::Column::LastRow))),
                )
        };
        let ours = rows()
            .filter(Column::Profile.eq(&self.profile))
            .filter(Column::PartnerId.eq(self.partner.0));
        let needed = rows().filter(mine().add(Column::State.is_in(closed)).not());
        pruned.history = row_event::Entity::delete_many()
            .filter(Expr::exists(ours.into_query()))
            .filter(Expr::exists(needed.into_query()).not())
            .exec(&tx)
            .await?
            .rows_affected;
        pruned.withdrawn = ledger_row::Entity::delete_many()
            .filter(mine())
            .filter(Column::State.eq(State::Withdrawn.as_str()))
            .exec(&tx)
            .await?
            .rows_affected;
        pruned.emptied = ledger_row::Entity::update_many()
            .col_expr(Column::Reasons, Expr::value("[]"))
            .col_expr(Column::Origin, Expr::value(None::<String>))
            .filter(mine())
            .filter(Column::State.is_in(closed))
            .filter(
                sea_orm::Condition::any()
                    .add(Column::Reasons.ne("[]"))
                    .add(Column::Origin.is_not_null()),
            )
            .exec(&tx)
            .await?
            .rows_affected;
        pruned.links = confirmation::Entity::delete_many()
            .filter(confirmation::Column::Profile.eq(&self.profile))
            .filter(confirmation::Column::PartnerId.eq(self.partner.0))
            .filter(confirmation::Column::DoneAt.lt(before))
            .exec(&tx)
            .await?
            .rows_affected;
        pruned.runs = ledger_run::Entity::delete_many()
            .filter(ledger_run::Column::Profile.eq(&self.profile))
            .filter(ledger_run::Column::PartnerId.eq(self.partner.0))
            .filter(ledger_run::Column::At.lt(before))
            .exec(&tx)
            .await?
            .rows_affected;
        tx.commit().await?;
        Ok(pruned)
    }

    /// What became of the records of these sources of pushed records. To be asked before [`Ledger::prune`], which
    /// forgets where old rows stood.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn origins(&self, sources: &BTreeSet<&str>) -> Result<Origins> {
        let rows: Vec<(String, String)> = self
            .mine()
            .filter(Column::Origin.is_not_null())
            .select_only()
            .columns([Column::State, Column::Origin])
            .into_tuple()
            .all(&self.db)
            .await?;
        let mut origins = Origins::default();
        for (state, origin) in rows {
            let Ok(origin) = serde_json::from_str::<Origin>(&origin) else {
                continue;
            };
            let Ok(number) = i64::try_from(origin.row) else {
                continue;
            };
            if !sources.contains(origin.source.as_str()) {
                continue;
            }
            let settled = state
                .parse()
                .is_ok_and(|state: State| state.is_accepted() || state == State::Refused);
            if settled {
                &mut origins.settled
            } else {
                &mut origins.open
            }
            .insert(number);
        }
        Ok(origins)
    }

    /// Seals every payload that is kept with the current key: after a key was changed, or when there was none before.
    /// Answers how many were.
    ///
    /// # Errors
    /// [`LedgerError::Sealed`] when one cannot be opened; then none is changed.
    pub async fn reseal(&self) -> Result<u64> {
        let Some(sealer) = &self.sealer else {
            return Err(LedgerError::Keys(seal::SealError::Empty));
        };
        let tx = self.begin().await?;
        let models = self.mine().filter(Column::Payload.is_not_null()).all(&tx).await?;
        let mut changed = 0;
        for model in models {
            let row = Row::try_from(model)?;
            let Some(payload) = &row.payload else { continue };
            if seal::sealed_with(payload) == Some(sealer.current()) {
                continue;
            }
            let sealed = self.seal(row.id, &self.opened(row.id, payload)?)?;
            ledger_row::Entity::update_many()
                .col_expr(Column::Payload, Expr::value(sealed))
                .filter(Column::Id.eq(row.id))
                .exec(&tx)
                .await?;
            changed += 1;
        }
        tx.commit().await?;
        Ok(changed)
    }
}
