//! Records enter the ledger, planned or held.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use fieldlink_domain::calendar::Period;
use fieldlink_rows::{Ask as _, Db as _, Engine, Sql, Tx, Value};
use rust_decimal::Decimal;

use super::error::{LedgerError, Result};
use super::history::Happened;
use super::open::Ledger;
use super::state::{Event, State};
use crate::kind::Kind;
use crate::mapping::Reason;
use crate::record::Origin;

/// What a plan says of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// How the record is known.
    pub key: String,
    /// Which revision this would be.
    pub revision: i64,
    /// Hash of what would be sent; empty when it could not be made.
    pub hash: String,
    /// Hash over what tells that it is the same without a look at its photo, where that can be told.
    pub seen: Option<String>,
    /// Where only what is new is read: by which reading it was found, and where it stands in that.
    pub since: Option<String>,
    /// Why it is held; empty when it is fit to be sent.
    pub held: Vec<Reason>,
    /// Where the record stands.
    pub origin: Option<Origin>,
    /// Repayments only: the loan and its amount.
    pub repayment: Option<(String, Option<Decimal>)>,
}

/// What became of entries.
#[derive(Debug, Default)]
pub struct Entered {
    /// The number of each entry's row; none for a row that may have left meanwhile and is not touched.
    pub numbers: Vec<Option<i64>>,
    /// The numbers of rows that were not touched: another worker has them.
    pub untouched: Vec<i64>,
}

impl Entered {
    /// The numbers of all rows that are in the plan.
    pub fn seen(&self) -> impl Iterator<Item = i64> {
        self.numbers.iter().flatten().chain(&self.untouched).copied()
    }
}

/// A row as it stands.
struct There {
    id: i64,
    hash: String,
    seen: Option<String>,
    since: Option<String>,
    state: String,
    reasons: String,
    origin: Option<String>,
    request_id: Option<String>,
}

/// What is written of an entry.
struct Fresh {
    state: &'static str,
    reasons: String,
    origin: Option<String>,
}

impl There {
    /// Whether writing the entry would change nothing.
    fn is(&self, entry: &Entry, fresh: &Fresh) -> bool {
        self.request_id.is_none()
            && self.hash == entry.hash
            && self.seen == entry.seen
            && self.since == entry.since
            && self.state == fresh.state
            && self.reasons == fresh.reasons
            && self.origin == fresh.origin
    }
}

/// Entries that are written in one transaction: enough of them that the commit costs little, few enough to need no memory.
pub const PART: usize = 2_000;
/// Rows per statement: 10 values each, below what either engine can bind.
const CHUNK: usize = 500;
/// Rows that are read at once.
const PAGE: u64 = 5_000;
/// So many rows change what a database should know of a table.
const MANY: usize = 1_000;
/// What has not left and is still to.
const WAITING: [State; 2] = [State::Planned, State::Held];

impl Ledger {
    /// Writes down what a plan found: planned and held rows. Rows of the kind (and month) that never left and are not
    /// among the entries have left their source and are withdrawn. Rows that may have left are not touched.
    ///
    /// # Errors
    /// When the ledger cannot be written; then what was written until then is as true as before.
    pub async fn enter(&self, kind: Kind, period: Option<Period>, entries: &[Entry], now: DateTime<Utc>) -> Result<()> {
        let mut seen = Vec::with_capacity(entries.len());
        for part in entries.chunks(PART) {
            seen.extend(self.enter_part(kind, period, part, now).await?.seen());
        }
        self.withdraw_others(kind, period, seen, &|_| true, now).await
    }

    /// Writes down a part of what a plan found, wholly or not at all. Answers the numbers of the rows, in the order of the
    /// entries.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub async fn enter_part(
        &self,
        kind: Kind,
        period: Option<Period>,
        entries: &[Entry],
        now: DateTime<Utc>,
    ) -> Result<Entered> {
        if entries.is_empty() {
            return Ok(Entered::default());
        }
        let fresh: Vec<Fresh> = entries.iter().map(fresh).collect::<Result<_>>()?;
        let tx = self.begin().await?;
        let before = self.there(&tx, kind, entries).await?;
        let mut numbers: Vec<Option<i64>> = vec![None; entries.len()];
        let mut write: Vec<usize> = Vec::new();
        for (at, (entry, fresh)) in entries.iter().zip(&fresh).enumerate() {
            match before.get(&(entry.key.as_str(), entry.revision)) {
                Some(there) if there.is(entry, fresh) => numbers[at] = Some(there.id),
                _ => write.push(at),
            }
        }
        let places: HashMap<(&str, i64), usize> = write
            .iter()
            .map(|at| ((entries[*at].key.as_str(), entries[*at].revision), *at))
            .collect();
        for chunk in write.chunks(CHUNK) {
            let rows = chunk.iter().map(|at| values(&entries[*at], &fresh[*at]));
            for row in tx.all(self.insertion(kind, period, rows, now)).await? {
                let key: String = row.get(1)?;
                if let Some(at) = places.get(&(key.as_str(), row.get(2)?)) {
                    numbers[*at] = Some(row.get(0)?);
                }
            }
        }
        let events = write.iter().filter_map(|at| {
            let held = entries[*at].held.first();
            let event = held.map_or(Event::Plan, |_| Event::Hold);
            let happened = Happened::to(numbers[*at]?, event.as_str());
            Some(match held {
                Some(reason) => happened.answered(reason.rule.clone()),
                None => happened,
            })
        });
        self.note_events(&tx, events, now).await?;
        let untouched = self.untouched(&tx, kind, entries, &numbers).await?;
        tx.commit().await?;
        Ok(Entered { numbers, untouched })
    }

    /// The rows that the entries would be written over, by key and revision.
    async fn there<'e>(&self, tx: &Tx, kind: Kind, entries: &'e [Entry]) -> Result<HashMap<(&'e str, i64), There>> {
        let wanted: HashMap<&str, i64> = entries
            .iter()
            .map(|entry| (entry.key.as_str(), entry.revision))
            .collect();
        let never_left: Vec<&str> = State::before(Event::Plan).map(State::as_str).collect();
        let mut found = HashMap::new();
        for chunk in entries.chunks(CHUNK) {
            let mut sql = self.mine("SELECT id, record_key, revision, hash, seen, since, state, reasons, origin, request_id FROM ledger_row");
            sql.say(" AND kind = ")
                .value(kind.as_str())
                .say(" AND record_key IN (")
                .list(chunk.iter().map(|entry| entry.key.as_str()))
                .say(")");
            for row in tx.all(sql).await? {
                let (key, revision): (String, i64) = (row.get(1)?, row.get(2)?);
                let state: String = row.get(6)?;
                if let Some((key, wanted)) = wanted.get_key_value(key.as_str())
                    && *wanted == revision
                    && never_left.contains(&state.as_str())
                {
                    let there = There {
                        id: row.get(0)?,
                        hash: row.get(3)?,
                        seen: row.get(4)?,
                        since: row.get(5)?,
                        state,
                        reasons: row.get(7)?,
                        origin: row.get(8)?,
                        request_id: row.get(9)?,
                    };
                    found.insert((*key, revision), there);
                }
            }
        }
        Ok(found)
    }

    /// The numbers of the rows whose entries have none. Where one process alone sends there are none.
    async fn untouched(&self, tx: &Tx, kind: Kind, entries: &[Entry], numbers: &[Option<i64>]) -> Result<Vec<i64>> {
        let left = entries.iter().zip(numbers).filter(|(_, number)| number.is_none());
        let keys: Vec<&str> = left.map(|(entry, _)| entry.key.as_str()).collect();
        let mut found = Vec::new();
        for keys in keys.chunks(CHUNK) {
            let mut sql = self.mine("SELECT id FROM ledger_row");
            sql.say(" AND kind = ")
                .value(kind.as_str())
                .say(" AND record_key IN (")
                .list(keys.iter().copied())
                .say(")");
            found.extend(tx.values::<i64>(sql).await?);
        }
        Ok(found)
    }

    /// The statement that writes rows, over those that never left.
    fn insertion(
        &self,
        kind: Kind,
        period: Option<Period>,
        rows: impl Iterator<Item = [Value; 10]>,
        now: DateTime<Utc>,
    ) -> Sql {
        let mut sql = Sql::new(
            "INSERT INTO ledger_row (profile, partner_id, kind, period, created_at, updated_at, record_key, revision, hash, state, reasons, loan_id, amount, origin, seen, since) SELECT ",
        );
        sql.value(self.profile.as_str())
            .say(", ")
            .value(self.partner.0)
            .say(", ")
            .value(kind.as_str())
            .say(", ")
            .value(period.map(|period| period.to_string()))
            .say(", ")
            .value(now.timestamp())
            .say(", ")
            .value(now.timestamp())
            .say(", column1, column2, column3, column4, column5, column6, column7, column8, column9, column10 FROM (VALUES ")
            .rows(rows)
            .say(") AS fresh WHERE true ON CONFLICT (profile, partner_id, kind, record_key, revision) DO UPDATE SET hash = excluded.hash, state = excluded.state, reasons = excluded.reasons, amount = excluded.amount, origin = excluded.origin, seen = excluded.seen, since = excluded.since, created_at = excluded.created_at, updated_at = excluded.updated_at, ")
            // Left over from a request that was not taken.
            .say("request_id = NULL, idempotency_key = NULL, payload = NULL WHERE ledger_row.state IN (")
            .list(State::before(Event::Plan).map(State::as_str))
            .say(") RETURNING id, record_key, revision");
        sql
    }

    /// The rows in a state that are not among these and would have been, in their order; read page by page, since there
    /// may be many of them.
    async fn others(
        &self,
        tx: &Tx,
        (kind, period): (Kind, Option<Period>),
        state: State,
        seen: &[i64],
        read: &(dyn Fn(Option<&str>) -> bool + Sync),
    ) -> Result<Vec<i64>> {
        let mut others = Vec::new();
        let mut after = 0_i64;
        loop {
            let mut sql = self.mine("SELECT id, since FROM ledger_row");
            sql.say(" AND kind = ")
                .value(kind.as_str())
                .say(" AND state = ")
                .value(state.as_str())
                .say(" AND id > ")
                .value(after);
            if let Some(period) = period {
                sql.say(" AND period = ").value(period.to_string());
            }
            sql.say(" ORDER BY id LIMIT ").value(PAGE);
            let mut page: Vec<(i64, Option<String>)> = Vec::new();
            for row in tx.all(sql).await? {
                page.push((row.get(0)?, row.get(1)?));
            }
            let Some((last, _)) = page.last() else {
                return Ok(others);
            };
            after = *last;
            let gone = page
                .into_iter()
                .filter(|(id, since)| seen.binary_search(id).is_err() && read(since.as_deref()));
            others.extend(gone.map(|(id, _)| id));
        }
    }

    /// Rows of the kind (and month) that never left and are not among these have left their source, as far as they would
    /// have been `read`: that is asked with their [`Entry::since`].
    ///
    /// # Errors
    /// When the ledger cannot be written; then none is withdrawn.
    pub async fn withdraw_others(
        &self,
        kind: Kind,
        period: Option<Period>,
        mut seen: Vec<i64>,
        read: &(dyn Fn(Option<&str>) -> bool + Sync),
        now: DateTime<Utc>,
    ) -> Result<()> {
        seen.sort_unstable();
        let tx = self.begin().await?;
        let mut gone = Vec::new();
        for state in WAITING {
            gone.extend(self.others(&tx, (kind, period), state, &seen, read).await?);
        }
        gone.sort_unstable();
        for chunk in gone.chunks(CHUNK) {
            let mut sql = Sql::new("UPDATE ledger_row SET state = ");
            sql.value(State::Withdrawn.as_str())
                .say(", updated_at = ")
                .value(now.timestamp())
                .say(" WHERE id IN (")
                .list(chunk.iter().copied())
                .say(") AND state IN (")
                .list(WAITING.map(State::as_str))
                .say(")");
            tx.run(sql).await?;
        }
        let events = gone.iter().map(|id| Happened::to(*id, Event::Withdraw.as_str()));
        self.note_events(&tx, events, now).await?;
        tx.commit().await?;
        if seen.len() >= MANY && self.db.engine() == Engine::Postgres {
            // What PostgreSQL knows of a ledger that was empty a moment ago makes it read all rows for each batch.
            self.db.outside("ANALYZE ledger_row").await?;
        }
        Ok(())
    }
}

fn fresh(entry: &Entry) -> Result<Fresh> {
    let corrupt = |column| LedgerError::corrupt("ledger_row", 0, column);
    let state = if entry.held.is_empty() {
        State::Planned
    } else {
        State::Held
    };
    Ok(Fresh {
        state: state.as_str(),
        reasons: serde_json::to_string(&entry.held).map_err(|_| corrupt("reasons"))?,
        origin: entry
            .origin
            .as_ref()
            .map(serde_json::to_string)
            .transpose()
            .map_err(|_| corrupt("origin"))?,
    })
}

fn values(entry: &Entry, fresh: &Fresh) -> [Value; 10] {
    let (loan_id, amount) = match &entry.repayment {
        Some((loan_id, amount)) => (Some(loan_id.clone()), amount.map(|amount| amount.to_string())),
        None => (None, None),
    };
    [
        entry.key.as_str().into(),
        entry.revision.into(),
        entry.hash.as_str().into(),
        fresh.state.into(),
        fresh.reasons.as_str().into(),
        loan_id.into(),
        amount.into(),
        fresh.origin.clone().into(),
        entry.seen.clone().into(),
        entry.since.clone().into(),
    ]
}
