//! E-mails that wait to be sent. They are written in the transaction of what they tell of, and sent after it.

use chrono::{DateTime, Utc};

use crate::{Ask as _, Db, Result, Tx, sql};

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
    let once = mail.once.as_deref();
    let values = sql!(
        sql,
        &mail.recipient,
        &mail.language,
        &mail.letter,
        once,
        now.timestamp()
    );
    Ok(tx.run(values).await? == 1)
}

/// Takes e-mails to send. Nobody else takes them before `until`; after that somebody does, because this process must have
/// ended on the way.
pub async fn claim(tx: &Tx, now: DateTime<Utc>, until: DateTime<Utc>, limit: i64) -> Result<Vec<Waiting>> {
    let rows = tx
        .all(sql!(claim_sql(tx), now.timestamp(), until.timestamp(), limit))
        .await?;
    let mut claimed = rows
        .iter()
        .map(|row| {
            let row = row.of("mail", "id");
            Ok(Waiting {
                id: row.get("id")?,
                recipient: row.get("recipient")?,
                language: row.get("language")?,
                letter: row.get("letter")?,
                tries: row.get("tries")?,
            })
        })
        .collect::<Result<Vec<Waiting>>>()?;
    claimed.sort_by_key(|mail| mail.id);
    Ok(claimed)
}

/// The statement that takes e-mails; nobody waits for what another process is taking.
pub(crate) fn claim_sql(db: &dyn Db) -> String {
    let skip = db.engine().held_if_free();
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
    tx.run(sql!(sql, id, now.timestamp(), error)).await?;
    Ok(())
}

/// Has an e-mail tried again at a time.
pub async fn try_again(tx: &Tx, id: i64, at: DateTime<Utc>, error: &str) -> Result<()> {
    let sql = "UPDATE mail SET next_try_at = $2, error = $3 WHERE id = $1";
    tx.run(sql!(sql, id, at.timestamp(), error)).await?;
    Ok(())
}

/// How many wait, whether it is their time or not.
pub async fn count_waiting(db: &dyn Db) -> Result<i64> {
    Ok(db
        .single("SELECT COUNT(*) FROM mail WHERE next_try_at IS NOT NULL")
        .await?)
}

/// Forgets those that ended before a time.
pub async fn delete_ended(tx: &Tx, before: DateTime<Utc>) -> Result<()> {
    tx.run(sql!("DELETE FROM mail WHERE ended_at < $1", before.timestamp()))
        .await?;
    Ok(())
}
