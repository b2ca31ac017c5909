//! The sandbox panel, the faults and the training, as people and programs use them.

use chrono::TimeDelta;
use fieldlink_app::clock::ClockMove;
use fieldlink_app::sandbox::{Fault, FaultKind, FaultRoute};
use fieldlink_app::{Actor, Role};
use fieldlink_contract::Scope;
use fieldlink_domain::loan::LoanStatus;
use fieldlink_domain::statement::final_moment;
use fieldlink_store::{loan_index, loans, reports};
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::support::{PARTNER, TestApp, hidden};
use crate::v3::loans::new_loan;
use crate::v3::repayments::paying_back;

async fn number_of_loans(app: &TestApp) -> i64 {
    loan_index::counts(app.pa2.store(), PARTNER)
        .await
        .unwrap()
        .values()
        .sum()
}

async fn the_clock_moves_by_a_click_and_only_forward(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let browser = app.person(Role::Coordinator).await;
    let page = browser
        .submit("/", "/sandbox/clock", &[("by", "month")])
        .await
        .expect(200);
    assert!(page.text().contains("1 Dec 2026"), "{}", page.text());
    let refused = browser
        .submit("/", "/sandbox/clock", &[("to", "2026-11-30")])
        .await
        .expect(409);
    assert!(refused.text().contains("only moves forward"));
    browser
        .submit("/", "/sandbox/clock", &[("to", "soon")])
        .await
        .expect(400);
    browser
        .submit("/", "/sandbox/clock", &[("by", "99999999999999d")])
        .await
        .expect(400);
}

/// Whoever asked hangs up: the move goes on, and at no moment is a month final that the clock has not come to.
async fn a_move_goes_on_by_itself_and_clock_and_months_agree(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let (before, to) = (app.pa2.now().await.unwrap(), "2029-01-02T12:00:00Z".parse().unwrap());
    {
        let asked = std::pin::pin!(app.pa2.move_clock(&Actor::Operator, ClockMove::To(to)));
        let begun = std::pin::pin!(async {
            while app.pa2.now().await.unwrap() == before {
                tokio::task::yield_now().await;
            }
        });
        futures::future::select(asked, begun).await;
    }
    loop {
        let last = reports::last_final(app.pa2.store(), PARTNER).await.unwrap();
        let now = app.pa2.now().await.unwrap();
        if let Some(month) = last {
            assert!(
                final_moment(month, app.pa2.settings()) <= now,
                "{month} is final on {now}"
            );
        }
        if now >= to && last.is_some_and(|month| month.to_string() == "2028-11") {
            break;
        }
        tokio::task::yield_now().await;
    }
}

async fn the_clock_refuses_years_that_nobody_means(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let own = app.client(&[Scope::ReadLoans]).await;
    let before = app.pa2.now().await.unwrap();
    for day in ["2201-01-02", "9999-12-31", "+262142-12-31"] {
        let body = format!(r#"{{"day":"{day}"}}"#);
        let refused = own.post("/sandbox/partner/1/clock", &body).await.expect(400);
        assert!(refused.text().contains("2200"), "{day}: {}", refused.text());
    }
    own.post("/sandbox/partner/1/clock", r#"{"day":"-262143-01-01"}"#)
        .await
        .expect(409);
    let browser = app.person(Role::Coordinator).await;
    let days = [("by", "99999999d")];
    browser.submit("/", "/sandbox/clock", &days).await.expect(400);
    assert_eq!(app.pa2.now().await.unwrap(), before);
}

async fn two_who_move_the_clock_at_once_both_come_to_their_day(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let before = app.pa2.now().await.unwrap();
    let days: Vec<i64> = (1..=8).rev().collect();
    let moves = days.iter().map(|days| {
        app.pa2
            .move_clock(&Actor::Operator, ClockMove::By(TimeDelta::days(*days)))
    });
    let came = futures::future::try_join_all(moves).await.unwrap();
    let now = app.pa2.now().await.unwrap();
    assert!(came.iter().all(|to| *to <= now), "{came:?}, but it is {now}");
    assert!(now >= before + TimeDelta::days(8));
}

/// Loans fell due before the first of a month and nobody did what was due: their moments lie behind the clock.
async fn what_fell_due_before_does_not_set_the_clock_back(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let tx = app.pa2.store().begin().await.unwrap();
    let now = app.pa2.now().await.unwrap();
    loans::insert_published(&tx, new_loan(PARTNER, 1, "Amina Okoro"), app.pa2.settings(), "x", now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    app.clock.set("2027-02-11T12:00:00Z".parse().unwrap());
    let before = app.pa2.now().await.unwrap();
    let to = before + TimeDelta::days(14);
    let came = app.pa2.move_clock(&Actor::Operator, ClockMove::To(to)).await.unwrap();
    assert_eq!(came, to);
    assert!(app.pa2.now().await.unwrap() >= to);
}

async fn a_snapshot_is_kept_put_back_and_forgotten(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let browser = app.person(Role::Technical).await;
    paying_back(&app, PARTNER, 1).await;
    browser
        .submit("/", "/sandbox/snapshots", &[("name", " one loan ")])
        .await
        .expect(200);
    browser
        .submit("/", "/sandbox/snapshots", &[("name", "one loan")])
        .await
        .expect(409);
    browser
        .submit("/", "/sandbox/snapshots", &[("name", "  ")])
        .await
        .expect(400);
    browser.submit("/", "/sandbox/reset", &[]).await.expect(400);
    browser
        .submit("/", "/sandbox/reset", &[("sure", "yes")])
        .await
        .expect(200);
    assert_eq!(number_of_loans(&app).await, 0);

    let name = [("name", "one loan")];
    let page = browser
        .submit("/", "/sandbox/snapshots/restore", &name)
        .await
        .expect(200);
    assert!(page.text().contains("is put back"));
    assert_eq!(number_of_loans(&app).await, 1);
    browser
        .submit("/", "/sandbox/snapshots/forget", &name)
        .await
        .expect(200);
    browser
        .submit("/", "/sandbox/snapshots/restore", &name)
        .await
        .expect(404);
}

async fn a_scenario_is_loaded_into_the_visitors_partner(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let browser = app.person(Role::Coordinator).await;
    let page = browser
        .submit("/", "/sandbox/scenario", &[("name", "month-end")])
        .await
        .expect(200);
    assert!(
        page.text().contains("2199 loans") || page.text().contains("2,199 loans"),
        "{}",
        page.text()
    );
    let counts = loan_index::counts(app.pa2.store(), PARTNER).await.unwrap();
    assert_eq!(
        counts.into_iter().collect::<Vec<_>>(),
        [(LoanStatus::PayingBack, 2_199)]
    );
    browser
        .submit("/", "/sandbox/scenario", &[("name", "none")])
        .await
        .expect(400);

    browser
        .submit("/", "/sandbox/scenario", &[("name", "first-week")])
        .await
        .expect(200);
    let drafts = app.pa2.count_open_drafts(&Actor::Operator, PARTNER).await.unwrap();
    assert_eq!(drafts, 6);
}

async fn a_loan_goes_through_its_life_by_clicks(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let loan = paying_back(&app, PARTNER, 1).await.id;
    let browser = app.person(Role::Coordinator).await;
    let page = browser.get(&format!("/loans/{loan}")).await.expect(200);
    assert!(page.text().contains("value=\"loan.refund\""), "{}", page.text());
    assert!(
        !page.text().contains("loan.default"),
        "a loan is given up for a reason, which a step has not"
    );
    let path = format!("/loans/{loan}/step");
    browser.submit("/", &path, &[("step", "loan.fund")]).await.expect(409);
    browser
        .submit("/", &path, &[("step", "loan.default")])
        .await
        .expect(400);
    browser.submit("/", &path, &[("step", "loan.refund")]).await.expect(303);
    let after = browser.get(&format!("/loans/{loan}")).await.expect(200);
    assert!(!after.text().contains("name=\"step\""));
    let reporter = app.person(Role::Reporter).await;
    assert!(
        !reporter
            .get(&format!("/loans/{loan}"))
            .await
            .expect(200)
            .text()
            .contains("name=\"step\"")
    );
}

async fn faults_strike_the_calls_they_are_meant_for(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let client = app.client(&[Scope::ReadLoans]).await;
    let loans = "/v3/partner/1/loans";
    for (kind, status) in [
        (FaultKind::TooManyRequests { retry_after_s: 7 }, 429),
        (FaultKind::Unavailable { retry_after_s: 7 }, 503),
        (FaultKind::ExpiredToken, 401),
    ] {
        let fault = Fault {
            route: FaultRoute::Loans,
            kind,
            calls: Some(2),
        };
        app.pa2.add_fault(&Actor::Operator, fault).await.unwrap();
        for _ in 0..2 {
            client.get("/v3/partner/1/config/themes").await.expect(200);
            let reply = client.get(loans).await.expect(status);
            if status != 401 {
                assert_eq!(reply.header("retry-after"), "7");
            }
            if status == 503 {
                // The one 503 after which a program may send the same again.
                assert_eq!(reply.json()["code"], "not_begun");
            }
        }
        client.get(loans).await.expect(200);
    }
}

async fn of_calls_at_once_a_fault_strikes_as_many_as_it_says(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let client = app.client(&[Scope::ReadLoans]).await;
    let fault = Fault {
        route: FaultRoute::Loans,
        kind: FaultKind::Unavailable { retry_after_s: 7 },
        calls: Some(3),
    };
    app.pa2.add_fault(&Actor::Operator, fault).await.unwrap();
    let calls = (0..12).map(|_| client.get("/v3/partner/1/loans"));
    let replies = futures::future::join_all(calls).await;
    let struck = replies.iter().filter(|reply| reply.status == 503).count();
    assert_eq!(struck, 3);
    assert!(app.pa2.faults(&Actor::Operator).await.unwrap().is_empty());
}

async fn a_call_can_be_cut_before_and_after_its_work(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let client = app.client(&[Scope::CreateLoanDraft]).await;
    let draft = crate::v3::loan_draft::complete(1).to_string();
    for (kind, kept) in [(FaultKind::CutBefore, 0), (FaultKind::CutAfter, 1)] {
        let fault = Fault {
            route: FaultRoute::LoanDraft,
            kind,
            calls: Some(1),
        };
        app.pa2.add_fault(&Actor::Operator, fault).await.unwrap();
        assert!(client.post_cut("/v3/partner/1/loan_draft", &draft).await);
        let drafts = app.pa2.count_open_drafts(&Actor::Operator, PARTNER).await.unwrap();
        assert_eq!(drafts, kept, "{kind:?}");
    }
}

async fn faults_are_set_shown_and_cleared_on_the_page(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let browser = app.person(Role::Technical).await;
    let fields = [
        ("route", "repayments"),
        ("kind", "cut_after"),
        ("wait", ""),
        ("calls", "3"),
    ];
    let page = browser.submit("/", "/sandbox/faults", &fields).await.expect(200);
    assert!(page.text().contains("for 3 more calls"), "{}", page.text());
    let none = [("route", "all"), ("kind", "unavailable"), ("wait", "x"), ("calls", "")];
    browser.submit("/", "/sandbox/faults", &none).await.expect(400);
    let zero = [("route", "all"), ("kind", "unavailable"), ("wait", "5"), ("calls", "0")];
    browser.submit("/", "/sandbox/faults", &zero).await.expect(400);
    let page = browser.submit("/", "/sandbox/faults/clear", &[]).await.expect(200);
    assert!(!page.text().contains("more call"));
}

async fn the_exercises_see_for_themselves_when_they_are_done(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let browser = app.person(Role::Coordinator).await;
    let progress = |text: &str| text.matches("✓").count();
    assert_eq!(progress(browser.get("/training").await.expect(200).text()), 0);

    let begun = browser.submit("/", "/training/review-draft", &[]).await.expect(303);
    let draft = begun.header("location").to_owned();
    let page = browser.get(&draft).await.expect(200);
    let version = hidden(page.text(), "version");
    assert_eq!(progress(browser.get("/training").await.expect(200).text()), 0);
    browser
        .submit("/", &format!("{draft}/publish"), &[("version", &version)])
        .await
        .expect(303);
    assert_eq!(progress(browser.get("/training").await.expect(200).text()), 1);

    let begun = browser.submit("/", "/training/correct-error", &[]).await.expect(303);
    let page = browser.get(begun.header("location")).await.expect(200);
    assert!(
        page.text()
            .contains("The disbursal date must be less than 30 days in the past"),
        "{}",
        page.text()
    );

    let begun = browser.submit("/", "/training/confirm-journals", &[]).await.expect(303);
    let archive = begun.header("location").to_owned();
    let version = hidden(browser.get(&archive).await.expect(200).text(), "version");
    browser
        .submit(
            "/",
            &format!("{archive}/publish"),
            &[("version", &version), ("choice", "all")],
        )
        .await;
    assert_eq!(progress(browser.get("/training").await.expect(200).text()), 2);

    let begun = browser.submit("/", "/training/default-loan", &[]).await.expect(303);
    let loan = begun.header("location").to_owned();
    let id = loan.rsplit('/').next().unwrap();
    let reason = [("loan", id), ("reason", "moved"), ("sure", "yes")];
    browser.submit("/", "/defaults/give-up", &reason).await.expect(200);
    assert_eq!(progress(browser.get("/training").await.expect(200).text()), 3);

    let begun = browser.submit("/", "/training/report-month", &[]).await.expect(303);
    browser.get(begun.header("location")).await.expect(200);
    browser.submit("/", "/training/none", &[]).await.expect(404);
    assert_eq!(progress(browser.get("/training").await.expect(200).text()), 3);
}

async fn a_loan_is_given_up_over_http_for_a_reason_that_is_kept(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let loan = paying_back(&app, PARTNER, 1).await.id;
    let client = app.client(&[Scope::ReadLoans]).await;
    let path = format!("/sandbox/partner/1/loans/{loan}/default");
    let none = client.post(&path, "").await.expect(400);
    assert!(none.text().contains("death, illness"), "{}", none.text());
    client.post(&path, r#"{"reason":"whim"}"#).await.expect(400);
    client.post(&path, r#"{"reason":"other"}"#).await.expect(400);
    let done = client.post(&path, r#"{"reason":"moved","note":"To the coast."}"#).await;
    assert_eq!(done.expect(200).json()["status"], "defaulted");
    client.post(&path, r#"{"reason":"moved"}"#).await.expect(409);
    let browser = app.person(Role::Coordinator).await;
    let page = browser.get(&format!("/loans/{loan}")).await.expect(200);
    assert!(page.text().contains("To the coast."), "{}", page.text());
    // Whoever plays with a sandbox can do the exercise on the loan's page.
    let technical = app.person(Role::Technical).await;
    let begun = technical.submit("/", "/training/default-loan", &[]).await.expect(303);
    let page = technical.get(begun.header("location")).await.expect(200);
    assert!(page.text().contains("/defaults/give-up"), "{}", page.text());
    assert!(!page.text().contains("/defaults/requests\""), "{}", page.text());
}

for_each_engine!(
    the_clock_moves_by_a_click_and_only_forward,
    a_move_goes_on_by_itself_and_clock_and_months_agree,
    the_clock_refuses_years_that_nobody_means,
    two_who_move_the_clock_at_once_both_come_to_their_day,
    what_fell_due_before_does_not_set_the_clock_back,
    a_snapshot_is_kept_put_back_and_forgotten,
    a_scenario_is_loaded_into_the_visitors_partner,
    a_loan_goes_through_its_life_by_clicks,
    faults_strike_the_calls_they_are_meant_for,
    of_calls_at_once_a_fault_strikes_as_many_as_it_says,
    a_call_can_be_cut_before_and_after_its_work,
    faults_are_set_shown_and_cleared_on_the_page,
    the_exercises_see_for_themselves_when_they_are_done,
    a_loan_is_given_up_over_http_for_a_reason_that_is_kept,
);
