//! Intents are committed, and answers close them.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};

use super::entity::{confirmation, ledger_row};
use super::error::{LedgerError, Result};
use super::inbox::Confirmation;
use super::open::Ledger;
use super::state::{Event, State};
use crate::mapping::Reason;

use ledger_row::Column;

/// A request that is about to leave.
#[derive(Clone)]
pub struct Intent {
    /// The request; rows of one batch share it.
    pub request_id: String,
    /// The Idempotency-Key it carries.
    pub idempotency_key: Option<String>,
    /// Each row with its part of the request's body.
    pub rows: Vec<(i64, String)>,
}

/// What an answer says of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing {
    /// The row.
    pub id: i64,
    /// What happened to it.
    pub event: Event,
    /// Why, or what the server remarked.
    pub reasons: Vec<Reason>,
    /// What the server calls it.
    pub reference: Option<String>,
    /// Where a person confirms it.
    pub confirm_url: Option<String>,
}

impl Closing {
    /// An event without a word.
    pub fn new(id: i64, event: Event) -> Closing {
        Closing {
            id,
            event,
            reasons: Vec::new(),
            reference: None,
            confirm_url: None,
        }
    }
}

impl Ledger {
    /// Commits an intent. Only after this may the request leave.
    ///
    /// # Errors
    /// [`LedgerError::Moved`] when a row is not in a state to be sent; then none is.
    pub async fn intend(&self, intent: &Intent, now: DateTime<Utc>) -> Result<()> {
        let tx = self.begin().await?;
        for (id, payload) in &intent.rows {
            let update = ledger_row::Entity::update_many()
                .col_expr(Column::RequestId, Expr::value(intent.request_id.clone()))
                .col_expr(Column::IdempotencyKey, Expr::value(intent.idempotency_key.clone()))
                .col_expr(Column::Payload, Expr::value(payload.clone()));
            self.move_row(&tx, update, *id, Event::Intend, State::Sending, now)
                .await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Keeps what an answer said, all of it or nothing, with the link that a person must open.
    ///
    /// # Errors
    /// [`LedgerError::Moved`] when a row was not being sent.
    pub async fn close(
        &self,
        closings: &[Closing],
        confirmation: Option<&Confirmation>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let tx = self.begin().await?;
        for closing in closings {
            let reasons = serde_json::to_string(&closing.reasons).map_err(|_| LedgerError::Corrupt {
                id: closing.id,
                column: "reasons",
            })?;
            let target = target(closing.event).ok_or(LedgerError::Moved {
                event: closing.event,
                expected: 1,
                moved: 0,
            })?;
            let mut update = ledger_row::Entity::update_many()
                .col_expr(Column::Reasons, Expr::value(reasons))
                .col_expr(Column::Reference, Expr::value(closing.reference.clone()))
                .col_expr(Column::ConfirmUrl, Expr::value(closing.confirm_url.clone()));
            // An uncertain row keeps what was sent: it may have to be sent again exactly so.
            if target != State::Uncertain {
                update = update.col_expr(Column::Payload, Expr::value(None::<String>));
            }
            self.move_row(&tx, update, closing.id, closing.event, target, now)
                .await?;
        }
        if let Some(confirmation) = confirmation {
            self.add_confirmation(&tx, confirmation).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    async fn move_row(
        &self,
        tx: &DatabaseTransaction,
        update: sea_orm::UpdateMany<ledger_row::Entity>,
        id: i64,
        event: Event,
        target: State,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let moved = update
            .col_expr(Column::State, Expr::value(target.as_str()))
            .col_expr(Column::UpdatedAt, Expr::value(now.timestamp()))
            .filter(Column::Id.eq(id))
            .filter(Column::Profile.eq(&self.profile))
            .filter(Column::PartnerId.eq(self.partner.0))
            .filter(Column::State.is_in(State::before(event).map(State::as_str)))
            .exec(tx)
            .await?
            .rows_affected;
        if moved == 1 {
            Ok(())
        } else {
            Err(LedgerError::Moved {
                event,
                expected: 1,
                moved,
            })
        }
    }

    async fn add_confirmation(&self, tx: &DatabaseTransaction, new: &Confirmation) -> Result<()> {
        let model = confirmation::ActiveModel {
            profile: Set(self.profile.clone()),
            partner_id: Set(self.partner.0),
            url: Set(new.url.clone()),
            archive_id: Set(new.archive_id.clone()),
            journals: Set(i64::try_from(new.journals).unwrap_or(i64::MAX)),
            received_at: Set(new.received.timestamp()),
            done_at: Set(None),
            ..confirmation::ActiveModel::default()
        };
        // The same answer may come twice: a request that was repeated under its key.
        let same = [
            confirmation::Column::Profile,
            confirmation::Column::PartnerId,
            confirmation::Column::Url,
        ];
        confirmation::Entity::insert(model)
            .on_conflict(
                OnConflict::columns(same)
                    .update_column(confirmation::Column::ArchiveId)
                    .to_owned(),
            )
            .exec_without_returning(tx)
            .await?;
        Ok(())
    }
}

/// Where an event leads; each leads to one state wherever it begins.
fn target(event: Event) -> Option<State> {
    State::before(event).next().and_then(|state| state.after(event).ok())
}
