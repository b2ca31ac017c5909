//! The runs that sent, or were stopped before they could.

use chrono::{DateTime, Utc};
use fieldlink_rows::{self as rows, Ask as _, sql};
use serde::Serialize;

use super::error::Result;
use super::open::Ledger;
use super::state::State;

/// A run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RunEntry {
    /// Its name in the history of rows.
    pub run: String,
    /// When it ended.
    pub at: DateTime<Utc>,
    /// Who started it, when it was said.
    pub by: Option<String>,
    /// Who approved its plan.
    pub approved_by: Option<String>,
    /// Its exit code.
    pub exit_code: i64,
    /// Rows that the server took.
    pub sent: u64,
    /// Why it stopped: `busy`, `guards` and so on.
    pub stopped: Option<String>,
}

impl Ledger {
    /// Writes a run down.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub async fn put_run(&self, entry: &RunEntry) -> Result<()> {
        let insert = sql!(
            "INSERT INTO ledger_run (profile, partner_id, run, at, by_name, approved_by, exit_code, sent, stopped) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            self.profile.as_str(),
            self.partner.0,
            entry.run.as_str(),
            entry.at.timestamp(),
            entry.by.as_deref(),
            entry.approved_by.as_deref(),
            entry.exit_code,
            entry.sent,
            entry.stopped.as_deref(),
        );
        self.db.alone(insert).await?;
        Ok(())
    }

    /// The last runs, newest first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn runs(&self, most: u64) -> Result<Vec<RunEntry>> {
        let columns = "id, run, at, by_name, approved_by, exit_code, sent, stopped";
        let mut sql = self.mine(&format!("SELECT {columns} FROM ledger_run"));
        sql.say(" ORDER BY id DESC LIMIT ").value(most);
        let rows = self.db.all(sql).await?;
        Ok(rows.iter().map(read).collect::<rows::Result<_>>()?)
    }

    /// Whether anything of this profile has ever left.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn has_sent(&self) -> Result<bool> {
        let left = State::ALL
            .into_iter()
            .filter(|state| state.may_have_left())
            .map(State::as_str);
        let mut sql = self.mine("SELECT id FROM ledger_row");
        sql.say(" AND state IN (").list(left).say(") LIMIT 1");
        Ok(self.db.any(sql).await?)
    }
}

fn read(row: &rows::Row) -> rows::Result<RunEntry> {
    let row = row.of("ledger_run", "id");
    Ok(RunEntry {
        run: row.get("run")?,
        at: row.moment("at")?,
        by: row.get("by_name")?,
        approved_by: row.get("approved_by")?,
        exit_code: row.get("exit_code")?,
        sent: row.made("sent", |n: i64| u64::try_from(n).ok())?,
        stopped: row.get("stopped")?,
    })
}
