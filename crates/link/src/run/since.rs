//! Reading only what was written since the last time. The ledger keeps how far that came: up to the first record that is
//! not settled, so that none that still waits for something is passed over.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use super::RunError;
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
}

/// How far a reading came; to be kept once what was read is in the ledger.
pub(super) struct CameTo {
    note: String,
    value: String,
}

impl<'j> Since<'j> {
    /// Where the last reading came to, or the configured start. `whole` begins at the start whatever was read before.
    pub(super) async fn of(
        ledger: &Ledger,
        kind: Kind,
        (config, query): (&'j Incremental, &str),
        whole: bool,
    ) -> Result<Since<'j>, LedgerError> {
        let note = format!("since/{kind}");
        let of = Sha256::digest(format!("{query}\0{}\0{}", config.column, config.start));
        let of = hex(&of)[..16].to_owned();
        let kept = ledger.note(&note).await?;
        let kept = kept.and_then(|note| note.value.strip_prefix(&of)?.trim().parse::<Cursor>().ok());
        let kept = kept.filter(|_| !whole);
        Ok(Since {
            config,
            note,
            of,
            resumed: kept.is_some(),
            from: kept.unwrap_or_else(|| config.start.clone()),
        })
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

    /// Where each record stands, by the number of its row.
    ///
    /// # Errors
    /// [`RunError::Cursor`] when a record does not say.
    pub(super) fn places(&self, records: &[Record]) -> Result<HashMap<u64, Cursor>, RunError> {
        let place = |record: &Record| {
            let value = record.get(&self.config.column).flatten().unwrap_or_default();
            let at = value.parse().map_err(|_| RunError::Cursor {
                origin: record.origin.clone(),
                column: self.config.column.clone(),
                value: value.to_owned(),
            })?;
            Ok((record.origin.row, at))
        };
        records.iter().map(place).collect()
    }

    /// Up to which record reading need not begin again; none while it must begin where it did.
    pub(super) fn came_to<T>(self, section: &str, places: HashMap<u64, Cursor>, items: &[Item<T>]) -> Option<CameTo> {
        let unsettled = items
            .iter()
            .filter(|item| !matches!(&item.decision, Decision::Unchanged(state) if state.is_accepted()))
            .filter_map(|item| item.origin.as_ref())
            .filter(|origin| origin.table.as_str() == section)
            .filter_map(|origin| places.get(&origin.row))
            .min()
            .cloned();
        let mut all: Vec<Cursor> = places.into_values().collect();
        all.sort_unstable();
        let newest = all.get(all.len().checked_sub(self.config.again.max(1))?)?.clone();
        let to = unsettled.map_or(newest.clone(), |unsettled| unsettled.min(newest));
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
