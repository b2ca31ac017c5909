//! PA2's clock. A sandbox's clock runs at normal speed from wherever it was moved to; the distance is kept in the
//! database so that every replica and the command line see the same day.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use fieldlink_domain::calendar::{LAST_YEAR, Period, day_start, is_too_late};
use fieldlink_store::{Db, loans, settings};

use crate::{Actor, Error, Pa2, Result, on_its_own};

const OFFSET: &str = "clock_offset_s";

/// Where real time is read from.
#[derive(Clone)]
pub struct SystemClock(Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>);

impl fmt::Debug for SystemClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SystemClock(..)")
    }
}

impl SystemClock {
    /// A clock that reads time from a function: the machine's in the binary, a settable one in tests.
    pub fn new(read: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> SystemClock {
        SystemClock(Arc::new(read))
    }

    /// What it shows.
    pub fn read(&self) -> DateTime<Utc> {
        (self.0)()
    }
}

impl Pa2 {
    /// PA2's time.
    pub async fn now(&self) -> Result<DateTime<Utc>> {
        let real = self.system.read();
        if !self.settings.sandbox {
            return Ok(real);
        }
        Ok(real + Duration::seconds(offset(&self.store).await?))
    }

    /// Sets the clock of a sandbox in which nothing has happened yet, to the past or the future: so that a story can
    /// begin earlier and end today.
    pub async fn start_clock(&self, actor: &Actor, at: DateTime<Utc>) -> Result<()> {
        if !matches!(actor, Actor::Operator) || !self.settings.sandbox {
            return Err(Error::forbidden("Only the operator of a sandbox sets its clock."));
        }
        must_be_near(at)?;
        let tx = self.store.begin().await?;
        if loans::any(&tx).await? {
            return Err(Error::conflict(
                "There are loans already: from now on the clock only moves forward.",
            ));
        }
        let offset = whole_seconds_up(at - self.system.read());
        settings::set(&tx, OFFSET, &offset.to_string()).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Moves a sandbox's clock forward and runs everything that would have run on the way, each thing at its own time;
    /// answers the moment it came to. Two people who move it at once both come to theirs: it never goes back.
    ///
    /// It goes on when whoever asked goes away. The clock comes to each moment before what is due then is done, as real
    /// time does: a move that is cut short, by a kill or by an error, leaves a clock that shows how far it came, and the
    /// next tick does what is due by then.
    pub async fn move_clock(&self, actor: &Actor, how: impl Into<ClockMove>) -> Result<DateTime<Utc>> {
        self.may_play(actor)?;
        let from = self.now().await?;
        let to = how.into().target(from)?;
        let pa2 = self.clone();
        on_its_own(async move { pa2.go_on(from, to).await }).await
    }

    async fn go_on(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<DateTime<Utc>> {
        let mut shown = offset(&self.store).await?;
        for moment in self.moments_on_the_way(from, to).await? {
            shown = self.raise_clock(moment, shown).await?;
            self.run_due_at(moment).await?;
        }
        Ok(to)
    }

    /// Has the clock show a moment unless it shows a later one. What it was moved by before tells whether somebody reset
    /// the sandbox meanwhile, which ends the move.
    async fn raise_clock(&self, to: DateTime<Utc>, before: i64) -> Result<i64> {
        let tx = self.store.begin().await?;
        loans::lock_life(&tx).await?;
        let shown = offset(&tx).await?;
        if shown < before {
            let reset = "The sandbox was reset or put back while its clock moved.";
            return Err(Error::conflict(reset).said("error-clock-reset", []));
        }
        // Some of the moments on the way have passed when loans are late: a clock that was never moved stands at zero.
        let wanted = whole_seconds_up(to - self.system.read()).max(shown);
        settings::raise(&tx, OFFSET, wanted).await?;
        tx.commit().await?;
        Ok(wanted)
    }
}

/// Seconds by which a sandbox's clock was moved.
async fn offset(db: &dyn Db) -> Result<i64> {
    let kept = settings::get(db, OFFSET).await?;
    Ok(kept.and_then(|text| text.parse().ok()).unwrap_or(0))
}

fn must_be_near(to: DateTime<Utc>) -> Result<()> {
    if is_too_late(to) {
        let far = format!("The clock goes no further than the year {LAST_YEAR}.");
        return Err(Error::invalid(far).said("error-clock-far", [("year", LAST_YEAR.to_string())]));
    }
    Ok(())
}

/// How far to move the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockMove {
    /// To a moment, which must not have passed.
    To(DateTime<Utc>),
    /// On by a length of time.
    By(Duration),
    /// To the first day of the next month.
    ToNextMonth,
}

impl From<DateTime<Utc>> for ClockMove {
    fn from(to: DateTime<Utc>) -> ClockMove {
        ClockMove::To(to)
    }
}

impl ClockMove {
    fn target(self, now: DateTime<Utc>) -> Result<DateTime<Utc>> {
        let to = match self {
            ClockMove::To(to) => to,
            ClockMove::By(step) => now
                .checked_add_signed(step)
                .ok_or_else(|| Error::invalid("This is no day.").said("error-no-day", []))?,
            ClockMove::ToNextMonth => day_start(Period::at(now).next().first_day()),
        };
        if to < now {
            return Err(Error::conflict("The clock only moves forward.").said("error-clock-back", []));
        }
        must_be_near(to)?;
        Ok(to)
    }
}

/// Up, so that the clock never stands before the moment it was set to: a second before midnight is another day.
fn whole_seconds_up(step: Duration) -> i64 {
    step.num_seconds() + i64::from(step.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_never_behind_where_it_was_set() {
        for (millis, seconds) in [
            (0, 0),
            (1, 1),
            (1_000, 1),
            (1_001, 2),
            (-1, 0),
            (-1_000, -1),
            (-1_001, -1),
        ] {
            assert_eq!(whole_seconds_up(Duration::milliseconds(millis)), seconds, "{millis} ms");
        }
    }
}
