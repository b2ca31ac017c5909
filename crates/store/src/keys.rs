//! The keys of the token service, and the tokens taken back before their end.

use chrono::{DateTime, Utc};

use crate::{Db, Result, settings};

const SERVER_KEY: &str = "server_key";

/// A key pair that signs access tokens.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningKey {
    /// Its name in a token's header and in the key set.
    pub kid: String,
    /// The private key, PKCS#8 in PEM.
    pub private_pem: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// From when on it signs; it is published before.
    pub active_from: DateTime<Utc>,
    /// Until when it is published; none while no younger key follows it.
    pub publish_until: Option<DateTime<Utc>>,
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SigningKey")
            .field("kid", &self.kid)
            .field("active_from", &self.active_from)
            .finish_non_exhaustive()
    }
}

/// The key under which client secrets are hashed, as text.
pub async fn server_key(db: &dyn Db) -> Result<Option<String>> {
    settings::get(db, SERVER_KEY).await
}

/// Keeps a server key unless there is one; whether it was kept. Of two processes that try at once, one is told yes,
/// and the other only after the first one's transaction has ended.
pub async fn create_server_key(db: &dyn Db, value: &str) -> Result<bool> {
    let row = setting::ActiveModel {
        key: Set(SERVER_KEY.into()),
        value: Set(value.into()),
    };
    let kept = setting::Entity::insert(row)
        .on_conflict(OnConflict::column(setting::Column::Key).do_nothing().to_owned())
        .exec_without_returning(&db.connection())
        .await?;
    Ok(kept == 1)
}

/// All signing keys, oldest first.
pub async fn signing_keys(db: &dyn Db) -> Result<Vec<SigningKey>> {
    let rows = signing_key::Entity::find()
        .order_by_asc(signing_key::Column::ActiveFrom)
        .order_by_asc(signing_key::Column::Kid)
        .all(&db.connection())
        .await?;
    rows.into_iter()
        .map(|r| {
            Ok(SigningKey {
                created_at: moment::read(r.created_at, "signing_key", &r.kid, "created_at")?,
                active_from: moment::read(r.active_from, "signing_key", &r.kid, "active_from")?,
                publish_until: moment::read_optional(r.publish_until, "signing_key", &r.kid, "publish_until")?,
                kid: r.kid,
                private_pem: r.private_pem,
            })
        })
        .collect()
}

/// Adds a signing key.
pub async fn insert_signing_key(db: &dyn Db, key: &SigningKey) -> Result<()> {
    let row = signing_key::ActiveModel {
        kid: Set(key.kid.clone()),
        private_pem: Set(key.private_pem.clone()),
        created_at: Set(key.created_at.timestamp()),
        active_from: Set(key.active_from.timestamp()),
        publish_until: Set(key.publish_until.map(|t| t.timestamp())),
    };
    row.insert(&db.connection()).await?;
    Ok(())
}

/// Says until when the keys that have no end yet are published, all but one of them.
pub async fn end_all_but(db: &dyn Db, kid: &str, until: DateTime<Utc>) -> Result<()> {
    signing_key::Entity::update_many()
        .col_expr(signing_key::Column::PublishUntil, Expr::value(until.timestamp()))
        .filter(signing_key::Column::Kid.ne(kid))
        .filter(signing_key::Column::PublishUntil.is_null())
        .exec(&db.connection())
        .await?;
    Ok(())
}

/// Deletes keys and revocations that nothing can need any more.
pub async fn delete_expired(db: &dyn Db, now: DateTime<Utc>) -> Result<()> {
    signing_key::Entity::delete_many()
        .filter(signing_key::Column::PublishUntil.lt(now.timestamp()))
        .exec(&db.connection())
        .await?;
    revoked_token::Entity::delete_many()
        .filter(revoked_token::Column::ExpiresAt.lt(now.timestamp()))
        .exec(&db.connection())
        .await?;
    Ok(())
}

/// Takes a token back. Doing it again changes nothing.
pub async fn revoke_token(db: &dyn Db, jti: &str, expires_at: DateTime<Utc>) -> Result<()> {
    let row = revoked_token::ActiveModel {
        jti: Set(jti.into()),
        expires_at: Set(expires_at.timestamp()),
    };
    revoked_token::Entity::insert(row)
        .on_conflict(OnConflict::column(revoked_token::Column::Jti).do_nothing().to_owned())
        .exec_without_returning(&db.connection())
        .await?;
    Ok(())
}
