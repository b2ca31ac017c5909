//! Answers kept under an Idempotency-Key.

use chrono::{DateTime, Utc};

use crate::{Ask as _, Db, Result, Tx, sql};

/// A kept answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Hash of the request it answered.
    pub request_hash: String,
    /// The reply, as JSON.
    pub body: String,
}

/// The answer kept for a client's key.
pub async fn find(db: &dyn Db, client_id: &str, key: &str) -> Result<Option<Kept>> {
    let sql = "SELECT key, request_hash, body FROM idempotency WHERE client_id = $1 AND key = $2";
    let Some(row) = db.one(sql!(sql, client_id, key)).await? else {
        return Ok(None);
    };
    let row = row.of("idempotency", "key");
    Ok(Some(Kept {
        request_hash: row.get("request_hash")?,
        body: row.get("body")?,
    }))
}

/// Has answers that are dated after now, by a sandbox's clock of long ago, count from now.
pub async fn date(tx: &Tx, now: DateTime<Utc>) -> Result<()> {
    let sql = "UPDATE idempotency SET created_at = $1 WHERE created_at > $1";
    tx.run(sql!(sql, now.timestamp())).await?;
    Ok(())
}

/// Forgets the answers that were kept before a moment, so many at most; how many.
pub async fn forget(tx: &Tx, before: DateTime<Utc>, most: u64) -> Result<u64> {
    let old = "DELETE FROM idempotency WHERE (client_id, key) IN \
               (SELECT client_id, key FROM idempotency WHERE created_at < $1 ORDER BY created_at LIMIT $2)";
    Ok(tx.run(sql!(old, before.timestamp(), most)).await?)
}

/// Keeps an answer; [`crate::Error::Duplicate`] if the key is taken.
pub async fn insert(tx: &Tx, client_id: &str, key: &str, kept: &Kept, now: DateTime<Utc>) -> Result<()> {
    let sql =
        "INSERT INTO idempotency (client_id, key, request_hash, status, body, created_at) VALUES ($1,$2,$3,200,$4,$5)";
    tx.run(sql!(
        sql,
        client_id,
        key,
        &kept.request_hash,
        &kept.body,
        now.timestamp()
    ))
    .await?;
    Ok(())
}
