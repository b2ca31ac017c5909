//! Wires between a partner and Kiva, as Kiva's people enter them (domain.md 2.6).

use chrono::{DateTime, NaiveDate, Utc};
use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::money::Minor;

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
    /// That it was struck out; then no statement counts it.
    pub struck: Option<Struck>,
}

/// A wire entered by mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Struck {
    /// When it was struck out.
    pub at: DateTime<Utc>,
    /// Label of who did.
    pub by: String,
    /// In their words.
    pub reason: String,
}

/// Keeps a wire and gives it its number.
pub async fn insert(tx: &Tx, new: &NewWire) -> Result<i64> {
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
    let row = tx.one(Sql::with(sql, values)).await?;
    let row = row.ok_or(sea_orm::DbErr::RecordNotInserted)?;
    Ok(row.get(0)?)
}

/// US cents wired by the partner, and wired to it, between two days, both included.
pub async fn sums(db: &dyn Db, partner: PartnerId, from: NaiveDate, to: NaiveDate) -> Result<(Minor, Minor)> {
    let sql = "SELECT CAST(COALESCE(SUM(CASE WHEN usd > 0 THEN usd ELSE 0 END), 0) AS BIGINT), \
               CAST(COALESCE(SUM(CASE WHEN usd < 0 THEN -usd ELSE 0 END), 0) AS BIGINT) \
               FROM wire WHERE partner_id = $1 AND day >= $2 AND day <= $3 AND struck_at IS NULL";
    let values = vec![partner.0.into(), from.to_string().into(), to.to_string().into()];
    let row = db.one(Sql::with(sql, values)).await?;
    let Some(row) = row else {
        return Ok((Minor::ZERO, Minor::ZERO));
    };
    Ok((Minor(row.get(0)?), Minor(row.get(1)?)))
}

/// A partner's wires, the last entered first: `limit` of them below this number.
pub async fn page(db: &dyn Db, partner: PartnerId, before: Option<i64>, limit: u64) -> Result<Vec<Wire>> {
    let sql = format!("SELECT {COLUMNS} FROM wire WHERE partner_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3");
    let values: Vec<Value> = vec![
        partner.0.into(),
        before.unwrap_or(i64::MAX).into(),
        i64::try_from(limit).unwrap_or(i64::MAX).into(),
    ];
    let rows = db.all(Sql::with(sql, values)).await?;
    rows.iter().map(read).collect()
}

const COLUMNS: &str = "id, day, usd, reference, struck_at, struck_by, struck_reason";

/// One wire of a partner.
pub async fn get(db: &dyn Db, partner: PartnerId, id: i64) -> Result<Option<Wire>> {
    let sql = format!("SELECT {COLUMNS} FROM wire WHERE id = $1 AND partner_id = $2");
    let values = vec![id.into(), partner.0.into()];
    let row = db.one(Sql::with(sql, values)).await?;
    row.as_ref().map(read).transpose()
}

/// Strikes a wire out; whether it was not before.
pub async fn strike(tx: &Tx, partner: PartnerId, id: i64, struck: &Struck) -> Result<bool> {
    let sql = "UPDATE wire SET struck_at = $1, struck_by = $2, struck_reason = $3 \
               WHERE id = $4 AND partner_id = $5 AND struck_at IS NULL";
    let values = vec![
        struck.at.timestamp().into(),
        struck.by.as_str().into(),
        struck.reason.as_str().into(),
        id.into(),
        partner.0.into(),
    ];
    let done = tx.run(Sql::with(sql, values)).await?;
    Ok(done == 1)
}

fn read(row: &Row) -> Result<Wire> {
    let id: i64 = row.get(0)?;
    let day: String = row.get(1)?;
    Ok(Wire {
        id,
        day: day.parse().map_err(|_| Error::Corrupt {
            table: "wire",
            row: id.to_string(),
            column: "day",
        })?,
        usd: Minor(row.get(2)?),
        reference: row.get(3)?,
        struck: match row.get::<Option<i64>>(4)? {
            Some(at) => Some(Struck {
                at: moment::read(at, "wire", &id, "struck_at")?,
                by: row.get(5)?,
                reason: row.get(6)?,
            }),
            None => None,
        },
    })
}
