//! The inbox: links that a person must open.

use chrono::{DateTime, Utc};
use fieldlink_rows::{self as rows, Ask as _, sql};
use serde::Serialize;

use super::error::{LedgerError, Result};
use super::open::Ledger;

/// A link under which a person reviews and publishes journals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Confirmation {
    /// The link.
    pub url: String,
    /// The server's name of the archive, when it told one.
    pub archive_id: Option<String>,
    /// How many journals wait there.
    pub journals: u64,
    /// When it came.
    pub received: DateTime<Utc>,
    /// When a person said it was done.
    pub done: Option<DateTime<Utc>>,
}

impl Ledger {
    /// The links, oldest first; without those that are done, unless all are wanted.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn inbox(&self, all: bool) -> Result<Vec<Confirmation>> {
        let mut sql = self.mine("SELECT id, url, archive_id, journals, received_at, done_at FROM confirmation");
        if !all {
            sql.say(" AND done_at IS NULL");
        }
        sql.say(" ORDER BY id");
        let rows = self.db.all(sql).await?;
        Ok(rows.iter().map(read).collect::<rows::Result<_>>()?)
    }

    /// Marks a link as done.
    ///
    /// # Errors
    /// [`LedgerError::NoSuchLink`].
    pub async fn mark_done(&self, url: &str, now: DateTime<Utc>) -> Result<()> {
        let done = sql!(
            "UPDATE confirmation SET done_at = $1 WHERE profile = $2 AND partner_id = $3 AND url = $4",
            now.timestamp(),
            self.profile.as_str(),
            self.partner.0,
            url,
        );
        let marked = self.db.alone(done).await?;
        if marked == 0 {
            Err(LedgerError::NoSuchLink(url.to_owned()))
        } else {
            Ok(())
        }
    }
}

fn read(row: &rows::Row) -> rows::Result<Confirmation> {
    let row = row.of("confirmation", "id");
    Ok(Confirmation {
        url: row.get("url")?,
        archive_id: row.get("archive_id")?,
        journals: row.made("journals", |n: i64| u64::try_from(n).ok())?,
        received: row.moment("received_at")?,
        done: row.maybe_moment("done_at")?,
    })
}
