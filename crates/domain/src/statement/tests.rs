use chrono::{Days, Months};
use fieldlink_contract::loans::LoanStatus;
use iso_currency::Currency;
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;
use crate::ids::KivaId;
use crate::money::Minor;
use crate::partner::CurrencyLoss;
use crate::schedule::{Installment, Schedule};

fn period(text: &str) -> Period {
    text.parse().unwrap()
}

/// Four installments of 250.00 KES from October on; posted at 100 KES a dollar, 25 USD raised: 15 USD of round-up.
fn loan() -> MonthLoan {
    MonthLoan {
        id: KivaId(1),
        seq: 0,
        theme_type_id: 48,
        internal_loan_id: "1".into(),
        internal_client_id: "c".into(),
        name: "Ama".into(),
        status: LoanStatus::PayingBack,
        currency: Currency::KES,
        principal: Minor(100_000),
        price_usd: Minor(2_500),
        funded_usd: Minor(2_500),
        rate: Decimal::from(100),
        currency_loss: CurrencyLoss::Covered,
        scheduled: Minor::ZERO,
        paying_back: None,
        invoiced: Minor::ZERO,
        reported: None,
    }
}

fn monthly(principals: &[i64]) -> Schedule {
    let first = period("2026-10").first_day() + Days::new(14);
    Schedule(
        (0..)
            .zip(principals)
            .map(|(n, p)| Installment {
                date: first + Months::new(n),
                principal: Minor(*p),
                interest: Minor(9),
            })
            .collect(),
    )
}

/// The loan's line in a month, with what its schedule says by then.
fn line_of(loan: &MonthLoan, billing: &Billing) -> Option<Line> {
    let scheduled = monthly(&[25_000; 4]).principal_due_by(billing.period.last_day());
    Line::of(
        &MonthLoan {
            scheduled,
            ..loan.clone()
        },
        billing,
    )
}

fn billing(text: &str) -> Billing {
    Billing {
        period: period(text),
        rate: None,
        tolerance: Minor::ZERO,
    }
}

fn reported(cumulative: i64) -> MonthLoan {
    MonthLoan {
        reported: Some(ReportedAmount {
            cumulative: Minor(cumulative),
            upload_id: 7,
        }),
        ..loan()
    }
}

#[test]
fn what_is_not_reported_is_billed_as_scheduled() {
    let line = line_of(&loan(), &billing("2026-11")).unwrap();
    assert_eq!((line.category, line.expected), (Category::NotReported, true));
    assert_eq!(
        (line.repaid, line.repaid_usd, line.owed_usd),
        (Minor(50_000), Minor(1_250), Minor(1_250))
    );
    assert_eq!(line.owed_as_scheduled_usd, line.owed_usd);
}

#[test]
fn the_categories_compare_with_the_schedule_by_the_end_of_the_month() {
    let category = |cumulative| line_of(&reported(cumulative), &billing("2026-10")).unwrap().category;
    assert_eq!(category(25_000), Category::OnTime);
    assert_eq!(category(24_999), Category::Delinquent);
    assert_eq!(category(0), Category::Delinquent);
    assert_eq!(category(25_001), Category::Prepaid);
    let lenient = Billing {
        tolerance: Minor(1),
        ..billing("2026-10")
    };
    assert_eq!(line_of(&reported(24_999), &lenient).unwrap().category, Category::OnTime);
}

#[test]
fn what_is_not_due_and_not_reported_has_no_line() {
    let paid = MonthLoan {
        invoiced: Minor(25_000),
        ..loan()
    };
    assert_eq!(line_of(&paid, &billing("2026-10")), None);
    assert_eq!(line_of(&loan(), &billing("2026-09")), None);
    let early = line_of(&reported(100), &billing("2026-09")).unwrap();
    assert_eq!(
        (early.category, early.expected, early.owed_as_scheduled_usd),
        (Category::Prepaid, false, Minor::ZERO)
    );
}

#[test]
fn a_loan_that_began_after_the_month_is_not_billed_in_it() {
    let later = MonthLoan {
        paying_back: Some("2026-11-02T12:00:00Z".parse().unwrap()),
        ..loan()
    };
    assert_eq!(line_of(&later, &billing("2026-10")), None);
    assert!(line_of(&later, &billing("2026-11")).is_some());
}

#[test]
fn a_defaulted_loan_is_billed_only_for_what_it_brings() {
    let defaulted = MonthLoan {
        status: LoanStatus::Defaulted,
        ..loan()
    };
    assert_eq!(line_of(&defaulted, &billing("2027-06")), None);
    let recovered = MonthLoan {
        status: LoanStatus::Defaulted,
        ..reported(10_000)
    };
    let line = line_of(&recovered, &billing("2027-06")).unwrap();
    assert_eq!((line.expected, line.owed_usd), (false, Minor(250)));
}

#[test]
fn the_round_up_and_the_repayment_at_the_posting_rate_make_the_repayment_in_usd() {
    let line = line_of(&reported(100_000), &billing("2026-10")).unwrap();
    assert_eq!((line.repaid_usd, line.round_up_usd), (Minor(2_500), Minor(1_500)));
}

#[test]
fn who_bears_a_currency_loss() {
    let line = |loss, rate: i64| {
        let loan = MonthLoan {
            currency_loss: loss,
            ..reported(100_000)
        };
        let billing = Billing {
            rate: Some(Decimal::from(rate)),
            ..billing("2026-10")
        };
        let line = line_of(&loan, &billing).unwrap();
        (line.loss_absorbed_usd.0, line.owed_usd.0, line.exchange_usd.0)
    };
    // 10 USD at posting are 8 at 125 a dollar: a fifth is lost, and lenders bear the tenth above a tenth.
    assert_eq!(line(CurrencyLoss::Covered, 125), (0, 2_500, -200));
    assert_eq!(line(CurrencyLoss::Possible, 125), (250, 2_250, 50));
    assert_eq!(line(CurrencyLoss::Possible, 105), (0, 2_500, -48));
    assert_eq!(line(CurrencyLoss::Covered, 80), (0, 2_500, 250));
    assert_eq!(line(CurrencyLoss::NotApplicable, 125), (0, 2_500, 0));
}

#[test]
fn the_statement_sums_up_the_account() {
    let lines = [
        line_of(&reported(25_000), &billing("2026-10")).unwrap(),
        line_of(&loan(), &billing("2026-10")).unwrap(),
    ];
    let sums: Sums = lines.iter().collect();
    let account = Account {
        raised: Minor(1_000),
        refunded: Minor(300),
        brought_forward: Minor(40),
        brought_forward_due: Some(period("2026-10").first_day()),
        ..Account::default()
    };
    let on = period("2026-11").first_day() + Days::new(9);
    let statement = Statement::new(period("2026-10"), on, sums, &account, &Settings::default());
    assert_eq!(statement.net, Minor(1_000 - 2 * 625 - 300));
    assert_eq!((statement.overdue, statement.total_due), (Minor(40), Minor(590)));
    assert_eq!(statement.due_on.to_string(), "2026-11-25");
    let counts = statement.sums.counts;
    assert_eq!(
        (counts.expected, counts.reported, counts.on_time, counts.not_reported),
        (2, 1, 1, 1)
    );
    let json = serde_json::to_string(&statement).unwrap();
    assert_eq!(serde_json::from_str::<Statement>(&json).unwrap(), statement);
}

#[test]
fn wires_cover_what_is_overdue_first() {
    let account = Account {
        brought_forward: Minor(1_000),
        brought_forward_due: Some(period("2026-10").first_day()),
        wires_received: Minor(700),
        ..Account::default()
    };
    let on = period("2026-11").first_day();
    let statement = |account: &Account| {
        let drawn = Statement::new(period("2026-10"), on, Sums::default(), account, &Settings::default());
        (drawn.overdue, drawn.total_due)
    };
    assert_eq!(statement(&account), (Minor(300), Minor(300)));
    let more = Account {
        wires_received: Minor(1_250),
        ..account
    };
    assert_eq!(
        statement(&more),
        (Minor::ZERO, Minor(-250)),
        "Kiva owes what was wired too much"
    );
}

#[test]
fn the_book_knows_what_is_late_and_what_is_at_risk() {
    let due = |reported_amount: i64| MonthLoan {
        scheduled: Minor(50_000),
        ..reported(reported_amount)
    };
    let mut book = Book::default();
    for loan in [due(25_000), due(50_000), due(100_000)] {
        let line = Line::of(&loan, &billing("2026-11"));
        book.add(&loan, line.as_ref());
    }
    // Of 25 USD each: three quarters, a half, and nothing are outstanding; a quarter of one loan is late.
    assert_eq!((book.loans, book.delinquent), (2, 1));
    assert_eq!(
        (book.outstanding_usd, book.past_due_usd, book.at_risk_usd),
        (Minor(1_875 + 1_250), Minor(625), Minor(1_875))
    );
    let standing = Standing {
        book,
        ended_usd: Minor(10_000),
        defaulted_usd: Minor(150),
        eligible: 3,
        journaled: 1,
    };
    assert_eq!(standing.delinquency_rate(), Some(2_000));
    assert_eq!(standing.par1(), Some(6_000));
    assert_eq!(standing.default_rate(), Some(150));
    assert_eq!(standing.journaling_rate(), Some(3_333));
    assert_eq!(Standing::default().delinquency_rate(), None);
    let given_up = MonthLoan {
        status: LoanStatus::Defaulted,
        ..due(25_000)
    };
    let mut none = Book::default();
    none.add(&given_up, None);
    assert_eq!(none, Book::default());
    none.join(&book);
    assert_eq!(none, book);
}

#[test]
fn the_month_in_hand_is_the_oldest_not_final_that_has_begun() {
    let now = "2026-11-21T20:00:00Z".parse().unwrap();
    assert_eq!(month_in_hand(period("2026-10"), None, now), Some(period("2026-10")));
    assert_eq!(
        month_in_hand(period("2026-10"), Some(period("2026-10")), now),
        Some(period("2026-11"))
    );
    assert_eq!(month_in_hand(period("2026-10"), Some(period("2026-11")), now), None);
    // Midnight is Pacific.
    let last_hours = "2026-12-01T07:59:59Z".parse().unwrap();
    assert_eq!(month_in_hand(period("2026-12"), None, last_hours), None);
}

#[test]
fn the_days_of_the_cycle() {
    let settings = Settings::default();
    let state = |at: &str| ReportState::unless_final(period("2026-10"), at.parse().unwrap(), &settings);
    assert_eq!(state("2026-11-01T06:59:59Z"), ReportState::Open);
    assert_eq!(state("2026-11-01T07:00:00Z"), ReportState::Preliminary);
    assert_eq!(
        final_moment(period("2026-10"), &settings),
        "2026-11-10T08:00:00Z".parse::<DateTime<Utc>>().unwrap()
    );
    let late = Settings {
        statement_final_day: 31,
        ..settings
    };
    assert_eq!(
        pacific_day(final_moment(period("2027-01"), &late)).to_string(),
        "2027-02-28"
    );
}

fn any_loss() -> impl Strategy<Value = CurrencyLoss> {
    prop_oneof![
        Just(CurrencyLoss::Covered),
        Just(CurrencyLoss::Possible),
        Just(CurrencyLoss::NotApplicable)
    ]
}

prop_compose! {
    fn any_loan()(
        principals in proptest::collection::vec(1_i64..5_000_000, 1..12), steps in 1_i64..40, funded in 1_i64..=100,
        rate in 1_i64..5_000_000, loss in any_loss()
    ) -> (MonthLoan, Schedule) {
        let schedule = monthly(&principals);
        let price = steps * 2_500;
        let loan = MonthLoan {
            principal: schedule.principal(),
            price_usd: Minor(price),
            funded_usd: Minor(price * funded / 100),
            rate: Decimal::new(rate, 3),
            currency_loss: loss,
            ..loan()
        };
        (loan, schedule)
    }
}

proptest! {
    #[test]
    fn reporting_the_schedule_is_on_time_in_every_month_and_gives_lenders_back_what_they_lent((loan, schedule) in any_loan()) {
        let mut loan = loan;
        let mut month = period("2026-10");
        let mut given_back = Minor::ZERO;
        for _ in 0..schedule.0.len() {
            let due = schedule.principal_due_by(month.last_day());
            loan.scheduled = due;
            loan.reported = Some(ReportedAmount { cumulative: due, upload_id: 1 });
            let line = Line::of(&loan, &Billing { period: month, rate: None, tolerance: Minor::ZERO }).unwrap();
            prop_assert_eq!(line.category, Category::OnTime);
            given_back += line.repaid_usd;
            loan.invoiced = line.cumulative;
            month = month.next();
        }
        prop_assert_eq!(loan.invoiced, loan.principal);
        prop_assert_eq!(given_back, loan.funded_usd);
    }

    #[test]
    fn the_sums_are_the_sums_of_the_lines(
        loans in proptest::collection::vec((any_loan(), proptest::option::of(0_u32..=100)), 0..20), rate in 1_i64..5_000_000
    ) {
        let billing = Billing { period: period("2026-12"), rate: Some(Decimal::new(rate, 3)), tolerance: Minor::ZERO };
        let lines: Vec<Line> = loans
            .into_iter()
            .filter_map(|((mut loan, schedule), percent)| {
                loan.scheduled = schedule.principal_due_by(billing.period.last_day());
                let cumulative = percent.map(|p| Minor(loan.principal.0 * i64::from(p) / 100));
                loan.reported = cumulative.map(|cumulative| ReportedAmount { cumulative, upload_id: 1 });
                Line::of(&loan, &billing)
            })
            .collect();
        for line in &lines {
            prop_assert_eq!(line.owed_usd, line.repaid_usd - line.loss_absorbed_usd);
            prop_assert!(line.loss_absorbed_usd >= Minor::ZERO && line.loss_absorbed_usd <= line.repaid_usd);
        }
        let sums: Sums = lines.iter().collect();
        prop_assert_eq!(sums.owed_usd, lines.iter().map(|l| l.owed_usd).sum::<Minor>());
        prop_assert_eq!(sums.owed_usd, sums.currencies.values().map(|c| c.owed_usd).sum::<Minor>());
        let counts = sums.counts;
        prop_assert_eq!(counts.on_time + counts.delinquent + counts.prepaid + counts.not_reported, lines.len() as u64);
        prop_assert_eq!(counts.expected, counts.reported + counts.not_reported);
        let statement =
            Statement::new(billing.period, billing.period.last_day(), sums, &Account::default(), &Settings::default());
        prop_assert_eq!(statement.total_due, lines.iter().map(|l| l.owed_usd).sum::<Minor>());
    }
}
