//! Records enter the ledger, planned or held.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use fieldlink_domain::calendar::Period;
use rust_decimal::Decimal;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect};

use super::entity::ledger_row::{ActiveModel, Column, Entity};
use super::error::{LedgerError, Result};
use super::open::Ledger;
use super::state::{Event, State};
use crate::kind::Kind;
use crate::mapping::Reason;
use crate::record::Origin;

/// What a plan says of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// How the record is known.
    pub key: String,
    /// Which revision this would be.
    pub revision: i64,
    /// Hash of what would be sent; empty when it could not be made.
    pub hash: String,
    /// Why it is held; empty when it is fit to be sent.
    pub held: Vec<Reason>,
    /// Where the record stands.
    pub origin: Option<Origin>,
    /// Repayments only: the loan and its amount.
    pub repayment: Option<(String, Option<Decimal>)>,
}

/// Rows per statement: 20 columns each, far below what either engine can bind.
const CHUNK: usize = 500;

impl Ledger {
    /// Writes down what a plan found: planned and held rows. Rows of the kind (and month) that never left and are not
    /// among the entries have left their source and are withdrawn. Rows that may have left are not touched.
    ///
    /// # Errors
    /// When the ledger cannot be written; then nothing of it is.
    pub async fn enter(&self, kind: Kind, period: Option<Period>, entries: &[Entry], now: DateTime<Utc>) -> Result<()> {
        let now = now.timestamp();
        let tx = self.begin().await?;
        for chunk in entries.chunks(CHUNK) {
            let mut models = Vec::with_capacity(chunk.len());
            for entry in chunk {
                models.push(self.model(kind, period, entry, now)?);
            }
            let fresh = [
                Column::Hash,
                Column::State,
                Column::Reasons,
                Column::Amount,
                Column::Origin,
                Column::UpdatedAt,
                // Left over from a request that was not taken.
                Column::RequestId,
                Column::IdempotencyKey,
                Column::Payload,
            ];
            let never_left = State::before(Event::Plan).map(State::as_str);
            let conflict = OnConflict::columns([
                Column::Profile,
                Column::PartnerId,
                Column::Kind,
                Column::RecordKey,
                Column::Revision,
            ])
            .update_columns(fresh)
            .action_and_where(Expr::col((Entity, Column::State)).is_in(never_left))
            .to_owned();
            Entity::insert_many(models)
                .on_conflict(conflict)
                .exec_without_returning(&tx)
                .await?;
        }
        let seen: HashSet<(&str, i64)> = entries
            .iter()
            .map(|entry| (entry.key.as_str(), entry.revision))
            .collect();
        let mut select = self
            .mine()
            .filter(Column::Kind.eq(kind.as_str()))
            .filter(Column::State.is_in([State::Planned.as_str(), State::Held.as_str()]));
        if let Some(period) = period {
            select = select.filter(Column::Period.eq(period.to_string()));
        }
        let columns = [Column::Id, Column::RecordKey, Column::Revision];
        let waiting: Vec<(i64, String, i64)> = select.select_only().columns(columns).into_tuple().all(&tx).await?;
        let gone: Vec<i64> = waiting
            .into_iter()
            .filter(|(_, key, revision)| !seen.contains(&(key.as_str(), *revision)))
            .map(|(id, ..)| id)
            .collect();
        for chunk in gone.chunks(CHUNK) {
            Entity::update_many()
                .col_expr(Column::State, Expr::value(State::Withdrawn.as_str()))
                .col_expr(Column::UpdatedAt, Expr::value(now))
                .filter(Column::Id.is_in(chunk.iter().copied()))
                .exec(&tx)
                .await?;
        }
        tx.commit().await?;
        Ok(())
    }

    fn model(&self, kind: Kind, period: Option<Period>, entry: &Entry, now: i64) -> Result<ActiveModel> {
        let state = if entry.held.is_empty() {
            State::Planned
        } else {
            State::Held
        };
        let corrupt = |column| LedgerError::Corrupt { id: 0, column };
        let reasons = serde_json::to_string(&entry.held).map_err(|_| corrupt("reasons"))?;
        let origin = entry
            .origin
            .as_ref()
            .map(serde_json::to_string)
            .transpose()
            .map_err(|_| corrupt("origin"))?;
        let (loan_id, amount) = match &entry.repayment {
            Some((loan_id, amount)) => (Some(loan_id.clone()), amount.map(|amount| amount.to_string())),
            None => (None, None),
        };
        Ok(ActiveModel {
            profile: Set(self.profile.clone()),
            partner_id: Set(self.partner.0),
            kind: Set(kind.as_str().to_owned()),
            record_key: Set(entry.key.clone()),
            revision: Set(entry.revision),
            hash: Set(entry.hash.clone()),
            state: Set(state.as_str().to_owned()),
            reasons: Set(reasons),
            request_id: Set(None),
            idempotency_key: Set(None),
            payload: Set(None),
            reference: Set(None),
            confirm_url: Set(None),
            period: Set(period.map(|period| period.to_string())),
            loan_id: Set(loan_id),
            amount: Set(amount),
            origin: Set(origin),
            created_at: Set(now),
            updated_at: Set(now),
            ..ActiveModel::default()
        })
    }
}
