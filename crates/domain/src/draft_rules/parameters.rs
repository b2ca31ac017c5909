//! A schedule worked out from a few numbers (domain.md 1.6). Only one client is known to send them and its units are
//! inferred: the rate is per cent a year, a month is a twelfth of a year, days and weeks count in a year of 365 days.

use chrono::{Days, Months, NaiveDate};
use fieldlink_contract::loan_draft::ScheduleParameters;
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

use crate::finding::Finding;
use crate::money::Minor;
use crate::schedule::{Installment, Schedule};

/// More due dates than any loan has; bounds the work that a hostile draft can ask for.
const MOST_INSTALLMENTS: i64 = 600;

#[derive(Clone, Copy)]
enum Unit {
    Day,
    Week,
    Month,
    Year,
}

#[derive(Clone, Copy)]
enum Interest {
    Flat,
    Declining,
}

struct Read {
    first: NaiveDate,
    count: u32,
    every: u32,
    unit: Unit,
    interest: Interest,
    rate: Decimal,
}

/// The schedule of a loan of `principal`. Its principal sums exactly to that amount: flat loans are split evenly, and on
/// a declining balance all installments are equal but for the last.
pub fn schedule(parameters: &ScheduleParameters, principal: Minor) -> Result<Schedule, Vec<Finding>> {
    let read = read(parameters)?;
    // Interest of one period, as a part of the balance.
    let per_period = read.rate / Decimal::ONE_HUNDRED * read.unit.years() * Decimal::from(read.every);
    let split = match read.interest {
        Interest::Flat => flat(principal, read.count, per_period),
        Interest::Declining => declining(principal, read.count, per_period),
    };
    let rows = (0..read.count).zip(split).map(|(n, (principal, interest))| {
        let date = read.unit.after(read.first, read.every.saturating_mul(n))?;
        Some(Installment {
            date,
            principal,
            interest,
        })
    });
    rows.collect::<Option<Vec<_>>>().map(Schedule).ok_or_else(|| {
        vec![error(
            "nInstallments",
            "schedule_parameters_range",
            "The last repayment is too far in the future.",
        )]
    })
}

fn error(name: &str, code: &str, text: &str) -> Finding {
    Finding::error(code, format!("schedule_parameters.{name}"), text)
}

fn read(parameters: &ScheduleParameters) -> Result<Read, Vec<Finding>> {
    let mut found = Vec::new();
    let mut wrong =
        |name: &str, text: &str| found.push(error(name, "schedule_parameters_invalid", text).with("part", name));
    let first = parameters.first_repayment_date;
    if first.is_none() {
        wrong("firstRepaymentDate", "Please enter the date of the first repayment.");
    }
    let count = parameters
        .n_installments
        .filter(|n| (1..=MOST_INSTALLMENTS).contains(n));
    if count.is_none() {
        wrong("nInstallments", "The number of repayments must be from 1 to 600.");
    }
    let every = parameters.n_repeat.unwrap_or(1);
    let every = (1..=MOST_INSTALLMENTS).contains(&every).then_some(every);
    if every.is_none() {
        wrong("nRepeat", "The step between two repayments must be from 1 to 600.");
    }
    let unit = parameters.n_repeat_unit.as_deref().and_then(Unit::read);
    if unit.is_none() {
        wrong(
            "nRepeatUnit",
            "The unit of the step is one of: days, weeks, months, years.",
        );
    }
    let interest = parameters.interest_rate_type.as_deref().and_then(Interest::read);
    if interest.is_none() {
        wrong(
            "interestRateType",
            "The kind of interest is one of: flat, decliningBalance.",
        );
    }
    let rate = parameters.annual_rate.map(|a| a.decimal());
    let rate = rate.filter(|r| (Decimal::ZERO..=Decimal::ONE_THOUSAND).contains(r));
    if rate.is_none() {
        wrong("annualRate", "The interest per year must be from 0 to 1000 per cent.");
    }
    let whole = |n: Option<i64>| n.and_then(|n| u32::try_from(n).ok());
    match (first, whole(count), whole(every), unit, interest, rate) {
        (Some(first), Some(count), Some(every), Some(unit), Some(interest), Some(rate)) => Ok(Read {
            first,
            count,
            every,
            unit,
            interest,
            rate,
        }),
        _ => Err(found),
    }
}

impl Unit {
    fn read(text: &str) -> Option<Unit> {
        match text.trim().to_ascii_lowercase().trim_end_matches('s') {
            "day" => Some(Unit::Day),
            "week" => Some(Unit::Week),
            "month" => Some(Unit::Month),
            "year" => Some(Unit::Year),
            _ => None,
        }
    }

    fn years(self) -> Decimal {
        match self {
            Unit::Day => Decimal::ONE / Decimal::from(365),
            Unit::Week => Decimal::from(7) / Decimal::from(365),
            Unit::Month => Decimal::ONE / Decimal::from(12),
            Unit::Year => Decimal::ONE,
        }
    }

    /// Counted from the first date each time, so that a 31st does not drift once a short month came between.
    fn after(self, first: NaiveDate, steps: u32) -> Option<NaiveDate> {
        match self {
            Unit::Day => first.checked_add_days(Days::new(steps.into())),
            Unit::Week => first.checked_add_days(Days::new(u64::from(steps) * 7)),
            Unit::Month => first.checked_add_months(Months::new(steps)),
            Unit::Year => first.checked_add_months(Months::new(steps.checked_mul(12)?)),
        }
    }
}

impl Interest {
    fn read(text: &str) -> Option<Interest> {
        match text.trim().to_ascii_lowercase().replace(['_', '-', ' '], "").as_str() {
            "flat" => Some(Interest::Flat),
            "decliningbalance" | "declining" => Some(Interest::Declining),
            _ => None,
        }
    }
}

fn round(amount: Decimal) -> Minor {
    let whole = amount.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
    Minor(whole.to_i64().unwrap_or(i64::MAX))
}

fn of(amount: Minor, part: Decimal) -> Minor {
    Decimal::from(amount.0).checked_mul(part).map_or(Minor(i64::MAX), round)
}

/// Equal principal and equal interest: each row takes what rounding the running total leaves to it.
fn flat(principal: Minor, count: u32, per_period: Decimal) -> Vec<(Minor, Minor)> {
    let until = |n: u32| crate::money::share(principal, Minor(n.into()), Minor(count.into()));
    let interest = of(principal, per_period);
    (0..count).map(|n| (until(n + 1) - until(n), interest)).collect()
}

/// Equal installments of principal and interest together; the last row takes the principal that rounding left.
fn declining(principal: Minor, count: u32, per_period: Decimal) -> Vec<(Minor, Minor)> {
    if per_period.is_zero() {
        return flat(principal, count, Decimal::ZERO);
    }
    let shrink = Decimal::ONE / (Decimal::ONE + per_period);
    let left = (0..count).fold(Decimal::ONE, |v, _| v * shrink);
    let Some(part) = per_period.checked_div(Decimal::ONE - left) else {
        // So little interest that 28 digits do not hold it.
        return flat(principal, count, per_period);
    };
    let payment = of(principal, part);
    let mut balance = principal;
    (0..count)
        .map(|n| {
            let interest = of(balance, per_period);
            let part = if n + 1 == count {
                balance
            } else {
                (payment - interest).clamp(Minor::ZERO, balance)
            };
            balance = balance - part;
            (part, interest)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parameters(json: &str) -> ScheduleParameters {
        serde_json::from_str(json).unwrap()
    }

    fn monthly(kind: &str, count: i64, rate: &str) -> ScheduleParameters {
        parameters(&format!(
            r#"{{"firstRepaymentDate":"2026-01-31","nInstallments":{count},"nRepeat":1,"nRepeatUnit":"months","interestRateType":"{kind}","annualRate":"{rate}"}}"#
        ))
    }

    #[test]
    fn flat_interest_is_the_same_each_month() {
        let schedule = schedule(&monthly("flat", 3, "12"), Minor(100_000)).unwrap();
        let rows: Vec<_> = schedule
            .0
            .iter()
            .map(|i| (i.date.to_string(), i.principal.0, i.interest.0))
            .collect();
        assert_eq!(
            rows,
            [
                ("2026-01-31".into(), 33_333, 1_000),
                ("2026-02-28".into(), 33_334, 1_000),
                ("2026-03-31".into(), 33_333, 1_000)
            ]
        );
    }

    #[test]
    fn a_declining_balance_has_equal_installments() {
        // 1,000.00 at 1 % a month over 12 months: the textbook installment is 88.85.
        let schedule = schedule(&monthly("decliningBalance", 12, "12"), Minor(100_000)).unwrap();
        let sums: Vec<_> = schedule.0.iter().map(|i| (i.principal + i.interest).0).collect();
        assert!(sums[..11].iter().all(|sum| *sum == 8_885), "{sums:?}");
        assert!((8_880..=8_890).contains(&sums[11]), "{sums:?}");
        assert_eq!(schedule.0[0].interest, Minor(1_000));
        assert_eq!(schedule.principal(), Minor(100_000));
    }

    #[test]
    fn each_missing_number_is_named() {
        let found = schedule(&ScheduleParameters::default(), Minor(1)).unwrap_err();
        let fields: Vec<_> = found.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(
            fields,
            [
                "schedule_parameters.firstRepaymentDate",
                "schedule_parameters.nInstallments",
                "schedule_parameters.nRepeatUnit",
                "schedule_parameters.interestRateType",
                "schedule_parameters.annualRate"
            ]
        );
    }

    #[test]
    fn a_schedule_beyond_the_calendar_is_refused() {
        let far = parameters(
            r#"{"firstRepaymentDate":"2026-01-31","nInstallments":600,"nRepeat":600,"nRepeatUnit":"years","interestRateType":"flat","annualRate":0}"#,
        );
        assert_eq!(
            schedule(&far, Minor(1)).unwrap_err()[0].code,
            "schedule_parameters_range"
        );
    }

    proptest! {
        #[test]
        fn principal_sums_exactly_and_nothing_is_negative(
            principal in 1_i64..10_000_000_000,
            count in 1_i64..=600,
            every in 1_i64..=12,
            rate in 0_u32..=100_000,
            unit in prop::sample::select(vec!["days", "weeks", "months", "years"]),
            kind in prop::sample::select(vec!["flat", "decliningBalance"]),
        ) {
            let given = ScheduleParameters {
                first_repayment_date: NaiveDate::from_ymd_opt(2026, 1, 31),
                n_installments: Some(count),
                n_repeat: Some(every),
                n_repeat_unit: Some(unit.into()),
                interest_rate_type: Some(kind.into()),
                annual_rate: Some(Decimal::new(rate.into(), 2).into()),
            };
            let schedule = schedule(&given, Minor(principal)).unwrap();
            prop_assert_eq!(schedule.principal(), Minor(principal));
            prop_assert_eq!(i64::try_from(schedule.0.len()).unwrap(), count);
            prop_assert!(schedule.0.iter().all(|i| i.principal >= Minor::ZERO && i.interest >= Minor::ZERO));
            prop_assert!(schedule.0.windows(2).all(|pair| pair[0].date < pair[1].date));
        }
    }
}
