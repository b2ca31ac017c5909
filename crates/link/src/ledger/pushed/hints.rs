//! What a MIS has called our attention to. A hint says "look there", never what is there: it is read again.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use fieldlink_rows::{self as rows, Ask as _, Sql, sql};
use serde::Serialize;

use super::Pushed;
use crate::ledger::error::Result;

/// Something at the MIS has changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hint {
    /// Its number here.
    pub id: i64,
    /// Whose key it came with.
    pub sender: String,
    /// What has changed, such as `LOAN`.
    pub entity: String,
    /// What was done, such as `REPAYMENT`.
    pub action: String,
    /// The MIS's own ids, such as `loanId`.
    pub ids: BTreeMap<String, String>,
}

impl Pushed {
    /// Keeps a hint, unless the same one waits already. Answers whether it is new.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn hint(
        &self,
        sender: &str,
        entity: &str,
        action: &str,
        ids: &BTreeMap<String, String>,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let ids = serde_json::to_string(ids).unwrap_or_default();
        let tx = self.begin().await?;
        let same = sql!(
            "SELECT id FROM push_hint WHERE done_at IS NULL AND sender = $1 AND entity = $2 AND action = $3 AND ids = $4",
            sender,
            entity,
            action,
            ids.as_str(),
        );
        if tx.any(same).await? {
            return Ok(false);
        }
        tx.run(sql!(
            "INSERT INTO push_hint (sender, entity, action, ids, received_at) VALUES ($1, $2, $3, $4, $5)",
            sender,
            entity,
            action,
            ids,
            now.timestamp(),
        ))
        .await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Up to so many hints that nobody has looked after, oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn hints(&self, most: u64) -> Result<Vec<Hint>> {
        let waiting = sql!(
            "SELECT id, sender, entity, action, ids FROM push_hint WHERE done_at IS NULL ORDER BY id LIMIT $1",
            most,
        );
        let rows = self.db.all(waiting).await?;
        Ok(rows.iter().map(read).collect::<rows::Result<_>>()?)
    }

    /// Marks hints as looked after.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn hints_done(&self, ids: &[i64], now: DateTime<Utc>) -> Result<()> {
        for chunk in ids.chunks(500) {
            let mut sql = Sql::new("UPDATE push_hint SET done_at = ");
            sql.value(now.timestamp())
                .say(" WHERE id IN (")
                .list(chunk.iter().copied())
                .say(")");
            self.db.alone(sql).await?;
        }
        Ok(())
    }
}

fn read(row: &rows::Row) -> rows::Result<Hint> {
    let row = row.of("push_hint", "id");
    Ok(Hint {
        id: row.get("id")?,
        sender: row.get("sender")?,
        entity: row.get("entity")?,
        action: row.get("action")?,
        ids: row.json("ids")?,
    })
}
