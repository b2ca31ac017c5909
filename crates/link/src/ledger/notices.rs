//! The queue of what somebody must be told: written with what it is about, sent afterwards, again until it arrives.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use serde::Serialize;

use super::error::{LedgerError, Result};
use super::open::Ledger;
use super::running_entity::notice::{ActiveModel, Column, Entity, Model};
use crate::config::Channel;
use crate::notify::Notice;

/// A notice that enters the queue, if it is not there already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreshNotice {
    /// Which way it goes.
    pub channel: Channel,
    /// What it is about: the same thing has the same fingerprint, and is told once.
    pub fingerprint: String,
    /// What it says.
    pub notice: Notice,
}

/// A notice whose time to be sent has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Its number, the same in every attempt.
    pub id: i64,
    /// Which way it goes.
    pub channel: Channel,
    /// When it entered the queue.
    pub created: DateTime<Utc>,
    /// Attempts that failed.
    pub attempts: i64,
    /// What it says.
    pub notice: Notice,
}

/// A notice that has not left although it was tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unsent {
    /// Which way it goes.
    pub channel: String,
    /// Attempts that failed.
    pub attempts: i64,
    /// When it is tried again; none when it was given up.
    pub try_at: Option<DateTime<Utc>>,
    /// Why the last attempt failed.
    pub error: Option<String>,
}

/// Adds notices that are not in the queue yet, nor ever were.
pub(super) async fn add(
    ledger: &Ledger,
    tx: &DatabaseTransaction,
    fresh: &[FreshNotice],
    now: DateTime<Utc>,
) -> Result<()> {
    for fresh in fresh {
        let body = serde_json::to_string(&fresh.notice).map_err(|_| LedgerError::Corrupt { id: 0, column: "body" })?;
        let model = ActiveModel {
            profile: Set(ledger.profile.clone()),
            partner_id: Set(ledger.partner.0),
            channel: Set(fresh.channel.as_str().to_owned()),
            fingerprint: Set(fresh.fingerprint.clone()),
            body: Set(body),
            created_at: Set(now.timestamp()),
            attempts: Set(0),
            try_at: Set(Some(now.timestamp())),
            sent_at: Set(None),
            last_error: Set(None),
            ..ActiveModel::default()
        };
        let same = [Column::Profile, Column::PartnerId, Column::Channel, Column::Fingerprint];
        Entity::insert(model)
            .on_conflict(OnConflict::columns(same).do_nothing().to_owned())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

impl Ledger {
    /// Adds notices that are not in the queue yet, nor ever were.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub async fn add_notices(&self, fresh: &[FreshNotice], now: DateTime<Utc>) -> Result<()> {
        let tx = self.begin().await?;
        add(self, &tx, fresh, now).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The notices whose time has come, oldest first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn due_notices(&self, now: DateTime<Utc>) -> Result<Vec<Due>> {
        let models = Entity::find()
            .filter(Column::Profile.eq(&self.profile))
            .filter(Column::PartnerId.eq(self.partner.0))
            .filter(Column::TryAt.lte(now.timestamp()))
            .order_by_asc(Column::Id)
            .all(&self.db)
            .await?;
        models.into_iter().map(due).collect()
    }

    /// When the next notice is to be tried.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn next_notice(&self) -> Result<Option<DateTime<Utc>>> {
        let first: Option<Option<i64>> = Entity::find()
            .filter(Column::Profile.eq(&self.profile))
            .filter(Column::PartnerId.eq(self.partner.0))
            .filter(Column::TryAt.is_not_null())
            .select_only()
            .column_as(Column::TryAt.min(), "first")
            .into_tuple()
            .one(&self.db)
            .await?;
        Ok(first.flatten().and_then(|seconds| DateTime::from_timestamp(seconds, 0)))
    }

    /// Keeps that a notice left.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub async fn notice_sent(&self, id: i64, now: DateTime<Utc>) -> Result<()> {
        Entity::update_many()
            .col_expr(Column::SentAt, Expr::value(now.timestamp()))
            .col_expr(Column::TryAt, Expr::value(None::<i64>))
            .filter(Column::Id.eq(id))
            .exec(&self.db)
            .await?;
        Ok(())
    }

    /// Keeps that a notice did not leave, and when it is tried again; never when there is no such time.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub async fn notice_failed(&self, id: i64, error: &str, again: Option<DateTime<Utc>>) -> Result<()> {
        Entity::update_many()
            .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
            .col_expr(Column::LastError, Expr::value(error))
            .col_expr(Column::TryAt, Expr::value(again.map(|at| at.timestamp())))
            .filter(Column::Id.eq(id))
            .exec(&self.db)
            .await?;
        Ok(())
    }

    /// Notices that were tried and have not left, newest first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn unsent_notices(&self) -> Result<Vec<Unsent>> {
        let models = Entity::find()
            .filter(Column::Profile.eq(&self.profile))
            .filter(Column::PartnerId.eq(self.partner.0))
            .filter(Column::SentAt.is_null())
            .filter(Column::Attempts.gt(0))
            .order_by_desc(Column::Id)
            .limit(20)
            .all(&self.db)
            .await?;
        Ok(models
            .into_iter()
            .map(|model| Unsent {
                channel: model.channel,
                attempts: model.attempts,
                try_at: model.try_at.and_then(|seconds| DateTime::from_timestamp(seconds, 0)),
                error: model.last_error,
            })
            .collect())
    }

    /// How many notices there ever were.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn notices(&self) -> Result<u64> {
        let count = Entity::find()
            .filter(Column::Profile.eq(&self.profile))
            .filter(Column::PartnerId.eq(self.partner.0))
            .count(&self.db)
            .await?;
        Ok(count)
    }
}

fn due(model: Model) -> Result<Due> {
    let corrupt = |column| LedgerError::Corrupt { id: model.id, column };
    Ok(Due {
        channel: match model.channel.as_str() {
            "webhook" => Channel::Webhook,
            "email" => Channel::Email,
            _ => return Err(corrupt("channel")),
        },
        created: DateTime::from_timestamp(model.created_at, 0).ok_or_else(|| corrupt("created_at"))?,
        notice: serde_json::from_str(&model.body).map_err(|_| corrupt("body"))?,
        id: model.id,
        attempts: model.attempts,
    })
}
