//! Idempotency-Key: the answer of a post is kept in the transaction of its effect, so that the same post again gets the
//! same answer and no second effect (draft-ietf-httpapi-idempotency-key-header).

use chrono::TimeDelta;
use fieldlink_contract::codes;
use fieldlink_store::{Tx, idempotency};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

use crate::{Error, Kind, Pa2, Result};

/// Answers that are forgotten in one transaction, so that nobody waits long for it.
const BATCH: u64 = 1_000;

/// The key of a post, with what was posted.
#[derive(Debug, Clone)]
pub struct IdempotencyKey {
    /// Whose key: keys of two clients never meet.
    pub client_id: String,
    /// As sent.
    pub key: String,
    /// SHA-256 of method, path and body, in hex.
    pub request_hash: String,
}

impl IdempotencyKey {
    /// The key of a post by `caller`; `method_path` and `body` tell one request from another.
    pub fn new(caller: &str, key: String, method_path: &str, body: &[u8]) -> IdempotencyKey {
        let mut hash = Sha256::new();
        hash.update(method_path.as_bytes());
        // A line end stands in no path, so the two parts cannot run into each other.
        hash.update(b"\n");
        hash.update(body);
        IdempotencyKey {
            client_id: caller.to_owned(),
            key,
            request_hash: hex::encode(hash.finalize()),
        }
    }
}

/// The kept answer, if this key was used before; an error if it was used for another request.
pub async fn replay<R: DeserializeOwned>(tx: &Tx, key: Option<&IdempotencyKey>) -> Result<Option<R>> {
    let Some(key) = key else { return Ok(None) };
    let Some(kept) = idempotency::find(tx, &key.client_id, &key.key).await? else {
        return Ok(None);
    };
    if kept.request_hash != key.request_hash {
        return Err(Error::new(
            Kind::Invalid,
            codes::IDEMPOTENCY_MISMATCH,
            "This Idempotency-Key was used for another request. Use a new key for a new request.",
        ));
    }
    serde_json::from_str(&kept.body).map(Some).map_err(Error::internal)
}

impl Pa2 {
    /// Keeps the answer under the key, in the same transaction as the effect. Dated by real time, not the sandbox's: a
    /// client that lost an answer waits in real time.
    pub(crate) async fn keep_answer<R: Serialize>(
        &self,
        tx: &Tx,
        key: Option<&IdempotencyKey>,
        answer: &R,
    ) -> Result<()> {
        let Some(key) = key else { return Ok(()) };
        let body = serde_json::to_string(answer).map_err(Error::internal)?;
        let row = idempotency::Kept {
            request_hash: key.request_hash.clone(),
            body,
        };
        match idempotency::insert(tx, &key.client_id, &key.key, &row, self.system.read()).await {
            Err(fieldlink_store::Error::Duplicate(_)) => Err(Error::new(
                Kind::Conflict,
                codes::IDEMPOTENCY_IN_PROGRESS,
                "The same request is being answered at this moment. Send it again in a second.",
            )),
            other => Ok(other?),
        }
    }

    /// Forgets the answers that were kept for as long as the settings promise.
    pub async fn forget_old_answers(&self) -> Result<()> {
        let days = self.settings.idempotency_days;
        let now = self.system.read();
        let before = now.checked_sub_signed(TimeDelta::days(days.into()));
        // None: longer than there are years.
        let Some(before) = before.filter(|_| days > 0) else {
            return Ok(());
        };
        let tx = self.store.begin().await?;
        idempotency::date(&tx, now).await?;
        tx.commit().await?;
        loop {
            let tx = self.store.begin().await?;
            let forgotten = idempotency::forget(&tx, before, BATCH).await?;
            tx.commit().await?;
            if forgotten < BATCH {
                return Ok(());
            }
        }
    }
}
