//! The audit trail: who did what. Rows are only ever added.
//!
//! The rows of a partner are a chain: numbered without a gap, and each with a hash of itself and of the one before. A [`Key`]
//! that is not in the database vouches for each row and for the end of each chain. Acts that concern no partner are a chain
//! of their own, the installation's, which also notes how the others begin and, each day, how far they have come.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use fieldlink_domain::ids::PartnerId;
use sha2::{Digest, Sha256};

use crate::{Ask as _, Db, Reader, Result, Row, Sql, sql};

mod check;
mod kept;
mod key;
mod write;

pub use check::{KeptHead, KeptRow, chains, kept_head, kept_rows};
pub use kept::{Kept, begin, kept, was_under};
pub use key::Key;
pub use write::{Added, insert};

/// The act that puts a chain under a key: its subject is the key's fingerprint, its detail what the chain was kept under
/// before and where it ended.
pub const SEALED: &str = "audit.key";
/// The act of the installation's chain that notes ends of chains, as [`Head`] writes them.
pub const NOTED: &str = "audit.heads";

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

/// The number of its chain, of its last row, and that row's hash: `7:41:9f86…`. The installation's chain is 0.
impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", chain(self.partner_id), self.seq, self.hash)
    }
}

impl FromStr for Head {
    type Err = NoHead;

    fn from_str(text: &str) -> std::result::Result<Head, NoHead> {
        let parts: Vec<&str> = text.split(':').collect();
        let [chain, seq, hash] = parts[..] else {
            return Err(NoHead);
        };
        Ok(Head {
            partner_id: owner(chain.parse().map_err(|_| NoHead)?),
            seq: seq.parse().map_err(|_| NoHead)?,
            hash: hash.to_owned(),
        })
    }
}

/// A text that is no end of a chain.
#[derive(Debug, thiserror::Error)]
#[error("no end of a chain: its number, its rows and a hash with colons between them")]
pub struct NoHead;

/// Whose chain has this number; none for the installation's.
pub fn owner(chain: i64) -> Option<PartnerId> {
    (chain != 0).then_some(PartnerId(chain))
}

/// Number of the chain of a partner; of none.
pub fn chain(partner: Option<PartnerId>) -> i64 {
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
    hex::encode(Sha256::digest(said.to_string().as_bytes()))
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
    "SELECT id, chain, seq, at, partner_id, actor, action, subject, detail, hash, mac FROM audit WHERE chain = $1";

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
            Ok(Head {
                partner_id: owner(row.get("chain")?),
                seq: row.get("seq")?,
                hash: row.get("hash")?,
            })
        })
        .collect()
}

fn read(row: &Row) -> Result<Linked> {
    let row = row.of("audit", "id");
    let act = act_of(&row)?;
    if row.get::<i64>("chain")? != chain(act.partner_id) {
        return Err(row.bad("chain").into());
    }
    Ok(Linked {
        seq: row.get("seq")?,
        act,
        hash: row.get("hash")?,
    })
}

fn act_of(row: &Reader<'_>) -> Result<Act> {
    Ok(Act {
        at: row.moment("at")?,
        partner_id: row.get::<Option<i64>>("partner_id")?.map(PartnerId),
        actor: row.get("actor")?,
        action: row.get("action")?,
        subject: row.get("subject")?,
        detail: row.get("detail")?,
    })
}
