//! Who may push.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::Pushed;
use super::entity::push_key::{ActiveModel, Column, Entity, Model};
use crate::ledger::error::{LedgerError, Result};
use crate::plan::hex;

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
        KeyHash(hex(&Sha256::digest(key.as_bytes())))
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
        let known = Entity::find().filter(Column::Name.eq(name)).one(&self.db).await?;
        if known.is_some() {
            return Err(LedgerError::KeyExists(name.to_owned()));
        }
        let key = ActiveModel {
            name: Set(name.to_owned()),
            hash: Set(hash.0.clone()),
            purpose: Set(purpose.as_str().to_owned()),
            created_at: Set(now.timestamp()),
            ..Default::default()
        };
        Entity::insert(key).exec(&self.db).await?;
        Ok(())
    }

    /// All keys that were given out.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn keys(&self) -> Result<Vec<KnownKey>> {
        let keys = Entity::find().order_by_asc(Column::Id).all(&self.db).await?;
        keys.into_iter().map(known).collect()
    }

    /// From now on the key opens nothing.
    ///
    /// # Errors
    /// [`LedgerError::NoSuchKey`].
    pub async fn revoke_key(&self, name: &str, now: DateTime<Utc>) -> Result<()> {
        let revoked = Entity::update_many()
            .col_expr(Column::RevokedAt, Expr::value(now.timestamp()))
            .filter(Column::Name.eq(name))
            .filter(Column::RevokedAt.is_null())
            .exec(&self.db)
            .await?
            .rows_affected;
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
        let keys = Entity::find()
            .filter(Column::RevokedAt.is_null())
            .filter(Column::Purpose.eq(purpose.as_str()))
            .all(&self.db)
            .await?;
        let mut holder = None;
        for kept in keys {
            if bool::from(kept.hash.as_bytes().ct_eq(given.as_bytes())) {
                holder = Some(kept.name);
            }
        }
        Ok(holder)
    }
}

fn known(model: Model) -> Result<KnownKey> {
    let moment =
        |seconds, column| DateTime::from_timestamp(seconds, 0).ok_or(LedgerError::Corrupt { id: model.id, column });
    Ok(KnownKey {
        purpose: match model.purpose.as_str() {
            "hook" => Purpose::Hook,
            _ => Purpose::Push,
        },
        created: moment(model.created_at, "created_at")?,
        revoked: model
            .revoked_at
            .map(|seconds| moment(seconds, "revoked_at"))
            .transpose()?,
        name: model.name,
    })
}
