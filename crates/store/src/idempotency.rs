//! Answers kept under an Idempotency-Key.

use chrono::{DateTime, Utc};

use crate::{Db, Result};

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
    let row = idempotency::Entity::find_by_id((client_id.to_owned(), key.to_owned()))
        .one(&db.connection())
        .await?;
    Ok(row.map(|r| Kept {
        request_hash: r.request_hash,
        body: r.body,
    }))
}

/// Keeps an answer; [`crate::Error::Duplicate`] if the key is taken.
pub async fn insert(db: &dyn Db, client_id: &str, key: &str, kept: &Kept, now: DateTime<Utc>) -> Result<()> {
    let row = idempotency::ActiveModel {
        client_id: Set(client_id.into()),
        key: Set(key.into()),
        request_hash: Set(kept.request_hash.clone()),
        status: Set(200),
        body: Set(kept.body.clone()),
        created_at: Set(now.timestamp()),
    };
    row.insert(&db.connection()).await?;
    Ok(())
}
