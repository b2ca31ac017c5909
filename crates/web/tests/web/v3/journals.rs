//! The journals route: what real clients send and insist on, what is kept, and what is refused.

use axum::http::Method;
use fieldlink_app::journals::{ArchiveView, Shown};
use fieldlink_app::{Actor, Pa2};
use fieldlink_contract::Scope;
use fieldlink_domain::journal::Archive;
use fieldlink_domain::partner::{CsvUploadFormat, Profile};
use fieldlink_domain::settings::Settings;
use fieldlink_store::journals::{self, Lines};
use fieldlink_testkit::{TestDatabase, for_each_engine};
use serde_json::{Value, json};

use super::loans::{new_loan, post};
use super::repayments::{paying_back, set_profile};
use crate::support::{ApiCaller, PARTNER, Reply, STRANGER, TestApp, URL};

const SINGULAR: &str = "/v3/partner/1/journals";
const PLURAL: &str = "/v3/partners/1/journals";

async fn writer(app: &TestApp) -> ApiCaller<'_> {
    app.client(&[Scope::CreateJournalUpdate]).await
}

/// A journal for loan `n`, as clients send it.
pub fn journal(n: i64) -> Value {
    json!({ "subject": format!("News {n}"), "body": "The harvest came in.", "internal_loan_id": format!("000{n}") })
}

/// The last part of a reply's confirm URL.
pub fn confirm_key(reply: &Value) -> String {
    let url = reply["confirm_url"].as_str().unwrap();
    let key = url
        .strip_prefix(&format!("{URL}/journals/archives/"))
        .unwrap_or_else(|| panic!("{url}"));
    key.to_owned()
}

/// Sends journals for these loans; the key of their archive.
pub async fn send(app: &TestApp, journals: Value) -> String {
    let reply = writer(app).await.post(PLURAL, &journals.to_string()).await.expect(201);
    confirm_key(&reply.json())
}

/// The archive as the operator sees it.
pub async fn archive(pa2: &Pa2, key: &str) -> ArchiveView {
    let all = Shown::Lines(1..100_000);
    pa2.archive(&Actor::Operator, PARTNER, key, &all).await.unwrap()
}

async fn kept(app: &TestApp, reply: &Reply) -> Archive {
    let store = app.pa2.store();
    let mut archive = journals::find(store, &confirm_key(&reply.json()))
        .await
        .unwrap()
        .unwrap();
    let all = Lines {
        after: 0,
        drafts: false,
        limit: 10_000,
    };
    let kept = journals::part(store, archive.id, all).await.unwrap();
    archive.look_at(kept);
    archive
}

fn codes(archive: &Archive) -> Vec<Vec<&str>> {
    archive
        .journals
        .iter()
        .map(|j| j.findings.iter().map(|f| f.code.as_str()).collect())
        .collect()
}

async fn archives(app: &TestApp) -> u64 {
    journals::count_open(app.pa2.store(), PARTNER).await.unwrap()
}

async fn the_dotnet_sample_posts_a_bare_list_to_the_plural_path_and_insists_on_201(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let loan = paying_back(&app, PARTNER, 1).await;
    let body = json!([{
        "subject": "Amina's shop", "body": "Amina could buy a second fridge.", "internal_loan_id": "0001",
        "internal_client_id": "C-1", "image_url": "https://example.org/amina.jpg",
    }]);
    let reply = writer(&app).await.post(PLURAL, &body.to_string()).await.expect(201);
    let json = reply.json();
    assert_eq!(json["code"], "api.success");
    assert!(
        json["message"].as_str().unwrap().starts_with("Received 1 journal(s)."),
        "{json}"
    );
    assert!(json["archive_id"].is_string());
    assert!(confirm_key(&json).len() >= 32);

    let archive = kept(&app, &reply).await;
    assert_eq!(archive.id.to_string(), json["archive_id"]);
    let journal = &archive.journals[0];
    assert_eq!(
        (journal.line, journal.loan, &journal.findings[..]),
        (1, Some(loan.id), &[][..])
    );
    assert_eq!(serde_json::to_value(&journal.sent).unwrap(), body[0]);
}

async fn fps_lib_posts_an_envelope_to_the_singular_path_and_insists_on_200(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    paying_back(&app, PARTNER, 1).await;
    let body = json!({ "journals": [{ "subject": "S", "body": "B", "internalLoanId": "0001", "imageUrl": null }] });
    let reply = writer(&app).await.post(SINGULAR, &body.to_string()).await.expect(200);
    assert_eq!(codes(&kept(&app, &reply).await), [[""; 0]]);
}

async fn the_fineract_fork_sends_json_without_a_content_type(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    paying_back(&app, PARTNER, 1).await;
    let body = json!([journal(1)]).to_string();
    writer(&app)
        .await
        .request(Method::POST, SINGULAR, &body, &[])
        .await
        .expect(200);
    assert_eq!(archives(&app).await, 1);
}

async fn the_statuses_of_both_paths_are_settings(database: &TestDatabase) {
    let settings = Settings {
        journals_status_plural: 200,
        journals_status_singular: 201,
        ..Settings::default()
    };
    let app = TestApp::with(database, settings).await;
    let body = json!([journal(1)]).to_string();
    writer(&app).await.post(PLURAL, &body).await.expect(200);
    writer(&app).await.post(SINGULAR, &body).await.expect(201);
}

async fn journals_that_break_a_rule_are_kept_with_what_is_wrong(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    paying_back(&app, PARTNER, 1).await;
    post(&app, new_loan(PARTNER, 2, "Not Funded")).await;
    paying_back(&app, STRANGER, 3).await;
    let mut silent = journal(1);
    silent["subject"] = json!(" ");
    silent["body"] = json!(null);
    let body = json!([journal(1), journal(2), journal(3), journal(1), silent]);
    let reply = writer(&app).await.post(PLURAL, &body.to_string()).await.expect(201);
    let archive = kept(&app, &reply).await;
    assert_eq!(
        codes(&archive),
        [
            vec![],
            vec!["loan_not_eligible"],
            vec!["loan_not_found"],
            vec!["duplicate_text"],
            vec!["subject_missing", "body_missing"]
        ]
    );
    let message = reply.json()["message"].as_str().unwrap().to_owned();
    let expected = "As they are, 3 cannot be published: \
                    2 (loan_not_eligible), 3 (loan_not_found), 5 (subject_missing, body_missing).";
    assert!(message.ends_with(expected), "{message}");
}

async fn a_three_column_partner_needs_the_client_id(database: &TestDatabase) {
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
    let with = |client: Value| {
        let mut journal = journal(1);
        journal["internal_client_id"] = client;
        journal
    };
    let body = json!([journal(1), with(json!("C-2")), with(json!("C-1"))]);
    let reply = writer(&app).await.post(PLURAL, &body.to_string()).await.expect(201);
    let found = codes(&kept(&app, &reply).await)
        .into_iter()
        .map(|c| c.join(","))
        .collect::<Vec<String>>();
    assert_eq!(
        found,
        ["client_id_missing", "client_mismatch,duplicate_text", "duplicate_text"]
    );
}

async fn an_empty_list_and_what_cannot_be_read_leave_nothing(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let writer = writer(&app).await;
    for (body, message) in [
        ("[]", "The list of journals is empty."),
        (r#"{"journals":[]}"#, "The list of journals is empty."),
        ("{}", "missing field `journals`"),
        ("", "the body is empty"),
        (r#"[{"subject":"a"#, "EOF while parsing"),
        (r#"[{"body":"a"},{"body":{}}]"#, "[1].body"),
        (
            r#"[{"body":"a\u0000b"}]"#,
            "journals[0].body: holds the character U+0000",
        ),
    ] {
        let reply = writer.post(SINGULAR, body).await.expect(400).json();
        assert_eq!(reply["code"], "api.invalidRequest", "{body}");
        assert!(reply["message"].as_str().unwrap().contains(message), "{body}: {reply}");
    }
    assert_eq!(archives(&app).await, 0);
}

async fn a_body_above_four_megabytes_is_refused(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let body = json!([{ "body": "x".repeat(4 * 1024 * 1024) }]).to_string();
    writer(&app).await.post(PLURAL, &body).await.expect(413);
    assert_eq!(archives(&app).await, 0);
}

async fn the_same_idempotency_key_makes_one_archive(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    paying_back(&app, PARTNER, 1).await;
    let writer = writer(&app).await;
    let body = json!([journal(1)]).to_string();
    let headers = [("idempotency-key", "\"journal-1\"")];
    let first = writer
        .request(Method::POST, PLURAL, &body, &headers)
        .await
        .expect(201)
        .json();
    let again = writer
        .request(Method::POST, PLURAL, &body, &headers)
        .await
        .expect(201)
        .json();
    assert_eq!(first, again);
    assert_eq!(archives(&app).await, 1);
    let other = json!([journal(2)]).to_string();
    let refused = writer
        .request(Method::POST, PLURAL, &other, &headers)
        .await
        .expect(422)
        .json();
    assert_eq!(refused["code"], "api.idempotencyMismatch");

    // Without a key the same journals are a second archive: Kiva's API knows no better.
    writer.post(PLURAL, &body).await.expect(201);
    assert_eq!(archives(&app).await, 2);
}

async fn the_same_key_sent_at_once_makes_one_archive(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let writer = writer(&app).await;
    let body = json!([journal(1)]).to_string();
    let headers = [("idempotency-key", "\"k\"")];
    let send = || writer.request(Method::POST, PLURAL, &body, &headers);
    let (a, b, c) = tokio::join!(send(), send(), send());
    let done: Vec<Value> = [a, b, c]
        .into_iter()
        .filter(|r| r.status == 201)
        .map(|r| r.json())
        .collect();
    assert!(!done.is_empty() && done.iter().all(|reply| *reply == done[0]));
    assert_eq!(archives(&app).await, 1);
}

async fn a_thousand_journals_of_one_call_are_one_archive(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let loan = paying_back(&app, PARTNER, 1).await;
    let all: Vec<Value> = (0..2_500)
        .map(|n| json!({ "subject": format!("News {n}"), "body": "ü".repeat(100), "internal_loan_id": "0001" }))
        .collect();
    let reply = writer(&app)
        .await
        .post(PLURAL, &Value::from(all).to_string())
        .await
        .expect(201);
    let archive = kept(&app, &reply).await;
    assert_eq!(archive.journals.len(), 2_500);
    assert!(
        (1..)
            .zip(&archive.journals)
            .all(|(line, j)| j.line == line && j.loan == Some(loan.id))
    );
}

for_each_engine!(
    the_dotnet_sample_posts_a_bare_list_to_the_plural_path_and_insists_on_201,
    fps_lib_posts_an_envelope_to_the_singular_path_and_insists_on_200,
    the_fineract_fork_sends_json_without_a_content_type,
    the_statuses_of_both_paths_are_settings,
    journals_that_break_a_rule_are_kept_with_what_is_wrong,
    a_three_column_partner_needs_the_client_id,
    an_empty_list_and_what_cannot_be_read_leave_nothing,
    a_body_above_four_megabytes_is_refused,
    the_same_idempotency_key_makes_one_archive,
    the_same_key_sent_at_once_makes_one_archive,
    a_thousand_journals_of_one_call_are_one_archive,
);
