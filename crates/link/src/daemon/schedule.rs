//! When a schedule is due, in the partner's time zone.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use croner::Cron;
use croner::parser::{CronParser, Seconds, Year};

/// The times of a schedule.
#[derive(Debug, Clone)]
pub struct Times {
    cron: Cron,
    zone: Tz,
}

impl Times {
    /// Reads five fields: minute, hour, day of the month, month, day of the week.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn new(cron: &str, zone: Tz) -> Result<Times, String> {
        let parser = CronParser::builder()
            .seconds(Seconds::Disallowed)
            .year(Year::Disallowed)
            .build();
        let cron = parser.parse(cron).map_err(|error| error.to_string())?;
        Ok(Times { cron, zone })
    }

    /// The first time after a moment. None when there is none, such as on the 30th of February.
    pub fn after(&self, moment: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let local = moment.with_timezone(&self.zone);
        let next = self.cron.find_next_occurrence(&local, false).ok()?;
        Some(next.with_timezone(&Utc))
    }

    /// The time that is due now, when everything up to `handled` was dealt with: the last one that has passed. Times
    /// that were missed before it are caught up by it.
    pub fn due(&self, handled: DateTime<Utc>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let first = self.after(handled).filter(|first| *first <= now)?;
        let local = now.with_timezone(&self.zone);
        let last = self.cron.find_previous_occurrence(&local, true).ok();
        Some(last.map_or(first, |last| last.with_timezone(&Utc)).clamp(first, now))
    }
}

/// What counts as dealt with when the clock was set back: what lies far ahead of it would keep the schedule from running
/// for as long.
pub fn believable(handled: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
    if handled > now + TimeDelta::hours(1) {
        now
    } else {
        handled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn times_are_those_of_the_partner() {
        let times = Times::new("30 2 * * MON-FRI", Tz::Africa__Nairobi).unwrap();
        // A Friday; Nairobi is three hours ahead.
        assert_eq!(
            times.after(at("2026-03-13T00:00:00Z")),
            Some(at("2026-03-15T23:30:00Z"))
        );
    }

    #[test]
    fn what_was_missed_is_due_once() {
        let times = Times::new("0 2 * * *", Tz::UTC).unwrap();
        let handled = at("2026-03-10T02:00:00Z");
        assert_eq!(times.due(handled, at("2026-03-11T01:59:59Z")), None);
        assert_eq!(
            times.due(handled, at("2026-03-11T02:00:00Z")),
            Some(at("2026-03-11T02:00:00Z"))
        );
        let due = times.due(handled, at("2026-03-20T12:00:00Z")).unwrap();
        assert_eq!(due, at("2026-03-20T02:00:00Z"));
        assert_eq!(times.due(due, at("2026-03-20T12:00:01Z")), None);
    }

    #[test]
    fn the_hour_that_spring_leaves_out_and_the_one_that_autumn_repeats_run_once_each() {
        let times = Times::new("30 1 * * *", Tz::Europe__London).unwrap();
        // On 2026-03-29 the clock goes from 01:00 to 02:00; on 2026-10-25 from 02:00 back to 01:00.
        for (from, days) in [("2026-03-27T12:00:00Z", 4), ("2026-10-23T12:00:00Z", 4)] {
            let end = at(from) + TimeDelta::days(days);
            let runs: Vec<_> = std::iter::successors(times.after(at(from)), |last| times.after(*last))
                .take_while(|moment| *moment < end)
                .collect();
            assert_eq!(runs.len(), 4, "{runs:?}");
        }
    }

    #[test]
    fn a_clock_that_was_set_back_does_not_stop_the_schedule() {
        let now = at("2026-03-10T00:00:00Z");
        assert_eq!(believable(at("2027-01-01T00:00:00Z"), now), now);
        assert_eq!(believable(at("2026-03-10T00:00:05Z"), now), at("2026-03-10T00:00:05Z"));
    }

    #[test]
    fn seconds_and_nonsense_are_refused() {
        for text in ["", "* * * *", "0 0 2 * * *", "61 2 * * *", "at night"] {
            assert!(Times::new(text, Tz::UTC).is_err(), "{text}");
        }
    }
}
