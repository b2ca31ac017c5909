//! Wires between a partner and Kiva, as Kiva's people enter them (domain.md 2.6).

use chrono::{DateTime, NaiveDate, Utc};
use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::money::Minor;

use crate::{Ask as _, Db, Result, Row, Tx, sql};

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
    let (day, at) = (new.day.to_string(), new.at.timestamp());
    let sql = sql!(sql, new.partner.0, day, new.usd.0, &new.reference, &new.actor, at);
    Ok(tx.single(sql).await?)
}

/// US cents wired by the partner, and wired to it, between two days, both included.
pub async fn sums(db: &dyn Db, partner: PartnerId, from: NaiveDate, to: NaiveDate) -> Result<(Minor, Minor)> {
    let sql = "SELECT CAST(COALESCE(SUM(CASE WHEN usd > 0 THEN usd ELSE 0 END), 0) AS BIGINT), \
               CAST(COALESCE(SUM(CASE WHEN usd < 0 THEN -usd ELSE 0 END), 0) AS BIGINT) \
               FROM wire WHERE partner_id = $1 AND day >= $2 AND day <= $3 AND struck_at IS NULL";
    let row = db.one(sql!(sql, partner.0, from.to_string(), to.to_string())).await?;
    let Some(row) = row else {
        return Ok((Minor::ZERO, Minor::ZERO));
    };
    Ok((Minor(row.get(0)?), Minor(row.get(1)?)))
}

/// A partner's wires, the last entered first: `limit` of them below this number.
pub async fn page(db: &dyn Db, partner: PartnerId, before: Option<i64>, limit: u64) -> Result<Vec<Wire>> {
    let sql = format!("SELECT {COLUMNS} FROM wire WHERE partner_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3");
    let rows = db.all(sql!(sql, partner.0, before.unwrap_or(i64::MAX), limit)).await?;
    rows.iter().map(read).collect()
}

const COLUMNS: &str = "id, day, usd, reference, struck_at, struck_by, struck_reason";

/// One wire of a partner.
pub async fn get(db: &dyn Db, partner: PartnerId, id: i64) -> Result<Option<Wire>> {
    let sql = format!("SELECT {COLUMNS} FROM wire WHERE id = $1 AND partner_id = $2");
    let row = db.one(sql!(sql, id, partner.0)).await?;
    row.as_ref().map(read).transpose()
}

/// Strikes a wire out; whether it was not before.
pub async fn strike(tx: &Tx, partner: PartnerId, id: i64, struck: &Struck) -> Result<bool> {
    let sql = "UPDATE wire SET struck_at = $1, struck_by = $2, struck_reason = $3 \
               WHERE id = $4 AND partner_id = $5 AND struck_at IS NULL";
    let sql = sql!(sql, struck.at.timestamp(), &struck.by, &struck.reason, id, partner.0);
    Ok(tx.run(sql).await? == 1)
}

fn read(row: &Row) -> Result<Wire> {
    let row = row.of("wire", "id");
    Ok(Wire {
        id: row.get("id")?,
        day: row.text("day")?,
        usd: Minor(row.get("usd")?),
        reference: row.get("reference")?,
        struck: match row.maybe_moment("struck_at")? {
            Some(at) => Some(Struck {
                at,
                by: row.get("struck_by")?,
                reason: row.get("struck_reason")?,
            }),
            None => None,
        },
    })
}
