//! A clock that stands still until the test moves it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

/// A settable clock. Clones share the same hand, so a test can keep one and give one away.
#[derive(Debug, Clone)]
pub struct TestClock {
    /// Microseconds since 1970-01-01T00:00Z: the finest step PostgreSQL keeps.
    micros: Arc<AtomicI64>,
    /// Microseconds that have passed, however often the hand was set.
    passed: Arc<AtomicI64>,
}

impl TestClock {
    /// A clock that stands at this moment.
    pub fn at(moment: DateTime<Utc>) -> Self {
        Self {
            micros: Arc::new(AtomicI64::new(moment.timestamp_micros())),
            passed: Arc::default(),
        }
    }

    /// A clock that stands at an RFC 3339 moment, for example `2026-03-01T12:00:00Z`. Panics on any other text.
    pub fn at_text(moment: &str) -> Self {
        let moment: DateTime<Utc> = moment.parse().expect("an RFC 3339 moment");
        Self::at(moment)
    }

    /// What the clock shows.
    pub fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.micros.load(Ordering::SeqCst)).expect("a moment chrono can hold")
    }

    /// Lets time pass until a moment, or moves the hand back to it.
    pub fn set(&self, moment: DateTime<Utc>) {
        let before = self.micros.swap(moment.timestamp_micros(), Ordering::SeqCst);
        self.pass(moment.timestamp_micros() - before);
    }

    /// Sets the hand as somebody does who sets a clock: no time passes by it.
    pub fn jump(&self, step: TimeDelta) {
        let step = step.num_microseconds().expect("a step below 292,000 years");
        self.micros.fetch_add(step, Ordering::SeqCst);
    }

    /// How much time has passed.
    pub fn passed(&self) -> Duration {
        Duration::from_micros(u64::try_from(self.passed.load(Ordering::SeqCst)).unwrap_or_default())
    }

    fn pass(&self, micros: i64) {
        self.passed.fetch_add(micros.max(0), Ordering::SeqCst);
    }

    /// Moves the hand forward, or back with a negative step.
    pub fn advance(&self, step: TimeDelta) {
        let step = step.num_microseconds().expect("a step below 292,000 years");
        self.micros.fetch_add(step, Ordering::SeqCst);
        self.pass(step);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moves_only_when_told_and_for_all_clones() {
        let clock = TestClock::at_text("2026-01-31T23:59:59.25Z");
        let given_away = clock.clone();
        assert_eq!(clock.now(), given_away.now());
        clock.advance(TimeDelta::milliseconds(750));
        assert_eq!(given_away.now().to_rfc3339(), "2026-02-01T00:00:00+00:00");
        clock.set("2024-02-29T00:00:00Z".parse().unwrap());
        assert_eq!(given_away.now().to_rfc3339(), "2024-02-29T00:00:00+00:00");
    }
}
