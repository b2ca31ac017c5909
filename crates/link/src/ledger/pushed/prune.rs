//! Retention of what was pushed: what was sent and nobody has pushed again for long goes.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use fieldlink_rows::{Ask as _, Sql, sql};

use super::{Pushed, Sheet};
use crate::ledger::error::{LedgerError, Result};
use crate::ledger::seal;

/// What the ledger says of pushed records, by their numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origins {
    /// Records with a row that the server has, or has refused.
    pub settled: BTreeSet<i64>,
    /// Records with a row that is still to be sent, is held, or has no answer yet.
    pub open: BTreeSet<i64>,
}

impl Pushed {
    /// Takes away records that were settled and not pushed since `before`, borrowers and due dates once no loan is that
    /// old, and hints that were looked after. Answers how many records.
    ///
    /// # Errors
    /// When the database cannot be written; then nothing is taken away.
    pub async fn prune(&self, before: DateTime<Utc>, origins: &Origins) -> Result<u64> {
        let before = before.timestamp();
        let tx = self.begin().await?;
        let old = |words: &'static str, sheet: Sheet| {
            let mut sql = Sql::new(words);
            sql.say(" FROM pushed WHERE sheet = ")
                .value(sheet.as_str())
                .say(" AND received_at < ")
                .value(before);
            sql
        };
        let mut gone = 0;
        for sheet in [Sheet::Loans, Sheet::Repayments, Sheet::Journals] {
            let mut ids: Vec<i64> = tx.values(old("SELECT id", sheet)).await?;
            ids.retain(|id| origins.settled.contains(id) && !origins.open.contains(id));
            for chunk in ids.chunks(500) {
                let mut sql = Sql::new("DELETE FROM pushed WHERE id IN (");
                sql.list(chunk.iter().copied()).say(")");
                gone += tx.run(sql).await?;
            }
        }
        // These belong to loans and have no row of their own.
        if !tx.any(old("SELECT id", Sheet::Loans)).await? {
            for sheet in [Sheet::Members, Sheet::Schedules] {
                gone += tx.run(old("DELETE", sheet)).await?;
            }
        }
        tx.run(sql!("DELETE FROM push_hint WHERE done_at < $1", before)).await?;
        tx.commit().await?;
        Ok(gone)
    }

    /// Seals every record with the current key. Answers how many were sealed otherwise before.
    ///
    /// # Errors
    /// [`LedgerError::Sealed`] when one cannot be opened; then none is changed.
    pub async fn reseal(&self) -> Result<u64> {
        let Some(sealer) = &self.sealer else {
            return Err(LedgerError::Keys(seal::SealError::Empty));
        };
        let tx = self.begin().await?;
        let mut changed = 0;
        for row in tx.all("SELECT id, sheet, record_id, fields FROM pushed").await? {
            let row = row.of("pushed", "id");
            let fields: String = row.get("fields")?;
            if seal::sealed_with(&fields) == Some(sealer.current()) {
                continue;
            }
            let (number, id): (i64, String) = (row.get("id")?, row.get("record_id")?);
            let sheet = row.made("sheet", |name: String| Sheet::of_name(&name))?;
            let sealed = self.seal(sheet, &id, self.opened(sheet, number, &id, &fields)?)?;
            tx.run(sql!("UPDATE pushed SET fields = $1 WHERE id = $2", sealed, number))
                .await?;
            changed += 1;
        }
        tx.commit().await?;
        Ok(changed)
    }
}
