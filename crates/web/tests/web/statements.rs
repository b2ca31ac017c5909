//! How many statements a request takes: never more because there are more rows.

use fieldlink_app::seed::{SeedKind, SeedPlan};
use fieldlink_app::{Actor, Role};
use fieldlink_contract::Scope;
use fieldlink_store::reports;
use fieldlink_testkit::{TestDatabase, for_each_engine};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::support::{PARTNER, TestApp, URL};
use crate::v3::loan_draft::complete;
use crate::v3::repayments::paying_back;

/// With loans in every status.
async fn seeded(database: &TestDatabase) -> TestApp {
    let app = TestApp::new(database).await;
    let plan = SeedPlan {
        partner: PARTNER,
        loans: 1_500,
        seed: 1,
        kind: SeedKind::Mixed,
    };
    app.pa2.seed_loans(&Actor::Operator, plan, &|_| ()).await.unwrap();
    app
}

/// The partner's ids of loans that take repayments.
async fn loan_ids(app: &TestApp, n: usize) -> Vec<String> {
    let month = "2026-11".parse().unwrap();
    let loans = reports::month_loans(app.pa2.store(), PARTNER, month, 0..=1)
        .await
        .unwrap();
    assert!(loans.len() >= n, "{} loans", loans.len());
    loans.into_iter().take(n).map(|loan| loan.internal_loan_id).collect()
}

#[track_caller]
fn assert_no_more(many: &[String], few: &[String]) {
    assert!(!few.is_empty(), "statements are counted");
    assert!(many.len() <= few.len(), "{many:#?} are more than {few:#?}");
}

async fn a_token_takes_no_more_with_many_clients(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let scopes = Scope::ALL.into_iter().collect();
    let client = async |name: &str| {
        let made = app.pa2.create_client(&Actor::Operator, PARTNER, name, &scopes).await;
        made.unwrap()
    };
    let first = client("first").await;
    let token = async || {
        let fields = [
            ("grant_type", "client_credentials"),
            ("client_id", &first.client_id),
            ("client_secret", first.client_secret.expose_secret()),
            ("audience", URL),
        ];
        let (reply, statements) = app.statements(app.post_form("/oauth/token", &fields)).await;
        reply.expect(200);
        statements
    };
    token().await;
    let few = token().await;
    for n in 0..20 {
        client(&format!("client {n}")).await;
        token().await;
    }
    let many = token().await;
    assert!(many.len() <= few.len(), "{many:#?} are more than {few:#?}");
}

async fn a_page_of_loans_takes_the_same_anywhere(database: &TestDatabase) {
    let app = seeded(database).await;
    let caller = app.client(&[Scope::ReadLoans]).await;
    let page = async |query: &str| {
        let path = format!("/v3/partner/1/loans?{query}");
        caller.get(&path).await.expect(200);
        let (reply, statements) = app.statements(caller.get(&path)).await;
        let rows = reply.expect(200).json()["data"].as_array().unwrap().len();
        (rows, statements)
    };
    let (rows, few) = page("limit=1").await;
    assert_eq!(rows, 1);
    for (query, rows) in [("limit=1000", 1_000), ("offset=1480&limit=20", 20)] {
        let (read, many) = page(query).await;
        assert_eq!(read, rows);
        assert_no_more(&many, &few);
    }
    let (_, few) = page("status=payingBack&limit=1").await;
    let (rows, many) = page("status=payingBack&limit=300").await;
    assert!(rows > 100, "{rows}");
    assert_no_more(&many, &few);
    let (_, few) = page("query=a&limit=1").await;
    let (rows, many) = page("query=a&limit=300").await;
    assert!(rows > 20, "{rows}");
    assert_no_more(&many, &few);
}

async fn a_repayments_call_takes_the_same_for_many_rows(database: &TestDatabase) {
    let app = seeded(database).await;
    let ids = loan_ids(&app, 300).await;
    let caller = app.client(&[Scope::CreateRepayment]).await;
    let call = async |ids: &[String]| {
        // Each third row has a problem.
        let row = |(n, id): (usize, &String)| {
            let id = if n % 3 == 2 {
                format!("no such loan {n}")
            } else {
                id.clone()
            };
            json!({ "loan_id": id, "amount": 0 })
        };
        let rows: Vec<Value> = ids.iter().enumerate().map(row).collect();
        let body = json!({ "repayments": rows }).to_string();
        let (reply, statements) = app.statements(caller.post("/v3/partner/1/repayments", &body)).await;
        let problems = reply.expect(200).json()["problems"].as_array().unwrap().len();
        assert!(problems >= ids.len() / 3, "{problems}");
        statements
    };
    call(&ids[..3]).await;
    let few = call(&ids[..3]).await;
    let many = call(&ids).await;
    assert_no_more(&many, &few);
}

async fn a_call_of_journals_takes_the_same_for_many(database: &TestDatabase) {
    let app = seeded(database).await;
    let ids = loan_ids(&app, 30).await;
    let caller = app.client(&[Scope::CreateJournalUpdate]).await;
    let call = async |ids: &[String]| {
        let journal =
            |id: &String| json!({ "subject": "News", "body": "The harvest came in.", "internal_loan_id": id });
        let body = Value::from_iter(ids.iter().map(journal)).to_string();
        let (reply, statements) = app.statements(caller.post("/v3/partners/1/journals", &body)).await;
        let key = crate::v3::journals::confirm_key(&reply.expect(201).json());
        (key, statements)
    };
    call(&ids[..3]).await;
    let (few_key, few) = call(&ids[..3]).await;
    let (many_key, many) = call(&ids).await;
    assert_no_more(&many, &few);

    let browser = app.person(Role::Coordinator).await;
    let page = async |key: &str| {
        let (reply, statements) = app.statements(browser.get(&format!("/journals/archives/{key}"))).await;
        reply.expect(200);
        statements
    };
    let few = page(&few_key).await;
    assert_no_more(&page(&many_key).await, &few);
}

async fn a_list_of_drafts_takes_the_same_for_many(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let caller = app.client(&[Scope::CreateLoanDraft]).await;
    let browser = app.person(Role::Coordinator).await;
    let send = async |from: u32, to: u32| {
        for n in from..to {
            let mut draft = complete(n);
            draft["image_encoded"] = Value::Null;
            caller
                .post("/v3/partner/1/loan_draft", &draft.to_string())
                .await
                .expect(200);
        }
    };
    let page = async |path: &str| {
        browser.get(path).await.expect(200);
        let (reply, statements) = app.statements(browser.get(path)).await;
        reply.expect(200);
        statements
    };
    send(0, 5).await;
    let (few, few_home) = (page("/drafts").await, page("/").await);
    send(5, 50).await;
    let (many, many_home) = (page("/drafts").await, page("/").await);
    assert_no_more(&many, &few);
    assert_no_more(&many_home, &few_home);
    assert!(many.len() <= 15, "{many:#?}");
}

async fn the_defaults_tab_takes_the_same_for_many_loans(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let browser = app.person(Role::Coordinator).await;
    let until = "2027-03-01".parse().unwrap();
    let add = async |from: i64, to: i64| {
        for n in from..to {
            let loan = crate::v3::repayments::paying_back(&app, PARTNER, n).await;
            let asked = app
                .pa2
                .ask_not_to_default(&Actor::Operator, PARTNER, loan.id, ("x", until));
            asked.await.unwrap();
        }
    };
    let pages = async || {
        let mut all = Vec::new();
        for path in ["/defaults?within=90", "/defaults/requests", "/defaults/recoveries"] {
            browser.get(path).await.expect(200);
            let (reply, statements) = app.statements(browser.get(path)).await;
            all.push((reply.expect(200).body.len(), statements));
        }
        all
    };
    add(0, 2).await;
    let few = pages().await;
    add(2, 20).await;
    for ((few_bytes, few), (many_bytes, many)) in few.into_iter().zip(pages().await) {
        assert!(many_bytes >= few_bytes);
        assert_no_more(&many, &few);
        assert!(many.len() <= 15, "{many:#?}");
    }
}

async fn a_list_that_looks_at_each_draft_takes_the_same_for_many(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let browser = app.person(Role::Coordinator).await;
    let page = async || {
        let path = "/drafts?standing=blocked&query=x";
        browser.get(path).await.expect(200);
        let (reply, statements) = app.statements(browser.get(path)).await;
        reply.expect(200);
        statements
    };
    let start = async |n: u32| {
        for _ in 0..n {
            app.pa2.start_draft(&Actor::Operator, PARTNER).await.unwrap();
        }
    };
    start(3).await;
    let few = page().await;
    start(100).await;
    assert_no_more(&page().await, &few);
}

async fn pages_of_a_month_take_the_same_for_many_loans(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let browser = app.person(Role::Coordinator).await;
    let report = async |from: i64, to: i64| {
        for n in from..to {
            paying_back(&app, PARTNER, n).await;
        }
        let row = |n| json!({ "loan_id": format!("000{n}"), "amount": if n % 2 == 0 { 1 } else { 99_999_999 } });
        let rows: Vec<Value> = (from..to).map(row).collect();
        let caller = app.client(&[Scope::CreateRepayment]).await;
        let body = json!({ "repayments": rows }).to_string();
        caller.post("/v3/partner/1/repayments", &body).await.expect(200);
    };
    let paths = [
        "/",
        "/repayments",
        "/repayments/2026-11/loans?list=expected",
        "/repayments/2026-11/loans?list=expected&query=okoro",
        "/repayments/2026-11/loans?list=statement&format=csv",
        "/repayments/2026-11/problems",
        "/repayments/2026-11/problems?format=csv",
        "/repayments/2026-11/statement",
        "/repayments/2026-11/finalize",
        "/reports/activity/2026-11",
        "/reports/activity/2026-11/raised",
        "/reports/activity/2026-11/raised?format=csv",
        "/reports/credit-limit",
        "/reports/scheduled",
        "/reports/rates",
        "/journals",
        "/journals?format=csv",
    ];
    let count = async |path: &str| {
        browser.get(path).await.expect(200);
        let (reply, statements) = app.statements(browser.get(path)).await;
        reply.expect(200);
        statements
    };
    report(1, 4).await;
    let mut few = Vec::new();
    for path in paths {
        few.push(count(path).await);
    }
    report(4, 40).await;
    for (path, few) in paths.into_iter().zip(few) {
        assert_no_more(&count(path).await, &few);
    }
}

for_each_engine!(
    pages_of_a_month_take_the_same_for_many_loans,
    the_defaults_tab_takes_the_same_for_many_loans,
    a_list_that_looks_at_each_draft_takes_the_same_for_many,
    a_token_takes_no_more_with_many_clients,
    a_page_of_loans_takes_the_same_anywhere,
    a_repayments_call_takes_the_same_for_many_rows,
    a_call_of_journals_takes_the_same_for_many,
    a_list_of_drafts_takes_the_same_for_many,
);
