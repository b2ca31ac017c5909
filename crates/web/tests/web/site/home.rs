//! HOME: what waits for a person.

use fieldlink_app::clock::ClockMove;
use fieldlink_app::life::{LoanRef, LoanStep};
use fieldlink_app::{Actor, Role};
use fieldlink_contract::Scope;
use fieldlink_testkit::{TestDatabase, for_each_engine};
use serde_json::json;

use crate::support::{PARTNER, STRANGER, TestApp};
use crate::v3::journals::{journal, send};
use crate::v3::loans::{new_loan, post};
use crate::v3::repayments::paying_back;

async fn nobody_is_sent_to_sign_in(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    assert_eq!(app.get("/").await.expect(303).header("location"), "/sign-in");
}

async fn an_empty_partner_has_a_quiet_home(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let text = app
        .person(Role::Coordinator)
        .await
        .get("/")
        .await
        .expect(200)
        .text()
        .to_owned();
    for part in [
        "No drafts",
        "No journals wait",
        "Nothing waits for you.",
        "No loan has been posted yet.",
        "Loans reported",
        "$0.00",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("banner"));
}

async fn what_waits_is_counted_for_the_own_partner_only(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    paying_back(&app, PARTNER, 1).await;
    paying_back(&app, STRANGER, 1).await;
    for n in 2..=3 {
        let loan = post(&app, new_loan(PARTNER, n, "Has Issue")).await;
        let issue = LoanStep::RaiseIssue("FPU".into(), "What is it for?".into());
        app.pa2
            .step_loan(&Actor::Operator, &LoanRef::Kiva(loan.id), issue)
            .await
            .unwrap();
    }
    let drafter = app.client(&[Scope::CreateLoanDraft]).await;
    for _ in 0..2 {
        drafter.post("/v3/partner/1/loan_draft", "{}").await.expect(200);
    }
    send(&app, json!([journal(1)])).await;

    let text = app
        .person(Role::Reporter)
        .await
        .get("/")
        .await
        .expect(200)
        .text()
        .to_owned();
    for part in [
        "[ 2 Drafts ]",
        "1 set of journals waits",
        "2 of your loans have an issue",
        "/loans?status=issue",
        "/loans?status=payingBack",
        "Repayments for November 2026",
        "View 1 loan not reported",
        "Report 1 more loan for November 2026",
        "by 30 Nov 2026; it becomes final by itself on 10 Dec 2026",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(
        !text.contains("Review and publish 2 drafts") && !text.contains("Confirm 1 set"),
        "only what this person may do waits for them: {text}"
    );
    let coordinator = app.person(Role::Coordinator).await;
    let text = coordinator.get("/").await.expect(200).text().to_owned();
    for part in ["Review and publish 2 drafts", "Confirm 1 set of journals"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    app.pa2
        .move_clock(&Actor::Operator, ClockMove::To("2026-12-02T20:00:00Z".parse().unwrap()))
        .await
        .unwrap();
    let text = coordinator.get("/").await.expect(200).text().to_owned();
    assert!(text.contains("Make the report of November 2026 final"), "{text}");
    let stranger = app.person_of(Some(STRANGER), Role::Coordinator).await;
    let text = stranger.get("/").await.expect(200).text().to_owned();
    assert!(text.contains("No drafts") && text.contains("No journals wait") && !text.contains("banner"));
}

for_each_engine!(
    nobody_is_sent_to_sign_in,
    an_empty_partner_has_a_quiet_home,
    what_waits_is_counted_for_the_own_partner_only,
);
