//! What a MIS has called our attention to. A hint says "look there", never what is there: it is read again.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::Serialize;

use super::Pushed;
use super::entity::push_hint::{ActiveModel, Column, Entity};
use crate::ledger::error::{LedgerError, Result};

/// Something at the MIS has changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hint {
    /// Its number here.
    pub id: i64,
    /// Whose key it came with.
    pub sender: String,
    /// What has changed, such as `LOAN`.
    pub entity: String,
    /// What was done, such as `REPAYMENT`.
    pub action: String,
    /// The MIS's own ids, such as `loanId`.
    pub ids: BTreeMap<String, String>,
}

impl Pushed {
    /// Keeps a hint, unless the same one waits already. Answers whether it is new.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn hint(
        &self,
        sender: &str,
        entity: &str,
        action: &str,
        ids: &BTreeMap<String, String>,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let ids = serde_json::to_string(ids).unwrap_or_default();
        let tx = self.begin().await?;
        let waits = Entity::find()
            .filter(Column::DoneAt.is_null())
            .filter(Column::Sender.eq(sender))
            .filter(Column::Entity.eq(entity))
            .filter(Column::Action.eq(action))
            .filter(Column::Ids.eq(&ids))
            .one(&tx)
            .await?;
        if waits.is_some() {
            return Ok(false);
        }
        let hint = ActiveModel {
            sender: Set(sender.to_owned()),
            entity: Set(entity.to_owned()),
            action: Set(action.to_owned()),
            ids: Set(ids),
            received_at: Set(now.timestamp()),
            ..Default::default()
        };
        Entity::insert(hint).exec(&tx).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Up to so many hints that nobody has looked after, oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn hints(&self, most: u64) -> Result<Vec<Hint>> {
        let hints = Entity::find()
            .filter(Column::DoneAt.is_null())
            .order_by_asc(Column::Id)
            .limit(most)
            .all(&self.db)
            .await?;
        hints
            .into_iter()
            .map(|hint| {
                let ids = serde_json::from_str(&hint.ids).map_err(|_| LedgerError::Corrupt {
                    id: hint.id,
                    column: "ids",
                })?;
                Ok(Hint {
                    id: hint.id,
                    sender: hint.sender,
                    entity: hint.entity,
                    action: hint.action,
                    ids,
                })
            })
            .collect()
    }

    /// Marks hints as looked after.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn hints_done(&self, ids: &[i64], now: DateTime<Utc>) -> Result<()> {
        for chunk in ids.chunks(500) {
            Entity::update_many()
                .col_expr(Column::DoneAt, Expr::value(now.timestamp()))
                .filter(Column::Id.is_in(chunk.iter().copied()))
                .exec(&self.db)
                .await?;
        }
        Ok(())
    }
}
