//! The queue of what somebody must be told: written with what it is about, sent afterwards, again until it arrives.

use chrono::{DateTime, Utc};
use fieldlink_rows::{self as rows, Ask as _, Tx, sql};
use serde::Serialize;

use super::error::{LedgerError, Result};
use super::open::Ledger;
use crate::config::Channel;
use crate::notify::Notice;

/// A notice that enters the queue, if it is not there already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreshNotice {
    /// Which way it goes.
    pub channel: Channel,
    /// What it is about: the same thing has the same fingerprint, and is told once.
    pub fingerprint: String,
    /// What it says.
    pub notice: Notice,
}

/// A notice whose time to be sent has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Its number, the same in every attempt.
    pub id: i64,
    /// Which way it goes.
    pub channel: Channel,
    /// When it entered the queue.
    pub created: DateTime<Utc>,
    /// Attempts that failed.
    pub attempts: i64,
    /// What it says.
    pub notice: Notice,
}

/// A notice that has not left although it was tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unsent {
    /// Which way it goes.
    pub channel: String,
    /// Attempts that failed.
    pub attempts: i64,
    /// When it is tried again; none when it was given up.
    pub try_at: Option<DateTime<Utc>>,
    /// Why the last attempt failed.
    pub error: Option<String>,
}

/// Adds notices that are not in the queue yet, nor ever were.
pub(super) async fn add(ledger: &Ledger, tx: &Tx, fresh: &[FreshNotice], now: DateTime<Utc>) -> Result<()> {
    for fresh in fresh {
        let body = serde_json::to_string(&fresh.notice).map_err(|_| LedgerError::corrupt("notice", 0, "body"))?;
        tx.run(sql!(
            "INSERT INTO notice (profile, partner_id, channel, fingerprint, body, created_at, attempts, try_at) \
             VALUES ($1, $2, $3, $4, $5, $6, 0, $6) ON CONFLICT (profile, partner_id, channel, fingerprint) DO NOTHING",
            ledger.profile.as_str(),
            ledger.partner.0,
            fresh.channel.as_str(),
            fresh.fingerprint.as_str(),
            body,
            now.timestamp(),
        ))
        .await?;
    }
    Ok(())
}

impl Ledger {
    /// Adds notices that are not in the queue yet, nor ever were.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub async fn add_notices(&self, fresh: &[FreshNotice], now: DateTime<Utc>) -> Result<()> {
        let tx = self.begin().await?;
        add(self, &tx, fresh, now).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The notices whose time has come, oldest first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn due_notices(&self, now: DateTime<Utc>) -> Result<Vec<Due>> {
        let mut sql = self.mine("SELECT id, channel, created_at, attempts, body FROM notice");
        sql.say(" AND try_at <= ").value(now.timestamp()).say(" ORDER BY id");
        let rows = self.db.all(sql).await?;
        Ok(rows.iter().map(due).collect::<rows::Result<_>>()?)
    }

    /// When the next notice is to be tried.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn next_notice(&self) -> Result<Option<DateTime<Utc>>> {
        let first: Option<i64> = self.db.single(self.mine("SELECT MIN(try_at) FROM notice")).await?;
        Ok(first.and_then(|seconds| DateTime::from_timestamp(seconds, 0)))
    }

    /// Keeps that a notice left.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub async fn notice_sent(&self, id: i64, now: DateTime<Utc>) -> Result<()> {
        let sent = sql!(
            "UPDATE notice SET sent_at = $1, try_at = NULL WHERE id = $2",
            now.timestamp(),
            id,
        );
        self.db.alone(sent).await?;
        Ok(())
    }

    /// Keeps that a notice did not leave, and when it is tried again; never when there is no such time.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub async fn notice_failed(&self, id: i64, error: &str, again: Option<DateTime<Utc>>) -> Result<()> {
        let failed = sql!(
            "UPDATE notice SET attempts = attempts + 1, last_error = $1, try_at = $2 WHERE id = $3",
            error,
            again.map(|at| at.timestamp()),
            id,
        );
        self.db.alone(failed).await?;
        Ok(())
    }

    /// Notices that were tried and have not left, newest first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn unsent_notices(&self) -> Result<Vec<Unsent>> {
        let mut sql = self.mine("SELECT id, channel, attempts, try_at, last_error FROM notice");
        sql.say(" AND sent_at IS NULL AND attempts > 0 ORDER BY id DESC LIMIT 20");
        let rows = self.db.all(sql).await?;
        Ok(rows.iter().map(unsent).collect::<rows::Result<_>>()?)
    }

    /// How many notices there ever were.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn notices(&self) -> Result<u64> {
        Ok(self.db.count(self.mine("SELECT COUNT(*) FROM notice")).await?)
    }
}

fn due(row: &rows::Row) -> rows::Result<Due> {
    let row = row.of("notice", "id");
    Ok(Due {
        id: row.get("id")?,
        channel: row.made("channel", |channel: String| match channel.as_str() {
            "webhook" => Some(Channel::Webhook),
            "email" => Some(Channel::Email),
            _ => None,
        })?,
        created: row.moment("created_at")?,
        attempts: row.get("attempts")?,
        notice: row.json("body")?,
    })
}

fn unsent(row: &rows::Row) -> rows::Result<Unsent> {
    let row = row.of("notice", "id");
    Ok(Unsent {
        channel: row.get("channel")?,
        attempts: row.get("attempts")?,
        try_at: row.maybe_moment("try_at")?,
        error: row.get("last_error")?,
    })
}
