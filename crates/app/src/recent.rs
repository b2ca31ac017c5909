//! What a replica remembers for a second, so that a client that calls often does not cost a query each time.
//!
//! Only who calls is remembered: clients, their tokens, the names of their partners. What this replica retires or revokes is
//! forgotten at once; what another replica or the command line does counts within [`TRUSTED`].

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Duration, Utc};

/// How long something read from the database is trusted.
const TRUSTED: Duration = Duration::seconds(1);
/// Entries beyond which the old ones are swept out.
const MANY: usize = 1_024;

/// Values read a moment ago, by key; shared by all clones.
pub(crate) struct Recent<V>(Arc<Mutex<HashMap<String, ReadAt<V>>>>);

/// When a value was read, and the value.
type ReadAt<V> = (DateTime<Utc>, V);

impl<V: Clone> Recent<V> {
    /// The value of a key if it was read within the last second.
    pub(crate) fn get(&self, key: &str, now: DateTime<Utc>) -> Option<V> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.get(key)
            .filter(|(read_at, _)| trusted(*read_at, now))
            .map(|(_, value)| value.clone())
    }

    /// Remembers a value that was read at `read_at`: the time before the query, not after it.
    pub(crate) fn put(&self, key: &str, value: V, read_at: DateTime<Utc>) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() >= MANY {
            held.retain(|_, (at, _)| trusted(*at, read_at));
        }
        held.insert(key.to_owned(), (read_at, value));
    }

    /// Forgets everything: something that was remembered has changed.
    pub(crate) fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// A clock that was set back must not keep old values for ever.
fn trusted(read_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    (now - read_at).abs() < TRUSTED
}

impl<V> Clone for Recent<V> {
    fn clone(&self) -> Recent<V> {
        Recent(Arc::clone(&self.0))
    }
}

impl<V> Default for Recent<V> {
    fn default() -> Recent<V> {
        Recent(Arc::default())
    }
}

impl<V> fmt::Debug for Recent<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Recent(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_remembered_for_a_second_by_either_way_of_the_clock() {
        let recent = Recent::default();
        let read_at = DateTime::UNIX_EPOCH;
        recent.put("a", 1, read_at);
        assert_eq!(recent.get("a", read_at + Duration::milliseconds(999)), Some(1));
        assert_eq!(recent.get("a", read_at + TRUSTED), None);
        assert_eq!(recent.get("a", read_at - TRUSTED), None);
        assert_eq!(recent.get("b", read_at), None);
        recent.clone().forget();
        assert_eq!(recent.get("a", read_at), None);
    }

    #[test]
    fn memory_is_bounded_by_the_callers_of_a_second() {
        let recent = Recent::default();
        for n in 0..3 * i64::try_from(MANY).unwrap() {
            recent.put(&n.to_string(), n, DateTime::UNIX_EPOCH + Duration::milliseconds(n));
        }
        assert!(recent.0.lock().unwrap().len() <= MANY);
    }
}
