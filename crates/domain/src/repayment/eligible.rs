//! Partners whose loans may not be repaid to lenders before some time has passed since disbursal. Known of partners in
//! India: a loan is reported 38 months after the disbursal of its tranche, from a list of "Loans Eligible to be Repaid"
//! (domain.md 2.5). How many months is a setting of the partner.

use chrono::{Months, NaiveDate};
use fieldlink_contract::codes::problem as code;

use super::RowProblem;
use crate::calendar::Period;

/// The first day on which a repayment of a loan may fall due.
pub fn eligible_from(disbursed: NaiveDate, months: u32) -> NaiveDate {
    disbursed
        .checked_add_months(Months::new(months))
        .unwrap_or(NaiveDate::MAX)
}

/// The last day of disbursal of the loans that are eligible by the end of a month: with [`eligible_from`] a loan's month
/// decides, whatever the lengths of months.
pub fn disbursed_by(period: Period, months: u32) -> NaiveDate {
    let first = period.first_day().checked_sub_months(Months::new(months));
    first.map_or(NaiveDate::MIN, |day| Period::of(day).last_day())
}

/// The warning that a row is for a loan that is not eligible yet by the end of the month; none where it is. The row
/// counts: what the partner has collected is not hidden.
pub fn not_eligible_yet(disbursed: NaiveDate, months: Option<u32>, period: Period) -> Option<RowProblem> {
    let months = months?;
    let from = eligible_from(disbursed, months);
    if from <= period.last_day() {
        return None;
    }
    let details = format!(
        "This loan is eligible to be repaid from {from} on: this partner reports a loan {months} months after its disbursal."
    );
    Some(
        RowProblem::warning(code::NOT_ELIGIBLE_YET, details)
            .with("day", from)
            .with("months", months),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Severity;

    #[test]
    fn a_loan_is_eligible_from_its_month_on() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let found = |period: &str| not_eligible_yet(day("2023-08-31"), Some(38), period.parse().unwrap());
        // The 31st of a month that has 31 days: 38 months later.
        assert_eq!(eligible_from(day("2023-08-31"), 38), day("2026-10-31"));
        assert_eq!(eligible_from(day("2023-08-31"), 42), day("2027-02-28"));
        let early = found("2026-09").unwrap();
        assert_eq!(
            (early.code, early.severity),
            (code::NOT_ELIGIBLE_YET, Severity::Warning)
        );
        assert!(early.details.contains("2026-10-31") && early.details.contains("38 months"));
        assert_eq!(found("2026-10"), None);
        assert_eq!(
            not_eligible_yet(day("2026-09-30"), None, "2026-10".parse().unwrap()),
            None
        );
    }

    #[test]
    fn the_list_of_eligible_loans_is_that_of_the_rule() {
        let period: Period = "2026-02".parse().unwrap();
        for months in [0, 1, 12, 38] {
            let by = disbursed_by(period, months);
            for around in -40..=40 {
                let disbursed = by + chrono::Duration::days(around);
                let eligible = not_eligible_yet(disbursed, Some(months), period).is_none();
                assert_eq!(eligible, disbursed <= by, "{disbursed}, {months} months");
            }
        }
    }
}
