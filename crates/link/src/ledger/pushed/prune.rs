//! Retention of what was pushed: what was sent and nobody has pushed again for long goes.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};

use super::entity::{push_hint, pushed};
use super::{Pushed, Sheet};
use crate::ledger::error::{LedgerError, Result};
use crate::ledger::seal;

/// What the ledger says of pushed records, by their numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origins {
    /// Records with a row that the server has, or has refused.
    pub settled: BTreeSet<i64>,
    /// Records with a row that is still to be sent, is held, or has no answer yet.
    pub open: BTreeSet<i64>,
}

impl Pushed {
    /// Takes away records that were settled and not pushed since `before`, borrowers and due dates once no loan is that
    /// old, and hints that were looked after. Answers how many records.
    ///
    /// # Errors
    /// When the database cannot be written; then nothing is taken away.
    pub async fn prune(&self, before: DateTime<Utc>, origins: &Origins) -> Result<u64> {
        let before = before.timestamp();
        let tx = self.begin().await?;
        let old = |sheet: Sheet| {
            pushed::Entity::find()
                .filter(pushed::Column::Sheet.eq(sheet.as_str()))
                .filter(pushed::Column::ReceivedAt.lt(before))
        };
        let mut gone = 0;
        for sheet in [Sheet::Loans, Sheet::Repayments, Sheet::Journals] {
            let ids: Vec<i64> = old(sheet)
                .select_only()
                .column(pushed::Column::Id)
                .into_tuple()
                .all(&tx)
                .await?;
            let done = |id: &i64| origins.settled.contains(id) && !origins.open.contains(id);
            let ids: Vec<i64> = ids.into_iter().filter(done).collect();
            for chunk in ids.chunks(500) {
                let filter = pushed::Column::Id.is_in(chunk.iter().copied());
                gone += pushed::Entity::delete_many()
                    .filter(filter)
                    .exec(&tx)
                    .await?
                    .rows_affected;
            }
        }
        // These belong to loans and have no row of their own.
        if old(Sheet::Loans).count(&tx).await? == 0 {
            for sheet in [Sheet::Members, Sheet::Schedules] {
                gone += pushed::Entity::delete_many()
                    .filter(pushed::Column::Sheet.eq(sheet.as_str()))
                    .filter(pushed::Column::ReceivedAt.lt(before))
                    .exec(&tx)
                    .await?
                    .rows_affected;
            }
        }
        push_hint::Entity::delete_many()
            .filter(push_hint::Column::DoneAt.lt(before))
            .exec(&tx)
            .await?;
        tx.commit().await?;
        Ok(gone)
    }

    /// Seals every record with the current key. Answers how many were sealed otherwise before.
    ///
    /// # Errors
    /// [`LedgerError::Sealed`] when one cannot be opened; then none is changed.
    pub async fn reseal(&self) -> Result<u64> {
        let Some(sealer) = &self.sealer else {
            return Err(LedgerError::Keys(seal::SealError::Empty));
        };
        let tx = self.begin().await?;
        let mut changed = 0;
        for row in pushed::Entity::find().all(&tx).await? {
            if seal::sealed_with(&row.fields) == Some(sealer.current()) {
                continue;
            }
            let column = "sheet";
            let sheet = Sheet::of_name(&row.sheet).ok_or(LedgerError::Corrupt { id: row.id, column })?;
            let fields = self.opened(sheet, row.id, &row.record_id, &row.fields)?;
            let sealed = self.seal(sheet, &row.record_id, fields)?;
            pushed::Entity::update_many()
                .col_expr(pushed::Column::Fields, Expr::value(sealed))
                .filter(pushed::Column::Id.eq(row.id))
                .exec(&tx)
                .await?;
            changed += 1;
        }
        tx.commit().await?;
        Ok(changed)
    }
}
