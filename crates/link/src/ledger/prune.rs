//! Retention: what is old goes, what is needed to know that something was sent stays.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use fieldlink_rows::{Ask as _, Sql, sql};
use serde::Serialize;

use super::Origins;
use super::error::{LedgerError, Result};
use super::open::Ledger;
use super::row::Row;
use super::seal;
use super::state::State;
use crate::record::Origin;

/// What was taken away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Pruned {
    /// Rows that lost their reasons and place; their keys, hashes and references stay.
    pub emptied: u64,
    /// Rows that never left and are gone from their source.
    pub withdrawn: u64,
    /// Entries of the history. One that rows share goes with the last of them.
    pub history: u64,
    /// Links of the inbox that were done.
    pub links: u64,
    /// Runs.
    pub runs: u64,
    /// Records that were pushed; see [`super::Pushed::prune`].
    pub records: u64,
}

/// The rows that an entry of the history is about.
const OF_EVENT: &str =
    "SELECT 1 FROM ledger_row WHERE ledger_row.id >= row_event.first_row AND ledger_row.id <= row_event.last_row";

impl Ledger {
    /// Takes away what has not changed since `before` and is not needed any more. Rows that the server has or refused
    /// keep key, revision, hash, state, reference, month and amount: they are what keeps them from being sent twice.
    ///
    /// # Errors
    /// When the ledger cannot be written; then nothing is taken away.
    pub async fn prune(&self, before: DateTime<Utc>) -> Result<Pruned> {
        let before = before.timestamp();
        let tx = self.begin().await?;
        let mut pruned = Pruned::default();
        let mut history = Sql::new("DELETE FROM row_event WHERE EXISTS (");
        history
            .say(OF_EVENT)
            .say(" AND profile = ")
            .value(self.profile.as_str())
            .say(" AND partner_id = ")
            .value(self.partner.0)
            .say(") AND NOT EXISTS (")
            .say(OF_EVENT)
            .say(" AND NOT (");
        self.closed_before(&mut history, before);
        history.say("))");
        pruned.history = tx.run(history).await?;
        let mut withdrawn = self.mine("DELETE FROM ledger_row");
        withdrawn
            .say(" AND updated_at < ")
            .value(before)
            .say(" AND state = ")
            .value(State::Withdrawn.as_str());
        pruned.withdrawn = tx.run(withdrawn).await?;
        let mut emptied = Sql::new("UPDATE ledger_row SET reasons = '[]', origin = NULL WHERE ");
        self.closed_before(&mut emptied, before);
        emptied.say(" AND (reasons <> '[]' OR origin IS NOT NULL)");
        pruned.emptied = tx.run(emptied).await?;
        let mut links = self.mine("DELETE FROM confirmation");
        links.say(" AND done_at < ").value(before);
        pruned.links = tx.run(links).await?;
        let mut runs = self.mine("DELETE FROM ledger_run");
        runs.say(" AND at < ").value(before);
        pruned.runs = tx.run(runs).await?;
        tx.commit().await?;
        Ok(pruned)
    }

    /// The condition that a row needs no more than to be known.
    fn closed_before(&self, sql: &mut Sql, before: i64) {
        let closed = [
            State::Accepted,
            State::AcceptedWithProblems,
            State::Refused,
            State::Withdrawn,
        ];
        sql.say("profile = ")
            .value(self.profile.as_str())
            .say(" AND partner_id = ")
            .value(self.partner.0)
            .say(" AND updated_at < ")
            .value(before)
            .say(" AND state IN (")
            .list(closed.map(State::as_str))
            .say(")");
    }

    /// What became of the records of these sources of pushed records. To be asked before [`Ledger::prune`], which
    /// forgets where old rows stood.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn origins(&self, sources: &BTreeSet<&str>) -> Result<Origins> {
        let mut sql = self.mine("SELECT state, origin FROM ledger_row");
        sql.say(" AND origin IS NOT NULL");
        let mut origins = Origins::default();
        for row in self.db.all(sql).await? {
            let (state, origin): (String, String) = (row.get(0)?, row.get(1)?);
            let Ok(origin) = serde_json::from_str::<Origin>(&origin) else {
                continue;
            };
            let Ok(number) = i64::try_from(origin.row) else {
                continue;
            };
            if !sources.contains(origin.source.as_str()) {
                continue;
            }
            let settled = state
                .parse()
                .is_ok_and(|state: State| state.is_accepted() || state == State::Refused);
            if settled {
                &mut origins.settled
            } else {
                &mut origins.open
            }
            .insert(number);
        }
        Ok(origins)
    }

    /// Seals every payload that is kept with the current key: after a key was changed, or when there was none before.
    /// Answers how many were.
    ///
    /// # Errors
    /// [`LedgerError::Sealed`] when one cannot be opened; then none is changed.
    pub async fn reseal(&self) -> Result<u64> {
        let Some(sealer) = &self.sealer else {
            return Err(LedgerError::Keys(seal::SealError::Empty));
        };
        let tx = self.begin().await?;
        let mut sql = self.mine(&format!("SELECT {} FROM ledger_row", Row::COLUMNS));
        sql.say(" AND payload IS NOT NULL");
        let mut changed = 0;
        for row in tx.all(sql).await? {
            let row = Row::read(&row)?;
            let Some(payload) = &row.payload else { continue };
            if seal::sealed_with(payload) == Some(sealer.current()) {
                continue;
            }
            let sealed = self.seal(row.id, &self.opened(row.id, payload)?)?;
            tx.run(sql!("UPDATE ledger_row SET payload = $1 WHERE id = $2", sealed, row.id))
                .await?;
            changed += 1;
        }
        tx.commit().await?;
        Ok(changed)
    }
}
