//! Who may push.

use chrono::{DateTime, Utc};
use fieldlink_rows::{self as rows, Ask as _, Error, sql};
use serde::Serialize;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::Pushed;
use crate::ledger::error::{LedgerError, Result};

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// Handing in records.
    Push,
    /// The path of a web hook: it can only leave hints.
    Hook,
}

impl Purpose {
    const fn as_str(self) -> &'static str {
        match self {
            Purpose::Push => "push",
            Purpose::Hook => "hook",
        }
    }
}

/// A key as it is kept. A key is 256 random bits, so one round of SHA-256 is enough: there is nothing to guess.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyHash(String);

impl KeyHash {
    /// The hash of a key.
    pub fn of(key: &str) -> KeyHash {
        KeyHash(hex::encode(Sha256::digest(key.as_bytes())))
    }
}

/// A key that was given out. The key itself is known to its holder alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KnownKey {
    /// The sender's name.
    pub name: String,
    /// What it is for.
    pub purpose: Purpose,
    /// Since when.
    pub created: DateTime<Utc>,
    /// Until when, if it was revoked.
    pub revoked: Option<DateTime<Utc>>,
}

impl Pushed {
    /// Keeps a new key.
    ///
    /// # Errors
    /// [`LedgerError::KeyExists`] when a key of this name was given out before.
    pub async fn add_key(&self, name: &str, purpose: Purpose, hash: &KeyHash, now: DateTime<Utc>) -> Result<()> {
        let insert = sql!(
            "INSERT INTO push_key (name, hash, purpose, created_at) VALUES ($1, $2, $3, $4)",
            name,
            hash.0.as_str(),
            purpose.as_str(),
            now.timestamp(),
        );
        match self.db.alone(insert).await {
            Err(Error::Duplicate(_)) => Err(LedgerError::KeyExists(name.to_owned())),
            kept => Ok(kept.map(drop)?),
        }
    }

    /// All keys that were given out.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn keys(&self) -> Result<Vec<KnownKey>> {
        let all = "SELECT id, name, purpose, created_at, revoked_at FROM push_key ORDER BY id";
        let rows = self.db.all(all).await?;
        Ok(rows.iter().map(known).collect::<rows::Result<_>>()?)
    }

    /// From now on the key opens nothing.
    ///
    /// # Errors
    /// [`LedgerError::NoSuchKey`].
    pub async fn revoke_key(&self, name: &str, now: DateTime<Utc>) -> Result<()> {
        let revoke = sql!(
            "UPDATE push_key SET revoked_at = $1 WHERE name = $2 AND revoked_at IS NULL",
            now.timestamp(),
            name,
        );
        let revoked = self.db.alone(revoke).await?;
        if revoked == 0 {
            return Err(LedgerError::NoSuchKey(name.to_owned()));
        }
        Ok(())
    }

    /// Whose key this is. Every kept hash is compared, each in constant time, so that the time tells nothing.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn holder(&self, key: &str, purpose: Purpose) -> Result<Option<String>> {
        let KeyHash(given) = KeyHash::of(key);
        let valid = sql!(
            "SELECT name, hash FROM push_key WHERE revoked_at IS NULL AND purpose = $1",
            purpose.as_str(),
        );
        let mut holder = None;
        for row in self.db.all(valid).await? {
            let hash: String = row.get(1)?;
            if bool::from(hash.as_bytes().ct_eq(given.as_bytes())) {
                holder = Some(row.get(0)?);
            }
        }
        Ok(holder)
    }
}

fn known(row: &rows::Row) -> rows::Result<KnownKey> {
    let row = row.of("push_key", "id");
    Ok(KnownKey {
        name: row.get("name")?,
        purpose: row.made("purpose", |purpose: String| match purpose.as_str() {
            "push" => Some(Purpose::Push),
            "hook" => Some(Purpose::Hook),
            _ => None,
        })?,
        created: row.moment("created_at")?,
        revoked: row.maybe_moment("revoked_at")?,
    })
}
