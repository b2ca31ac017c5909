//! Small things that a profile remembers by name.

use chrono::{DateTime, Utc};
use fieldlink_rows::{self as rows, Ask as _, Sql, sql};
use serde::Serialize;

use super::error::{LedgerError, Result};
use super::open::Ledger;

/// A note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// Its name.
    pub name: String,
    /// What it says.
    pub value: String,
    /// Who wrote it.
    pub by: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

const SELECT: &str = "SELECT id, name, value, by_name, updated_at FROM ledger_note";

impl Ledger {
    /// A note by its name.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn note(&self, name: &str) -> Result<Option<Note>> {
        let row = self.db.one(self.named(SELECT, name)).await?;
        Ok(row.as_ref().map(read).transpose()?)
    }

    /// The notes whose names begin so, in their order.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn notes(&self, beginning: &str) -> Result<Vec<Note>> {
        let mut sql = self.mine(SELECT);
        sql.say(" AND substr(name, 1, length(")
            .value(beginning)
            .say(")) = ")
            .value(beginning)
            .say(" ORDER BY name");
        let rows = self.db.all(sql).await?;
        Ok(rows.iter().map(read).collect::<rows::Result<_>>()?)
    }

    /// Writes a note, over one of the same name.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub async fn put_note(&self, name: &str, value: &str, now: DateTime<Utc>) -> Result<()> {
        let over = "UPDATE SET value = excluded.value, by_name = excluded.by_name, updated_at = excluded.updated_at";
        self.db.alone(self.note_insertion(name, value, over, now)).await?;
        Ok(())
    }

    /// Writes a note unless there is one of that name, and answers what stands there.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub async fn note_or(&self, name: &str, value: &str, now: DateTime<Utc>) -> Result<Note> {
        let tx = self.begin().await?;
        tx.run(self.note_insertion(name, value, "NOTHING", now)).await?;
        let note = tx.one(self.named(SELECT, name)).await?;
        let note = note.ok_or_else(|| LedgerError::corrupt("ledger_note", 0, "name"))?;
        let note = read(&note)?;
        tx.commit().await?;
        Ok(note)
    }

    /// Takes a note away.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub async fn drop_note(&self, name: &str) -> Result<()> {
        self.db.alone(self.named("DELETE FROM ledger_note", name)).await?;
        Ok(())
    }

    fn named(&self, words: &str, name: &str) -> Sql {
        let mut sql = self.mine(words);
        sql.say(" AND name = ").value(name);
        sql
    }

    fn note_insertion(&self, name: &str, value: &str, otherwise: &str, now: DateTime<Utc>) -> Sql {
        let mut sql = sql!(
            "INSERT INTO ledger_note (profile, partner_id, name, value, by_name, updated_at) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (profile, partner_id, name) DO ",
            self.profile.as_str(),
            self.partner.0,
            name,
            value,
            self.by.as_deref(),
            now.timestamp(),
        );
        sql.say(otherwise);
        sql
    }
}

fn read(row: &rows::Row) -> rows::Result<Note> {
    let row = row.of("ledger_note", "id");
    Ok(Note {
        name: row.get("name")?,
        value: row.get("value")?,
        by: row.get("by_name")?,
        at: row.moment("updated_at")?,
    })
}
