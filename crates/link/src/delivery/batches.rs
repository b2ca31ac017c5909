//! Rows leave in batches. A batch that is refused for one of its rows is sent again in halves until that row stands
//! alone, so that it holds up no other.

use fieldlink_client::Post;
use serde::Serialize;

use super::outcome::{Delivered, Stop};
use super::request::{Courier, Ready};
use crate::kind::Kind;
use crate::ledger::LedgerError;

/// The most rows of one call (`domain.md 1.7`).
const MOST: usize = 300;
/// So many rows refused one after the other, each alone: then the fault is not in the rows, and asking on would only
/// be noise.
const REFUSED_IN_A_ROW: usize = 20;

/// What follows a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    /// The next one.
    Next,
    /// The next one; this row was refused.
    Refused,
    /// The same rows in halves.
    Split,
    /// Nothing: delivery stops.
    Stop,
}

/// The batches that are still to be sent.
pub(super) struct Batches<T> {
    /// The next one is the last of these.
    waiting: Vec<Vec<Ready<T>>>,
    refused: usize,
}

impl<T: Clone + Serialize> Batches<T> {
    /// The rows in batches of at most so many.
    pub(super) fn of(rows: &[Ready<T>], batch: usize) -> Batches<T> {
        let mut waiting: Vec<Vec<Ready<T>>> = rows.chunks(batch.clamp(1, MOST)).map(<[_]>::to_vec).collect();
        waiting.reverse();
        Batches { waiting, refused: 0 }
    }

    /// The next batch, its intent committed; none when all are sent.
    pub(super) async fn next(
        &mut self,
        courier: &Courier<'_>,
        kind: Kind,
    ) -> Result<Option<(Vec<Ready<T>>, Post)>, LedgerError> {
        while let Some(batch) = self.waiting.pop() {
            if let Some(taken) = courier.take(kind, &batch).await? {
                return Ok(Some(taken));
            }
        }
        Ok(None)
    }

    /// What follows from what became of a batch. `false` when delivery stops.
    pub(super) fn goes_on(
        &mut self,
        courier: &Courier<'_>,
        taken: &[Ready<T>],
        after: After,
        delivered: &mut Delivered,
    ) -> bool {
        match after {
            After::Next => self.refused = 0,
            After::Refused => {
                self.refused += 1;
                if self.refused >= REFUSED_IN_A_ROW {
                    let code = delivered.refused.last().map_or("", |row| row.code.as_str());
                    delivered.stop = Some(Stop::refusing(self.refused, code));
                }
            }
            After::Split => {
                let (first, second) = taken.split_at(taken.len() / 2);
                self.waiting.push(second.to_vec());
                self.waiting.push(first.to_vec());
            }
            After::Stop => {}
        }
        if delivered.stop.is_none() && courier.watch.stopping() && !self.waiting.is_empty() {
            delivered.stop = Some(Stop::asked());
        }
        if delivered.stop.is_some() {
            delivered.not_sent += self.waiting.iter().map(Vec::len).sum::<usize>();
        }
        delivered.stop.is_none()
    }
}
