//! The runs of the service, `fieldlink run`: what began, how it ended, and up to when each schedule has been dealt with.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use fieldlink_rows::{self as rows, Ask as _, Sql, sql};
use serde::{Deserialize, Serialize};

use super::error::Result;
use super::notices::{self, FreshNotice};
use super::open::Ledger;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It has begun and not ended.
    Running,
    /// All was done.
    Done,
    /// Its work was done; some rows are held back, were refused or wait for a person.
    Held,
    /// It could not do its work.
    Failed,
    /// It was told to stop, or its process ended.
    Stopped,
}

impl Outcome {
    const ALL: [Outcome; 5] = [
        Outcome::Running,
        Outcome::Done,
        Outcome::Held,
        Outcome::Failed,
        Outcome::Stopped,
    ];

    /// As it is kept.
    pub const fn as_str(self) -> &'static str {
        match self {
            Outcome::Running => "running",
            Outcome::Done => "done",
            Outcome::Held => "held",
            Outcome::Failed => "failed",
            Outcome::Stopped => "stopped",
        }
    }
}

impl FromStr for Outcome {
    type Err = ();

    fn from_str(text: &str) -> std::result::Result<Outcome, ()> {
        Outcome::ALL
            .into_iter()
            .find(|outcome| outcome.as_str() == text)
            .ok_or(())
    }
}

/// Why a run failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mishap {
    /// A stable name, such as `credentials` or `source`.
    pub why: String,
    /// What happened.
    pub message: String,
    /// What to do.
    pub next: String,
}

/// How a run ended, with its figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    /// How.
    pub outcome: Outcome,
    /// Rows that the server took.
    pub sent: usize,
    /// Rows that were held back or refused.
    pub held: usize,
    /// Rows that wait for a person because their answer was lost.
    pub waiting: usize,
    /// Why it failed, if it did.
    pub mishap: Option<Mishap>,
}

/// A run of the past, or the one that is going on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Run {
    /// Its number.
    pub id: i64,
    /// The schedule or watched folder.
    pub name: String,
    /// The file that was dropped in.
    pub file: Option<String>,
    /// When it began.
    pub started: DateTime<Utc>,
    /// When it ended.
    pub ended: Option<DateTime<Utc>>,
    /// How it ended.
    pub outcome: Outcome,
    /// Rows that the server took.
    pub sent: i64,
    /// Rows that were held back or refused.
    pub held: i64,
    /// Rows that wait for a person.
    pub waiting: i64,
    /// Why it failed.
    pub mishap: Option<Mishap>,
}

impl Ledger {
    /// Up to when a schedule has been dealt with; a schedule that is new has been up to now.
    ///
    /// # Errors
    /// When the ledger cannot be read or written.
    pub async fn handled_until(&self, schedule: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>> {
        let mut sql = self.mine("SELECT name, handled_until FROM schedule_state");
        sql.say(" AND name = ").value(schedule);
        if let Some(row) = self.db.one(sql).await? {
            return Ok(row.of("schedule_state", "name").moment("handled_until")?);
        }
        self.set_handled(schedule, now).await?;
        Ok(now)
    }

    /// Keeps up to when a schedule has been dealt with.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub async fn set_handled(&self, schedule: &str, until: DateTime<Utc>) -> Result<()> {
        self.db.alone(self.handled(schedule, until)).await?;
        Ok(())
    }

    fn handled(&self, schedule: &str, until: DateTime<Utc>) -> Sql {
        sql!(
            "INSERT INTO schedule_state (profile, partner_id, name, handled_until) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (profile, partner_id, name) DO UPDATE SET handled_until = excluded.handled_until",
            self.profile.as_str(),
            self.partner.0,
            schedule,
            until.timestamp(),
        )
    }

    /// Keeps that a run begins; answers its number.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub async fn begin_run(&self, name: &str, file: Option<&str>, now: DateTime<Utc>) -> Result<i64> {
        let tx = self.begin().await?;
        let insert = sql!(
            "INSERT INTO link_run (profile, partner_id, name, file, started_at, outcome, sent, held, waiting) \
             VALUES ($1, $2, $3, $4, $5, $6, 0, 0, 0) RETURNING id",
            self.profile.as_str(),
            self.partner.0,
            name,
            file,
            now.timestamp(),
            Outcome::Running.as_str(),
        );
        let id = tx.single(insert).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Keeps how a run ended, up to when its schedule is dealt with, and whom to tell: all of it or nothing.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub async fn end_run(
        &self,
        id: i64,
        finished: &Finished,
        handled: Option<(&str, DateTime<Utc>)>,
        notices: &[FreshNotice],
        now: DateTime<Utc>,
    ) -> Result<()> {
        let mishap = finished.mishap.as_ref();
        let tx = self.begin().await?;
        tx.run(sql!(
            "UPDATE link_run SET ended_at = $1, outcome = $2, sent = $3, held = $4, waiting = $5, why = $6, \
             message = $7, next_step = $8 WHERE id = $9",
            now.timestamp(),
            finished.outcome.as_str(),
            finished.sent,
            finished.held,
            finished.waiting,
            mishap.map(|mishap| mishap.why.as_str()),
            mishap.map(|mishap| mishap.message.as_str()),
            mishap.map(|mishap| mishap.next.as_str()),
            id,
        ))
        .await?;
        if let Some((schedule, until)) = handled {
            tx.run(self.handled(schedule, until)).await?;
        }
        notices::add(self, &tx, notices, now).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Runs that a process left open when it ended: they were stopped. Only the holder of the lock of `fieldlink run`
    /// may say so.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub async fn close_abandoned_runs(&self, now: DateTime<Utc>) -> Result<u64> {
        let stopped = sql!(
            "UPDATE link_run SET ended_at = $1, outcome = $2 WHERE profile = $3 AND partner_id = $4 AND outcome = $5",
            now.timestamp(),
            Outcome::Stopped.as_str(),
            self.profile.as_str(),
            self.partner.0,
            Outcome::Running.as_str(),
        );
        Ok(self.db.alone(stopped).await?)
    }

    /// The newest runs, newest first; of one name, or of all.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn service_runs(&self, name: Option<&str>, most: u64) -> Result<Vec<Run>> {
        let mut sql = self.my_runs();
        if let Some(name) = name {
            sql.say(" AND name = ").value(name);
        }
        sql.say(" ORDER BY id DESC LIMIT ").value(most);
        let rows = self.db.all(sql).await?;
        Ok(rows.iter().map(read).collect::<rows::Result<_>>()?)
    }

    /// The newest run of this name that ended in one of these ways.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn last_run(&self, name: &str, outcomes: &[Outcome]) -> Result<Option<Run>> {
        let mut sql = self.my_runs();
        sql.say(" AND name = ")
            .value(name)
            .say(" AND outcome IN (")
            .list(outcomes.iter().map(|outcome| outcome.as_str()))
            .say(") ORDER BY id DESC LIMIT 1");
        self.first_run(sql).await
    }

    /// The first run of this name after another that ended in this way.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn first_run_after(&self, name: &str, id: i64, outcome: Outcome) -> Result<Option<Run>> {
        let mut sql = self.my_runs();
        sql.say(" AND name = ")
            .value(name)
            .say(" AND id > ")
            .value(id)
            .say(" AND outcome = ")
            .value(outcome.as_str())
            .say(" ORDER BY id LIMIT 1");
        self.first_run(sql).await
    }

    fn my_runs(&self) -> Sql {
        let columns = "id, name, file, started_at, ended_at, outcome, sent, held, waiting, why, message, next_step";
        self.mine(&format!("SELECT {columns} FROM link_run"))
    }

    async fn first_run(&self, sql: Sql) -> Result<Option<Run>> {
        let row = self.db.one(sql).await?;
        Ok(row.as_ref().map(read).transpose()?)
    }
}

fn read(row: &rows::Row) -> rows::Result<Run> {
    let row = row.of("link_run", "id");
    let mishap = match (row.get("why")?, row.get("message")?, row.get("next_step")?) {
        (Some(why), Some(message), Some(next)) => Some(Mishap { why, message, next }),
        _ => None,
    };
    Ok(Run {
        id: row.get("id")?,
        name: row.get("name")?,
        file: row.get("file")?,
        started: row.moment("started_at")?,
        ended: row.maybe_moment("ended_at")?,
        outcome: row.text("outcome")?,
        sent: row.get("sent")?,
        held: row.get("held")?,
        waiting: row.get("waiting")?,
        mishap,
    })
}
