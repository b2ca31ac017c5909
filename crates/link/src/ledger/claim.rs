//! Several workers over one ledger: each takes rows that no other has.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{LockBehavior, LockType};
use sea_orm::{ColumnTrait, DbBackend, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use super::close::Intent;
use super::entity::ledger_row::Column;
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
            let mut select = self
                .mine()
                .filter(Column::Id.is_in(candidates.iter().map(|row| row.id)))
                .filter(Column::State.eq(State::Planned.as_str()))
                .order_by_asc(Column::Id)
                .select_only()
                .columns([Column::Id, Column::Hash]);
            // SQLite has one writer at a time, which is all the locking there is to do.
            if self.db.get_database_backend() == DbBackend::Postgres {
                QueryTrait::query(&mut select).lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
            }
            let free: HashMap<i64, String> = select
                .into_tuple::<(i64, String)>()
                .all(&tx)
                .await?
                .into_iter()
                .collect();
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

#[cfg(test)]
mod tests {
    use sea_orm::EntityTrait;

    use super::super::entity::ledger_row::Entity;
    use super::*;

    #[test]
    fn rows_that_others_hold_are_skipped() {
        let mut select = Entity::find().select_only().column(Column::Id);
        QueryTrait::query(&mut select).lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
        let sql = select.build(DbBackend::Postgres).to_string();
        assert!(sql.ends_with("FOR UPDATE SKIP LOCKED"), "{sql}");
    }
}
