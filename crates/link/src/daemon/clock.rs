//! Whether somebody has set the machine's clock while the link runs.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::Daemon;
use crate::ledger::LedgerError;
use crate::notify::{Notice, on_all};

/// A clock that is kept right moves by less.
const STEP: TimeDelta = TimeDelta::minutes(5);

/// What both clocks said when they were last looked at.
pub(super) type Seen = Option<(DateTime<Utc>, Duration)>;

/// How far the clock was set between two looks: forward, or back when negative. None when it was not.
fn set_by(before: Seen, now: DateTime<Utc>, steady: Duration) -> Option<TimeDelta> {
    let (then, steady_then) = before?;
    let passed = TimeDelta::from_std(steady.saturating_sub(steady_then)).ok()?;
    let step = (now - then) - passed;
    (step.abs() >= STEP).then_some(step)
}

impl Daemon<'_> {
    /// Looks at the clock. One that was set back is told, and what was put off until a time of the other clock is not
    /// waited for. One that went forward may only have slept; whether it is right is asked of the server before
    /// anything is sent.
    pub(super) async fn look_at_the_clock(&mut self) -> Result<(), LedgerError> {
        let now = self.clock.now();
        let Some(steady) = self.clock.steady() else {
            return Ok(());
        };
        let before = self.seen.replace((now, steady));
        let Some(step) = set_by(before, now, steady) else {
            return Ok(());
        };
        let minutes = step.num_minutes();
        if minutes > 0 {
            tracing::warn!(minutes, "the machine slept, or its clock was set forward");
            return Ok(());
        }
        self.waits.forget();
        let from = before.map_or(now, |(then, _)| then);
        tracing::warn!(
            minutes = -minutes,
            next = "see that the machine keeps its clock right (on Linux: timedatectl)",
            "the machine's clock was set back"
        );
        let notice = Notice::ClockSetBack {
            about: self.about(),
            from,
            to: now,
        };
        let channels = self.config.settings().notify.channels();
        let same = format!("clock/{}/{}", from.timestamp(), now.timestamp());
        self.ledger.add_notices(&on_all(&channels, &notice, &same), now).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_no_time_passed_for_is_a_jump() {
        let then: DateTime<Utc> = "2026-03-10T02:00:00Z".parse().unwrap();
        let seen = Some((then, Duration::from_secs(100)));
        let hour = Duration::from_secs(100 + 3600);
        assert_eq!(set_by(None, then, hour), None);
        assert_eq!(set_by(seen, then + TimeDelta::minutes(61), hour), None);
        assert_eq!(
            set_by(seen, then + TimeDelta::days(365) + TimeDelta::hours(1), hour),
            Some(TimeDelta::days(365))
        );
        assert_eq!(set_by(seen, then, hour), Some(TimeDelta::hours(-1)));
    }
}
