//! What a person said of a record: hold it back, or send it again though it was refused.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect};

use super::entity::ledger_row;
use super::entity::record_mark::{ActiveModel, Column, Entity};
use super::error::{LedgerError, Result};
use super::history::Happened;
use super::open::Ledger;
use super::row::Row;
use super::state::State;
use crate::kind::Kind;

/// What is to be done with a record in plans to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// It is held until the mark is taken away.
    Hold,
    /// It is sent again although the server refused it and it has not changed. Gone with the next answer.
    Retry,
}

impl Mark {
    const fn as_str(self) -> &'static str {
        match self {
            Mark::Hold => "hold",
            Mark::Retry => "retry",
        }
    }
}

/// A mark with the words of who made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// What is to be done.
    pub mark: Mark,
    /// Why.
    pub why: String,
    /// Who said so.
    pub by: Option<String>,
}

impl Ledger {
    /// The marks of a kind's records, by key.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn marks(&self, kind: Kind) -> Result<HashMap<String, Marked>> {
        let models = Entity::find()
            .filter(Column::Profile.eq(&self.profile))
            .filter(Column::PartnerId.eq(self.partner.0))
            .filter(Column::Kind.eq(kind.as_str()))
            .all(&self.db)
            .await?;
        Ok(models
            .into_iter()
            .map(|model| {
                let mark = if model.mark == Mark::Retry.as_str() {
                    Mark::Retry
                } else {
                    Mark::Hold
                };
                let marked = Marked {
                    mark,
                    why: model.why,
                    by: model.by_name,
                };
                (model.record_key, marked)
            })
            .collect())
    }

    /// Holds a row's record back from now on: one that the server has is not sent again when it changes.
    ///
    /// # Errors
    /// [`LedgerError::NotNow`] when nobody knows whether it arrived.
    pub async fn hold(&self, row: &Row, why: &str, now: DateTime<Utc>) -> Result<()> {
        if matches!(row.state, State::Sending | State::Uncertain) {
            return Err(LedgerError::NotNow {
                id: row.id,
                state: row.state,
                why: "it may have arrived; look in PA2, then say so with `fieldlink ledger resolve`",
            });
        }
        self.mark(row, Mark::Hold, why, "held by a person", now).await
    }

    /// Lets a row's record be sent again although the server refused it.
    ///
    /// # Errors
    /// [`LedgerError::NotNow`] when it was not refused.
    pub async fn retry(&self, row: &Row, now: DateTime<Utc>) -> Result<()> {
        let why = match row.state {
            State::Refused => return self.mark(row, Mark::Retry, "", "to be sent again", now).await,
            State::Uncertain | State::Sending => {
                "look in PA2 whether it arrived, then say so with `fieldlink ledger resolve`"
            }
            State::Accepted | State::AcceptedWithProblems => "the server has it; sent again it would be there twice",
            State::Planned | State::Held | State::Withdrawn => "it has not been sent; the next plan looks at it again",
        };
        Err(LedgerError::NotNow {
            id: row.id,
            state: row.state,
            why,
        })
    }

    /// Takes a mark away. Answers whether there was one.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub async fn release(&self, row: &Row, now: DateTime<Utc>) -> Result<bool> {
        let tx = self.begin().await?;
        let gone = Entity::delete_many()
            .filter(Column::Profile.eq(&self.profile))
            .filter(Column::PartnerId.eq(self.partner.0))
            .filter(Column::Kind.eq(row.kind.as_str()))
            .filter(Column::RecordKey.eq(&row.key))
            .exec(&tx)
            .await?
            .rows_affected;
        if gone > 0 {
            self.note_events(&tx, std::iter::once(Happened::to(row.id, "released")), now)
                .await?;
        }
        tx.commit().await?;
        Ok(gone > 0)
    }

    async fn mark(&self, row: &Row, mark: Mark, why: &str, event: &'static str, now: DateTime<Utc>) -> Result<()> {
        let tx = self.begin().await?;
        let model = ActiveModel {
            profile: Set(self.profile.clone()),
            partner_id: Set(self.partner.0),
            kind: Set(row.kind.as_str().to_owned()),
            record_key: Set(row.key.clone()),
            mark: Set(mark.as_str().to_owned()),
            why: Set(why.to_owned()),
            by_name: Set(self.by.as_deref().map(str::to_owned)),
            at: Set(now.timestamp()),
            ..ActiveModel::default()
        };
        let same = [Column::Profile, Column::PartnerId, Column::Kind, Column::RecordKey];
        Entity::insert(model)
            .on_conflict(
                OnConflict::columns(same)
                    .update_columns([Column::Mark, Column::Why, Column::ByName, Column::At])
                    .to_owned(),
            )
            .exec_without_returning(&tx)
            .await?;
        let happened = Happened::to(row.id, event);
        let happened = if why.is_empty() {
            happened
        } else {
            happened.answered(why.to_owned())
        };
        self.note_events(&tx, std::iter::once(happened), now).await?;
        tx.commit().await?;
        Ok(())
    }

    /// These rows have a definite answer: what was to be tried again has been.
    pub(super) async fn retried(&self, tx: &DatabaseTransaction, ids: &[i64]) -> Result<()> {
        let marked: Vec<(i64, String, String)> = Entity::find()
            .filter(Column::Profile.eq(&self.profile))
            .filter(Column::PartnerId.eq(self.partner.0))
            .filter(Column::Mark.eq(Mark::Retry.as_str()))
            .select_only()
            .columns([Column::Id, Column::Kind, Column::RecordKey])
            .into_tuple()
            .all(tx)
            .await?;
        if marked.is_empty() {
            return Ok(());
        }
        let closed: Vec<(String, String)> = ledger_row::Entity::find()
            .filter(ledger_row::Column::Id.is_in(ids.iter().copied()))
            .select_only()
            .columns([ledger_row::Column::Kind, ledger_row::Column::RecordKey])
            .into_tuple()
            .all(tx)
            .await?;
        let done = marked
            .into_iter()
            .filter(|(_, kind, key)| closed.iter().any(|(k, r)| k == kind && r == key))
            .map(|(id, ..)| id);
        Entity::delete_many().filter(Column::Id.is_in(done)).exec(tx).await?;
        Ok(())
    }
}
