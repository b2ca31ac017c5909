//! The audit trail: who did what. Rows are only ever added.
//!
//! The rows of a partner are a chain: numbered without a gap, and each with a hash of itself and of the one before. A row
//! that is changed, put in or taken away later breaks it. Acts that concern no partner are a chain of their own.

use chrono::{DateTime, Utc};
use fieldlink_domain::ids::PartnerId;
use sha2::{Digest, Sha256};

use crate::{Db, Error, Result};

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
pub async fn insert(db: &dyn Db, act: &Act) -> Result<()> {
    let chain = chain(act.partner_id);
    // The one statement waits for, locks and answers the last row, whichever transaction wrote it.
    let next = "INSERT INTO audit_head (chain, seq, hash) VALUES ($1, 1, '') \
                ON CONFLICT (chain) DO UPDATE SET seq = audit_head.seq + 1 RETURNING seq, hash";
    let row = db.one(Sql::with(next, vec![chain.into()]))
        .await?;
    let row = row.ok_or(sea_orm::DbErr::RecordNotInserted)?;
    let seq: i64 = row.get(0)?;
    let before: String = row.get(1)?;
    let hash = hash(&before, seq, act);
    let row = audit::ActiveModel {
        id: NotSet,
        chain: Set(chain),
        seq: Set(seq),
        at: Set(act.at.timestamp()),
        partner_id: Set(act.partner_id.map(|p| p.0)),
        actor: Set(act.actor.clone()),
        action: Set(act.action.clone()),
        subject: Set(act.subject.clone()),
        detail: Set(act.detail.clone()),
        hash: Set(hash.clone()),
    };
    row.insert(&db.connection()).await?;
    let last = "UPDATE audit_head SET hash = $2 WHERE chain = $1";
    db.run(Sql::with(last, vec![chain.into(), hash.into()]))
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
    let rows = rows_before(partner, before, limit).all(&db.connection()).await?;
    rows.into_iter().map(read).collect()
}

pub(crate) fn rows_before(partner: Option<PartnerId>, before: Option<i64>, limit: u64) -> Select<audit::Entity> {
    let mut query = audit::Entity::find().filter(audit::Column::Chain.eq(chain(partner)));
    if let Some(before) = before {
        query = query.filter(audit::Column::Seq.lt(before));
    }
    query.order_by_desc(audit::Column::Seq).limit(limit)
}

/// Acts of a chain, oldest first; those after a number.
pub async fn page_after(db: &dyn Db, partner: Option<PartnerId>, after: i64, limit: u64) -> Result<Vec<Linked>> {
    let rows = audit::Entity::find()
        .filter(audit::Column::Chain.eq(chain(partner)))
        .filter(audit::Column::Seq.gt(after))
        .order_by_asc(audit::Column::Seq)
        .limit(limit)
        .all(&db.connection())
        .await?;
    rows.into_iter().map(read).collect()
}

/// The latest acts on one thing of a partner, newest first.
pub async fn of_subject(db: &dyn Db, partner: PartnerId, subject: &str, limit: u64) -> Result<Vec<Act>> {
    let rows = rows_of_subject(partner, subject, limit).all(&db.connection()).await?;
    rows.into_iter().map(|row| read(row).map(|row| row.act)).collect()
}

pub(crate) fn rows_of_subject(partner: PartnerId, subject: &str, limit: u64) -> Select<audit::Entity> {
    audit::Entity::find()
        .filter(audit::Column::Chain.eq(partner.0))
        .filter(audit::Column::Subject.eq(subject))
        .order_by_desc(audit::Column::Seq)
        .limit(limit)
}

/// The ends of all chains, the installation's first.
pub async fn heads(db: &dyn Db) -> Result<Vec<Head>> {
    let sql = "SELECT chain, seq, hash FROM audit_head ORDER BY chain";
    let rows = db.all(Sql::with(sql, vec![])).await?;
    rows.iter()
        .map(|row| {
            let chain: i64 = row.get(0)?;
            Ok(Head {
                partner_id: (chain != 0).then_some(PartnerId(chain)),
                seq: row.get(1)?,
                hash: row.get(2)?,
            })
        })
        .collect()
}

fn read(row: audit::Model) -> Result<Linked> {
    if row.chain != chain(row.partner_id.map(PartnerId)) {
        return Err(Error::Corrupt {
            table: "audit",
            row: row.id.to_string(),
            column: "chain",
        });
    }
    Ok(Linked {
        seq: row.seq,
        act: Act {
            at: moment::read(row.at, "audit", &row.id, "at")?,
            partner_id: row.partner_id.map(PartnerId),
            actor: row.actor,
            action: row.action,
            subject: row.subject,
            detail: row.detail,
        },
        hash: row.hash,
    })
}
