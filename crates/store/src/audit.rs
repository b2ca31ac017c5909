//! The audit trail: who did what. Rows are only ever added.

use chrono::{DateTime, Utc};
use fieldlink_domain::ids::PartnerId;
use sea_orm::{
    ActiveModelTrait, ActiveValue::NotSet, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use crate::entity::audit;
use crate::{Db, Result, moment};

/// Something that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// When.
    pub at: DateTime<Utc>,
    /// To whose things; none when it concerns the whole installation.
    pub partner_id: Option<PartnerId>,
    /// Who, as a label without personal data: `person:7`, `client:c0ffee…`, `operator`.
    pub actor: String,
    /// What, as a stable word pair: `client.create`.
    pub action: String,
    /// On which thing: its id.
    pub subject: String,
    /// More, for a person who reads the trail. Never a secret, never borrower data.
    pub detail: String,
}

/// Adds a row.
pub async fn insert(db: &dyn Db, act: &Act) -> Result<()> {
    let row = audit::ActiveModel {
        id: NotSet,
        at: Set(act.at.timestamp()),
        partner_id: Set(act.partner_id.map(|p| p.0)),
        actor: Set(act.actor.clone()),
        action: Set(act.action.clone()),
        subject: Set(act.subject.clone()),
        detail: Set(act.detail.clone()),
    };
    row.insert(&db.connection()).await?;
    Ok(())
}

/// The latest acts on a partner's things, newest first.
pub async fn of_partner(db: &dyn Db, partner: PartnerId, limit: u64) -> Result<Vec<Act>> {
    let rows = audit::Entity::find()
        .filter(audit::Column::PartnerId.eq(partner.0))
        .order_by_desc(audit::Column::Id)
        .limit(limit)
        .all(&db.connection())
        .await?;
    rows.into_iter()
        .map(|r| {
            Ok(Act {
                at: moment::read(r.at, "audit", &r.id, "at")?,
                partner_id: r.partner_id.map(PartnerId),
                actor: r.actor,
                action: r.action,
                subject: r.subject,
                detail: r.detail,
            })
        })
        .collect()
}
