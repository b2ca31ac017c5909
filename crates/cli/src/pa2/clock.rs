//! `fieldlink pa2 clock`: the sandbox's clock.

use std::str::FromStr;

use chrono::{DateTime, Duration, NaiveDate, SecondsFormat, Utc};
use clap::{Args as ClapArgs, Subcommand};
use fieldlink_app::clock::ClockMove;
use fieldlink_app::{Actor, Pa2};
use fieldlink_domain::calendar::{day_start, pacific_day};

use super::busy;
use super::common::{Common, InWords as _};
use crate::help::Expected;
use crate::manner::words;

/// Arguments.
#[derive(Debug, ClapArgs)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print PA2's time and day
    Show(Common),
    /// Move the clock forward, doing everything that falls due on the way
    Advance {
        /// How far: 30d, 12h, 2w, 90m (weeks, days, hours, minutes)
        by: Step,
        #[command(flatten)]
        common: Common,
    },
    /// Move the clock forward to a day or a moment
    Set {
        /// A Pacific day (2026-12-01: its first moment) or a moment (2026-12-01T18:00:00Z)
        #[arg(value_name = "DATE")]
        to: Moment,
        #[command(flatten)]
        common: Common,
    },
}

/// A length of time in one unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Step(Duration);

impl FromStr for Step {
    type Err = Expected;
    fn from_str(text: &str) -> Result<Step, Expected> {
        let wanted = || Expected::text("wrong-no-length");
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let n: i64 = digits.parse().map_err(|_| wanted())?;
        let step = match &text[digits.len()..] {
            "w" => Duration::try_weeks(n),
            "d" => Duration::try_days(n),
            "h" => Duration::try_hours(n),
            "m" => Duration::try_minutes(n),
            _ => None,
        };
        step.filter(|_| n >= 0).map(Step).ok_or_else(wanted)
    }
}

/// A moment, given as such or as a Pacific day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Moment(DateTime<Utc>);

impl FromStr for Moment {
    type Err = Expected;
    fn from_str(text: &str) -> Result<Moment, Expected> {
        if let Ok(day) = text.parse::<NaiveDate>() {
            return Ok(Moment(day_start(day)));
        }
        let moment = DateTime::parse_from_rfc3339(text);
        moment
            .map(|at| Moment(at.to_utc()))
            .map_err(|_| Expected::text("wrong-no-moment"))
    }
}

/// Runs it.
pub async fn run(args: Args) -> miette::Result<()> {
    match args.command {
        Command::Show(common) => {
            let pa2 = common.open().await?;
            show(&pa2, &common).await
        }
        Command::Advance { by, common } => {
            let pa2 = common.open().await?;
            move_clock(&pa2, ClockMove::By(by.0), &common).await
        }
        Command::Set { to, common } => {
            let pa2 = common.open().await?;
            move_clock(&pa2, ClockMove::To(to.0), &common).await
        }
    }
}

async fn move_clock(pa2: &Pa2, how: ClockMove, common: &Common) -> miette::Result<()> {
    let busy = busy(words().get("pa2-moving"));
    let moved = pa2.move_clock(&Actor::Operator, how).await;
    busy.finish_and_clear();
    moved.in_words()?;
    show(pa2, common).await
}

async fn show(pa2: &Pa2, common: &Common) -> miette::Result<()> {
    let now = pa2.now().await.in_words()?;
    let day = pacific_day(now);
    let now = now.to_rfc3339_opts(SecondsFormat::Secs, true);
    let json = serde_json::json!({ "now": now, "day": day });
    common.answer(&json, || {
        let values = [("now", now.as_str().into()), ("day", day.to_string().into())];
        println!("{}", words().with("pa2-now", &values));
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_name_their_unit() {
        assert_eq!("30d".parse(), Ok(Step(Duration::days(30))));
        assert_eq!("12h".parse(), Ok(Step(Duration::hours(12))));
        assert_eq!("2w".parse(), Ok(Step(Duration::weeks(2))));
        for bad in ["", "30", "d", "-1d", "1.5d", "1y", "9999999999999999d", "é"] {
            assert!(bad.parse::<Step>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_day_begins_at_pacific_midnight() {
        assert_eq!(
            "2026-12-01".parse(),
            Ok(Moment("2026-12-01T08:00:00Z".parse().unwrap()))
        );
        assert_eq!(
            "2026-12-01T18:00:00+03:00".parse(),
            Ok(Moment("2026-12-01T15:00:00Z".parse().unwrap()))
        );
        assert!("tomorrow".parse::<Moment>().is_err());
    }
}
