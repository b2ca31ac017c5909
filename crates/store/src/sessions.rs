//! Signed-in browsers. The id kept here is a hash of what the browser holds, so that who reads the table cannot sign in
//! with it.

use chrono::{DateTime, Utc};

use crate::{Ask as _, Db, Held, Result, Row, Tx, sql};

/// A signed-in browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Hash of the cookie's value.
    pub id: String,
    /// Whose it is.
    pub person_id: i64,
    /// What the browser calls itself, shortened.
    pub agent: String,
    /// What is known of it, as JSON.
    pub data: String,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

const COLUMNS: &str = "id, person_id, agent, data, expires_at";

/// Adds a session.
pub async fn insert(tx: &Tx, session: &Session) -> Result<()> {
    let sql = format!("INSERT INTO session ({COLUMNS}) VALUES ($1,$2,$3,$4,$5)");
    let (person, ends) = (session.person_id, session.expires_at.timestamp());
    tx.run(sql!(sql, &session.id, person, &session.agent, &session.data, ends))
        .await?;
    Ok(())
}

/// A session, ended ones too.
pub async fn get(db: &dyn Db, id: &str) -> Result<Option<Session>> {
    let row = db
        .one(sql!(format!("SELECT {COLUMNS} FROM session WHERE id = $1"), id))
        .await?;
    row.as_ref().map(read).transpose()
}

/// The same, and until the transaction ends nobody else changes it: for a change that is to be saved.
pub async fn hold<'tx>(tx: &'tx Tx, id: &str) -> Result<Option<Held<'tx, Session>>> {
    let sql = format!("SELECT {COLUMNS} FROM session WHERE id = $1{}", tx.engine().held());
    let session = tx.one(sql!(sql, id)).await?.as_ref().map(read).transpose()?;
    Ok(session.map(|session| Held::under(tx, session)))
}

/// A person's sessions that have not ended, those used last first; at most so many.
pub async fn of_person(db: &dyn Db, person: i64, now: DateTime<Utc>, limit: u64) -> Result<Vec<Session>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM session WHERE person_id = $1 AND expires_at > $2 ORDER BY expires_at DESC LIMIT $3"
    );
    let rows = db.all(sql!(sql, person, now.timestamp(), limit)).await?;
    rows.iter().map(read).collect()
}

/// Ends a session if it is this person's; whether it was.
pub async fn delete_of(tx: &Tx, person: i64, id: &str) -> Result<bool> {
    Ok(tx
        .run(sql!("DELETE FROM session WHERE id = $1 AND person_id = $2", id, person))
        .await?
        == 1)
}

/// Ends all sessions of a person but one; how many.
pub async fn delete_all_of(tx: &Tx, person: i64, but: Option<&str>) -> Result<u64> {
    let mut sql = sql!("DELETE FROM session WHERE person_id = $1", person);
    if let Some(but) = but {
        sql.say(" AND id <> ").value(but);
    }
    Ok(tx.run(sql).await?)
}

/// The row is known by the person alone: the id is as good as a key.
fn read(row: &Row) -> Result<Session> {
    let row = row.of("session", "person_id");
    Ok(Session {
        id: row.get("id")?,
        person_id: row.get("person_id")?,
        agent: row.get("agent")?,
        data: row.get("data")?,
        expires_at: row.moment("expires_at")?,
    })
}

/// Replaces what is known of a session.
pub async fn save(tx: &Tx, session: &Held<'_, Session>) -> Result<()> {
    let sql = "UPDATE session SET data = $1 WHERE id = $2";
    tx.run(sql!(sql, &session.data, &session.id)).await?;
    Ok(())
}

/// Lets a session last until then, unless it lasts longer.
pub async fn extend(tx: &Tx, id: &str, ends: DateTime<Utc>) -> Result<()> {
    let sql = "UPDATE session SET expires_at = $1 WHERE id = $2 AND expires_at < $1";
    tx.run(sql!(sql, ends.timestamp(), id)).await?;
    Ok(())
}

/// Ends a session.
pub async fn delete(tx: &Tx, id: &str) -> Result<()> {
    tx.run(sql!("DELETE FROM session WHERE id = $1", id)).await?;
    Ok(())
}

/// Deletes the sessions that have ended.
pub async fn delete_expired(tx: &Tx, now: DateTime<Utc>) -> Result<()> {
    tx.run(sql!("DELETE FROM session WHERE expires_at <= $1", now.timestamp()))
        .await?;
    Ok(())
}
