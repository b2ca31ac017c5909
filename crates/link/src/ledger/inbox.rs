//! The inbox: links that a person must open.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;

use super::entity::confirmation::{Column, Entity, Model};
use super::error::{LedgerError, Result};
use super::open::Ledger;

/// A link under which a person reviews and publishes journals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Confirmation {
    /// The link.
    pub url: String,
    /// The server's name of the archive, when it told one.
    pub archive_id: Option<String>,
    /// How many journals wait there.
    pub journals: u64,
    /// When it came.
    pub received: DateTime<Utc>,
    /// When a person said it was done.
    pub done: Option<DateTime<Utc>>,
}

impl Ledger {
    /// The links, oldest first; without those that are done, unless all are wanted.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn inbox(&self, all: bool) -> Result<Vec<Confirmation>> {
        let mut select = Entity::find()
            .filter(Column::Profile.eq(&self.profile))
            .filter(Column::PartnerId.eq(self.partner.0))
            .order_by_asc(Column::Id);
        if !all {
            select = select.filter(Column::DoneAt.is_null());
        }
        select.all(&self.db).await?.into_iter().map(confirmation).collect()
    }

    /// Marks a link as done.
    ///
    /// # Errors
    /// [`LedgerError::NoSuchLink`].
    pub async fn mark_done(&self, url: &str, now: DateTime<Utc>) -> Result<()> {
        let marked = Entity::update_many()
            .col_expr(Column::DoneAt, Expr::value(now.timestamp()))
            .filter(Column::Profile.eq(&self.profile))
            .filter(Column::PartnerId.eq(self.partner.0))
            .filter(Column::Url.eq(url))
            .exec(&self.db)
            .await?
            .rows_affected;
        if marked == 0 {
            Err(LedgerError::NoSuchLink(url.to_owned()))
        } else {
            Ok(())
        }
    }
}

fn confirmation(model: Model) -> Result<Confirmation> {
    let moment =
        |seconds, column| DateTime::from_timestamp(seconds, 0).ok_or(LedgerError::Corrupt { id: model.id, column });
    Ok(Confirmation {
        received: moment(model.received_at, "received_at")?,
        done: model.done_at.map(|seconds| moment(seconds, "done_at")).transpose()?,
        url: model.url,
        archive_id: model.archive_id,
        journals: u64::try_from(model.journals).unwrap_or(0),
    })
}
