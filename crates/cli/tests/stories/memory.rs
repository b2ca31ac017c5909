//! However much there is to send: what a row more costs in memory is bounded, and a journal costs less than its text.
#![expect(clippy::disallowed_types, reason = "a stand-in that nobody but the test calls")]

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::extract::{Query, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::support::{Running, fieldlink, path};

/// A Partner API that counts what it takes and decides nothing.
struct Sink {
    url: String,
    taken: Arc<AtomicUsize>,
    _runtime: Runtime,
}

#[derive(Clone)]
struct Inner {
    loans: usize,
    taken: Arc<AtomicUsize>,
}

impl Sink {
    fn start(loans: usize) -> Sink {
        let runtime = Runtime::new().unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let taken = Arc::new(AtomicUsize::new(0));
        let router = Router::new()
            .route("/oauth/token", post(token))
            .route("/v3/partner/1/loans", get(loans_page))
            .route("/v3/partner/1/repayments", post(repayments))
            .route("/v3/partners/1/journals", post(journals))
            .layer(axum::extract::DefaultBodyLimit::disable())
            .with_state(Inner {
                loans,
                taken: taken.clone(),
            });
        runtime.spawn(async move { axum::serve(listener, router).await });
        Sink {
            url,
            taken,
            _runtime: runtime,
        }
    }
}

async fn token() -> Json<Value> {
    Json(
        json!({ "access_token": "t", "token_type": "bearer", "expires_in": 43_199, "partnerId": "1", "jti": "j", "iss": "i",
        "scope": "read:loans create:repayment create:journal_update" }),
    )
}

async fn loans_page(State(inner): State<Inner>, Query(asked): Query<HashMap<String, String>>) -> Json<Value> {
    let number = |name: &str, or: usize| asked.get(name).and_then(|text| text.parse().ok()).unwrap_or(or);
    let paying = asked.get("status").is_some_and(|status| status == "payingBack");
    let total = if paying { inner.loans } else { 0 };
    let first = number("offset", 0).min(total);
    let last = (first + number("limit", 20)).min(total);
    let loan = |at| {
        json!({ "borrower_count": 1, "internal_loan_id": loan_id(at), "internal_client_id": format!("C-{at}"),
            "partner_id": "1", "partner": "Sample", "kiva_id": (2_000_000 + at).to_string(), "uuid": format!("u-{at}"),
            "name": "A", "location": "Nairobi: Kenya", "status": "payingBack", "loan_price": "25",
            "loan_local_price": "1000.00", "loan_currency": "KES", "delinquent": false })
    };
    let data: Vec<Value> = (first..last).map(loan).collect();
    Json(json!({ "total_records": total, "data": data }))
}

async fn repayments(State(inner): State<Inner>, Json(body): Json<Value>) -> Json<Value> {
    inner
        .taken
        .fetch_add(body["repayments"].as_array().unwrap().len(), Ordering::SeqCst);
    Json(json!({ "code": "api.success", "message": "", "upload_id": 1, "problems": [] }))
}

async fn journals(State(inner): State<Inner>, Json(body): Json<Value>) -> Json<Value> {
    inner.taken.fetch_add(body.as_array().unwrap().len(), Ordering::SeqCst);
    Json(json!({ "code": "api.success", "message": "", "archive_id": "1", "confirm_url": "https://example.org/1" }))
}

fn loan_id(at: usize) -> String {
    format!("L-{at:06}")
}

fn amount(at: usize) -> String {
    format!("{}.{:02}", at % 1_000, at % 100)
}

/// What is sent.
struct Load {
    /// The smaller number of rows; the larger one is ten times as many.
    few: usize,
    /// The kind of source, and its file.
    source: (&'static str, &'static str),
    /// What is made of its rows.
    section: &'static str,
    /// Writes so many rows into the file.
    written: fn(&Path, usize),
    /// The most bytes that a row may cost.
    bytes_a_row: usize,
}

const REPAYMENTS: &str = r#"[repayments]
source = "records"
columns = { loan_id = "loan", amount = "amount" }
"#;

const CSV: Load = Load {
    few: 4_000,
    source: ("csv", "report.csv"),
    section: REPAYMENTS,
    written: |file, rows| {
        let mut text = String::from("loan,amount\n");
        (0..rows).for_each(|at| writeln!(text, "{},{}", loan_id(at), amount(at)).unwrap());
        std::fs::write(file, text).unwrap();
    },
    bytes_a_row: 400,
};

const XLSX: Load = Load {
    few: 2_000,
    source: ("workbook", "report.xlsx"),
    section: REPAYMENTS,
    written: |file, rows| {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet_with_constant_memory().unwrap();
        sheet.write_row(0, 0, ["loan", "amount"]).unwrap();
        for (line, at) in (1..).zip(0..rows) {
            sheet.write_row(line, 0, [loan_id(at), amount(at)]).unwrap();
        }
        book.save(file).unwrap();
    },
    bytes_a_row: 700,
};

/// A text of a journal is some 2,100 bytes: held until it is sent, it would cost that and more. What is under way at once
/// grows on a busy machine; 800 bytes a journal were measured there.
const JOURNALS: Load = Load {
    few: 1_500,
    source: ("csv", "journals.csv"),
    section: r#"[journals]
source = "records"
columns = { id = "visit", loan_id = "loan", subject = "subject", body = "body" }
"#,
    written: |file, rows| {
        let mut text = String::from("visit,loan,subject,body\n");
        for at in 0..rows {
            let body = format!("The harvest of visit {at} came in. ").repeat(60);
            writeln!(text, "V-{at},{},A good year,{body}", loan_id(at)).unwrap();
        }
        std::fs::write(file, text).unwrap();
    },
    bytes_a_row: 1_500,
};

/// The most memory that a process has taken until now, in kilobytes.
fn peak_of(id: u32) -> Option<usize> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// Sends so many rows. Answers the most memory that it took, in bytes.
fn peak(load: &Load, rows: usize) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let sink = Sink::start(rows);
    let (kind, file) = load.source;
    (load.written)(&folder.path().join(file), rows);
    std::fs::write(folder.path().join("secret"), "s3cret\n").unwrap();
    let config = folder.path().join("fieldlink.toml");
    let text = format!(
        "[partner]\nid = 1\n\n[profile.test]\ntoken_url = \"{url}/oauth/token\"\napi_base = \"{url}\"\nclient_id = \"c\"\n\
         client_secret_file = \"secret\"\nidempotency = true\n\n[source.records]\nkind = \"{kind}\"\npath = \"{file}\"\n\n\
         {section}",
        url = sink.url,
        section = load.section,
    );
    std::fs::write(&config, text).unwrap();
    let mut running = Running::start(fieldlink(&["send", "--json", "--config", path(&config)]));
    let id = running.id();
    let mut most = 0;
    running.reaches(|| {
        most = most.max(peak_of(id).unwrap_or_default());
        false
    });
    let said = running.said();
    let (status, _) = running.end();
    assert!(status.success(), "{said}");
    assert_eq!(sink.taken.load(Ordering::SeqCst), rows);
    assert!(most > 0, "the peak of a running process can be read");
    most * 1_024
}

#[track_caller]
fn is_bounded(load: &Load) {
    let rows = load.few;
    let (few, many) = (peak(load, rows), peak(load, rows * 10));
    let a_row = many.saturating_sub(few) / (rows * 9);
    let measured = format!("{few} bytes for {rows} rows, {many} for ten times as many: {a_row} bytes a row");
    assert!(
        a_row <= load.bytes_a_row,
        "{measured}, allowed are {}",
        load.bytes_a_row
    );
}

#[test]
fn a_row_of_a_csv_report_costs_little_memory() {
    is_bounded(&CSV);
}

#[test]
fn a_journal_costs_less_than_its_text() {
    is_bounded(&JOURNALS);
}

#[test]
fn a_row_of_a_workbook_costs_little_memory() {
    is_bounded(&XLSX);
}
