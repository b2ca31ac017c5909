//! Reading only what was written since the last time. The ledger keeps how far that came: up to the first record that is
//! not settled, so that none that still waits for something is passed over.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use super::{Job, RunError};
use crate::config::{Cursor, Incremental, TableRef};
use crate::kind::Kind;
use crate::ledger::{Ledger, LedgerError};
use crate::plan::{Decision, Item, hex};
use crate::record::Record;

/// Where a kind's reading begins.
pub(super) struct Since<'j> {
    config: &'j Incremental,
    /// The name of the note that says how far reading came.
    note: String,
    /// Stands before it in the note: another query begins anew.
    of: String,
    from: Cursor,
    resumed: bool,
    /// The newest of those that were read, so many as are to be read again; the oldest of them is on top.
    newest: BinaryHeap<Reverse<Cursor>>,
    /// The oldest of those that are not settled.
    unsettled: Option<Cursor>,
}

/// How far a reading came; to be kept once what was read is in the ledger.
pub(super) struct CameTo {
    note: String,
    value: String,
}

impl<'j> Since<'j> {
    /// Where reading begins: where the last one came to, or the configured start, where everything is read again too.
    /// None where all is read each time.
    pub(super) async fn of(
        job: &Job<'_>,
        ledger: &Ledger,
        kind: Kind,
        (config, query): (&'j Option<Incremental>, &Option<String>),
    ) -> Result<Option<Since<'j>>, LedgerError> {
        let Some(config) = config else { return Ok(None) };
        let query = query.as_deref().unwrap_or_default();
        let note = format!("since/{kind}");
        let of = Sha256::digest(format!("{query}\0{}\0{}", config.column, config.start));
        let of = hex(&of)[..16].to_owned();
        let kept = ledger.note(&note).await?;
        let kept = kept.and_then(|note| note.value.strip_prefix(&of)?.trim().parse::<Cursor>().ok());
        let kept = kept.filter(|_| !job.options.whole);
        Ok(Some(Since {
            config,
            note,
            of,
            resumed: kept.is_some(),
            from: kept.unwrap_or_else(|| config.start.clone()),
            newest: BinaryHeap::new(),
            unsettled: None,
        }))
    }

    /// Whether something was read before: then it is usual that there is nothing new.
    pub(super) fn is_resumed(&self) -> bool {
        self.resumed
    }

    /// The rows of the table from there on.
    pub(super) fn table<'a>(&'a self, table: TableRef<'a>) -> TableRef<'a> {
        TableRef {
            since: Some(&self.from),
            ..table
        }
    }

    /// Takes note of records and what was decided on each.
    ///
    /// # Errors
    /// [`RunError::Cursor`] when a record does not say when it was written.
    pub(super) fn saw<T>(&mut self, records: &[Record], items: &[Item<T>]) -> Result<(), RunError> {
        for (record, item) in records.iter().zip(items) {
            let at = self.place(record)?;
            let settled = matches!(&item.decision, Decision::Unchanged(state) if state.is_accepted());
            if !settled && self.unsettled.as_ref().is_none_or(|oldest| at < *oldest) {
                self.unsettled = Some(at.clone());
            }
            self.newest.push(Reverse(at));
            if self.newest.len() > self.config.again.max(1) {
                self.newest.pop();
            }
        }
        Ok(())
    }

    fn place(&self, record: &Record) -> Result<Cursor, RunError> {
        let value = record.get(&self.config.column).flatten().unwrap_or_default();
        value.parse().map_err(|_| RunError::Cursor {
            origin: record.origin.clone(),
            column: self.config.column.clone(),
            value: value.to_owned(),
        })
    }

    /// Up to which record reading need not begin again; none while it must begin where it did.
    pub(super) fn came_to(self) -> Option<CameTo> {
        if self.newest.len() < self.config.again.max(1) {
            return None;
        }
        let Reverse(newest) = self.newest.into_iter().max()?;
        let to = self.unsettled.map_or(newest.clone(), |unsettled| unsettled.min(newest));
        (to > self.from).then(|| CameTo {
            note: self.note,
            value: format!("{} {to}", self.of),
        })
    }
}

impl CameTo {
    /// Keeps it.
    pub(super) async fn keep(self, ledger: &Ledger, now: DateTime<Utc>) -> Result<(), LedgerError> {
        ledger.put_note(&self.note, &self.value, now).await
    }
}
