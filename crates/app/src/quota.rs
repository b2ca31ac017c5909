//! How much one partner's programs may ask at once and in a second, so that they do not take the server from the others.
//!
//! Kept by each replica for itself, in memory: with several replicas a partner may have as much on each.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use fieldlink_contract::codes;
use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::settings::Settings;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{ClientActor, Error, Kind, Pa2, Result};

/// Longest that a call waits for others of its partner to end.
const PATIENCE: Duration = Duration::from_secs(20);
/// Most calls of a partner that wait.
const WAITING: usize = 256;
/// A call, in thousandths.
const CALL: i64 = 1_000;
/// Clients beyond which those are forgotten who have their whole burst again.
const MANY: usize = 1_024;

/// What each client and each partner uses up. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Quotas(Arc<Mutex<Used>>);

#[derive(Default)]
struct Used {
    buckets: HashMap<String, Bucket>,
    gates: HashMap<PartnerId, Arc<Semaphore>>,
}

/// Calls that a client may make now, in thousandths.
#[derive(Clone, Copy)]
struct Bucket {
    calls: i64,
    at: DateTime<Utc>,
}

impl Bucket {
    /// What is in it now: it fills by so many calls a second up to the burst.
    fn filled(self, now: DateTime<Utc>, (per_second, burst): (i64, i64)) -> i64 {
        // So many calls a second are as many thousandths a millisecond.
        let fresh = (now - self.at).num_milliseconds().max(0).saturating_mul(per_second);
        self.calls.saturating_add(fresh).min(burst)
    }
}

/// A call that may go on; dropped, it makes room for the next one of its partner.
#[derive(Debug, Clone)]
pub struct Admitted {
    _room: Option<Arc<OwnedSemaphorePermit>>,
}

impl Quotas {
    /// Takes a call out of a client's bucket; false when there is none. A bucket fills by one call a second or more, so
    /// whoever comes back in a second finds one.
    pub(crate) fn take(&self, client: &str, now: DateTime<Utc>, settings: &Settings) -> bool {
        if settings.calls_per_second == 0 {
            return true;
        }
        let burst = i64::from(settings.calls_burst.max(1)) * CALL;
        let terms = (i64::from(settings.calls_per_second), burst);
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if used.buckets.len() >= MANY {
            used.buckets.retain(|_, bucket| bucket.filled(now, terms) < burst);
        }
        let full = Bucket { calls: burst, at: now };
        let bucket = used.buckets.entry(client.to_owned()).or_insert(full);
        let calls = bucket.filled(now, terms);
        let taken = calls >= CALL;
        *bucket = Bucket {
            calls: if taken { calls - CALL } else { calls },
            at: now,
        };
        taken
    }

    fn gate(&self, partner: PartnerId, at_once: usize) -> Arc<Semaphore> {
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let gate = used
            .gates
            .entry(partner)
            .or_insert_with(|| Arc::new(Semaphore::new(at_once)));
        Arc::clone(gate)
    }

    /// Waits until the partner has fewer calls under way than it may; none when it would take too long.
    async fn enter(&self, partner: PartnerId, at_once: usize) -> Option<Admitted> {
        if at_once == 0 {
            return Some(Admitted { _room: None });
        }
        let gate = self.gate(partner, at_once);
        // Each who waits or is under way holds the gate too, beside the table and this call.
        if Arc::strong_count(&gate) >= WAITING + at_once + 2 {
            return None;
        }
        let room = tokio::time::timeout(PATIENCE, gate.acquire_owned()).await.ok()?.ok()?;
        Some(Admitted {
            _room: Some(Arc::new(room)),
        })
    }
}

impl Pa2 {
    /// Lets a call of a client go on when it is its turn. Hold the answer until the call has ended.
    ///
    /// # Errors
    /// [`Kind::TooMany`] when the client calls faster than it may, or its partner has too many calls under way.
    pub async fn admit(&self, client: &ClientActor) -> Result<Admitted> {
        let settings = &self.settings;
        if !self.quotas.take(&client.client_id, self.system.read(), settings) {
            let most = settings.calls_per_second;
            return Err(too_many(format!("Too many calls: {most} a second are taken.")));
        }
        let entered = self.quotas.enter(client.partner_id, settings.calls_at_once).await;
        entered.ok_or_else(|| {
            let most = settings.calls_at_once;
            too_many(format!(
                "Too many calls at once: {most} of a partner are worked on at one time."
            ))
        })
    }
}

fn too_many(message: String) -> Error {
    Error::new(Kind::TooMany, codes::RATE_LIMITED, message)
}

impl fmt::Debug for Quotas {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Quotas(..)")
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use futures::FutureExt as _;

    use super::*;

    fn settings() -> Settings {
        Settings {
            calls_per_second: 10,
            calls_burst: 3,
            calls_at_once: 2,
            ..Settings::default()
        }
    }

    #[test]
    fn a_burst_is_taken_and_then_so_many_a_second() {
        let (quotas, settings) = (Quotas::default(), settings());
        let now = DateTime::UNIX_EPOCH;
        for _ in 0..3 {
            assert!(quotas.take("a", now, &settings));
        }
        assert!(!quotas.take("a", now, &settings));
        assert!(quotas.take("b", now, &settings), "another client has its own");
        let later = now + TimeDelta::milliseconds(100);
        assert!(quotas.take("a", later, &settings));
        assert!(!quotas.take("a", later, &settings));
        // A clock that was set back gives nothing.
        assert!(!quotas.take("a", now, &settings));
    }

    #[tokio::test(start_paused = true)]
    async fn calls_of_a_partner_wait_for_each_other_and_not_for_ever() {
        let quotas = Quotas::default();
        let first = quotas.enter(PartnerId(1), 2).await;
        let _second = quotas.enter(PartnerId(1), 2).await;
        let mut third = Box::pin(quotas.enter(PartnerId(1), 2));
        assert!((&mut third).now_or_never().is_none());
        assert!(quotas.enter(PartnerId(2), 2).now_or_never().flatten().is_some());
        drop(first);
        let third = third.await;
        assert!(third.is_some());
        assert!(quotas.enter(PartnerId(1), 2).await.is_none(), "waited {PATIENCE:?}");
    }

    #[tokio::test]
    async fn no_more_wait_than_there_is_room_for() {
        let quotas = Quotas::default();
        let _all = quotas.enter(PartnerId(1), 1).await;
        let mut waiting: Vec<_> = (0..WAITING).map(|_| Box::pin(quotas.enter(PartnerId(1), 1))).collect();
        for one in &mut waiting {
            assert!(one.now_or_never().is_none());
        }
        let refused = quotas.enter(PartnerId(1), 1).now_or_never();
        assert!(refused.is_some_and(|entered| entered.is_none()));
    }
}
