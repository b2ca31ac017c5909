//! Links of e-mails that let somebody choose a password, once. The row is found by a hash of what the link carries, so that
//! who reads the table cannot use it.

use chrono::{DateTime, Utc};

use crate::{Ask as _, Db, Result, Tx, sql};

/// A link that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasswordLink {
    /// Hash of what the link carries.
    pub hash: String,
    /// Whose password it is for.
    pub person_id: i64,
    /// Why it was sent, in the spelling of the use cases.
    pub purpose: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Until when it can be used.
    pub expires_at: DateTime<Utc>,
}

/// Adds a link; the person's older ones stop working.
pub async fn replace(tx: &Tx, link: &PasswordLink) -> Result<()> {
    delete_of(tx, link.person_id).await?;
    let sql =
        "INSERT INTO password_link (hash, person_id, purpose, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)";
    let (made, ends) = (link.created_at.timestamp(), link.expires_at.timestamp());
    tx.run(sql!(sql, &link.hash, link.person_id, &link.purpose, made, ends))
        .await?;
    Ok(())
}

/// Whose link this is and why it was sent, while it can be used.
pub async fn find(db: &dyn Db, hash: &str, now: DateTime<Utc>) -> Result<Option<(i64, String)>> {
    let sql = "SELECT person_id, purpose FROM password_link WHERE hash = $1 AND used_at IS NULL AND expires_at > $2";
    let Some(row) = db.one(sql!(sql, hash, now.timestamp())).await? else {
        return Ok(None);
    };
    let row = row.of("password_link", "person_id");
    Ok(Some((row.get("person_id")?, row.get("purpose")?)))
}

/// Uses a link; whether nobody had used it yet.
pub async fn take(tx: &Tx, hash: &str, now: DateTime<Utc>) -> Result<bool> {
    let sql = "UPDATE password_link SET used_at = $1 WHERE hash = $2 AND used_at IS NULL AND expires_at > $1";
    Ok(tx.run(sql!(sql, now.timestamp(), hash)).await? == 1)
}

/// Whether a link for this purpose that can still be used was sent to a person since.
pub async fn sent_since(db: &dyn Db, person: i64, purpose: &str, since: DateTime<Utc>) -> Result<bool> {
    let sql = "SELECT 1 FROM password_link \
               WHERE person_id = $1 AND purpose = $2 AND created_at > $3 AND used_at IS NULL LIMIT 1";
    Ok(db.any(sql!(sql, person, purpose, since.timestamp())).await?)
}

/// Takes a person's links away.
pub async fn delete_of(tx: &Tx, person: i64) -> Result<()> {
    tx.run(sql!("DELETE FROM password_link WHERE person_id = $1", person))
        .await?;
    Ok(())
}
