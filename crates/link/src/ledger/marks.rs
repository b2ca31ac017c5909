//! What a person said of a record: hold it back, or send it again though it was refused.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use fieldlink_rows::{Ask as _, Sql, Tx, sql};
use fieldlink_say::message;

use super::error::{LedgerError, Result};
use super::history::Happened;
use super::open::Ledger;
use super::row::Row;
use super::state::State;
use crate::kind::Kind;

/// Marks per statement.
const CHUNK: usize = 500;

/// What is to be done with a record in plans to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// It is held until the mark is taken away.
    Hold,
    /// It is sent again although the server refused it and it has not changed. Gone with the next answer.
    Retry,
}

impl Mark {
    const fn as_str(self) -> &'static str {
        match self {
            Mark::Hold => "hold",
            Mark::Retry => "retry",
        }
    }
}

/// A mark with the words of who made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// What is to be done.
    pub mark: Mark,
    /// Why.
    pub why: String,
    /// Who said so.
    pub by: Option<String>,
}

impl Ledger {
    /// The marks of a kind's records, by key.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn marks(&self, kind: Kind) -> Result<HashMap<String, Marked>> {
        let mut sql = self.mine("SELECT id, record_key, mark, why, by_name FROM record_mark");
        sql.say(" AND kind = ").value(kind.as_str());
        let mut marks = HashMap::new();
        for row in self.db.all(sql).await? {
            let row = row.of("record_mark", "id");
            let mark: String = row.get("mark")?;
            let marked = Marked {
                mark: if mark == Mark::Retry.as_str() {
                    Mark::Retry
                } else {
                    Mark::Hold
                },
                why: row.get("why")?,
                by: row.get("by_name")?,
            };
            marks.insert(row.get("record_key")?, marked);
        }
        Ok(marks)
    }

    /// Holds a row's record back from now on: one that the server has is not sent again when it changes.
    ///
    /// # Errors
    /// [`LedgerError::NotNow`] when nobody knows whether it arrived.
    pub async fn hold(&self, row: &Row, why: &str, now: DateTime<Utc>) -> Result<()> {
        if matches!(row.state, State::Sending | State::Uncertain) {
            return Err(LedgerError::NotNow {
                id: row.id,
                state: row.state,
                why: Box::new(message!("not-now-may-have-arrived")),
            });
        }
        self.mark(row, Mark::Hold, why, "held by a person", now).await
    }

    /// Lets a row's record be sent again although the server refused it.
    ///
    /// # Errors
    /// [`LedgerError::NotNow`] when it was not refused.
    pub async fn retry(&self, row: &Row, now: DateTime<Utc>) -> Result<()> {
        let why = match row.state {
            State::Refused => return self.mark(row, Mark::Retry, "", "to be sent again", now).await,
            State::Uncertain | State::Sending => {
                message!("not-now-look")
            }
            State::Accepted | State::AcceptedWithProblems => message!("not-now-twice"),
            State::Planned | State::Held | State::Withdrawn => message!("not-now-not-sent"),
        };
        Err(LedgerError::NotNow {
            id: row.id,
            state: row.state,
            why: Box::new(why),
        })
    }

    /// Takes a mark away. Answers whether there was one.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub async fn release(&self, row: &Row, now: DateTime<Utc>) -> Result<bool> {
        let tx = self.begin().await?;
        let mut sql = self.mine("DELETE FROM record_mark");
        sql.say(" AND kind = ")
            .value(row.kind.as_str())
            .say(" AND record_key = ")
            .value(&row.key);
        let gone = tx.run(sql).await?;
        if gone > 0 {
            self.note_events(&tx, std::iter::once(Happened::to(row.id, "released")), now)
                .await?;
        }
        tx.commit().await?;
        Ok(gone > 0)
    }

    async fn mark(&self, row: &Row, mark: Mark, why: &str, event: &'static str, now: DateTime<Utc>) -> Result<()> {
        let tx = self.begin().await?;
        tx.run(sql!(
            "INSERT INTO record_mark (profile, partner_id, kind, record_key, mark, why, by_name, at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (profile, partner_id, kind, record_key) \
             DO UPDATE SET mark = excluded.mark, why = excluded.why, by_name = excluded.by_name, at = excluded.at",
            self.profile.as_str(),
            self.partner.0,
            row.kind.as_str(),
            row.key.as_str(),
            mark.as_str(),
            why,
            self.by.as_deref(),
            now.timestamp(),
        ))
        .await?;
        let happened = Happened::to(row.id, event);
        let happened = if why.is_empty() {
            happened
        } else {
            happened.answered(why.to_owned())
        };
        self.note_events(&tx, std::iter::once(happened), now).await?;
        tx.commit().await?;
        Ok(())
    }

    /// These rows have a definite answer: what was to be tried again has been.
    pub(super) async fn retried(&self, tx: &Tx, ids: &[i64]) -> Result<()> {
        let mut sql = self.mine("SELECT id, kind, record_key FROM record_mark");
        sql.say(" AND mark = ").value(Mark::Retry.as_str());
        let marked = tx.all(sql).await?;
        if marked.is_empty() {
            return Ok(());
        }
        let mut sql = Sql::new("SELECT kind, record_key FROM ledger_row WHERE id IN (");
        sql.list(ids.iter().copied()).say(")");
        let mut closed: HashSet<(String, String)> = HashSet::new();
        for row in tx.all(sql).await? {
            closed.insert((row.get(0)?, row.get(1)?));
        }
        let mut done: Vec<i64> = Vec::new();
        for row in marked {
            if closed.contains(&(row.get(1)?, row.get(2)?)) {
                done.push(row.get(0)?);
            }
        }
        for done in done.chunks(CHUNK) {
            let mut sql = Sql::new("DELETE FROM record_mark WHERE id IN (");
            sql.list(done.iter().copied()).say(")");
            tx.run(sql).await?;
        }
        Ok(())
    }
}
