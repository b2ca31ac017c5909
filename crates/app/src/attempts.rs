//! Wrong tries by who made them: who keeps making them has to wait.
//!
//! Kept by each replica for itself, in memory. The secret of a client has 256 random bits and is not found by trying: a
//! right one is always taken, and only wrong ones are slowed down. Passwords are counted by account in the database; here
//! they are counted by address and by known browser too.

use std::collections::HashMap;
use std::fmt;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Duration, Utc};

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
#[derive(Clone)]
pub(crate) struct Attempts {
    /// Wrong tries in a row that cost no wait.
    free: u32,
    tries: Arc<Mutex<HashMap<Key, Failures>>>,
}

impl fmt::Debug for Attempts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Attempts(..)")
    }
}

impl Attempts {
    /// None yet; so many in a row cost no wait.
    pub(crate) fn new(free: u32) -> Attempts {
        Attempts {
            free,
            tries: Arc::default(),
        }
    }

    /// Counts a try of this name at this address, unless it has to wait yet; answers for how long. Tries at one time
    /// count like tries one after the other.
    pub(crate) fn count(&self, id: &str, peer: Option<IpAddr>, now: DateTime<Utc>) -> Option<Duration> {
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(failures) = tries.get(&key(id, peer)) {
            let left = failures.last + pause_after(failures.count, self.free) - now;
            if left > Duration::zero() {
                return Some(left);
            }
        }
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
        None
    }

    /// Forgets the wrong tries: the secret is right now.
    pub(crate) fn succeeded(&self, id: &str, peer: Option<IpAddr>) {
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        if !tries.is_empty() {
            tries.remove(&key(id, peer));
        }
    }

    /// Takes one try back that was counted and turned out right. The others stay: a stranger with an account of their own
    /// does not begin anew with each sign-in.
    pub(crate) fn take_back(&self, id: &str, peer: Option<IpAddr>) {
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(failures) = tries.get_mut(&key(id, peer)) {
            failures.count = failures.count.saturating_sub(1);
        }
    }
}

fn key(id: &str, peer: Option<IpAddr>) -> Key {
    (id.chars().take(ID_LENGTH).collect(), peer)
}

/// One second after the last of the free tries, twice as long after each further one.
fn pause_after(count: u32, free: u32) -> Duration {
    let Some(beyond) = count.checked_sub(free) else {
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
        assert_eq!(pause_after(9, 10), Duration::zero());
        let seconds: Vec<i64> = (10..=17).map(|n| pause_after(n, 10).num_seconds()).collect();
        assert_eq!(seconds, [1, 2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(pause_after(u32::MAX, 10), LONGEST);
    }

    #[test]
    fn waiting_is_for_one_client_at_one_address_and_ends_with_a_right_secret() {
        let tries = Attempts::new(10);
        let counted = (0..60).filter(|_| tries.count("c", HERE, at(0)).is_none()).count();
        assert_eq!(counted, 10, "the others came while they had to wait");
        assert_eq!(tries.count("c", HERE, at(0)), Some(Duration::seconds(1)));
        assert_eq!(tries.count("c", HERE, at(1)), None);
        assert_eq!(tries.count("c", HERE, at(1)), Some(Duration::seconds(2)));
        assert_eq!(tries.count("c", None, at(1)), None);
        assert_eq!(tries.count("d", HERE, at(1)), None);
        tries.take_back("c", HERE);
        assert_eq!(
            tries.count("c", HERE, at(2)),
            None,
            "the second that the tenth costs has passed"
        );
        tries.succeeded("c", HERE);
        assert_eq!(tries.count("c", HERE, at(2)), None);
    }

    #[test]
    fn old_tries_are_forgotten_and_memory_is_bounded() {
        let tries = Attempts::new(10);
        for _ in 0..12 {
            tries.count("c", HERE, at(0));
        }
        for _ in 0..10 {
            assert_eq!(tries.count("c", HERE, at(900)), None);
        }
        for n in 0..MOST + 5 {
            tries.count(&n.to_string(), HERE, at(900));
        }
        assert!(tries.tries.lock().unwrap().len() <= MOST);
    }
}
