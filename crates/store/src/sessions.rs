//! Signed-in browsers. The id kept here is a hash of what the browser holds, so that who reads the table cannot sign in
//! with it.

use chrono::{DateTime, Utc};

use crate::{Db, Result};

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

/// Adds a session.
pub async fn insert(db: &dyn Db, session: &Session) -> Result<()> {
    let row = session::ActiveModel {
        id: Set(session.id.clone()),
        person_id: Set(session.person_id),
        agent: Set(session.agent.clone()),
        data: Set(session.data.clone()),
        expires_at: Set(session.expires_at.timestamp()),
    };
    row.insert(&db.connection()).await?;
    Ok(())
}

/// A session, ended ones too.
pub async fn get(db: &dyn Db, id: &str) -> Result<Option<Session>> {
    let row = session::Entity::find_by_id(id).one(&db.connection()).await?;
    row.map(read).transpose()
}

/// A person's sessions that have not ended, those used last first; at most so many.
pub async fn of_person(db: &dyn Db, person: i64, now: DateTime<Utc>, limit: u64) -> Result<Vec<Session>> {
    let rows = session::Entity::find()
        .filter(session::Column::PersonId.eq(person))
        .filter(session::Column::ExpiresAt.gt(now.timestamp()))
        .order_by_desc(session::Column::ExpiresAt)
        .limit(limit)
        .all(&db.connection())
        .await?;
    rows.into_iter().map(read).collect()
}

/// Ends a session if it is this person's; whether it was.
pub async fn delete_of(db: &dyn Db, person: i64, id: &str) -> Result<bool> {
    let done = session::Entity::delete_many()
        .filter(session::Column::Id.eq(id))
        .filter(session::Column::PersonId.eq(person))
        .exec(&db.connection())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Ends all sessions of a person but one; how many.
pub async fn delete_all_of(db: &dyn Db, person: i64, but: Option<&str>) -> Result<u64> {
    let mut those = session::Entity::delete_many().filter(session::Column::PersonId.eq(person));
    if let Some(but) = but {
        those = those.filter(session::Column::Id.ne(but));
    }
    Ok(those.exec(&db.connection()).await?.rows_affected)
}

fn read(row: session::Model) -> Result<Session> {
    Ok(Session {
        expires_at: moment::read(row.expires_at, "session", &"(hidden)", "expires_at")?,
        id: row.id,
        person_id: row.person_id,
        agent: row.agent,
        data: row.data,
    })
}

/// Replaces data and end of a session that is still there.
pub async fn save(db: &dyn Db, session: &Session) -> Result<()> {
    session::Entity::update_many()
        .col_expr(session::Column::Data, Expr::value(session.data.clone()))
        .col_expr(session::Column::ExpiresAt, Expr::value(session.expires_at.timestamp()))
        .filter(session::Column::Id.eq(&session.id))
        .exec(&db.connection())
        .await?;
    Ok(())
}

/// Ends a session.
pub async fn delete(db: &dyn Db, id: &str) -> Result<()> {
    session::Entity::delete_by_id(id).exec(&db.connection()).await?;
    Ok(())
}

/// Deletes the sessions that have ended.
pub async fn delete_expired(db: &dyn Db, now: DateTime<Utc>) -> Result<()> {
    session::Entity::delete_many()
        .filter(session::Column::ExpiresAt.lte(now.timestamp()))
        .exec(&db.connection())
        .await?;
    Ok(())
}
