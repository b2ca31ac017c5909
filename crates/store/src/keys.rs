//! The keys of the token service, and the tokens taken back before their end.

use chrono::{DateTime, Utc};

use crate::{Ask as _, Db, Result, Tx, settings, sql};

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
pub async fn create_server_key(tx: &Tx, value: &str) -> Result<bool> {
    let sql = "INSERT INTO setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING";
    Ok(tx.run(sql!(sql, SERVER_KEY, value)).await? == 1)
}

/// All signing keys, oldest first.
pub async fn signing_keys(db: &dyn Db) -> Result<Vec<SigningKey>> {
    let sql =
        "SELECT kid, private_pem, created_at, active_from, publish_until FROM signing_key ORDER BY active_from, kid";
    let rows = db.all(sql).await?;
    rows.iter()
        .map(|row| {
            let row = row.of("signing_key", "kid");
            Ok(SigningKey {
                kid: row.get("kid")?,
                private_pem: row.get("private_pem")?,
                created_at: row.moment("created_at")?,
                active_from: row.moment("active_from")?,
                publish_until: row.maybe_moment("publish_until")?,
            })
        })
        .collect()
}

/// Adds a signing key.
pub async fn insert_signing_key(tx: &Tx, key: &SigningKey) -> Result<()> {
    let sql =
        "INSERT INTO signing_key (kid, private_pem, created_at, active_from, publish_until) VALUES ($1,$2,$3,$4,$5)";
    let (made, from) = (key.created_at.timestamp(), key.active_from.timestamp());
    let until = key.publish_until.map(|t| t.timestamp());
    tx.run(sql!(sql, &key.kid, &key.private_pem, made, from, until)).await?;
    Ok(())
}

/// Says until when the keys that have no end yet are published, all but one of them.
pub async fn end_all_but(tx: &Tx, kid: &str, until: DateTime<Utc>) -> Result<()> {
    let sql = "UPDATE signing_key SET publish_until = $1 WHERE kid <> $2 AND publish_until IS NULL";
    tx.run(sql!(sql, until.timestamp(), kid)).await?;
    Ok(())
}

/// Deletes keys and revocations that nothing can need any more.
pub async fn delete_expired(tx: &Tx, now: DateTime<Utc>) -> Result<()> {
    tx.run(sql!(
        "DELETE FROM signing_key WHERE publish_until < $1",
        now.timestamp()
    ))
    .await?;
    tx.run(sql!("DELETE FROM revoked_token WHERE expires_at < $1", now.timestamp()))
        .await?;
    Ok(())
}

/// Takes a token back. Doing it again changes nothing.
pub async fn revoke_token(tx: &Tx, jti: &str, expires_at: DateTime<Utc>) -> Result<()> {
    let sql = "INSERT INTO revoked_token (jti, expires_at) VALUES ($1, $2) ON CONFLICT (jti) DO NOTHING";
    tx.run(sql!(sql, jti, expires_at.timestamp())).await?;
    Ok(())
}
