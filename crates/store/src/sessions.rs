//! Signed-in browsers. The id kept here is a hash of what the browser holds, so that who reads the table cannot sign in
//! with it.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::entity::session;
use crate::{Db, Result, moment};

/// A signed-in browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Hash of the cookie's value.
    pub id: String,
    /// What is known of it, as JSON.
    pub data: String,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// Adds a session.
pub async fn insert(db: &dyn Db, session: &Session) -> Result<()> {
    let row = session::ActiveModel {
        id: Set(session.id.clone()),
        data: Set(session.data.clone()),
        expires_at: Set(session.expires_at.timestamp()),
    };
    row.insert(&db.connection()).await?;
    Ok(())
}

/// A session, ended ones too.
pub async fn get(db: &dyn Db, id: &str) -> Result<Option<Session>> {
    let row = session::Entity::find_by_id(id).one(&db.connection()).await?;
    row.map(|r| {
        Ok(Session {
            expires_at: moment::read(r.expires_at, "session", &"(hidden)", "expires_at")?,
            id: r.id,
            data: r.data,
        })
    })
    .transpose()
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
