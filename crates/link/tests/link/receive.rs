//! The receiver over real HTTP, on both ledgers, and what it took planned as a source.

use std::collections::BTreeMap;
use std::sync::Arc;

use fieldlink_client::{Clock, SystemClock};
use fieldlink_link::Config;
use fieldlink_link::ledger::seal::{self, Sealer};
use fieldlink_link::ledger::{
    Batch, KeyHash, LedgerError, Origins, Place, Purpose, Pushed, PushedPlace, PushedRow, Sheet,
};
use fieldlink_link::progress::Progress;
use fieldlink_link::receive::{self, MAX_HINTS, MAX_ROWS, OPENAPI};
use fieldlink_link::record::Cell;
use fieldlink_link::run::{self, Job, Options};
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};

use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::support::{Partner, Standing};

/// A running receiver with a key for records and one for hooks.
pub struct Receiver {
    url: String,
    http: Client,
    pushed: Pushed,
    _folder: TempDir,
}

const KEY: &str = "flk_records";
const HOOK: &str = "flk_hook";

impl Receiver {
    pub async fn start(url: &Place, folder: TempDir) -> Receiver {
        let pushed = Pushed::open(&url.clone().into()).await.unwrap();
        let now = SystemClock.now();
        for (name, purpose, key) in [("excel", Purpose::Push, KEY), ("fineract", Purpose::Hook, HOOK)] {
            pushed.add_key(name, purpose, &KeyHash::of(key), now).await.unwrap();
        }
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let clock = Arc::new(fieldlink_client::SystemClock);
        tokio::spawn(receive::serve(listener, pushed.clone(), clock, std::future::pending()));
        Receiver {
            url,
            http: Client::new(),
            pushed,
            _folder: folder,
        }
    }

    async fn on(database: &TestDatabase) -> Receiver {
        Receiver::start(&crate::ledger::url(database), tempfile::tempdir().unwrap()).await
    }

    async fn on_sqlite() -> Receiver {
        let folder = tempfile::tempdir().unwrap();
        Receiver::start(&Place::File(folder.path().join("ledger.db")), folder).await
    }

    pub fn post(&self, path: &str) -> RequestBuilder {
        self.http.post(format!("{}{path}", self.url)).bearer_auth(KEY)
    }

    async fn json(&self, path: &str, body: &Value) -> (u16, Value) {
        answered(self.post(path).json(body)).await
    }
}

pub async fn answered(request: RequestBuilder) -> (u16, Value) {
    let reply = request.send().await.unwrap();
    let status = reply.status().as_u16();
    let text = reply.text().await.unwrap();
    (
        status,
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}")),
    )
}

fn counts(answer: &Value) -> [u64; 3] {
    ["new", "changed", "unchanged"].map(|name| answer[name].as_u64().unwrap())
}

async fn the_same_record_is_one(database: &TestDatabase) {
    let receiver = Receiver::on(database).await;
    let rows = json!([{ "loan_id": "00017", "amount": 480.50 }, { "loan_id": " L 2", "amount": "0" }]);
    let (status, first) = receiver.json("/v1/repayments", &rows).await;
    assert_eq!((status, counts(&first)), (200, [2, 0, 0]), "{first}");
    let (_, again) = receiver.json("/v1/repayments", &json!({ "repayments": rows })).await;
    assert_eq!(counts(&again), [0, 0, 2]);
    let (_, changed) = receiver
        .json("/v1/repayments", &json!({ "loan_id": "00017", "amount": "490.50" }))
        .await;
    assert_eq!(counts(&changed), [0, 1, 0]);
    let csv = receiver
        .post("/v1/repayments")
        .header("content-type", "text/csv; charset=utf-8")
        .body("\u{feff}loan_id;amount\n00017;490.50\n\"12345678901234567890\";\"1,5\"\n");
    let (status, csv) = answered(csv).await;
    assert_eq!((status, counts(&csv)), (200, [1, 0, 1]), "{csv}");

    let page = receiver.pushed.page(Sheet::Repayments, 0, 10).await.unwrap();
    let kept: Vec<(&str, &str, Option<&str>)> = page
        .iter()
        .map(|(_, sender, row)| {
            let amount = row.fields.iter().find(|(name, _)| name == "amount").unwrap();
            (sender.as_str(), row.id.as_str(), amount.1.plain())
        })
        .collect();
    assert_eq!(
        kept,
        [
            ("excel", "00017", Some("490.50")),
            ("excel", " L 2", Some("0")),
            ("excel", "12345678901234567890", Some("1,5"))
        ]
    );
    let gone = receiver.http.delete(format!("{}/v1/repayments/00017", receiver.url));
    assert_eq!(answered(gone.bearer_auth(KEY)).await.0, 200);
    let gone = receiver.http.delete(format!("{}/v1/repayments/00017", receiver.url));
    assert_eq!(answered(gone.bearer_auth(KEY)).await.0, 404);
}

async fn a_request_is_answered_once(database: &TestDatabase) {
    let receiver = Receiver::on(database).await;
    let send = |key: &'static str, body: Value| {
        answered(receiver.post("/v1/journals").header("Idempotency-Key", key).json(&body))
    };
    let journal = json!([{ "loan_id": "1", "subject": "News", "body": "Text" }]);
    let (status, first) = send("visit-7", journal.clone()).await;
    assert_eq!(
        (status, counts(&first), &first["repeated"]),
        (200, [1, 0, 0], &json!(false))
    );
    let (status, again) = send("visit-7", journal.clone()).await;
    assert_eq!(
        (status, counts(&again), &again["repeated"]),
        (200, [1, 0, 0], &json!(true))
    );
    let (status, other) = send("visit-7", json!([{ "loan_id": "2", "subject": "x", "body": "y" }])).await;
    assert_eq!(status, 422);
    assert!(other["message"].as_str().unwrap().contains("another body"), "{other}");
    assert_eq!(receiver.pushed.page(Sheet::Journals, 0, 10).await.unwrap().len(), 1);
    // Sent by many at once, it is still one.
    let many = futures::future::join_all((0..8).map(|_| send("visit-8", journal.clone()))).await;
    assert!(
        many.iter()
            .all(|(status, answer)| *status == 200 && counts(answer) == [1, 0, 0]),
        "{many:?}"
    );
    assert_eq!(receiver.pushed.page(Sheet::Journals, 0, 10).await.unwrap().len(), 2);
}

#[tokio::test]
async fn nothing_is_taken_without_a_key_or_with_one_that_was_revoked() {
    let receiver = Receiver::on_sqlite().await;
    let url = format!("{}/v1/loans", receiver.url);
    let row = json!([{ "loan_id": "1" }]);
    let (status, answer) = answered(receiver.http.post(&url).json(&row)).await;
    assert_eq!(status, 401);
    assert!(
        answer["message"].as_str().unwrap().contains("receive key new"),
        "{answer}"
    );
    for key in ["flk_recordz", "flk_record", "flk_records ", "", HOOK] {
        let wrong = receiver
            .http
            .post(&url)
            .header("authorization", format!("Bearer {key}"))
            .json(&row);
        let expected = if key.trim() == KEY { 200 } else { 401 };
        assert_eq!(answered(wrong).await.0, expected, "{key:?}");
    }
    receiver.pushed.revoke_key("excel", SystemClock.now()).await.unwrap();
    assert_eq!(answered(receiver.post("/v1/loans").json(&row)).await.0, 401);
    let twice = receiver
        .pushed
        .add_key("excel", Purpose::Push, &KeyHash::of("flk_new"), SystemClock.now())
        .await;
    assert!(twice.unwrap_err().to_string().contains("choose another name"));
    let shown = format!("{:?}", receiver.pushed.keys().await.unwrap());
    assert!(!shown.contains(KEY), "{shown}");
}

#[tokio::test]
async fn a_wrong_body_is_refused_wholly_and_its_place_is_named() {
    let receiver = Receiver::on_sqlite().await;
    let rows = json!([{ "loan_id": "1" }, { "loan_id": "1" }, { "amount": 5 }, { "loan_id": { "a": 1 } }]);
    let (status, answer) = receiver.json("/v1/loans", &rows).await;
    assert_eq!(status, 422);
    assert_eq!(
        (&answer["problems"][0]["row"], &answer["problems"][0]["field"]),
        (&json!(4), &json!("loan_id"))
    );
    let (_, answer) = receiver
        .json(
            "/v1/loans",
            &json!([{ "loan_id": "1" }, { "loan_id": "1" }, { "amount": 5 }]),
        )
        .await;
    let said: Vec<(u64, &str)> = answer["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|problem| (problem["row"].as_u64().unwrap(), problem["message"].as_str().unwrap()))
        .collect();
    assert_eq!(said[0], (2, "record 1 has the same id; send each once"));
    assert_eq!(said[1], (3, "the record has no name: give `id` or `loan_id`"));
    let text =
        |body: String, kind: &'static str| answered(receiver.post("/v1/loans").header("content-type", kind).body(body));
    assert_eq!(text("[{\"loan_id\": 1,".into(), "application/json").await.0, 400);
    assert_eq!(text("<loan/>".into(), "text/xml").await.0, 415);
    assert_eq!(text("loan_id\n".into(), "text/csv").await.0, 422);
    for csv in ["loan_id\n1,2\n", "loan_id,client_id\n1\n", "loan_id,name\n1,\"a\n2,b\n"] {
        assert_eq!(text(csv.into(), "text/csv").await.0, 400, "{csv}");
    }
    assert_eq!(text(" ".repeat(receive::MAX_BODY + 1), "application/json").await.0, 413);
    let many: Vec<Value> = (0..=MAX_ROWS).map(|n| json!({ "loan_id": n.to_string() })).collect();
    assert_eq!(receiver.json("/v1/loans", &Value::Array(many)).await.0, 413);
    let (status, near) = receiver.json("/v1/loan", &json!([])).await;
    assert_eq!(status, 404);
    assert!(
        near["message"].as_str().unwrap().contains("did you mean /v1/loans?"),
        "{near}"
    );
    assert!(receiver.pushed.page(Sheet::Loans, 0, 10).await.unwrap().is_empty());
}

async fn a_hook_leaves_a_hint(database: &TestDatabase) {
    let receiver = Receiver::on(database).await;
    let body = json!({ "entityName": "LOAN", "actionName": "REPAYMENT", "clientId": 7, "createdByFullName": "Amina",
        "request": { "note": "paid late" }, "response": { "loanId": 42 } });
    let call = |token: &str, slash: &str| {
        let url = format!("{}/hook/{token}{slash}", receiver.url);
        let request = receiver.http.post(url).header("X-Fineract-Action", "REPAYMENT");
        answered(request.json(&body))
    };
    assert_eq!(call(HOOK, "/").await.0, 200);
    assert_eq!(call(HOOK, "").await.0, 200);
    assert_eq!(call("flk_other", "/").await.0, 401);
    assert_eq!(call(KEY, "/").await.0, 401);
    let hints = receiver.pushed.hints(10).await.unwrap();
    assert_eq!(hints.len(), 1, "the same hint waits once");
    let hint = &hints[0];
    assert_eq!(
        (hint.sender.as_str(), hint.entity.as_str(), hint.action.as_str()),
        ("fineract", "LOAN", "REPAYMENT")
    );
    assert_eq!(hint.ids.get("loanId").map(String::as_str), Some("42"));
    assert!(!format!("{hints:?}").contains("Amina"));
    receiver.pushed.hints_done(&[hint.id], SystemClock.now()).await.unwrap();
    assert!(receiver.pushed.hints(10).await.unwrap().is_empty());
    let large = receiver
        .http
        .post(format!("{}/hook/{HOOK}/", receiver.url))
        .body("x".repeat(receive::MAX_HINT + 1));
    assert_eq!(answered(large).await.0, 413);
}

/// More of them than are worked on at a time send half a body, each with a good key.
#[tokio::test]
async fn whoever_sends_slowly_holds_nobody_else_up() {
    let receiver = Receiver::on_sqlite().await;
    let address = receiver.url.trim_start_matches("http://");
    let mut slow = Vec::new();
    for _ in 0..60 {
        let mut line = TcpStream::connect(address).await.unwrap();
        let half = format!(
            "POST /v1/loans HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {KEY}\r\n\
             content-type: application/json\r\ncontent-length: 100000\r\n\r\n[{{\"loan_id\":"
        );
        line.write_all(half.as_bytes()).await.unwrap();
        slow.push(line);
    }
    for n in 0..20 {
        let (status, answer) = receiver.json("/v1/loans", &json!({ "loan_id": n.to_string() })).await;
        assert_eq!((status, counts(&answer)), (200, [1, 0, 0]), "{answer}");
    }
    drop(slow);
    assert_eq!(receiver.pushed.page(Sheet::Loans, 0, 100).await.unwrap().len(), 20);
}

async fn so_many_hints_of_a_key_wait_and_no_more(database: &TestDatabase) {
    let receiver = Receiver::on(database).await;
    let now = SystemClock.now();
    let other = KeyHash::of("flk_other_hook");
    receiver
        .pushed
        .add_key("other", Purpose::Hook, &other, now)
        .await
        .unwrap();
    for n in 0..MAX_HINTS {
        let ids = BTreeMap::from([(String::from("loanId"), n.to_string())]);
        assert!(
            receiver
                .pushed
                .hint("fineract", "LOAN", "REPAYMENT", &ids, now)
                .await
                .unwrap()
        );
    }
    let hint = |key: &str, loan: u32| {
        let body = json!({ "entityName": "LOAN", "actionName": "REPAYMENT", "response": { "loanId": loan } });
        answered(receiver.http.post(format!("{}/hook/{key}/", receiver.url)).json(&body))
    };
    let (status, answer) = hint(HOOK, 99_999).await;
    assert_eq!(status, 429, "{answer}");
    assert!(answer["message"].as_str().unwrap().contains("is not kept"), "{answer}");
    assert_eq!(hint("flk_other_hook", 1).await.0, 200, "another key's are its own");
    assert_eq!(receiver.pushed.hints(10_000).await.unwrap().len(), MAX_HINTS + 1);
}

/// Every route of the description is there, every answer is one of those it lists, and every sheet is in it.
#[tokio::test]
async fn the_description_is_what_is_served() {
    let receiver = Receiver::on_sqlite().await;
    let served: Value = serde_json::from_str(
        &receiver
            .http
            .get(format!("{}/openapi.json", receiver.url))
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap(),
    )
    .unwrap();
    assert_eq!(served, serde_json::from_str::<Value>(OPENAPI).unwrap());
    let paths = served["paths"].as_object().unwrap();
    for sheet in Sheet::ALL {
        assert!(paths.contains_key(&format!("/v1/{}", sheet.as_str())), "{sheet:?}");
    }
    for (path, methods) in paths {
        for (method, operation) in methods.as_object().unwrap() {
            let known = operation["responses"].as_object().unwrap();
            let url = format!("{}{}", receiver.url, path.replace("{id}", "x").replace("{token}", HOOK));
            let request = receiver.http.request(method.to_uppercase().parse().unwrap(), url);
            // As the description's own example says it, where it has one.
            let json_body = &operation["requestBody"]["content"]["application/json"];
            let body = json_body["example"].clone();
            for key in [Some(KEY), None] {
                let mut request = request.try_clone().unwrap();
                if !json_body.is_null() {
                    request = request.json(&body);
                }
                if let Some(key) = key {
                    request = request.bearer_auth(key);
                }
                let status = request.send().await.unwrap().status().as_u16().to_string();
                assert!(
                    known.contains_key(&status),
                    "{method} {path}: {status} is not described"
                );
                if key.is_some() && method == "post" {
                    assert_eq!(status, "200", "{method} {path} with its own example");
                }
            }
        }
    }
}

#[tokio::test]
async fn what_was_pushed_is_planned_and_sent_like_any_source() {
    let partner = Partner::new().await;
    let ledger = partner.folder.path().join("fieldlink-ledger.db");
    let receiver = Receiver::start(&Place::File(ledger), tempfile::tempdir().unwrap()).await;
    let text = format!(
        "[partner]\nid = 1\n[profile.test]\ntoken_url = \"{url}/oauth/token\"\napi_base = \"{url}\"\nclient_id = \"c\"\n\
         client_secret_file = \"secret\"\n[source.plugin]\nkind = \"push\"\n[repayments]\nsource = \"plugin\"\n\
         columns = {{ loan_id = \"account\", amount = \"repaid\", outstanding = \"outstanding\" }}\n",
        url = partner.server.url
    );
    let config = Config::parse(&partner.folder.path().join("fieldlink.toml"), &text).unwrap();
    let options = Options::default();
    let job = || Job {
        config: &config,
        options: &options,
        clock: Arc::new(Standing(partner.clock.clone())),
        watch: &|_: Progress| {},
    };
    let nothing = run::plan(&job()).await.unwrap_err();
    assert!(nothing.to_string().contains("has no rows"), "{nothing}");
    let rows =
        json!([{ "id": "P1", "account": "P1", "repaid": 250.00 }, { "id": "P2", "account": "P2", "repaid": "1000" }]);
    assert_eq!(receiver.json("/v1/repayments", &rows).await.0, 200);
    let sent = run::send(&job()).await.unwrap();
    assert!(sent.repayments.is_some());
    let taken = partner.server.taken(|taken| taken.repayments.clone());
    assert_eq!(taken.len(), 2);
    assert_eq!(taken[0]["loan_id"], "P1");
    // Nothing changed: nothing is sent again. A changed record is.
    run::send(&job()).await.unwrap();
    assert_eq!(partner.server.taken(|taken| taken.repayments.len()), 2);
    receiver
        .json(
            "/v1/repayments",
            &json!({ "id": "P1", "account": "P1", "repaid": "300" }),
        )
        .await;
    run::send(&job()).await.unwrap();
    assert_eq!(partner.server.taken(|taken| taken.repayments.len()), 3);
}

/// What a reader of the database sees of the records.
async fn fields(database: &TestDatabase) -> String {
    database.all::<String>("SELECT fields FROM pushed").await.join("\n")
}

fn journal(id: &str, body: &str) -> PushedRow {
    PushedRow {
        id: id.to_owned(),
        fields: vec![(String::from("body"), Cell::text(body))],
    }
}

async fn push(pushed: &Pushed, sheet: Sheet, rows: &[PushedRow], day: &str) {
    let batch = Batch {
        sender: "excel",
        sheet,
        rows,
        request: None,
    };
    pushed
        .take(&batch, format!("{day}T12:00:00Z").parse().unwrap())
        .await
        .unwrap();
}

async fn kept(pushed: &Pushed, sheet: Sheet) -> Vec<(i64, String, Option<String>)> {
    let page = pushed.page(sheet, 0, 100).await.unwrap();
    page.into_iter()
        .map(|(number, _, row)| (number, row.id, row.fields[0].1.plain().map(str::to_owned)))
        .collect()
}

/// With a key nobody reads in the database what was pushed; without it nobody plans it either.
async fn what_was_pushed_is_sealed(database: &TestDatabase) {
    let place = PushedPlace::from(crate::ledger::url(database));
    let (old, new) = (seal::new_key().unwrap(), seal::new_key().unwrap());
    let keys = |text: &str| place.clone().sealed_by(Sealer::parse(text).unwrap());
    let open = Pushed::open(&place).await.unwrap();
    push(
        &open,
        Sheet::Journals,
        &[journal("1", "Amina has sold maize.")],
        "2026-01-10",
    )
    .await;
    assert!(fields(database).await.contains("Amina"));

    let pushed = Pushed::open(&keys(&old)).await.unwrap();
    push(
        &pushed,
        Sheet::Journals,
        &[journal("2", "Otieno has a shop.")],
        "2026-01-10",
    )
    .await;
    let bodies = |rows: Vec<(i64, String, Option<String>)>| -> Vec<String> {
        rows.into_iter().filter_map(|(_, _, body)| body).collect()
    };
    assert_eq!(
        bodies(kept(&pushed, Sheet::Journals).await),
        ["Amina has sold maize.", "Otieno has a shop."]
    );
    assert_eq!(pushed.reseal().await.unwrap(), 1);
    let there = fields(database).await;
    assert!(
        !there.contains("Amina") && !there.contains("Otieno") && there.contains("sealed:"),
        "{there}"
    );
    let without = open.page(Sheet::Journals, 0, 10).await;
    assert!(matches!(without, Err(LedgerError::Sealed { .. })));

    // The key is changed; the same record again is still the same.
    let pushed = Pushed::open(&keys(&format!("{new}\n{old}\n"))).await.unwrap();
    assert_eq!(pushed.reseal().await.unwrap(), 2);
    let pushed = Pushed::open(&keys(&new)).await.unwrap();
    push(
        &pushed,
        Sheet::Journals,
        &[journal("2", "Otieno has a shop.")],
        "2026-01-11",
    )
    .await;
    assert_eq!(
        bodies(kept(&pushed, Sheet::Journals).await),
        ["Amina has sold maize.", "Otieno has a shop."]
    );
    assert!(open.reseal().await.is_err(), "no key, nothing to seal with");
}

/// What was sent and is old goes; what was not sent, is not old, or was pushed again stays.
async fn what_was_pushed_is_pruned(database: &TestDatabase) {
    let pushed = Pushed::open(&crate::ledger::url(database).into()).await.unwrap();
    let rows = ["sent", "again", "held", "never"].map(|id| journal(id, "text"));
    push(&pushed, Sheet::Journals, &rows, "2026-01-10").await;
    push(&pushed, Sheet::Loans, &[journal("loan", "x")], "2026-01-10").await;
    push(&pushed, Sheet::Schedules, &[journal("due", "x")], "2026-01-10").await;
    // The same again: nothing changed, but it is not old.
    push(&pushed, Sheet::Journals, &[journal("again", "text")], "2026-02-20").await;
    push(&pushed, Sheet::Journals, &[journal("new", "text")], "2026-02-20").await;
    let numbers: BTreeMap<String, i64> = kept(&pushed, Sheet::Journals)
        .await
        .into_iter()
        .map(|(number, id, _)| (id, number))
        .collect();
    let mut origins = Origins {
        settled: ["sent", "again", "held", "new"].map(|id| numbers[id]).into(),
        open: [numbers["held"]].into(),
    };
    let before = "2026-02-01T00:00:00Z".parse().unwrap();
    assert_eq!(pushed.prune(before, &origins).await.unwrap(), 1);
    let ids = |rows: Vec<(i64, String, Option<String>)>| -> Vec<String> { rows.into_iter().map(|row| row.1).collect() };
    assert_eq!(
        ids(kept(&pushed, Sheet::Journals).await),
        ["again", "held", "never", "new"]
    );
    assert_eq!(kept(&pushed, Sheet::Schedules).await.len(), 1, "its loan was not sent");
    origins.settled.insert(kept(&pushed, Sheet::Loans).await[0].0);
    assert_eq!(pushed.prune(before, &origins).await.unwrap(), 2);
    assert!(kept(&pushed, Sheet::Loans).await.is_empty() && kept(&pushed, Sheet::Schedules).await.is_empty());
}

/// The ledger knows which pushed records are settled.
#[tokio::test]
async fn a_pushed_record_goes_when_it_was_sent_and_is_old() {
    let mut partner = Partner::new().await;
    partner.file("keys", &seal::new_key().unwrap());
    partner.ledger_lines = String::from("key_file = \"keys\"\n");
    partner.more = String::from("[source.plugin]\nkind = \"push\"\n");
    partner.repayments = String::from("source = \"plugin\"");
    let config = partner.config();
    let pushed = Pushed::of(&config).await.unwrap();
    let row = |loan: &str, repaid: &str| PushedRow {
        id: loan.to_owned(),
        fields: [("loan", loan), ("repaid", repaid)]
            .map(|(name, value)| (name.to_owned(), Cell::text(value)))
            .into(),
    };
    // The second is held: it is above the principal.
    push(
        &pushed,
        Sheet::Repayments,
        &[row("P1", "250"), row("P2", "9000")],
        "2026-03-01",
    )
    .await;
    let sent = partner.send().await.unwrap();
    assert_eq!(sent.repayments.unwrap().delivered.sent, 1);
    let ledger = partner.ledger().await;
    let origins = ledger.origins(&["plugin"].into()).await.unwrap();
    assert_eq!((origins.settled.len(), origins.open.len()), (1, 1));
    let before = "2026-03-05T00:00:00Z".parse().unwrap();
    assert_eq!(pushed.prune(before, &origins).await.unwrap(), 1);
    assert_eq!(kept(&pushed, Sheet::Repayments).await[0].1, "P2");
}

#[tokio::test]
async fn what_production_is_still_to_send_is_not_pruned_for_a_test() {
    let mut partner = Partner::new().await;
    let may = |partner: &Partner, name: &str| {
        let config = partner.config();
        config.may_prune_pushed(config.profile(Some(name)).unwrap().1)
    };
    assert!(may(&partner, "test"));
    partner.more = String::from(
        "[profile.live]\nenvironment = \"production\"\ntoken_url = \"https://example.org/t\"\napi_base = \"https://example.org\"\n\
         client_id = \"c\"\nclient_secret_file = \"secret\"\nledger = { path = \"live.db\" }\n",
    );
    assert!(!may(&partner, "test"));
    assert!(may(&partner, "live"));
}

for_each_engine!(
    the_same_record_is_one,
    a_request_is_answered_once,
    a_hook_leaves_a_hint,
    so_many_hints_of_a_key_wait_and_no_more,
    what_was_pushed_is_sealed,
    what_was_pushed_is_pruned
);
