//! Records enter the ledger, planned or held.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use fieldlink_domain::calendar::Period;
use rust_decimal::Decimal;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, ExprTrait, FromQueryResult, QueryFilter,
    QuerySelect,
};

use super::entity::ledger_row::{ActiveModel, Column, Entity};
use super::error::{LedgerError, Result};
use super::history::Happened;
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

/// A row that never left, as it stands.
#[derive(FromQueryResult)]
struct There {
    id: i64,
    record_key: String,
    revision: i64,
    hash: String,
    state: String,
    reasons: String,
    origin: Option<String>,
    request_id: Option<String>,
}

impl There {
    /// Whether writing the model would change nothing.
    fn is(&self, model: &ActiveModel) -> bool {
        self.request_id.is_none()
            && model.hash.try_as_ref() == Some(&self.hash)
            && model.state.try_as_ref() == Some(&self.state)
            && model.reasons.try_as_ref() == Some(&self.reasons)
            && model.origin.try_as_ref() == Some(&self.origin)
    }
}

#[derive(Default)]
struct Waiting(HashMap<String, Vec<There>>);

impl Waiting {
    fn get(&self, (key, revision): &(&str, i64)) -> Option<&There> {
        self.0.get(*key)?.iter().find(|row| row.revision == *revision)
    }
}

/// Rows per statement: 21 columns each, far below what either engine can bind.
const CHUNK: usize = 500;

impl Ledger {
    /// Writes down what a plan found: planned and held rows. Rows of the kind (and month) that never left and are not
    /// among the entries have left their source and are withdrawn. Rows that may have left are not touched.
    ///
    /// # Errors
    /// When the ledger cannot be written; then nothing of it is.
    pub async fn enter(&self, kind: Kind, period: Option<Period>, entries: &[Entry], now: DateTime<Utc>) -> Result<()> {
        let tx = self.begin().await?;
        let before = self.waiting(&tx, kind, period).await?;
        let mut models = Vec::new();
        let mut written: Vec<&Entry> = Vec::new();
        for entry in entries {
            let model = self.model(kind, period, entry, now.timestamp())?;
            let there = before.get(&(entry.key.as_str(), entry.revision));
            if there.is_some_and(|there| there.is(&model)) {
                continue;
            }
            written.push(entry);
            models.push(model);
        }
        for chunk in models.chunks(CHUNK) {
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
            Entity::insert_many(chunk.iter().cloned())
                .on_conflict(conflict)
                .exec_without_returning(&tx)
                .await?;
        }
        if !written.is_empty() {
            let after = self.waiting(&tx, kind, period).await?;
            let events = written.iter().filter_map(|entry| {
                let there = after.get(&(entry.key.as_str(), entry.revision))?;
                let event = if entry.held.is_empty() {
                    Event::Plan
                } else {
                    Event::Hold
                };
                let happened = Happened::to(there.id, event.as_str());
                Some(match entry.held.first() {
                    Some(reason) => happened.answered(reason.rule.clone()),
                    None => happened,
                })
            });
            self.note_events(&tx, events, now).await?;
        }
        self.withdraw(&tx, entries, &before, now).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The rows of a kind (and month) that never left, by key and revision.
    async fn waiting(&self, tx: &DatabaseTransaction, kind: Kind, period: Option<Period>) -> Result<Waiting> {
        let never_left = State::before(Event::Plan).map(State::as_str);
        let mut select = self
            .mine()
            .filter(Column::Kind.eq(kind.as_str()))
            .filter(Column::State.is_in(never_left));
        if let Some(period) = period {
            select = select.filter(Column::Period.eq(period.to_string()));
        }
        let columns = [
            Column::Id,
            Column::RecordKey,
            Column::Revision,
            Column::Hash,
            Column::State,
            Column::Reasons,
            Column::Origin,
            Column::RequestId,
        ];
        let rows: Vec<There> = select.select_only().columns(columns).into_model().all(tx).await?;
        let mut waiting = Waiting::default();
        for row in rows {
            waiting.0.entry(row.record_key.clone()).or_default().push(row);
        }
        Ok(waiting)
    }

    /// Rows that were waiting and are not among the entries have left their source.
    async fn withdraw(
        &self,
        tx: &DatabaseTransaction,
        entries: &[Entry],
        before: &Waiting,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let seen: HashSet<(&str, i64)> = entries
            .iter()
            .map(|entry| (entry.key.as_str(), entry.revision))
            .collect();
        let gone: Vec<i64> = before
            .0
            .values()
            .flatten()
            .filter(|row| row.state != State::Withdrawn.as_str())
            .filter(|row| !seen.contains(&(row.record_key.as_str(), row.revision)))
            .map(|row| row.id)
            .collect();
        for chunk in gone.chunks(CHUNK) {
            Entity::update_many()
                .col_expr(Column::State, Expr::value(State::Withdrawn.as_str()))
                .col_expr(Column::UpdatedAt, Expr::value(now.timestamp()))
                .filter(Column::Id.is_in(chunk.iter().copied()))
                .filter(Column::State.is_in([State::Planned.as_str(), State::Held.as_str()]))
                .exec(tx)
                .await?;
        }
        let events = gone.iter().map(|id| Happened::to(*id, Event::Withdraw.as_str()));
        self.note_events(tx, events, now).await
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
            worker: Set(None),
            created_at: Set(now),
            updated_at: Set(now),
            ..ActiveModel::default()
        })
    }
}
