//! PA2's calendar: Pacific days and report periods (months).

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::America::Los_Angeles;
use serde::{Deserialize, Serialize};

/// The last year that PA2's clock may come to. What lies behind it is a slip of the finger, and two hundred years of
/// months are work for a minute.
pub const LAST_YEAR: i32 = 2200;

/// The years in which days are counted here. What is typed may name others, and arithmetic beyond the end of a calendar
/// fails: a day before or after these is taken for the first or the last of them.
const COUNTED: RangeInclusive<NaiveDate> =
    NaiveDate::from_ymd_opt(1, 1, 1).expect("a day")..=NaiveDate::from_ymd_opt(9999, 12, 31).expect("a day");

fn counted(day: NaiveDate) -> NaiveDate {
    day.clamp(*COUNTED.start(), *COUNTED.end())
}

/// The Pacific calendar day of an instant: PA2's day begins at midnight in Los Angeles (domain.md 2.2).
pub fn pacific_day(at: DateTime<Utc>) -> NaiveDate {
    if COUNTED.contains(&at.date_naive()) {
        counted(at.with_timezone(&Los_Angeles).date_naive())
    } else {
        counted(at.date_naive())
    }
}

/// Whether an instant is behind [`LAST_YEAR`].
pub fn is_too_late(at: DateTime<Utc>) -> bool {
    pacific_day(at).year() > LAST_YEAR
}

/// The day so many months later.
pub fn months_after(day: NaiveDate, months: u32) -> NaiveDate {
    counted(day.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX))
}

/// The day so many days later.
pub fn days_after(day: NaiveDate, days: u64) -> NaiveDate {
    counted(day.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX))
}

/// The first instant of a Pacific day. Los Angeles never skips midnight, so there always is one.
pub fn day_start(day: NaiveDate) -> DateTime<Utc> {
    let midnight = counted(day).and_time(NaiveTime::MIN);
    Los_Angeles
        .from_local_datetime(&midnight)
        .earliest()
        .map_or_else(|| midnight.and_utc(), |t| t.with_timezone(&Utc))
}

/// A month of repayment reporting. Written `2026-10`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Period {
    year: i32,
    month: u32,
}

impl Period {
    /// The period that holds a Pacific day.
    pub fn of(day: NaiveDate) -> Period {
        let day = counted(day);
        Period {
            year: day.year(),
            month: day.month(),
        }
    }

    /// The period of an instant, by the Pacific day.
    pub fn at(at: DateTime<Utc>) -> Period {
        Period::of(pacific_day(at))
    }

    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, self.month, 1).unwrap_or(NaiveDate::MIN)
    }

    /// Its last day.
    pub fn last_day(self) -> NaiveDate {
        let first = self.first_day();
        first.with_day(u32::from(first.num_days_in_month())).unwrap_or(first)
    }

    /// The following month; that of December 9999 is itself.
    pub fn next(self) -> Period {
        Period::of(months_after(self.first_day(), 1))
    }

    /// The month before; that of the first January is itself.
    pub fn previous(self) -> Period {
        let before = self.first_day().checked_sub_months(Months::new(1));
        Period::of(before.unwrap_or(NaiveDate::MIN))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// The text is no month: wanted is a year and a month, as in `2026-10`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no month; write it as 2026-10")]
pub struct NotAPeriod(String);

impl FromStr for Period {
    type Err = NotAPeriod;
    fn from_str(text: &str) -> Result<Period, NotAPeriod> {
        NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d")
            .ok()
            .filter(|day| Period::of(*day).to_string() == text)
            .map(Period::of)
            .ok_or_else(|| NotAPeriod(text.to_owned()))
    }
}

impl TryFrom<String> for Period {
    type Error = NotAPeriod;
    fn try_from(text: String) -> Result<Period, NotAPeriod> {
        text.parse()
    }
}

impl From<Period> for String {
    fn from(period: Period) -> String {
        period.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn midnight_is_pacific_in_summer_and_winter() {
        assert_eq!(pacific_day(utc("2026-07-01T06:59:59Z")).to_string(), "2026-06-30");
        assert_eq!(pacific_day(utc("2026-07-01T07:00:00Z")).to_string(), "2026-07-01");
        let winter = NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
        assert_eq!(day_start(winter), utc("2026-12-01T08:00:00Z"));
    }

    #[test]
    fn no_day_is_too_far_to_be_counted_with() {
        for day in [NaiveDate::MIN, NaiveDate::MAX] {
            let month = Period::of(day);
            assert!(month.first_day() <= month.last_day());
            assert!(month.previous() <= month && month <= month.next());
            let start = day_start(day);
            assert_eq!(Period::at(start), month);
            assert_eq!(pacific_day(start), counted(day));
            assert!(months_after(day, u32::MAX) >= counted(day));
            assert!(days_after(day, u64::MAX) >= counted(day));
        }
        for at in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
            assert!(COUNTED.contains(&pacific_day(at)));
        }
        assert!(is_too_late(DateTime::<Utc>::MAX_UTC) && is_too_late(utc("2201-01-01T12:00:00Z")));
        assert!(!is_too_late(utc("2200-12-31T12:00:00Z")));
        assert_eq!("9999-12".parse::<Period>().unwrap().next().to_string(), "9999-12");
    }

    #[test]
    fn periods_read_write_and_step_over_the_year() {
        let december: Period = "2026-12".parse().unwrap();
        assert_eq!(december.next().to_string(), "2027-01");
        assert_eq!(december.last_day().to_string(), "2026-12-31");
        assert!("2026-13".parse::<Period>().is_err());
        assert!("2026-1".parse::<Period>().is_err());
    }
}
