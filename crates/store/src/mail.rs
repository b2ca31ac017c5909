//! E-mails that wait to be sent. They are written in the transaction of what they tell of, and sent after it.

use chrono::{DateTime, Utc};

use crate::{Db, Result};

/// An e-mail to be queued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMail {
    /// Whom it is for.
    pub recipient: String,
    /// The language it is written in, by its two letters.
    pub language: String,
    /// What it says, sealed.
    pub letter: String,
    /// Names what it tells of, when that is told only once; none otherwise.
    pub once: Option<String>,
}

/// An e-mail that this process is to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Its number.
    pub id: i64,
    /// Whom it is for.
    pub recipient: String,
    /// The language it is written in.
    pub language: String,
    /// What it says, sealed.
    pub letter: String,
    /// How often sending it was tried, this time counted.
    pub tries: i64,
}

/// Queues an e-mail; whether it was not told before.
pub async fn insert(tx: &Tx, mail: &NewMail, now: DateTime<Utc>) -> Result<bool> {
    let sql = "INSERT INTO mail (recipient, language, letter, once, created_at, next_try_at) \
               VALUES ($1, $2, $3, $4, $5, $5) ON CONFLICT (once) DO NOTHING";
    let values = vec![
        mail.recipient.as_str().into(),
        mail.language.as_str().into(),
        mail.letter.as_str().into(),
        mail.once.clone().into(),
        now.timestamp().into(),
    ];
    let done = tx.run(Sql::with(sql, values)).await?;
    Ok(done == 1)
}

/// Takes e-mails to send. Nobody else takes them before `until`; after that somebody does, because this process must have
/// ended on the way.
pub async fn claim(tx: &Tx, now: DateTime<Utc>, until: DateTime<Utc>, limit: i64) -> Result<Vec<Waiting>> {
    let sql = claim_sql(tx);
    let values = vec![now.timestamp().into(), until.timestamp().into(), limit.into()];
    let rows = tx.all(Sql::with(&sql, values)).await?;
    let mut claimed = rows
        .iter()
        .map(|row| {
            Ok(Waiting {
                id: row.get(0)?,
                recipient: row.get(1)?,
                language: row.get(2)?,
                letter: row.get(3)?,
                tries: row.get(4)?,
            })
        })
        .collect::<Result<Vec<Waiting>>>()?;
    claimed.sort_by_key(|mail| mail.id);
    Ok(claimed)
}

/// The statement that takes e-mails; nobody waits for what another process is taking.
pub(crate) fn claim_sql(db: &dyn Db) -> String {
    let skip = match db.engine() {
        sea_orm::Engine::Postgres => " FOR UPDATE SKIP LOCKED",
        _ => "",
    };
    format!(
        "UPDATE mail SET next_try_at = $2, tries = tries + 1 WHERE id IN \
         (SELECT id FROM mail WHERE next_try_at <= $1 ORDER BY next_try_at, id LIMIT $3{skip}) \
         RETURNING id, recipient, language, letter, tries"
    )
}

/// Notes that an e-mail has left. What it said is forgotten.
pub async fn sent(tx: &Tx, id: i64, now: DateTime<Utc>) -> Result<()> {
    end(tx, id, now, None).await
}

/// Notes that an e-mail is not tried any more.
pub async fn given_up(tx: &Tx, id: i64, now: DateTime<Utc>, error: &str) -> Result<()> {
    end(tx, id, now, Some(error)).await
}

async fn end(tx: &Tx, id: i64, now: DateTime<Utc>, error: Option<&str>) -> Result<()> {
    let sql = "UPDATE mail SET next_try_at = NULL, ended_at = $2, letter = '', error = $3 WHERE id = $1";
    let values = vec![id.into(), now.timestamp().into(), error.map(str::to_owned).into()];
    tx.run(Sql::with(sql, values)).await?;
    Ok(())
}

/// Has an e-mail tried again at a time.
pub async fn try_again(tx: &Tx, id: i64, at: DateTime<Utc>, error: &str) -> Result<()> {
    let sql = "UPDATE mail SET next_try_at = $2, error = $3 WHERE id = $1";
    let values = vec![id.into(), at.timestamp().into(), error.into()];
    tx.run(Sql::with(sql, values)).await?;
    Ok(())
}

/// How many wait, whether it is their time or not.
pub async fn count_waiting(db: &dyn Db) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM mail WHERE next_try_at IS NOT NULL";
    let row = db.one(Sql::with(sql, vec![])).await?;
    Ok(row.map(|row| row.get(0)).transpose()?.unwrap_or(0))
}

/// Forgets those that ended before a time.
pub async fn delete_ended(tx: &Tx, before: DateTime<Utc>) -> Result<()> {
    let sql = "DELETE FROM mail WHERE ended_at < $1";
    let values = vec![before.timestamp().into()];
    tx.run(Sql::with(sql, values)).await?;
    Ok(())
}
