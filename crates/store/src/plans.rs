//! How SQLite goes about the statements that must stay quick with a million loans.

use chrono::DateTime;
use fieldlink_domain::finding::Severity;
use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::loan::{Loan, LoanStatus, NewLoan};
use fieldlink_domain::money::Minor;
use fieldlink_domain::partner::CurrencyLoss;
use fieldlink_domain::schedule::Schedule;
use fieldlink_domain::settings::Settings;
use fieldlink_testkit::{TestDatabase, databases};

use crate::activity::{Activity, Happened};
use crate::api_calls::CallPage;
use crate::journals::eligible::{count_journaled, page_of_status};
use crate::journals::read::archive_page;
use crate::journals::{ArchivePage, ArchiveStates, EligiblePage};
use crate::loan_page::{BLOCK_OF_OFFSET, BY_ID, TOTAL_OF_STATUS, Window};
use crate::loan_photos::uses_sql;
use crate::loan_queue;
use crate::loans::{FIRST_DUE, change_sql, due_rows, rows_by_ids};
use crate::repayments::ProblemList;
use crate::{Ask as _, Engine, Sql, Store, Value, api_calls, audit};

/// What SQLite does for a statement, step by step.
async fn plan(store: &Store, mut statement: Sql) -> Vec<String> {
    statement.within("EXPLAIN QUERY PLAN ", "");
    let rows = store.all(statement).await.unwrap();
    rows.iter().map(|row| row.get("detail").unwrap()).collect()
}

/// Every statement goes by the index that is named beside it, and reads no table of loans from end to end.
async fn go_by_index(store: &Store, statements: Vec<(&str, Sql)>) {
    for (index, statement) in statements {
        let sql = statement.text().to_owned();
        let plan = plan(store, statement).await;
        let whole_table = plan.iter().find(|step| {
            let mut words = step.split(' ');
            let scans = words.next() == Some("SCAN");
            scans
                && words.next().is_some_and(|table| table.starts_with("loan"))
                && !step.contains("USING COVERING INDEX loan_by_next_event")
        });
        assert_eq!(whole_table, None, "{sql}: {plan:#?}");
        assert!(plan.iter().any(|step| step.contains(index)), "{sql}: {plan:#?}");
        assert!(
            !plan.iter().any(|step| step.contains("TEMP B-TREE FOR ORDER BY")),
            "{sql}: {plan:#?}"
        );
    }
}

async fn of_a_page(database: &TestDatabase) {
    let store = Store::open(database.url()).await.unwrap();
    let window = Window {
        partner: PartnerId(1),
        status: Some(LoanStatus::Ended),
        offset: 900_000,
        limit: 20,
    };
    let mut matches = Sql::new("");
    window.matches(&mut matches, &["ana".into(), "lima".into()]);
    let key: Vec<Value> = vec![1_i64.into(), "ended".into()];
    let by_id: Vec<Value> = vec![1_i64.into(), "7".into(), 7_i64.into(), "#7".into()];
    let at_offset = [key.clone(), vec![900_000_i64.into()]].concat();
    let in_block = window.within_status(LoanStatus::Ended, 800, 700);
    let statements = vec![
        ("loan_by_seq", window.starting_at(900_000)),
        ("loan_by_status", in_block),
        ("loan_by_seq", window.places(&[1, 5, 7])),
        ("SEARCH loan_block USING PRIMARY KEY", Sql::with(TOTAL_OF_STATUS, key)),
        (
            "SEARCH loan_block USING PRIMARY KEY",
            Sql::with(BLOCK_OF_OFFSET, at_offset),
        ),
        ("loan_by_client_id", Sql::with(BY_ID, by_id)),
        ("SEARCH loan_term USING PRIMARY KEY", matches),
    ];
    go_by_index(&store, statements).await;
}

async fn of_a_loans_page(database: &TestDatabase) {
    let store = Store::open(database.url()).await.unwrap();
    let range = || -> Vec<Value> { vec![1_i64.into(), "a".into(), "b".into(), 9_i64.into()] };
    let months: Vec<Value> = vec![1_i64.into(), 7_i64.into(), 9_000_001_i64.into()];
    let problems: Vec<Value> = vec![1_i64.into(), "0001".into(), 9_i64.into()];
    let statements = vec![
        (
            "loan_term USING PRIMARY KEY",
            Sql::with(crate::loan_search::entries_as_json(Engine::Sqlite), range()),
        ),
        (
            "loan_term USING PRIMARY KEY",
            Sql::with(crate::loan_search::FIRST_ENTRIES, range()),
        ),
        (
            "loan_term USING PRIMARY KEY",
            Sql::with(crate::loan_search::OF_TERM, vec![1_i64.into(), "^a-7".into()]),
        ),
        (
            "SEARCH l USING INDEX sqlite_autoindex_report_line",
            Sql::with(crate::loan_past::MONTHS, months.clone()),
        ),
        (
            "SEARCH d USING PRIMARY KEY",
            Sql::with(crate::loan_past::MONTHS, months),
        ),
        ("problem_by_loan", Sql::with(crate::loan_past::PROBLEMS, problems)),
        (
            "COVERING INDEX loan_by_status",
            Sql::with(
                crate::loan_search::OF_STATUS,
                vec![1_i64.into(), "issue".into(), 9_i64.into()],
            ),
        ),
    ];
    go_by_index(&store, statements).await;
}

#[test]
fn a_loans_page_and_the_search_go_by_indexes() {
    databases::run(fieldlink_testkit::Engine::Sqlite, of_a_loans_page);
}

/// A loan of the right shape; what stands in it does not matter to a plan.
fn posted() -> Loan {
    let new = NewLoan {
        uuid: String::new(),
        partner_id: PartnerId(1),
        internal_loan_id: String::new(),
        internal_client_id: String::new(),
        name: String::new(),
        borrowers: Vec::new(),
        location: String::new(),
        activity_id: 1,
        theme_type_id: 1,
        language_id: 1,
        loanuse: String::new(),
        description: String::new(),
        currency: "KES".parse().unwrap(),
        principal: Minor(1),
        price_usd: Minor(1),
        rate: "1".parse().unwrap(),
        currency_loss: CurrencyLoss::Possible,
        schedule: Schedule(Vec::new()),
        disburse_on: "2026-03-05".parse().unwrap(),
        flexible: false,
        photo: None,
    };
    new.posted(KivaId(1), 0, DateTime::UNIX_EPOCH, &Settings::default())
}

async fn of_life(database: &TestDatabase) {
    let store = Store::open(database.url()).await.unwrap();
    let until = DateTime::from_timestamp(2_000_000_000, 0).unwrap();
    let settings = Settings::default();
    let loan = posted();
    let changes = [(&loan, &loan), (&loan, &loan)];
    let statements = vec![
        ("loan_by_next_event", due_rows(until, 500)),
        ("loan_by_next_event", Sql::with(FIRST_DUE, vec![])),
        ("loan_to_review", loan_queue::select(Some((1, 1)), 51)),
        (
            "SEARCH loan USING INTEGER PRIMARY KEY",
            change_sql(&changes, &settings).unwrap(),
        ),
    ];
    go_by_index(&store, statements).await;
}

async fn of_journals(database: &TestDatabase) {
    let store = Store::open(database.url()).await.unwrap();
    let page = EligiblePage {
        before: Some(900_000),
        never_journaled: true,
        status: None,
        limit: 25,
    };
    let of_status = page_of_status(PartnerId(1), LoanStatus::Ended, page);
    let archives = |states| ArchivePage {
        states,
        before: Some(900),
        limit: 25,
    };
    let statements = vec![
        ("loan_by_status", of_status),
        (
            "SEARCH loan USING INTEGER PRIMARY KEY",
            rows_by_ids(&[KivaId(7), KivaId(8)]),
        ),
        ("COVERING INDEX loan_journaled", count_journaled(PartnerId(1))),
        (
            "archive_by_number",
            archive_page(PartnerId(1), archives(ArchiveStates::All)),
        ),
        (
            "archive_by_partner",
            archive_page(PartnerId(1), archives(ArchiveStates::Open)),
        ),
    ];
    go_by_index(&store, statements).await;
}

async fn of_a_month(database: &TestDatabase) {
    let store = Store::open(database.url()).await.unwrap();
    let values: Vec<Value> = vec!["2026-11".into(), 1_i64.into(), 0_i64.into(), 4_096_i64.into()];
    let loans = Sql::with(crate::reports::month_loans_sql(), values);
    go_by_index(&store, vec![("loan_by_status", loans)]).await;
}

async fn of_limits(database: &TestDatabase) {
    let store = Store::open(database.url()).await.unwrap();
    let sums = crate::usage::sums(PartnerId(1));
    let posted = Sql::with(crate::usage::POSTED, vec![1_i64.into(), 2_i64.into()]);
    let statements = vec![
        ("COVERING INDEX loan_in_use", sums),
        ("COVERING INDEX loan_by_created", posted),
    ];
    go_by_index(&store, statements).await;
}

async fn of_photos(database: &TestDatabase) {
    let store = Store::open(database.url()).await.unwrap();
    let uses = uses_sql(PartnerId(1), &["1/a.jpg", "1/b.jpg"]);
    go_by_index(&store, vec![("loan_by_photo", uses)]).await;
}

async fn of_drafts(database: &TestDatabase) {
    let store = Store::open(database.url()).await.unwrap();
    let page = crate::drafts::page_rows(PartnerId(1), crate::drafts::Filter::default(), Some(900), 200);
    go_by_index(&store, vec![("draft_by_partner", page)]).await;
}

async fn of_defaults(database: &TestDatabase) {
    let store = Store::open(database.url()).await.unwrap();
    let page: Vec<Value> = [1_i64, 2_000_000_000, 0, 0, 25].map(Value::from).into();
    let requests = || -> Vec<Value> { [1_i64, 900, 25].map(Value::from).into() };
    let statements = vec![
        ("loan_at_risk", Sql::with(crate::defaults::AT_RISK, page)),
        (
            "loan_to_be_repaid",
            Sql::with(
                crate::to_be_repaid::PAGE,
                vec![
                    1_i64.into(),
                    "2020-01-01".into(),
                    "2023-08-31".into(),
                    "2021-01-01".into(),
                    7_i64.into(),
                    25_i64.into(),
                ],
            ),
        ),
        (
            "loan_to_be_repaid",
            Sql::with(
                crate::to_be_repaid::COUNT,
                vec![1_i64.into(), "2020-01-01".into(), "2023-08-31".into(), 25_i64.into()],
            ),
        ),
        (
            "COVERING INDEX loan_at_risk",
            Sql::with(crate::defaults::COUNT_AT_RISK, requests()),
        ),
        (
            "default_request_by_state",
            Sql::with(crate::defaults::requests_sql(true), requests()),
        ),
        (
            "mass_request_by_partner",
            Sql::with(crate::mass_requests::page_sql(), requests()),
        ),
        ("mass_request_open", Sql::with(crate::mass_requests::WAITING, vec![])),
        ("default_request_open", Sql::with(crate::mass_requests::WAITING, vec![])),
        (
            "default_request_by_partner",
            Sql::with(crate::defaults::requests_sql(false), requests()),
        ),
    ];
    go_by_index(&store, statements).await;
}

async fn of_activity(database: &TestDatabase) {
    let store = Store::open(database.url()).await.unwrap();
    let at = DateTime::from_timestamp(2_000_000_000, 0).unwrap();
    let mut statements = vec![(
        "COVERING INDEX loan_over",
        Sql::with(crate::activity::OVER, vec![1_i64.into()]),
    )];
    for (happened, index) in [
        (Happened::Raised, "loan_by_raised"),
        (Happened::Ended, "loan_by_ended"),
        (Happened::Defaulted, "loan_by_defaulted"),
        (Happened::Refunded, "loan_by_refunded"),
        (Happened::Expired, "loan_by_expired"),
    ] {
        let activity = Activity {
            partner: PartnerId(1),
            happened,
            from: at,
            until: at,
        };
        statements.push((index, crate::activity::page_sql(&activity, Some((at, KivaId(7))), 50)));
    }
    go_by_index(&store, statements).await;
}

async fn of_problems(database: &TestDatabase) {
    let store = Store::open(database.url()).await.unwrap();
    let wanted = ProblemList {
        severity: Some(Severity::Error),
        limit: 50,
        ..ProblemList::default()
    };
    let page = crate::repayments::standing_sql(PartnerId(1), "2026-11".parse().unwrap(), wanted);
    let key: Vec<Value> = vec![1_i64.into(), "2026-11".into()];
    let count = Sql::with(crate::repayments::count_standing_sql(), key);
    let some: Vec<Value> = vec![1_i64.into(), "2026-11".into(), 0_i64.into(), 50_i64.into()];
    let aside = Sql::with(crate::repayments::aside_sql(), some);
    go_by_index(&store, vec![("problem_aside", aside)]).await;
    for index in [
        "problem_by_period",
        "loan_by_loan_id",
        "SEARCH r EXISTS USING PRIMARY KEY",
    ] {
        go_by_index(&store, vec![(index, page.clone()), (index, count.clone())]).await;
    }
    let steps = plan(&store, count).await;
    let place = |part: &str| steps.iter().position(|step| step.contains(part));
    assert!(
        place("loan_by_loan_id") < place("SEARCH r EXISTS"),
        "loans before reports: {steps:#?}"
    );
}

#[test]
fn activity_goes_by_indexes() {
    databases::run(fieldlink_testkit::Engine::Sqlite, of_activity);
}

#[test]
fn problems_go_by_an_index() {
    databases::run(fieldlink_testkit::Engine::Sqlite, of_problems);
}

#[test]
fn defaults_go_by_indexes() {
    databases::run(fieldlink_testkit::Engine::Sqlite, of_defaults);
}

#[test]
fn a_page_of_drafts_goes_by_an_index() {
    databases::run(fieldlink_testkit::Engine::Sqlite, of_drafts);
}

#[test]
fn the_uses_of_photos_go_by_an_index() {
    databases::run(fieldlink_testkit::Engine::Sqlite, of_photos);
}

async fn of_people(database: &TestDatabase) {
    let store = Store::open(database.url()).await.unwrap();
    let page = CallPage {
        before: Some(900_000),
        limit: 50,
        ..CallPage::default()
    };
    let calls = api_calls::page_sql(PartnerId(1), &page);
    let claim: Vec<Value> = vec![1_i64.into(), 2_i64.into(), 20_i64.into()];
    let trail = audit::rows_before(Some(PartnerId(1)), Some(900_000), 50);
    let of_one = audit::rows_of_subject(PartnerId(1), "7", 50);
    let statements = vec![
        ("api_call_by_partner", calls),
        ("mail_waiting", Sql::with(crate::mail::claim_sql(&store), claim)),
        ("audit_by_chain", trail),
        ("audit_by_subject", of_one),
    ];
    go_by_index(&store, statements).await;
}

#[test]
fn people_and_their_trail_go_by_indexes() {
    databases::run(fieldlink_testkit::Engine::Sqlite, of_people);
}

#[test]
fn a_month_goes_by_an_index() {
    databases::run(fieldlink_testkit::Engine::Sqlite, of_a_month);
}

#[test]
fn limits_go_by_an_index() {
    databases::run(fieldlink_testkit::Engine::Sqlite, of_limits);
}

#[test]
fn eligible_loans_go_by_indexes() {
    databases::run(fieldlink_testkit::Engine::Sqlite, of_journals);
}

#[test]
fn a_page_goes_by_indexes() {
    databases::run(fieldlink_testkit::Engine::Sqlite, of_a_page);
}

#[test]
fn life_goes_by_indexes() {
    databases::run(fieldlink_testkit::Engine::Sqlite, of_life);
}

/// What PostgreSQL does for a statement when it may not read tables from end to end; on an empty table it always would.
async fn plan_of_postgres(store: &Store, sql: &'static str, values: Vec<Value>) -> String {
    let tx = store.begin().await.unwrap();
    let off = "SET LOCAL enable_seqscan = off";
    tx.run(off).await.unwrap();
    tx.run("SET LOCAL enable_bitmapscan = off").await.unwrap();
    let explain = Sql::with(format!("EXPLAIN {sql}"), values);
    let rows = tx.all(explain).await.unwrap();
    let lines: Vec<String> = rows.iter().map(|row| row.get(0).unwrap()).collect();
    lines.join("\n")
}

async fn of_ids_on_postgres(database: &TestDatabase) {
    let store = Store::open(database.url()).await.unwrap();
    let begin: Vec<Value> = vec![1_i64.into(), "^a".into(), "^a\u{10ffff}".into(), 9_i64.into()];
    let plan = plan_of_postgres(&store, crate::loan_search::FIRST_ENTRIES, begin).await;
    assert!(
        plan.contains("loan_term_pkey") && plan.contains("term >= '^a'"),
        "{plan}"
    );
    let whole: Vec<Value> = vec![1_i64.into(), "^a-7".into()];
    let plan = plan_of_postgres(&store, crate::loan_search::OF_TERM, whole).await;
    assert!(
        plan.contains("loan_term_pkey") && plan.contains("term = '^a-7'"),
        "{plan}"
    );
}

#[test]
fn beginnings_of_ids_go_by_an_index_on_postgres_too() {
    databases::run(fieldlink_testkit::Engine::Postgres, of_ids_on_postgres);
}
