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
use crate::plan::{Decision, Item};
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

/// Of each record that was read: by which reading, and where it stands in that.
pub(super) type Found = Vec<String>;

/// Stands for a table that is read whole each time.
const WHOLE: &str = "whole";

/// So many records of such a table.
pub(super) fn whole(records: usize) -> Found {
    vec![WHOLE.to_owned(); records]
}

/// A reading that has ended.
pub(super) struct Reading {
    note: String,
    of: String,
    from: Cursor,
    /// Whether there was any record at all.
    any: bool,
    /// How far it came, when that is farther than before.
    came_to: Option<Cursor>,
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
        let of = hex::encode(of)[..16].to_owned();
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

    /// Takes note of records and what was decided on each. Answers where each was found.
    ///
    /// # Errors
    /// [`RunError::Cursor`] when a record does not say when it was written.
    pub(super) fn saw<T>(&mut self, records: &[Record], items: &[Item<T>]) -> Result<Found, RunError> {
        let mut found = Vec::with_capacity(records.len());
        for (record, item) in records.iter().zip(items) {
            let at = self.place(record)?;
            found.push(format!("{} {at}", self.of));
            let settled = matches!(&item.decision, Decision::Unchanged(state) if state.is_accepted());
            if !settled && self.unsettled.as_ref().is_none_or(|oldest| at < *oldest) {
                self.unsettled = Some(at.clone());
            }
            self.newest.push(Reverse(at));
            if self.newest.len() > self.config.again.max(1) {
                self.newest.pop();
            }
        }
        Ok(found)
    }

    fn place(&self, record: &Record) -> Result<Cursor, RunError> {
        let value = record.get(&self.config.column).flatten().unwrap_or_default();
        value.parse().map_err(|_| RunError::Cursor {
            origin: record.origin.clone(),
            column: self.config.column.clone(),
            value: value.to_owned(),
        })
    }

    /// All records were seen.
    pub(super) fn ended(self) -> Reading {
        let any = !self.newest.is_empty();
        // Of fewer records than are read again each time the oldest says nothing.
        let enough = self.newest.len() >= self.config.again.max(1);
        let newest = self.newest.into_iter().max().filter(|_| enough);
        let to = newest.map(|Reverse(newest)| match self.unsettled {
            Some(unsettled) => unsettled.min(newest),
            None => newest,
        });
        Reading {
            came_to: to.filter(|to| *to > self.from),
            note: self.note,
            of: self.of,
            from: self.from,
            any,
        }
    }
}

impl Reading {
    /// Whether a row of the ledger with this note would have been read if its record were still there: it was found by the
    /// same query, and stands where this reading began or later. A reading that found nothing at all says nothing.
    pub(super) fn has_read(&self, since: Option<&str>) -> bool {
        if since == Some(WHOLE) {
            return true;
        }
        let at = since.and_then(|since| since.strip_prefix(&self.of)?.trim().parse::<Cursor>().ok());
        self.any && at.is_some_and(|at| at >= self.from)
    }

    /// Keeps how far it came; once what was read is in the ledger.
    pub(super) async fn keep(self, ledger: &Ledger, now: DateTime<Utc>) -> Result<(), LedgerError> {
        let Some(to) = self.came_to else { return Ok(()) };
        ledger.put_note(&self.note, &format!("{} {to}", self.of), now).await
    }
}
