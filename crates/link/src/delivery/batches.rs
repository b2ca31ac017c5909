//! Rows leave in batches. A batch that is refused for one of its rows is sent again in halves until that row stands
//! alone, so that it holds up no other.
//!
//! Where several requests may be on their way at once, their intents are committed together before the first of them
//! leaves, and their answers together when the last has come: two commits for all of them. A process that dies in between
//! leaves each of them as one that may have arrived.

use std::sync::atomic::{AtomicBool, Ordering};

use fieldlink_client::{Client, Error, Post, Who};
use futures::future::BoxFuture;
use futures::{FutureExt as _, StreamExt as _, stream};
use serde::Serialize;

use super::outcome::{Delivered, Stop};
use super::request::{Courier, Kept, Ready};
use crate::kind::Kind;
use crate::ledger::LedgerError;
use crate::progress::Progress;

/// The most rows of one call (`domain.md 1.7`).
const MOST: usize = 300;
/// So many rows refused one after the other, each alone: then the fault is not in the rows, and asking on would only
/// be noise.
const REFUSED_IN_A_ROW: usize = 20;
/// Requests that are committed together, for each that may be on its way.
const TOGETHER: usize = 4;

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

/// What leaves in batches.
pub(super) trait Cargo: Clone + Serialize + Send + Sync + Sized + 'static {
    /// What the server answers.
    type Answer: Send;
    /// Of which kind it is.
    const KIND: Kind;

    /// Sends rows.
    fn post(client: Client, rows: Vec<Self>, way: Post) -> BoxFuture<'static, Result<Self::Answer, Error>>;

    /// Whether saying it twice says the same as once, so that a lost answer may be asked for again.
    fn may_be_repeated(courier: &Courier<'_>) -> bool;

    /// What an answer says of the rows.
    fn answered(courier: &Courier<'_>, rows: &[Ready<Self>], answer: Self::Answer, delivered: &mut Delivered) -> Kept;
}

/// The batches that are still to be sent.
struct Batches<'r, T> {
    fresh: Box<dyn Iterator<Item = Ready<T>> + Send + 'r>,
    batch: usize,
    /// Rows among the fresh ones.
    left: usize,
    /// Halves of batches that were refused; the next one is the last of these.
    halves: Vec<Vec<Ready<T>>>,
    refused: usize,
}

impl<T> Batches<'_, T> {
    fn next(&mut self) -> Option<Vec<Ready<T>>> {
        if let Some(half) = self.halves.pop() {
            return Some(half);
        }
        let batch: Vec<Ready<T>> = self.fresh.by_ref().take(self.batch).collect();
        self.left = self.left.saturating_sub(batch.len());
        (!batch.is_empty()).then_some(batch)
    }

    fn waiting(&self) -> usize {
        self.left + self.halves.iter().map(Vec::len).sum::<usize>()
    }

    /// What follows from what became of a batch.
    fn goes_on(&mut self, rows: Vec<Ready<T>>, after: After, delivered: &mut Delivered) {
        match after {
            After::Next => self.refused = 0,
            After::Refused => {
                self.refused += 1;
                if self.refused >= REFUSED_IN_A_ROW && delivered.stop.is_none() {
                    let code = delivered.refused.last().map_or("", |row| row.code.as_str());
                    delivered.stop = Some(Stop::refusing(self.refused, code));
                }
            }
            After::Split => {
                let mut first = rows;
                let second = first.split_off(first.len() / 2);
                self.halves.push(second);
                self.halves.push(first);
            }
            After::Stop => {}
        }
    }
}

/// What came of a request; none when it did not leave because another one called for a stop.
type Came<A> = Option<Result<A, Error>>;

/// Sends rows in batches of at most so many. `count` is how many rows there are.
///
/// # Errors
/// When the ledger fails; what was sent until then is in it.
pub(super) async fn send<T: Cargo>(
    courier: &Courier<'_>,
    rows: impl Iterator<Item = Ready<T>> + Send,
    count: usize,
    batch: usize,
) -> Result<Delivered, LedgerError> {
    courier.watch.tell(Progress::Sending(T::KIND, count));
    let mut delivered = Delivered::default();
    let mut batches = Batches {
        fresh: Box::new(rows),
        batch: batch.clamp(1, MOST),
        left: count,
        halves: Vec::new(),
        refused: 0,
    };
    let together = if courier.at_once > 1 {
        courier.at_once * TOGETHER
    } else {
        1
    };
    loop {
        let window: Vec<Vec<Ready<T>>> = std::iter::from_fn(|| batches.next()).take(together).collect();
        if window.is_empty() {
            return Ok(delivered);
        }
        let taken = courier.take(T::KIND, window).await?;
        let came = posted(courier, &taken).await;
        let mut kept = Vec::with_capacity(taken.len());
        for ((rows, _), came) in taken.iter().zip(came) {
            kept.push(match came {
                Some(Ok(answer)) => T::answered(courier, rows, answer, &mut delivered),
                Some(Err(error)) => courier.failed(T::KIND, rows, &error, &mut delivered),
                None => {
                    delivered.not_sent += rows.len();
                    Kept::not_left(rows)
                }
            });
        }
        courier.keep(T::KIND, &kept).await?;
        for ((rows, _), kept) in taken.into_iter().zip(kept) {
            batches.goes_on(rows, kept.after, &mut delivered);
        }
        let left = batches.waiting() + delivered.not_sent;
        if delivered.stop.is_none() && courier.watch.stopping() && left > 0 {
            delivered.stop = Some(Stop::asked());
        }
        if delivered.stop.is_some() {
            delivered.not_sent += batches.waiting();
            return Ok(delivered);
        }
    }
}

/// Sends requests whose intents are committed, so many at once, and answers what came of them in their order.
async fn posted<T: Cargo>(courier: &Courier<'_>, taken: &[(Vec<Ready<T>>, Post)]) -> Vec<Came<T::Answer>> {
    let halt = AtomicBool::new(false);
    let posts: Vec<BoxFuture<'_, Came<T::Answer>>> = taken
        .iter()
        .map(|(rows, way)| one(courier, rows, way.clone(), &halt).boxed())
        .collect();
    stream::iter(posts).buffered(courier.at_once.max(1)).collect().await
}

async fn one<T: Cargo>(courier: &Courier<'_>, rows: &[Ready<T>], way: Post, halt: &AtomicBool) -> Came<T::Answer> {
    if halt.load(Ordering::Relaxed) {
        return None;
    }
    let way = if T::may_be_repeated(courier) {
        way.repeatable()
    } else {
        way
    };
    let cargo = rows.iter().map(|row| row.what.clone()).collect();
    let outcome = T::post(courier.client.clone(), cargo, way).await;
    courier.watch.tell(Progress::Answered(T::KIND, rows.len()));
    let stops = match &outcome {
        Ok(_) => false,
        Err(error) => error.class().who != Who::RecordKeeper,
    };
    if stops || courier.watch.stopping() {
        halt.store(true, Ordering::Relaxed);
    }
    Some(outcome)
}
