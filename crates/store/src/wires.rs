//! Wires between a partner and Kiva, as Kiva's people enter them (domain.md 2.6).

use chrono::{DateTime, NaiveDate, Utc};
use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::money::Minor;
use sea_orm::{ConnectionTrait, Value};

use crate::loan_index::statement;
use crate::{Db, Error, Result};

/// A wire to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWire {
    /// Whose account.
    pub partner: PartnerId,
    /// The Pacific day it arrived.
    pub day: NaiveDate,
    /// US cents; from the partner to Kiva, negative the other way.
    pub usd: Minor,
    /// What the bank calls it.
    pub reference: String,
    /// Label of who entered it.
    pub actor: String,
    /// When it was entered.
    pub at: DateTime<Utc>,
}

/// A kept wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wire {
    /// Number.
    pub id: i64,
    /// The Pacific day it arrived.
    pub day: NaiveDate,
    /// US cents; from the partner to Kiva, negative the other way.
    pub usd: Minor,
    /// What the bank calls it.
    pub reference: String,
}

/// Keeps a wire and gives it its number.
pub async fn insert(tx: &dyn Db, new: &NewWire) -> Result<i64> {
    let sql = "INSERT INTO wire (partner_id, day, usd, reference, actor, created_at) VALUES ($1,$2,$3,$4,$5,$6) \
               RETURNING id";
    let values = vec![
        new.partner.0.into(),
        new.day.to_string().into(),
        new.usd.0.into(),
        new.reference.as_str().into(),
        new.actor.as_str().into(),
        new.at.timestamp().into(),
    ];
    let row = tx.connection().query_one_raw(statement(tx, sql, values)).await?;
    let row = row.ok_or(sea_orm::DbErr::RecordNotInserted)?;
    Ok(row.try_get_by_index(0)?)
}

/// US cents wired by the partner, and wired to it, between two days, both included.
pub async fn sums(db: &dyn Db, partner: PartnerId, from: NaiveDate, to: NaiveDate) -> Result<(Minor, Minor)> {
    let sql = "SELECT CAST(COALESCE(SUM(CASE WHEN usd > 0 THEN usd ELSE 0 END), 0) AS BIGINT), \
               CAST(COALESCE(SUM(CASE WHEN usd < 0 THEN -usd ELSE 0 END), 0) AS BIGINT) \
               FROM wire WHERE partner_id = $1 AND day >= $2 AND day <= $3";
    let values = vec![partner.0.into(), from.to_string().into(), to.to_string().into()];
    let row = db.connection().query_one_raw(statement(db, sql, values)).await?;
    let Some(row) = row else {
        return Ok((Minor::ZERO, Minor::ZERO));
    };
    Ok((Minor(row.try_get_by_index(0)?), Minor(row.try_get_by_index(1)?)))
}

/// A partner's wires, the last entered first: `limit` of them below this number.
pub async fn page(db: &dyn Db, partner: PartnerId, before: Option<i64>, limit: u64) -> Result<Vec<Wire>> {
    let sql = "SELECT id, day, usd, reference FROM wire WHERE partner_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
    let values: Vec<Value> = vec![
        partner.0.into(),
        before.unwrap_or(i64::MAX).into(),
        i64::try_from(limit).unwrap_or(i64::MAX).into(),
    ];
    let rows = db.connection().query_all_raw(statement(db, sql, values)).await?;
    rows.iter()
        .map(|row| {
            let id: i64 = row.try_get_by_index(0)?;
            let day: String = row.try_get_by_index(1)?;
            Ok(Wire {
                id,
                day: day.parse().map_err(|_| Error::Corrupt {
                    table: "wire",
                    row: id.to_string(),
                    column: "day",
                })?,
                usd: Minor(row.try_get_by_index(2)?),
                reference: row.try_get_by_index(3)?,
            })
        })
        .collect()
}
