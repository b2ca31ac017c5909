//! When something is tried again that failed for a reason that passes by itself: soon, then less and less often.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::config::Run;

/// What is left alone for a while, by name.
#[derive(Debug, Default)]
pub(super) struct Waits(BTreeMap<String, Wait>);

#[derive(Debug, Clone, Copy)]
struct Wait {
    until: DateTime<Utc>,
    /// When it failed first.
    since: DateTime<Utc>,
    /// How often it has failed.
    times: u32,
}

impl Waits {
    /// Until when it is left alone, if it is just now.
    pub(super) fn until(&self, name: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.0.get(name).map(|wait| wait.until).filter(|until| *until > now)
    }

    /// Whether it has failed before, in this row of failures.
    pub(super) fn has_failed(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|wait| wait.times > 0)
    }

    /// It failed. Answers when it is tried again; none when it has been tried for long enough.
    pub(super) fn failed(&mut self, name: &str, now: DateTime<Utc>, limits: &Run) -> Option<DateTime<Utc>> {
        let before = self.0.get(name).filter(|wait| wait.times > 0).copied();
        let (since, times) = before.map_or((now, 0), |wait| (wait.since, wait.times));
        if now - since >= TimeDelta::hours(i64::from(limits.retry_hours)) && times > 0 {
            self.0.remove(name);
            return None;
        }
        let first = i64::from(limits.retry_minutes.max(1));
        let most = i64::from(limits.retry_at_most_minutes).max(first);
        let minutes = first.saturating_mul(1 << times.min(20)).min(most);
        let until = now + TimeDelta::minutes(minutes);
        let times = times + 1;
        self.0.insert(name.to_owned(), Wait { until, since, times });
        Some(until)
    }

    /// It is left alone for that long, whatever the limits say.
    pub(super) fn put_off(&mut self, name: &str, now: DateTime<Utc>, pause: TimeDelta) -> DateTime<Utc> {
        let wait = self.0.entry(name.to_owned()).or_insert(Wait {
            until: now,
            since: now,
            times: 0,
        });
        wait.until = now + pause;
        wait.until
    }

    /// It went well, or is not tried again.
    pub(super) fn over(&mut self, name: &str) {
        self.0.remove(name);
    }

    /// The clock was set: what was to be waited for means nothing any more.
    pub(super) fn forget(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_limit_and_end() {
        let limits = Run {
            retry_minutes: 2,
            retry_at_most_minutes: 15,
            retry_hours: 1,
            ..Run::default()
        };
        let mut waits = Waits::default();
        let mut now: DateTime<Utc> = "2026-03-10T02:00:00Z".parse().unwrap();
        let mut minutes = Vec::new();
        while let Some(until) = waits.failed("nightly", now, &limits) {
            assert_eq!(waits.until("nightly", now), Some(until));
            minutes.push((until - now).num_minutes());
            now = until;
        }
        assert_eq!(minutes, [2, 4, 8, 15, 15, 15, 15]);
        // The next time begins anew.
        assert_eq!(waits.until("nightly", now), None);
        let until = waits.failed("nightly", now, &limits).unwrap();
        assert_eq!((until - now).num_minutes(), 2);
        waits.over("nightly");
        assert!(!waits.has_failed("nightly"));
    }
}
