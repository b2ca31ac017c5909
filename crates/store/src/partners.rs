//! Field Partners with their profile and config.

use chrono::{DateTime, Utc};
use fieldlink_domain::calendar::Period;
use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::partner::{Partner, Profile};

use crate::{Db, Error, Result};

/// One partner.
pub async fn get(db: &dyn Db, id: PartnerId) -> Result<Option<Partner>> {
    partner::Entity::find_by_id(id.0)
        .one(&db.connection())
        .await?
        .map(read)
        .transpose()
}

/// One partner, held until the transaction ends: a change of part of it overwrites nobody else's.
pub async fn hold(tx: &Tx, id: PartnerId) -> Result<Option<Partner>> {
    partner::Entity::find_by_id(id.0)
        .lock_exclusive()
        .one(&tx.connection())
        .await?
        .map(read)
        .transpose()
}

/// Which of these partners there are.
pub async fn known(db: &dyn Db, ids: &[PartnerId]) -> Result<Vec<PartnerId>> {
    let query = partner::Entity::find()
        .select_only()
        .column(partner::Column::Id)
        .filter(partner::Column::Id.is_in(ids.iter().map(|id| id.0)));
    let found: Vec<i64> = query.into_tuple().all(&db.connection()).await?;
    Ok(found.into_iter().map(PartnerId).collect())
}

/// A partner's name.
pub async fn name(db: &dyn Db, id: PartnerId) -> Result<Option<String>> {
    let query = partner::Entity::find_by_id(id.0)
        .select_only()
        .column(partner::Column::Name);
    Ok(query.into_tuple().one(&db.connection()).await?)
}

/// What taking a report needs to know of a partner: not its config, whose hundreds of values have no part in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reporter {
    /// Its number.
    pub id: PartnerId,
    /// The first month that it reports.
    pub first_period: Period,
    /// Settings.
    pub profile: Profile,
}

/// A partner as one that reports.
pub async fn reporter(db: &dyn Db, id: PartnerId) -> Result<Option<Reporter>> {
    let query = partner::Entity::find_by_id(id.0)
        .select_only()
        .columns([partner::Column::FirstPeriod, partner::Column::Profile]);
    let row: Option<(String, String)> = query.into_tuple().one(&db.connection()).await?;
    row.map(|(first_period, profile)| {
        Ok(Reporter {
            id,
            first_period: first_period.parse().map_err(|_| corrupt(id.0, "first_period"))?,
            profile: serde_json::from_str(&profile).map_err(|_| corrupt(id.0, "profile"))?,
        })
    })
    .transpose()
}

/// All partners, by number.
pub async fn all(db: &dyn Db) -> Result<Vec<Partner>> {
    let rows = partner::Entity::find()
        .order_by_asc(partner::Column::Id)
        .all(&db.connection())
        .await?;
    rows.into_iter().map(read).collect()
}

/// Up to `limit` partners, by number; only those behind `after`.
pub async fn page(db: &dyn Db, after: Option<PartnerId>, limit: u64) -> Result<Vec<Partner>> {
    let rows = partner::Entity::find()
        .filter(partner::Column::Id.gt(after.map_or(i64::MIN, |after| after.0)))
        .order_by_asc(partner::Column::Id)
        .limit(limit)
        .all(&db.connection())
        .await?;
    rows.into_iter().map(read).collect()
}

/// Adds a partner; [`Error::Duplicate`] if the number is taken.
pub async fn insert(db: &dyn Db, partner: &Partner, now: DateTime<Utc>) -> Result<()> {
    let row = partner::ActiveModel {
        id: Set(partner.id.0),
        name: Set(partner.name.clone()),
        profile: Set(json(&partner.profile, partner.id, "profile")?),
        config: Set(json(&partner.config, partner.id, "config")?),
        first_period: Set(partner.first_period.to_string()),
        next_seq: Set(0),
        created_at: Set(now.timestamp()),
    };
    row.insert(&db.connection()).await?;
    Ok(())
}

/// Replaces name, profile, config and first period of a partner that is there.
pub async fn save(db: &dyn Db, partner: &Partner) -> Result<()> {
    let saved = partner::Entity::update_many()
        .col_expr(partner::Column::Name, Expr::value(partner.name.clone()))
        .col_expr(
            partner::Column::Profile,
            Expr::value(json(&partner.profile, partner.id, "profile")?),
        )
        .col_expr(
            partner::Column::Config,
            Expr::value(json(&partner.config, partner.id, "config")?),
        )
        .col_expr(
            partner::Column::FirstPeriod,
            Expr::value(partner.first_period.to_string()),
        )
        .filter(partner::Column::Id.eq(partner.id.0))
        .exec(&db.connection())
        .await?;
    if saved.rows_affected == 0 {
        Err(Error::Stale { what: "The partner" })
    } else {
        Ok(())
    }
}

fn json(value: &impl serde::Serialize, id: PartnerId, column: &'static str) -> Result<String> {
    serde_json::to_string(value).map_err(|_| corrupt(id.0, column))
}

fn read(row: partner::Model) -> Result<Partner> {
    Ok(Partner {
        id: PartnerId(row.id),
        name: row.name,
        profile: serde_json::from_str(&row.profile).map_err(|_| corrupt(row.id, "profile"))?,
        config: serde_json::from_str(&row.config).map_err(|_| corrupt(row.id, "config"))?,
        first_period: row.first_period.parse().map_err(|_| corrupt(row.id, "first_period"))?,
    })
}

fn corrupt(id: i64, column: &'static str) -> Error {
    Error::Corrupt {
        table: "partner",
        row: id.to_string(),
        column,
    }
}
