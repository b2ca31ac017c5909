//! A month's report: which loans are expected to repay, what was reported of them, and the statement's sums
//! (domain.md 2.5, 2.6).

mod line;
mod standing;
mod sums;

pub use line::{Billing, Category, Line, MonthLoan, ReportedAmount};
pub use standing::{Book, Standing};
pub use sums::{Account, Counts, CurrencySums, Part, Statement, Sums};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar::{Period, day_start, days_after, pacific_day};
use crate::settings::Settings;

/// How far a month's report is (domain.md 2.5): report, preliminary statement, final statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportState {
    /// The month runs: rows come in.
    Open,
    /// The month is over and its preliminary statement stands; rows still come in.
    Preliminary,
    /// Made final by a Kiva Coordinator or by the clock. Nothing changes any more.
    Final,
}

impl ReportState {
    /// The state of a report that is not final, on a moment.
    pub fn unless_final(period: Period, now: DateTime<Utc>, settings: &Settings) -> ReportState {
        if pacific_day(now) >= preliminary_day(period, settings) {
            ReportState::Preliminary
        } else {
            ReportState::Open
        }
    }
}

/// The day on which the preliminary statement stands.
pub fn preliminary_day(period: Period, settings: &Settings) -> NaiveDate {
    day_of_next_month(period, settings.statement_preliminary_day)
}

/// The moment at which a report that nobody made final becomes final by itself.
pub fn final_moment(period: Period, settings: &Settings) -> DateTime<Utc> {
    day_start(day_of_next_month(period, settings.statement_final_day))
}

fn day_of_next_month(period: Period, day: u32) -> NaiveDate {
    let next = period.next();
    days_after(next.first_day(), u64::from(day.saturating_sub(1))).min(next.last_day())
}

/// The oldest month that is not final, unless it has not begun: the month that rows go to. `last_final` is the newest
/// final month, `first` the partner's first one.
pub fn month_in_hand(first: Period, last_final: Option<Period>, now: DateTime<Utc>) -> Option<Period> {
    let oldest = last_final.map_or(first, Period::next);
    (oldest <= Period::at(now)).then_some(oldest)
}

#[cfg(test)]
mod tests;
