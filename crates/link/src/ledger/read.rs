//! What the ledger knows.

use std::collections::{BTreeMap, HashMap};

use fieldlink_domain::calendar::Period;
use fieldlink_rows::{self as rows, Ask as _, Sql};
use rust_decimal::Decimal;

use super::error::{LedgerError, Result};
use super::open::Ledger;
use super::row::Row;
use super::state::State;
use crate::kind::Kind;

/// What is known of one record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Its last revision that may have left.
    pub sent: Option<Sent>,
    /// The revision of its last row that never left, when that is newer.
    pub unsent: Option<i64>,
}

/// A revision that may have left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The revision.
    pub revision: i64,
    /// Hash of what was sent.
    pub hash: String,
    /// Hash over what tells that it is the same without a look at its photo.
    pub seen: Option<String>,
    /// Where it stands.
    pub state: State,
    /// What the server calls it.
    pub reference: Option<String>,
}

/// The last amount that the server took for a loan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastAmount {
    /// In which month.
    pub period: Period,
    /// In the loan's currency.
    pub amount: Decimal,
}

/// What [`Known`] is made of.
const BRIEF: &str = "SELECT id, record_key, revision, hash, seen, state, reference FROM ledger_row";

/// Keys that are asked for in one statement, below what either engine can bind.
const CHUNK: usize = 500;

impl Ledger {
    /// What is known of the records of a kind; of repayments, those of one month.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn known(&self, kind: Kind, period: Option<Period>) -> Result<HashMap<String, Known>> {
        let mut sql = self.of_kind(BRIEF, kind);
        if let Some(period) = period {
            sql.say(" AND period = ").value(period.to_string());
        }
        let mut known = HashMap::new();
        self.known_in(sql, &mut known).await?;
        Ok(known)
    }

    /// What is known of these records of a kind.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn known_of(&self, kind: Kind, keys: &[String]) -> Result<HashMap<String, Known>> {
        let mut known = HashMap::new();
        for keys in keys.chunks(CHUNK) {
            let mut sql = self.of_kind(BRIEF, kind);
            sql.say(" AND record_key IN (").list(keys).say(")");
            self.known_in(sql, &mut known).await?;
        }
        Ok(known)
    }

    async fn known_in(&self, mut sql: Sql, known: &mut HashMap<String, Known>) -> Result<()> {
        sql.say(" ORDER BY revision");
        for row in self.db.all(sql).await? {
            let row = row.of("ledger_row", "id");
            let state: State = row.text(5)?;
            let revision = row.get(2)?;
            let record: &mut Known = known.entry(row.get(1)?).or_default();
            if state.may_have_left() {
                record.sent = Some(Sent {
                    revision,
                    hash: row.get(3)?,
                    seen: row.get(4)?,
                    state,
                    reference: row.get(6)?,
                });
                record.unsent = None;
            } else {
                record.unsent = Some(revision);
            }
        }
        Ok(())
    }

    /// The last amounts of these loans that the server took.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn last_amounts_of(&self, loan_ids: &[String]) -> Result<HashMap<String, LastAmount>> {
        let mut amounts = HashMap::new();
        for loan_ids in loan_ids.chunks(CHUNK) {
            let mut sql = self.of_kind("SELECT id, loan_id, period, amount FROM ledger_row", Kind::Repayment);
            sql.say(" AND loan_id IN (")
                .list(loan_ids)
                .say(") AND state IN (")
                .list([State::Accepted, State::AcceptedWithProblems].map(State::as_str))
                // The last one of a loan is the one that stays.
                .say(") ORDER BY id");
            for row in self.db.all(sql).await? {
                let row = row.of("ledger_row", "id");
                let last = LastAmount {
                    period: row.text("period")?,
                    amount: row.text("amount")?,
                };
                amounts.insert(row.get("loan_id")?, last);
            }
        }
        Ok(amounts)
    }

    /// The rows in one of these states, oldest first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn rows(&self, states: &[State], kind: Option<Kind>) -> Result<Vec<Row>> {
        let mut sql = self.mine(&format!("SELECT {} FROM ledger_row", Row::COLUMNS));
        if let Some(kind) = kind {
            sql.say(" AND kind = ").value(kind.as_str());
        }
        sql.say(" AND state IN (")
            .list(states.iter().map(|state| state.as_str()))
            .say(") ORDER BY id");
        let rows = self.db.all(sql).await?;
        Ok(rows.iter().map(Row::read).collect::<rows::Result<_>>()?)
    }

    /// One row by its number.
    ///
    /// # Errors
    /// [`LedgerError::NoSuchRow`].
    pub async fn row(&self, id: i64) -> Result<Row> {
        let mut sql = self.mine(&format!("SELECT {} FROM ledger_row", Row::COLUMNS));
        sql.say(" AND id = ").value(id);
        let row = self.db.one(sql).await?.ok_or(LedgerError::NoSuchRow(id))?;
        Ok(Row::read(&row)?)
    }

    /// The numbers of planned rows by their keys.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn planned(&self, kind: Kind) -> Result<HashMap<String, (i64, i64)>> {
        let mut sql = self.of_kind("SELECT record_key, id, revision FROM ledger_row", kind);
        sql.say(" AND state = ").value(State::Planned.as_str());
        let mut planned = HashMap::new();
        for row in self.db.all(sql).await? {
            planned.insert(row.get(0)?, (row.get(1)?, row.get(2)?));
        }
        Ok(planned)
    }

    /// How many rows of each kind are in each state.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn counts(&self) -> Result<BTreeMap<(Kind, State), u64>> {
        let mut sql = self.mine("SELECT kind, state, COUNT(*) AS n FROM ledger_row");
        sql.say(" GROUP BY kind, state");
        let mut counts = BTreeMap::new();
        for row in self.db.all(sql).await? {
            let row = row.of("ledger_row", "kind");
            let n = row.made("n", |n: i64| u64::try_from(n).ok())?;
            counts.insert((row.text("kind")?, row.text("state")?), n);
        }
        Ok(counts)
    }

    fn of_kind(&self, words: &str, kind: Kind) -> Sql {
        let mut sql = self.mine(words);
        sql.say(" AND kind = ").value(kind.as_str());
        sql
    }
}
