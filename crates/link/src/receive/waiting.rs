//! How many hints wait, by key: a hook in a loop, or one that somebody plays with, must not fill the disk.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};

use super::MAX_HINTS;
use super::answer::Refusal;
use crate::ledger::Pushed;

/// Hints looked through to count those of each key.
const COUNTED: u64 = 10_000;
/// How often they are counted at most.
const AGAIN: TimeDelta = TimeDelta::seconds(10);

/// What waits, as far as it is known. At first nothing is, so the first hint counts.
#[derive(Clone, Default)]
pub(super) struct Waiting(Arc<Mutex<Known>>);

#[derive(Default)]
struct Known {
    by_sender: HashMap<String, usize>,
    counted: Option<DateTime<Utc>>,
}

impl Waiting {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Refuses when too many of this key wait.
    pub(super) async fn has_room(&self, pushed: &Pushed, sender: &str, now: DateTime<Utc>) -> Result<(), Refusal> {
        let is_full = |known: &Known| known.by_sender.get(sender).is_some_and(|waiting| *waiting >= MAX_HINTS);
        let count_now = {
            let mut known = self.known();
            let unknown = known.counted.is_none();
            let old = known.counted.is_none_or(|counted| now - counted >= AGAIN);
            let count_now = unknown || (is_full(&known) && old);
            if count_now {
                known.counted = Some(now);
            }
            count_now
        };
        if count_now {
            let hints = pushed.hints(COUNTED).await;
            let hints = hints.map_err(|error| Refusal::storage(&error))?;
            let mut known = self.known();
            known.by_sender.clear();
            for hint in hints {
                *known.by_sender.entry(hint.sender).or_default() += 1;
            }
        }
        if is_full(&self.known()) {
            let message = format!(
                "{MAX_HINTS} hints of this key wait to be looked after, so this one is not kept; what has changed is found by the next run"
            );
            return Err(Refusal::new(StatusCode::TOO_MANY_REQUESTS, message));
        }
        Ok(())
    }

    /// One more of this key waits.
    pub(super) fn one_more(&self, sender: &str) {
        *self.known().by_sender.entry(sender.to_owned()).or_default() += 1;
    }
}
