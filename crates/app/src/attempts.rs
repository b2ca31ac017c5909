//! Wrong client credentials: who keeps sending them has to wait.
//!
//! Kept by each replica for itself, in memory. A secret of 256 random bits is not found by trying, so nothing depends on
//! the count being exact; what it does is keep a client that runs in a loop with an old secret, or somebody who tries,
//! from costing a query each time. It is counted by client and address, so that nobody can shut out a partner whose
//! client_id they know.

use std::collections::HashMap;
use std::fmt;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Duration, Utc};

/// Wrong credentials in a row that cost no wait.
const FREE: u32 = 10;
/// The longest wait.
const LONGEST: Duration = Duration::seconds(60);
/// After this time without a wrong try all is forgotten.
const FORGET: Duration = Duration::minutes(15);
/// Most clients and addresses remembered at once.
const MOST: usize = 10_000;
/// Longest client id that is remembered as it is; no client of ours has a longer one.
const ID_LENGTH: usize = 64;

type Key = (String, Option<IpAddr>);

#[derive(Clone, Copy)]
struct Failures {
    count: u32,
    last: DateTime<Utc>,
}

/// The wrong tries, shared by all clones of a [`crate::Pa2`].
#[derive(Clone, Default)]
pub(crate) struct Attempts(Arc<Mutex<HashMap<Key, Failures>>>);

impl fmt::Debug for Attempts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Attempts(..)")
    }
}

impl Attempts {
    /// How long this client at this address has to wait yet; none when it may try.
    pub(crate) fn wait(&self, id: &str, peer: Option<IpAddr>, now: DateTime<Utc>) -> Option<Duration> {
        let tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let failures = tries.get(&key(id, peer))?;
        let left = failures.last + pause_after(failures.count) - now;
        (left > Duration::zero()).then_some(left)
    }

    /// Counts a wrong try.
    pub(crate) fn failed(&self, id: &str, peer: Option<IpAddr>, now: DateTime<Utc>) {
        let mut tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if tries.len() >= MOST {
            tries.retain(|_, failures| now - failures.last < FORGET);
        }
        if tries.len() >= MOST {
            tries.clear();
        }
        let failures = tries.entry(key(id, peer)).or_insert(Failures { count: 0, last: now });
        let forgotten = now - failures.last >= FORGET;
        failures.count = if forgotten { 1 } else { failures.count.saturating_add(1) };
        failures.last = now;
    }

    /// Forgets the wrong tries: the secret is right now.
    pub(crate) fn succeeded(&self, id: &str, peer: Option<IpAddr>) {
        let mut tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !tries.is_empty() {
            tries.remove(&key(id, peer));
        }
    }
}

fn key(id: &str, peer: Option<IpAddr>) -> Key {
    (id.chars().take(ID_LENGTH).collect(), peer)
}

/// One second after the tenth wrong try, twice as long after each further one.
fn pause_after(count: u32) -> Duration {
    let Some(beyond) = count.checked_sub(FREE) else {
        return Duration::zero();
    };
    let seconds = 1_i64.checked_shl(beyond).filter(|s| *s > 0).unwrap_or(i64::MAX);
    Duration::try_seconds(seconds).map_or(LONGEST, |pause| pause.min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Option<IpAddr> = Some(IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1)));

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    #[test]
    fn nine_tries_are_free_then_the_wait_doubles_to_a_minute() {
        assert_eq!(pause_after(9), Duration::zero());
        let seconds: Vec<i64> = (10..=17).map(|n| pause_after(n).num_seconds()).collect();
        assert_eq!(seconds, [1, 2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(pause_after(u32::MAX), LONGEST);
    }

    #[test]
    fn waiting_is_for_one_client_at_one_address_and_ends_with_a_right_secret() {
        let tries = Attempts::default();
        for _ in 0..12 {
            tries.failed("c", HERE, at(0));
        }
        assert_eq!(tries.wait("c", HERE, at(0)), Some(Duration::seconds(4)));
        assert_eq!(tries.wait("c", HERE, at(4)), None);
        assert_eq!(tries.wait("c", None, at(0)), None);
        assert_eq!(tries.wait("d", HERE, at(0)), None);
        tries.succeeded("c", HERE);
        assert_eq!(tries.wait("c", HERE, at(0)), None);
    }

    #[test]
    fn old_tries_are_forgotten_and_memory_is_bounded() {
        let tries = Attempts::default();
        for _ in 0..12 {
            tries.failed("c", HERE, at(0));
        }
        tries.failed("c", HERE, at(900));
        assert_eq!(tries.wait("c", HERE, at(900)), None);
        for n in 0..MOST + 5 {
            tries.failed(&n.to_string(), HERE, at(900));
        }
        assert!(tries.0.lock().unwrap().len() <= MOST);
    }
}
