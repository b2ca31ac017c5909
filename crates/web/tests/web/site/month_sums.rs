//! The numbers of a month are put together from kept parts: they must be those of all its loans, whatever happened.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use fieldlink_app::defaults::Reason;
use fieldlink_app::life::{LoanRef, LoanStep};
use fieldlink_app::repayments::Source;
use fieldlink_app::reports::{Lines, Month};
use fieldlink_app::seed::{SeedKind, SeedPlan};
use fieldlink_app::{Actor, Role};
use fieldlink_domain::calendar::Period;
use fieldlink_domain::money::to_decimal;
use fieldlink_domain::repayment::{Row, RowAmount};
use fieldlink_domain::statement::{Billing, Category, Line, MonthLoan, Part};
use fieldlink_store::{partners, reports};
use fieldlink_testkit::{TestDatabase, for_each_engine};
use rust_decimal::Decimal;

use crate::support::{PARTNER, TestApp};

/// More than two blocks of the partner's list.
const LOANS: u64 = 2_600;
const ME: Actor = Actor::Operator;

fn november() -> Period {
    "2026-11".parse().unwrap()
}

async fn seeded(database: &TestDatabase, loans: u64) -> TestApp {
    let app = TestApp::new(database).await;
    let plan = SeedPlan {
        partner: PARTNER,
        loans,
        seed: 5,
        kind: SeedKind::Mixed,
    };
    app.pa2.seed_loans(&ME, plan, &|_| ()).await.unwrap();
    app
}

async fn loans(app: &TestApp, period: Period) -> Vec<MonthLoan> {
    reports::month_loans(app.pa2.store(), PARTNER, period, 0..=1_000)
        .await
        .unwrap()
}

/// The lines of a month that is not final, from its loans themselves.
async fn lines(app: &TestApp, period: Period) -> Vec<Line> {
    let config = app.pa2.partner(PARTNER).await.unwrap().config;
    let of = |loan: &MonthLoan| {
        let billing = Billing {
            period,
            rate: config.rate(loan.currency),
            tolerance: app.pa2.settings().on_time_tolerance,
        };
        Line::of(loan, &billing)
    };
    loans(app, period).await.iter().filter_map(of).collect()
}

async fn month(app: &TestApp, period: Period) -> Month {
    app.pa2.month(&ME, PARTNER, Some(period)).await.unwrap()
}

/// Holds what the pages show against the lines.
async fn assert_shows(app: &TestApp, period: Period, lines: &[Line], when: &str) {
    let mut whole = Part::default();
    lines.iter().for_each(|line| whole.add_line(line));
    let shown = month(app, period).await;
    assert_eq!(shown.sums, whole.sums, "{when}");
    let on_time: BTreeMap<i64, u64> = shown
        .uploads
        .iter()
        .filter(|u| u.on_time > 0)
        .map(|u| (u.upload.id, u.on_time))
        .collect();
    assert_eq!(on_time, whole.on_time, "{when}");
    let of = |wanted: Lines| {
        lines.iter().filter(move |line| match wanted {
            Lines::All => true,
            Lines::Expected => line.expected,
            Lines::Reported => line.reported.is_some(),
            Lines::In(category) => line.category == category,
        })
    };
    let categories = [
        Category::OnTime,
        Category::Delinquent,
        Category::Prepaid,
        Category::NotReported,
    ];
    for list in [Lines::Expected, Lines::Reported]
        .into_iter()
        .chain(categories.map(Lines::In))
    {
        let all: Vec<&Line> = of(list).collect();
        let mut read = Vec::new();
        loop {
            let part = (read.len() as u64, 350);
            let (total, some) = app.pa2.month_lines(&ME, PARTNER, period, list, part).await.unwrap();
            assert_eq!(total, all.len() as u64, "{when}: {list:?}");
            if some.is_empty() {
                break;
            }
            read.extend(some);
        }
        assert!(read.iter().eq(all), "{when}: {list:?}");
    }
}

async fn assert_sums(app: &TestApp, period: Period, when: &str) {
    assert_shows(app, period, &lines(app, period).await, when).await;
}

/// Reports some loans: each as scheduled, below or above it in turn.
async fn upload(app: &TestApp, some: &[MonthLoan]) {
    let amounts = (0..).zip(some).map(|(n, loan)| {
        let cumulative = match n % 3 {
            0 => loan.scheduled,
            1 => loan.invoiced,
            _ => loan.principal,
        };
        (loan, to_decimal(cumulative, loan.currency))
    });
    let rows: Vec<(&str, Decimal)> = amounts
        .map(|(loan, amount)| (&*loan.internal_loan_id, amount))
        .collect();
    let rows: Vec<Row<'_>> = rows
        .iter()
        .map(|(loan_id, amount)| Row {
            loan_id,
            client_id: None,
            amount: RowAmount::Exact(*amount),
        })
        .collect();
    app.pa2
        .take_repayments(&ME, PARTNER, Source::Csv, &rows, None)
        .await
        .unwrap();
}

async fn move_clock(app: &TestApp, to: &str) {
    let to: DateTime<Utc> = to.parse().unwrap();
    app.pa2.move_clock(&ME, to).await.unwrap();
}

async fn step(app: &TestApp, loan: &MonthLoan, step: LoanStep) {
    app.pa2.step_loan(&ME, &LoanRef::Kiva(loan.id), step).await.unwrap();
}

async fn kept_sums_are_those_of_all_loans(database: &TestDatabase) {
    let app = seeded(database, LOANS).await;
    let november = november();
    let all = loans(&app, november).await;
    assert!(all.last().unwrap().seq > 2_048, "in more than two blocks");
    assert_sums(&app, november, "nothing is reported").await;
    upload(&app, &all[..40]).await;
    assert_sums(&app, november, "the first block is reported").await;
    let scattered: Vec<MonthLoan> = all.iter().step_by(9).cloned().collect();
    upload(&app, &scattered).await;
    assert_sums(&app, november, "loans of all blocks, some again").await;
    upload(&app, &all[3..=3]).await;
    upload(&app, &all[all.len() - 1..]).await;
    assert_sums(&app, november, "one by one").await;

    let paying: Vec<&MonthLoan> = all
        .iter()
        .filter(|loan| loan.status == fieldlink_domain::loan::LoanStatus::PayingBack)
        .collect();
    step(&app, paying[0], LoanStep::Default(Reason::Moved, String::new())).await;
    assert_sums(&app, november, "one is given up").await;
    step(&app, paying[paying.len() - 1], LoanStep::Refund).await;
    assert_sums(&app, november, "one is refunded").await;

    let tx = app.pa2.store().begin().await.unwrap();
    let mut partner = partners::hold(&tx, PARTNER).await.unwrap().unwrap();
    for currency in &mut partner.config.currencies {
        currency.rate += Decimal::ONE;
    }
    partners::save(&tx, &partner).await.unwrap();
    tx.commit().await.unwrap();
    assert_sums(&app, november, "the rates are others").await;

    move_clock(&app, "2026-12-05T12:00:00Z").await;
    assert_sums(&app, november, "loans moved by themselves").await;
    let december = november.next();
    assert_sums(&app, december, "the month after, beside one that is open").await;

    let before = lines(&app, november).await;
    let version = month(&app, november).await.version;
    app.pa2.finalize_report(&ME, PARTNER, november, version).await.unwrap();
    assert_shows(&app, november, &before, "final as it was").await;
    assert_sums(&app, december, "what was invoiced is not expected again").await;
    upload(&app, &loans(&app, december).await[10..60]).await;
    assert_sums(&app, december, "the next month is reported").await;
    move_clock(&app, "2027-01-12T12:00:00Z").await;
    assert_shows(&app, november, &before, "final stays").await;
    let statement = app.pa2.statement(&ME, PARTNER, december).await.unwrap().statement;
    assert_eq!(month(&app, december).await.sums, statement.sums);
}

async fn two_replicas_show_the_same(database: &TestDatabase) {
    let app = seeded(database, 300).await;
    let other = TestApp::new(database).await;
    let all = loans(&app, november()).await;
    for n in 0..3 {
        let (by, seen) = if n % 2 == 0 { (&app, &other) } else { (&other, &app) };
        upload(by, &all[n * 5..n * 5 + 9]).await;
        assert_sums(seen, november(), "seen by another process").await;
    }
    let (one, two) = tokio::join!(month(&app, november()), month(&other, november()));
    assert_eq!(one.sums, two.sums);
}

async fn a_page_does_not_wait_for_who_writes(database: &TestDatabase) {
    let app = seeded(database, 200).await;
    // SQLite has one writer: this one holds everybody up who wants to write.
    let writer = app.pa2.store().begin().await.unwrap();
    assert_sums(&app, november(), "while somebody writes").await;
    writer.commit().await.unwrap();
    assert_sums(&app, november(), "afterwards").await;
}

/// What a page asks the database once it was seen.
async fn seen_again(app: &TestApp, role: Role, path: &str) -> Vec<String> {
    let browser = app.person(role).await;
    browser.get(path).await.expect(200);
    let (reply, statements) = app.statements(browser.get(path)).await;
    reply.expect(200);
    statements
}

async fn a_page_asks_for_no_loans_that_did_not_change(database: &TestDatabase) {
    let app = seeded(database, LOANS).await;
    let all = loans(&app, november()).await;
    for some in all.chunks(all.len() / 30) {
        upload(&app, some).await;
    }
    for (role, path) in [
        (Role::Coordinator, "/"),
        (Role::Reporter, "/repayments"),
        (Role::Technical, "/repayments/2026-11/statement"),
    ] {
        let statements = seen_again(&app, role, path).await;
        assert!(statements.len() <= 25, "{path}: {statements:#?}");
        let read = statements.iter().find(|sql| sql.contains("l.schedule"));
        assert_eq!(read, None, "{path}");
    }
    // After a change, the one block that it was in.
    upload(&app, &all[..1]).await;
    let (_, statements) = app.statements(month(&app, november())).await;
    let read = statements.iter().filter(|sql| sql.contains("l.schedule")).count();
    assert_eq!(read, 1, "{statements:#?}");
}

async fn uploads_have_a_page_of_their_own(database: &TestDatabase) {
    let app = seeded(database, 200).await;
    let all = loans(&app, november()).await;
    for n in 0..23 {
        upload(&app, &all[n..=n]).await;
    }
    let browser = app.person(Role::Coordinator).await;
    let page = browser.get("/repayments").await.expect(200);
    assert_eq!(page.text().matches("/repayments/uploads/").count(), 20);
    assert!(page.text().contains("All 23 uploads"), "{}", page.text());
    let all = browser.get("/repayments/2026-11/uploads").await.expect(200);
    assert_eq!(all.text().matches("/repayments/uploads/").count(), 23);
    browser.get("/repayments/2026-10/uploads").await.expect(404);
}

for_each_engine!(
    kept_sums_are_those_of_all_loans,
    two_replicas_show_the_same,
    a_page_does_not_wait_for_who_writes,
    a_page_asks_for_no_loans_that_did_not_change,
    uploads_have_a_page_of_their_own,
);
