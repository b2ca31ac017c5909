//! Several workers over one ledger: each takes rows that no other has.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use fieldlink_rows::{Ask as _, Db as _};

use super::close::Intent;
use super::error::Result;
use super::open::Ledger;
use super::state::State;

/// A row that a worker would like to send.
#[derive(Clone)]
pub struct Candidate {
    /// The row.
    pub id: i64,
    /// Hash of what the worker read: a row that another has planned anew since is not this worker's to send.
    pub hash: String,
    /// Its part of the request's body.
    pub payload: String,
}

impl Ledger {
    /// Claims those of the rows that are still to be sent and that nobody else is claiming, and commits the intents of
    /// the requests with them. `name` makes a request's name and key from the rows that were claimed for it. Answers
    /// their numbers, request by request; none of a request when others have all of its rows.
    ///
    /// # Errors
    /// When the ledger cannot be written; then nothing is claimed.
    pub async fn claim(
        &self,
        requests: &[Vec<Candidate>],
        mut name: impl FnMut(usize, &[i64]) -> (String, Option<String>),
        now: DateTime<Utc>,
    ) -> Result<Vec<Vec<i64>>> {
        let tx = self.begin().await?;
        let mut claimed = Vec::with_capacity(requests.len());
        for (at, candidates) in requests.iter().enumerate() {
            let mut sql = self.mine("SELECT id, hash FROM ledger_row");
            sql.say(" AND state = ")
                .value(State::Planned.as_str())
                .say(" AND id IN (")
                .list(candidates.iter().map(|row| row.id))
                .say(") ORDER BY id")
                .say(tx.engine().held_if_free());
            let mut free: HashMap<i64, String> = HashMap::with_capacity(candidates.len());
            for row in tx.all(sql).await? {
                free.insert(row.get(0)?, row.get(1)?);
            }
            let mine: Vec<&Candidate> = candidates
                .iter()
                .filter(|row| free.get(&row.id) == Some(&row.hash))
                .collect();
            let ids: Vec<i64> = mine.iter().map(|row| row.id).collect();
            if !ids.is_empty() {
                let (request_id, idempotency_key) = name(at, &ids);
                let intent = Intent {
                    request_id,
                    idempotency_key,
                    rows: mine.iter().map(|row| (row.id, row.payload.clone())).collect(),
                };
                self.intend_in(&tx, &intent, now).await?;
            }
            claimed.push(ids);
        }
        tx.commit().await?;
        Ok(claimed)
    }
}
