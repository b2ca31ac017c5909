//! The audit trail: who did what. Rows are only ever added.
//!
//! The rows of a partner are a chain: numbered without a gap, and each with a hash of itself and of the one before. A row
//! that is changed, put in or taken away later breaks it. Acts that concern no partner are a chain of their own.

use chrono::{DateTime, Utc};
use fieldlink_domain::ids::PartnerId;
use sha2::{Digest, Sha256};

use crate::{Ask as _, Db, Error, Result, Row, Sql, Tx, sql};

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

/// A row of the trail, with its place in the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    /// Its number in the chain, from 1.
    pub seq: i64,
    /// What was done.
    pub act: Act,
    /// Its hash, as it is kept.
    pub hash: String,
}

/// The end of a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Whose chain; none for the whole installation's.
    pub partner_id: Option<PartnerId>,
    /// How many rows it has.
    pub seq: i64,
    /// The hash of the last.
    pub hash: String,
}

/// Number of the chain of a partner; of none.
fn chain(partner: Option<PartnerId>) -> i64 {
    partner.map_or(0, |p| p.0)
}

/// The hash of a row: SHA-256, in hex, of the hash before it and all that the row says, as a JSON list.
pub fn hash(before: &str, seq: i64, act: &Act) -> String {
    let said = serde_json::json!([
        before,
        seq,
        act.at.timestamp(),
        act.partner_id.map(|p| p.0),
        act.actor,
        act.action,
        act.subject,
        act.detail
    ]);
    Sha256::digest(said.to_string().as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Adds a row. Until the transaction ends, nobody else adds one to the same chain.
pub async fn insert(tx: &Tx, act: &Act) -> Result<()> {
    let chain = chain(act.partner_id);
    // The one statement waits for, locks and answers the last row, whichever transaction wrote it.
    let next = "INSERT INTO audit_head (chain, seq, hash) VALUES ($1, 1, '') \
                ON CONFLICT (chain) DO UPDATE SET seq = audit_head.seq + 1 RETURNING seq, hash";
    let (seq, before): (i64, String) = match tx.one(sql!(next, chain)).await? {
        Some(row) => (row.get("seq")?, row.get("hash")?),
        None => {
            return Err(Error::Stale {
                what: "The audit trail",
            });
        }
    };
    let hash = hash(&before, seq, act);
    let partner = act.partner_id.map(|p| p.0);
    let mut row =
        Sql::new("INSERT INTO audit (chain, seq, at, partner_id, actor, action, subject, detail, hash) VALUES ");
    row.rows([[
        chain.into(),
        seq.into(),
        act.at.timestamp().into(),
        partner.into(),
        act.actor.as_str().into(),
        act.action.as_str().into(),
        act.subject.as_str().into(),
        act.detail.as_str().into(),
        hash.as_str().into(),
    ]]);
    tx.run(row).await?;
    tx.run(sql!("UPDATE audit_head SET hash = $2 WHERE chain = $1", chain, hash))
        .await?;
    Ok(())
}

/// The latest acts on a partner's things, newest first.
pub async fn of_partner(db: &dyn Db, partner: PartnerId, limit: u64) -> Result<Vec<Act>> {
    let rows = page_before(db, Some(partner), None, limit).await?;
    Ok(rows.into_iter().map(|row| row.act).collect())
}

/// Acts of a chain, newest first; those before a number.
pub async fn page_before(
    db: &dyn Db,
    partner: Option<PartnerId>,
    before: Option<i64>,
    limit: u64,
) -> Result<Vec<Linked>> {
    let rows = db.all(rows_before(partner, before, limit)).await?;
    rows.iter().map(read).collect()
}

const ACTS: &str =
    "SELECT id, chain, seq, at, partner_id, actor, action, subject, detail, hash FROM audit WHERE chain = $1";

pub(crate) fn rows_before(partner: Option<PartnerId>, before: Option<i64>, limit: u64) -> Sql {
    let mut sql = sql!(ACTS, chain(partner));
    if let Some(before) = before {
        sql.say(" AND seq < ").value(before);
    }
    sql.say(" ORDER BY seq DESC LIMIT ").value(limit);
    sql
}

/// Acts of a chain, oldest first; those after a number.
pub async fn page_after(db: &dyn Db, partner: Option<PartnerId>, after: i64, limit: u64) -> Result<Vec<Linked>> {
    let sql = format!("{ACTS} AND seq > $2 ORDER BY seq LIMIT $3");
    let rows = db.all(sql!(sql, chain(partner), after, limit)).await?;
    rows.iter().map(read).collect()
}

/// The latest acts on one thing of a partner, newest first.
pub async fn of_subject(db: &dyn Db, partner: PartnerId, subject: &str, limit: u64) -> Result<Vec<Act>> {
    let rows = db.all(rows_of_subject(partner, subject, limit)).await?;
    rows.iter().map(|row| read(row).map(|row| row.act)).collect()
}

pub(crate) fn rows_of_subject(partner: PartnerId, subject: &str, limit: u64) -> Sql {
    let sql = format!("{ACTS} AND subject = $2 ORDER BY seq DESC LIMIT $3");
    sql!(sql, partner.0, subject, limit)
}

/// The ends of all chains, the installation's first.
pub async fn heads(db: &dyn Db) -> Result<Vec<Head>> {
    let rows = db.all("SELECT chain, seq, hash FROM audit_head ORDER BY chain").await?;
    rows.iter()
        .map(|row| {
            let row = row.of("audit_head", "chain");
            let chain: i64 = row.get("chain")?;
            Ok(Head {
                partner_id: (chain != 0).then_some(PartnerId(chain)),
                seq: row.get("seq")?,
                hash: row.get("hash")?,
            })
        })
        .collect()
}

fn read(row: &Row) -> Result<Linked> {
    let row = row.of("audit", "id");
    let partner_id = row.get::<Option<i64>>("partner_id")?.map(PartnerId);
    if row.get::<i64>("chain")? != chain(partner_id) {
        return Err(row.bad("chain").into());
    }
    Ok(Linked {
        seq: row.get("seq")?,
        act: Act {
            at: row.moment("at")?,
            partner_id,
            actor: row.get("actor")?,
            action: row.get("action")?,
            subject: row.get("subject")?,
            detail: row.get("detail")?,
        },
        hash: row.get("hash")?,
    })
}
