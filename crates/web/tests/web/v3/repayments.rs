//! The repayments route: what real clients send, which rows count, and what is refused.

use axum::http::Method;
use fieldlink_app::clock::ClockMove;
use fieldlink_app::life::{LoanRef, LoanStep};
use fieldlink_app::repayments::Source;
use fieldlink_app::reports::Month;
use fieldlink_app::{Actor, Role};
use fieldlink_contract::Scope;
use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::loan::{Loan, NewLoan};
use fieldlink_domain::money::Minor;
use fieldlink_domain::partner::{AmountMode, CsvUploadFormat, Profile};
use fieldlink_domain::schedule::{Installment, Schedule};
use fieldlink_domain::settings::Settings;
use fieldlink_store::partners;
use fieldlink_testkit::{TestDatabase, for_each_engine};
use serde_json::{Value, json};

use super::loans::{new_loan, post};
use crate::support::{ApiCaller, PARTNER, Reply, STRANGER, TestApp};

/// The month that rows go to.
pub const MONTH: &str = "2026-11";
const PATH: &str = "/v3/partner/1/repayments";

/// A loan that is paying back: 20,000.00 KES are due in the month, 40,000.00 in the next.
pub async fn paying_back(app: &TestApp, partner: PartnerId, n: i64) -> Loan {
    let due = |day: &str, principal| Installment {
        date: day.parse().unwrap(),
        principal: Minor(principal),
        interest: Minor(50_000),
    };
    let schedule = Schedule(vec![due("2026-11-25", 2_000_000), due("2026-12-25", 4_000_000)]);
    let loan = post(
        app,
        NewLoan {
            schedule,
            ..new_loan(partner, n, "Amina Okoro")
        },
    )
    .await;
    app.pa2
        .step_loan(&Actor::Operator, &LoanRef::Kiva(loan.id), LoanStep::Fund)
        .await
        .unwrap()
}

/// The month's numbers, as anybody of the partner sees them.
pub async fn month(app: &TestApp) -> Month {
    app.pa2
        .month(&Actor::Operator, PARTNER, Some(MONTH.parse().unwrap()))
        .await
        .unwrap()
}

/// Changes the test partner's profile.
pub async fn set_profile(app: &TestApp, profile: Profile) {
    let tx = app.pa2.store().begin().await.unwrap();
    let mut partner = partners::hold(&tx, PARTNER).await.unwrap().unwrap();
    partner.profile = profile;
    partners::save(&tx, &partner).await.unwrap();
    tx.commit().await.unwrap();
}

async fn reporter(app: &TestApp) -> ApiCaller<'_> {
    app.client(&[Scope::CreateRepayment]).await
}

fn codes(reply: &Value) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let problems = reply["problems"].as_array().unwrap();
    problems
        .iter()
        .map(|p| (text(&p["loan_id"]), text(&p["code"]), text(&p["severity"])))
        .collect()
}

fn error(loan_id: &str, code: &str) -> (String, String, String) {
    (loan_id.into(), code.into(), "error".into())
}

fn warning(loan_id: &str, code: &str) -> (String, String, String) {
    (loan_id.into(), code.into(), "warning".into())
}

async fn send(client: &ApiCaller<'_>, rows: Value) -> Reply {
    client.post(PATH, &json!({ "repayments": rows }).to_string()).await
}

async fn the_fineract_fork_sends_zeros_client_ids_and_no_content_type(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    paying_back(&app, PARTNER, 1).await;
    paying_back(&app, PARTNER, 2).await;
    let body = r#"{"repayments":[
        {"loan_id":"0001","client_id":"C-1","amount":20000.000000},
        {"loan_id":"0002","client_id":"its own number","amount":0},
        {"loan_id":"unknown","client_id":"7","amount":0}]}"#;
    let reply = reporter(&app)
        .await
        .request(Method::POST, PATH, body, &[])
        .await
        .expect(200)
        .json();
    assert_eq!(reply["code"], "api.success");
    assert!(reply["upload_id"].is_i64(), "{reply}");
    assert_eq!(codes(&reply), [error("unknown", "loan_not_found")]);
    let month = month(&app).await;
    let counts = month.sums.counts;
    assert_eq!(
        (counts.expected, counts.reported, counts.on_time, counts.delinquent),
        (2, 2, 1, 1)
    );
    let uploaded = month.uploads[0].upload.counts;
    assert_eq!((uploaded.rows, uploaded.accepted, uploaded.errors), (3, 2, 1));
}

async fn the_net_sample_is_taken_on_both_paths(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    paying_back(&app, PARTNER, 1).await;
    paying_back(&app, PARTNER, 2).await;
    let client = reporter(&app).await;
    let body = r#"{"repayments":[{"loan_id":"0001","amount":480,"client_id":"C-1"},{"loan_id":"0002","amount":500,"client_id":"C-2"}]}"#;
    for path in [PATH, "/v3/partners/1/repayments"] {
        let reply = client.post(path, body).await.expect(200).json();
        assert_eq!(reply["problems"], json!([]));
    }
    let reply = client.post(PATH, body).await.json();
    let fields: Vec<_> = reply.as_object().unwrap().keys().collect();
    assert_eq!(fields, ["code", "message", "problems", "upload_id"]);
    assert_eq!(month(&app).await.uploads.len(), 3, "each call is one upload");
}

async fn names_of_the_translated_pages_are_aliases(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    set_profile(
        &app,
        Profile {
            csv_upload_format: CsvUploadFormat::ThreeColumn,
            ..Profile::default()
        },
    )
    .await;
    paying_back(&app, PARTNER, 1).await;
    let rows = json!([{ "internal_loan_id": "0001", "internal_client_id": "C-1", "amount": "20000.00" }]);
    let reply = send(&reporter(&app).await, rows).await.expect(200).json();
    assert_eq!(reply["problems"], json!([]));
    assert_eq!(month(&app).await.sums.counts.on_time, 1);
}

async fn a_loan_that_is_not_eligible_yet_warns_and_counts(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let loan = paying_back(&app, PARTNER, 1).await;
    let rows = || json!([{ "loan_id": "0001", "amount": 20_000 }]);
    let late = |months| Profile {
        repay_after_months: Some(months),
        ..Profile::default()
    };
    set_profile(&app, late(38)).await;
    let client = reporter(&app).await;
    let reply = send(&client, rows()).await.expect(200).json();
    assert_eq!(codes(&reply), [warning("0001", "not_eligible_yet")]);
    assert_eq!(month(&app).await.sums.counts.on_time, 1, "{}", loan.disburse_on);
    let person = app.person(Role::Coordinator).await;
    for (language, said) in [
        ("en", "38 months after its disbursal"),
        ("es", "38 meses"),
        ("fr", "38 mois"),
    ] {
        for path in ["/repayments/2026-11/problems", "/account/profile"] {
            let page = person.get_in(path, language).await.expect(200);
            assert!(page.text().contains(said), "{language} {path}: {}", page.text());
        }
    }
    set_profile(&app, Profile::default()).await;
    let reply = send(&client, rows()).await.expect(200).json();
    assert_eq!(reply["problems"], json!([]));
}

async fn three_column_partners_are_told_of_a_wrong_or_missing_client_id(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    set_profile(
        &app,
        Profile {
            csv_upload_format: CsvUploadFormat::ThreeColumn,
            ..Profile::default()
        },
    )
    .await;
    paying_back(&app, PARTNER, 1).await;
    paying_back(&app, PARTNER, 2).await;
    let rows = json!([{ "loan_id": "0001", "amount": 1 }, { "loan_id": "0002", "client_id": "c-2", "amount": 1 }]);
    let reply = send(&reporter(&app).await, rows).await.expect(200).json();
    assert_eq!(
        codes(&reply),
        [error("0001", "client_mismatch"), error("0002", "client_mismatch")]
    );
}

async fn each_rule_names_its_row_and_the_others_count(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    for n in 1..=4 {
        paying_back(&app, PARTNER, n).await;
    }
    post(&app, new_loan(PARTNER, 5, "Not Yet")).await;
    paying_back(&app, STRANGER, 6).await;
    let rows = json!([
        { "loan_id": "0001", "amount": 1 },
        { "loan_id": "0002", "amount": "60000.01" },
        { "loan_id": "0003", "amount": -1 },
        { "loan_id": "0004", "amount": 0.001 },
        { "loan_id": "0005", "amount": 1 },
        { "loan_id": "0006", "amount": 1 },
        { "loan_id": "1", "amount": 1 },
        { "loan_id": "0001", "amount": 2 },
    ]);
    let client = reporter(&app).await;
    let reply = send(&client, rows).await.expect(200).json();
    assert_eq!(
        codes(&reply),
        [
            warning("0001", "duplicate_row"),
            error("0002", "amount_exceeds_principal"),
            error("0003", "amount_invalid"),
            error("0004", "amount_invalid"),
            error("0005", "not_repayable_status"),
            error("0006", "loan_not_found"),
            error("1", "loan_not_found"),
        ]
    );
    assert_eq!(
        reply["message"],
        "8 rows taken: 1 accepted, 6 with errors, 1 with warnings."
    );
    let numbers = month(&app).await;
    assert_eq!((numbers.errors, numbers.warnings), (6, 1));

    let lower = send(&client, json!([{ "loan_id": "0001", "amount": 1 }]))
        .await
        .expect(200)
        .json();
    assert_eq!(codes(&lower), [warning("0001", "amount_decreased")]);
    assert_eq!(month(&app).await.sums.counts.reported, 1, "it counts all the same");
    // A later, correct row mends the error.
    send(&client, json!([{ "loan_id": "0002", "amount": 60_000 }]))
        .await
        .expect(200);
    assert_eq!(month(&app).await.errors, 5);
}

async fn an_amount_means_what_the_profile_says(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let client = reporter(&app).await;
    for (n, mode, amount) in [
        (1, AmountMode::CumulativePrincipalRepaid, "20000"),
        (2, AmountMode::PrincipalOutstanding, "40000"),
        (3, AmountMode::AmountThisMonth, "20000"),
    ] {
        set_profile(
            &app,
            Profile {
                amount_mode: mode,
                ..Profile::default()
            },
        )
        .await;
        paying_back(&app, PARTNER, n).await;
        let reply = send(&client, json!([{ "loan_id": format!("000{n}"), "amount": amount }]))
            .await
            .expect(200)
            .json();
        assert_eq!(reply["problems"], json!([]), "{mode:?}");
    }
    assert_eq!(month(&app).await.sums.counts.on_time, 3);
}

async fn the_same_key_again_is_the_same_answer_and_one_upload(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    paying_back(&app, PARTNER, 1).await;
    let client = reporter(&app).await;
    let key = [("idempotency-key", "\"nov-1\"")];
    let body = r#"{"repayments":[{"loan_id":"0001","amount":5},{"loan_id":"none","amount":5}]}"#;
    let first = client.request(Method::POST, PATH, body, &key).await.expect(200);
    let again = client.request(Method::POST, PATH, body, &key).await.expect(200);
    assert_eq!(first.body, again.body);
    assert_eq!(month(&app).await.uploads.len(), 1);
    let other = r#"{"repayments":[{"loan_id":"0001","amount":6}]}"#;
    let refused = client.request(Method::POST, PATH, other, &key).await.expect(422).json();
    assert_eq!(refused["code"], "api.idempotencyMismatch");
    assert_eq!(month(&app).await.uploads.len(), 1);
}

async fn calls_at_once_for_the_same_loans_are_all_taken(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let mut rows = Vec::new();
    for n in 1..=9 {
        paying_back(&app, PARTNER, n).await;
        rows.push(json!({ "loan_id": format!("000{n}"), "amount": n }));
    }
    let client = reporter(&app).await;
    let forth = json!({ "repayments": rows }).to_string();
    rows.reverse();
    let back = json!({ "repayments": rows }).to_string();
    let key = [("idempotency-key", "at-once")];
    let (a, b, c, d) = tokio::join!(
        client.post(PATH, &forth),
        client.post(PATH, &back),
        client.request(Method::POST, PATH, &forth, &key),
        client.request(Method::POST, PATH, &forth, &key),
    );
    a.expect(200);
    b.expect(200);
    for keyed in [&c, &d] {
        assert!([200, 409].contains(&keyed.status.as_u16()), "{}", keyed.text());
    }
    assert_eq!(month(&app).await.uploads.len(), 3, "the key gives one upload");
    assert_eq!(month(&app).await.sums.counts.reported, 9);
}

async fn more_rows_than_a_call_may_hold_are_refused_whole(database: &TestDatabase) {
    let settings = Settings {
        repayments_rows_advised: 1,
        repayments_rows_max: 2,
        ..Settings::default()
    };
    let app = TestApp::with(database, settings).await;
    paying_back(&app, PARTNER, 1).await;
    let client = reporter(&app).await;
    let row = json!({ "loan_id": "0001", "amount": 1 });
    let refused = send(&client, json!([row, row, row])).await.expect(413).json();
    assert_eq!(refused["code"], "api.tooLarge");
    assert_eq!(
        refused["message"],
        "repayments: 3 rows are more than the 2 that one call may hold."
    );
    assert_eq!(month(&app).await.uploads.len(), 0);
    let advised = send(&client, json!([row, row])).await.expect(200).json();
    assert!(
        advised["message"]
            .as_str()
            .unwrap()
            .ends_with("Send at most 1 rows in a call."),
        "{advised}"
    );
}

async fn what_cannot_be_read_is_refused_whole_and_named(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    paying_back(&app, PARTNER, 1).await;
    let client = reporter(&app).await;
    for (body, named) in [
        (
            r#"{"repayments":[{"loan_id":"0001","amount":1},{"loan_id":"0001","amount":"1,5"}]}"#,
            "repayments[1].amount",
        ),
        (r#"{"repayments":[{"amount":1}]}"#, "loan_id"),
        (r#"{"repayments":[]}"#, "no rows"),
        (r#"{"repayments":[{"loan_id":"0001","amount":1}"#, "line 1"),
        ("", "empty"),
    ] {
        let refused = client.post(PATH, body).await.expect(400).json();
        assert_eq!(refused["code"], "api.invalidRequest");
        assert!(refused["message"].as_str().unwrap().contains(named), "{refused}");
    }
    let large = format!(
        r#"{{"repayments":[{{"loan_id":"{}","amount":1}}]}}"#,
        "x".repeat(2 * 1024 * 1024)
    );
    client.post(PATH, &large).await.expect(413);
    assert_eq!(month(&app).await.uploads.len(), 0);
}

async fn only_the_partners_own_token_with_the_scope_may_report(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let body = r#"{"repayments":[{"loan_id":"0001","amount":1}]}"#;
    let client = reporter(&app).await;
    client.post("/v3/partner/2/repayments", body).await.expect(403);
    client.post("/v3/partners/2/repayments", body).await.expect(403);
    app.client(&[Scope::ReadLoans]).await.post(PATH, body).await.expect(403);
    app.send(axum::http::Request::post(PATH).body(body.into()).unwrap())
        .await
        .expect(401);
}

async fn a_final_month_takes_no_rows_until_the_next_has_begun(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    paying_back(&app, PARTNER, 1).await;
    let numbers = month(&app).await;
    app.pa2
        .finalize_report(&Actor::Operator, PARTNER, numbers.period, numbers.version)
        .await
        .unwrap();
    let rows = json!([{ "loan_id": "0001", "amount": 30_000 }, { "loan_id": "none", "amount": 1 }]);
    let reply = send(&reporter(&app).await, rows.clone()).await.expect(200).json();
    assert_eq!(
        codes(&reply),
        [error("0001", "already_final"), error("none", "already_final")]
    );
    let december = ClockMove::To("2026-12-01T08:00:00Z".parse().unwrap());
    app.pa2.move_clock(&Actor::Operator, december).await.unwrap();
    let reply = send(&reporter(&app).await, rows).await.expect(200).json();
    assert_eq!(codes(&reply), [error("none", "loan_not_found")]);
    let upload = reply["upload_id"].as_i64().unwrap();
    let period = app.pa2.upload_period(&Actor::Operator, PARTNER, upload).await.unwrap();
    assert_eq!(period.to_string(), "2026-12");
}

async fn ids_and_amounts_of_an_upload_are_kept_as_they_came(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let rows = json!([{ "loan_id": "00 1\"x", "amount": "12345678901234567.123456" }]);
    let reply = send(&reporter(&app).await, rows).await.expect(200).json();
    let upload = reply["upload_id"].as_i64().unwrap();
    let kept = app.pa2.upload_rows(&Actor::Operator, PARTNER, upload).await.unwrap();
    assert_eq!(kept, "\"00 1\"\"x\",12345678901234567.123456\n");
    assert!(app.pa2.upload_rows(&Actor::Operator, STRANGER, upload).await.is_err());
    assert_eq!(
        app.pa2.month(&Actor::Operator, PARTNER, None).await.unwrap().uploads[0]
            .upload
            .source,
        Source::Api
    );
}

for_each_engine!(
    a_loan_that_is_not_eligible_yet_warns_and_counts,
    the_fineract_fork_sends_zeros_client_ids_and_no_content_type,
    the_net_sample_is_taken_on_both_paths,
    names_of_the_translated_pages_are_aliases,
    three_column_partners_are_told_of_a_wrong_or_missing_client_id,
    each_rule_names_its_row_and_the_others_count,
    an_amount_means_what_the_profile_says,
    the_same_key_again_is_the_same_answer_and_one_upload,
    calls_at_once_for_the_same_loans_are_all_taken,
    more_rows_than_a_call_may_hold_are_refused_whole,
    what_cannot_be_read_is_refused_whole_and_named,
    only_the_partners_own_token_with_the_scope_may_report,
    a_final_month_takes_no_rows_until_the_next_has_begun,
    ids_and_amounts_of_an_upload_are_kept_as_they_came,
);
