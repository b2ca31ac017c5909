//! A folder with a partner's records, and a small Partner API over HTTP that misbehaves when told to.
//!
//! PA2 itself is tested with the link by the demo and by the command's own tests; here the server must be able to do
//! what PA2 never does on purpose: take a request and lose the answer.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use fieldlink_client::Clock;
use fieldlink_link::Config;
use fieldlink_link::progress::{Progress, Watch};
use fieldlink_link::run::{self, Job, MonthSummary, Options, PlanFile, PlanSummary, RunError, SendSummary};
use fieldlink_testkit::{Engine, TestClock, TestDatabase};
use futures::future::BoxFuture;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What happens to the next post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// All goes well.
    None,
    /// Taken, but the connection breaks before the answer.
    LoseAnswer,
    /// Taken, and then answered with this status.
    FailAfter(u16),
    /// Answered with this status and body instead of being taken.
    Answer(u16, &'static str),
}

/// What the server has taken.
#[derive(Debug, Default)]
pub struct Taken {
    /// Loan drafts.
    pub drafts: Vec<Value>,
    /// Repayment rows, in the order of the calls.
    pub repayments: Vec<Value>,
    /// Calls with repayments.
    pub uploads: usize,
    /// Journals.
    pub journals: Vec<Value>,
    /// Archives.
    pub archives: usize,
}

#[derive(Debug, Default)]
struct Inner {
    taken: Taken,
    loans: Vec<Value>,
    faults: Vec<Fault>,
    honours_keys: bool,
    answers: HashMap<String, (String, u16, String)>,
    problems: Vec<Value>,
    poison: Option<String>,
    date: Option<String>,
    wants_status: bool,
}

/// A small Partner API.
#[derive(Clone)]
pub struct Server {
    pub url: String,
    inner: Arc<Mutex<Inner>>,
}

impl Server {
    /// A server on a free port.
    pub async fn start() -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = Server {
            url,
            inner: Arc::default(),
        };
        let serving = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serving.clone().connection(stream));
            }
        });
        server
    }

    fn with<T>(&self, f: impl FnOnce(&mut Inner) -> T) -> T {
        f(&mut self.inner.lock().unwrap())
    }

    /// Looks at what was taken.
    pub fn taken<T>(&self, look: impl FnOnce(&Taken) -> T) -> T {
        self.with(|inner| look(&inner.taken))
    }

    /// From now on loans are told of one status at a time alone.
    pub fn wants_status(&self) {
        self.with(|inner| inner.wants_status = true);
    }

    /// Whether the server keeps `Idempotency-Key`s.
    pub fn honours_keys(&self, yes: bool) {
        self.with(|inner| inner.honours_keys = yes);
    }

    /// What happens to the next posts, the first one first.
    pub fn faults(&self, faults: &[Fault]) {
        self.with(|inner| inner.faults = faults.to_vec());
    }

    /// From now on every post goes well.
    pub fn behave(&self) {
        self.faults(&[]);
    }

    /// A problem that every repayments call reports.
    pub fn problem(&self, loan_id: &str, code: &str, severity: &str) {
        let problem = json!({ "loan_id": loan_id, "details": "as told", "code": code, "severity": severity });
        self.with(|inner| inner.problems.push(problem));
    }

    /// What the server's clock says from now on, as a `Date` header has it.
    pub fn date(&self, text: &str) {
        self.with(|inner| inner.date = Some(text.to_owned()));
    }

    /// A call with a repayment of a loan whose id begins so is refused as a whole.
    pub fn poison(&self, loan_id: &str) {
        self.with(|inner| inner.poison = Some(loan_id.to_owned()));
    }

    /// Kiva has this loan.
    pub fn loan(&self, loan_id: &str, status: &str, price: &str) {
        self.with(|inner| {
            let kiva_id = (2_400_000 + inner.loans.len()).to_string();
            inner.loans.push(json!({
                "borrower_count": 1, "internal_loan_id": loan_id, "internal_client_id": format!("C-{loan_id}"),
                "partner_id": "1", "partner": "Sample", "kiva_id": kiva_id, "uuid": "u", "name": "A", "location": "Nairobi: Kenya",
                "status": status, "loan_price": "100", "loan_local_price": price, "loan_currency": "KES", "delinquent": false,
            }));
        });
    }

    async fn connection(self, mut stream: TcpStream) {
        let mut buffer = Vec::new();
        while let Some((head, body)) = request(&mut stream, &mut buffer).await {
            match self.answer(&head, &body) {
                Some((status, text)) => {
                    let date = self.with(|inner| inner.date.clone());
                    let date = date.map_or_else(String::new, |date| format!("date: {date}\r\n"));
                    let head = format!(
                        "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\n{date}content-length: {}\r\n\r\n",
                        text.len()
                    );
                    if stream.write_all(format!("{head}{text}").as_bytes()).await.is_err() {
                        return;
                    }
                }
                None => return,
            }
        }
    }

    /// The answer; none when the connection is to break.
    fn answer(&self, head: &str, body: &str) -> Option<(u16, String)> {
        let mut words = head.split_whitespace();
        let (method, target) = (words.next()?, words.next()?);
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        if path == "/oauth/token" {
            let token = json!({ "access_token": "t", "token_type": "bearer", "expires_in": 43_199, "partnerId": "1", "jti": "j", "iss": "i",
                "scope": "read:loans create:loan_draft create:repayment create:journal_update" });
            return Some((200, token.to_string()));
        }
        if method == "GET" {
            if path.ends_with("/loans") && !query.contains("status=") && self.with(|inner| inner.wants_status) {
                return Some((
                    400,
                    json!({ "code": "api.error", "message": "status is required" }).to_string(),
                ));
            }
            return Some((200, self.get(path, query)));
        }
        self.with(|inner| {
            let key = header(head, "idempotency-key").filter(|_| inner.honours_keys);
            if let Some((before, status, text)) = key.as_ref().and_then(|key| inner.answers.get(key)) {
                return Some(if before == body {
                    (*status, text.clone())
                } else {
                    (422, String::from("{}"))
                });
            }
            let fault = if inner.faults.is_empty() {
                None
            } else {
                Some(inner.faults.remove(0))
            };
            if let Some(Fault::Answer(status, text)) = fault {
                return Some((status, text.to_owned()));
            }
            let (status, text) = inner.take(path, body);
            if let Some(key) = key {
                inner.answers.insert(key, (body.to_owned(), status, text.clone()));
            }
            match fault {
                Some(Fault::LoseAnswer) => None,
                Some(Fault::FailAfter(status)) => Some((status, String::from("{}"))),
                _ => Some((status, text)),
            }
        })
    }

    fn get(&self, path: &str, query: &str) -> String {
        let parameter = |name: &str| {
            query
                .split('&')
                .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
                .map(|v| v.replace('+', " "))
        };
        let envelope = |name: &str, list: Value| {
            json!({ "as_of_date_time": "2026-01-09T15:48:12Z", name: list, "code": "api.success", "message": "" })
                .to_string()
        };
        match path.rsplit('/').next().unwrap_or_default() {
            "activities" => envelope(
                "activities",
                json!([{ "activity_id": 31, "activity": "Farming" }, { "activity_id": 9001, "activity": "Retail" }]),
            ),
            "themes" => envelope("themes", json!([{ "theme_type_id": 48, "theme_type": "General" }])),
            "locales" => envelope(
                "locales",
                json!([{ "currency": "KES", "language_code": "EN", "language_id": 1, "language_name": "English" }]),
            ),
            "locations" => envelope(
                "locations",
                json!([{ "country": "Kenya", "location": "Nairobi", "full_name": "Nairobi: Kenya" }]),
            ),
            _ => self.with(|inner| {
                let fits = |loan: &&Value| {
                    parameter("status").is_none_or(|status| loan["status"] == status.as_str())
                        && parameter("query").is_none_or(|query| loan["internal_loan_id"] == query.as_str())
                };
                let all: Vec<Value> = inner.loans.iter().filter(fits).cloned().collect();
                let number = |name, or| parameter(name).and_then(|n| n.parse().ok()).unwrap_or(or);
                let page: Vec<Value> = all
                    .iter()
                    .skip(number("offset", 0))
                    .take(number("limit", 20))
                    .cloned()
                    .collect();
                json!({ "total_records": all.len(), "data": page }).to_string()
            }),
        }
    }
}

impl Inner {
    fn take(&mut self, path: &str, body: &str) -> (u16, String) {
        let body: Value = serde_json::from_str(body).unwrap();
        let reply = match path.rsplit('/').next().unwrap_or_default() {
            "loan_draft" => {
                self.taken.drafts.push(body);
                json!({ "code": "api.success", "message": "", "loan_draft_uuid": format!("uuid-{}", self.taken.drafts.len()) })
            }
            "repayments" => {
                let bad = |row: &Value| {
                    let loan_id = row["loan_id"].as_str().unwrap();
                    self.poison.as_deref().is_some_and(|poison| loan_id.starts_with(poison))
                };
                if body["repayments"].as_array().unwrap().iter().any(bad) {
                    return (
                        400,
                        json!({ "code": "api.error", "message": "a row is bad" }).to_string(),
                    );
                }
                self.taken
                    .repayments
                    .extend(body["repayments"].as_array().unwrap().iter().cloned());
                self.taken.uploads += 1;
                json!({ "code": "api.success", "message": "", "upload_id": self.taken.uploads, "problems": self.problems })
            }
            _ => {
                self.taken.journals.extend(body.as_array().unwrap().iter().cloned());
                self.taken.archives += 1;
                let key = self.taken.archives;
                json!({ "code": "api.success", "message": "", "archive_id": key.to_string(), "confirm_url": format!("http://pa2/journals/archives/{key}") })
            }
        };
        (200, reply.to_string())
    }
}

async fn request(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<(String, String)> {
    loop {
        if let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8(buffer[..end].to_vec()).unwrap();
            let length: usize = header(&head, "content-length").map_or(0, |text| text.parse().unwrap());
            if buffer.len() >= end + 4 + length {
                let body = String::from_utf8(buffer[end + 4..end + 4 + length].to_vec()).unwrap();
                buffer.drain(..end + 4 + length);
                return Some((head, body));
            }
        }
        let mut chunk = [0; 16 * 1024];
        match stream.read(&mut chunk).await {
            Ok(0) | Err(_) => return None,
            Ok(n) => buffer.extend(&chunk[..n]),
        }
    }
}

fn header(head: &str, name: &str) -> Option<String> {
    head.lines().find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    })
}

/// A clock that stands, and never waits.
#[derive(Clone)]
pub struct Standing(pub TestClock);

impl Clock for Standing {
    fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.0.now()
    }

    fn sleep(&self, _: std::time::Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::ready(()))
    }

    fn steady(&self) -> Option<std::time::Duration> {
        Some(self.0.passed())
    }
}

/// A partner with records in CSV files, and a server.
pub struct Partner {
    pub folder: TempDir,
    pub server: Server,
    pub clock: TestClock,
    pub idempotency: bool,
    /// Lines added to the configuration.
    pub more: String,
    /// Lines added to the profile.
    pub profile: String,
    /// Lines of `[ledger]`.
    pub ledger_lines: String,
    /// Repayments and journals for each call.
    pub batch: usize,
    /// `source` and what belongs to it in `[repayments]`.
    pub repayments: String,
    /// `source` and what belongs to it in `[journals]`.
    pub journals: String,
}

impl Partner {
    /// Three fit loans, two loans that repay, two journals.
    pub async fn new() -> Partner {
        let partner = Partner {
            folder: tempfile::tempdir().unwrap(),
            server: Server::start().await,
            clock: TestClock::at_text("2026-03-10T12:00:00Z"),
            idempotency: false,
            more: String::new(),
            profile: String::new(),
            ledger_lines: String::new(),
            batch: 1,
            repayments: String::from("source = \"files\"\nfile = \"repayments.csv\""),
            journals: String::from("source = \"files\"\nfile = \"journals.csv\""),
        };
        partner.file("secret", "s3cret\n");
        partner.photo("photo.jpg");
        let mut loans = String::from("loan,client,first,last,sex,amount,activity,use,day\n");
        let mut schedule = String::from("loan,due,principal\n");
        for id in ["00017", "L 2", "L3"] {
            loans.push_str(&format!(
                "{id},C-{id},Amina,Otieno,F,5000,Farming,buy seeds,2026-03-05\n"
            ));
            schedule.push_str(&format!("{id},2026-05-01,2500\n{id},2026-06-01,2500\n"));
        }
        partner.file("loans.csv", &loans);
        partner.file("schedule.csv", &schedule);
        partner.file("repayments.csv", "loan,repaid\nP1,250\nP2,1000\n");
        partner.file(
            "journals.csv",
            "loan,subject,body\nP1,News,A good harvest came in.\nP2,News,The shop has grown.\n",
        );
        partner.server.loan("P1", "payingBack", "1000");
        partner.server.loan("P2", "defaulted", "2000");
        partner
    }

    pub fn file(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join(name), text).unwrap();
    }

    /// The ledger is in this database, or for SQLite in its usual file.
    pub fn keeps_its_ledger_in(&mut self, database: &TestDatabase) {
        if database.engine() == Engine::Postgres {
            self.file("ledger-url", database.url());
            self.ledger_lines = String::from("url_file = \"ledger-url\"\n");
        }
    }

    pub fn photo(&self, name: &str) {
        image::RgbImage::new(16, 16)
            .save(self.folder.path().join(name))
            .unwrap();
    }

    pub fn config(&self) -> Config {
        self.parsed().unwrap()
    }

    pub fn parsed(&self) -> Result<Config, fieldlink_link::config::ConfigError> {
        let text = format!(
            r#"
[partner]
id = 1
timezone = "Africa/Nairobi"
rates = {{ KES = "129.5" }}

[profile.test]
token_url = "{url}/oauth/token"
api_base = "{url}"
client_id = "c"
client_secret_file = "secret"
idempotency = {idempotency}
{profile}

[ledger]
{ledger}

[source.files]
kind = "csv"
path = "."

[loan_drafts]
source = "files"
file = "loans.csv"
photo = "photo.jpg"
allow_empty = true
[loan_drafts.columns]
loan_id = "loan"
client_id = "client"
first_name = "first"
last_name = "last"
gender = "sex"
amount = "amount"
currency = {{ value = "KES" }}
activity = "activity"
theme = {{ value = "General" }}
location = {{ value = "Nairobi" }}
language = {{ value = "English" }}
description = {{ value = "She grows maize on two acres and has three children at school." }}
loan_use = "use"
disburse_date = "day"
waiver_signed = {{ value = "yes" }}
[loan_drafts.schedule]
file = "schedule.csv"
key = "loan"
columns = {{ date = "due", principal = "principal" }}

[repayments]
{repayments}
batch = {batch}
columns = {{ loan_id = "loan", amount = "repaid" }}

[journals]
{journals}
batch = {batch}
columns = {{ loan_id = "loan", subject = "subject", body = "body" }}
{more}
"#,
            url = self.server.url,
            idempotency = self.idempotency,
            more = self.more,
            profile = self.profile,
            ledger = self.ledger_lines,
            batch = self.batch,
            repayments = self.repayments,
            journals = self.journals,
        );
        Config::parse(&self.folder.path().join("fieldlink.toml"), &text)
    }

    pub async fn plan(&self) -> Result<PlanSummary, RunError> {
        self.plan_with(&Options::default()).await
    }

    pub async fn plan_with(&self, options: &Options) -> Result<PlanSummary, RunError> {
        let (config, watch) = (self.config(), |_: Progress| {});
        let clock = Arc::new(Standing(self.clock.clone()));
        run::plan(&Job {
            config: &config,
            options,
            clock,
            watch: &watch,
        })
        .await
    }

    /// Repayments come from a query of this source.
    pub fn repayments_from(&mut self, source: &str) {
        self.repayments = format!("source = \"{source}\"\nquery = \"SELECT 'P1' AS loan, 1 AS repaid\"");
    }

    pub async fn plan_file(&self, options: &Options) -> Result<PlanFile, RunError> {
        self.with_job(options, async |job| Ok(run::plan_to_file(job).await?.1))
            .await
    }

    pub async fn approve(&self, file: &PlanFile, by: &str) -> Result<PlanFile, RunError> {
        self.with_job(&file.options(), async |job| run::approve(job, file, by).await)
            .await
    }

    pub async fn month(&self) -> Result<MonthSummary, RunError> {
        self.with_job(&Options::default(), async |job| run::month(job).await)
            .await
    }

    /// Does something with a job over these records.
    pub async fn with_job<T>(&self, options: &Options, what: impl AsyncFnOnce(&Job<'_>) -> T) -> T {
        let (config, watch) = (self.config(), |_: Progress| {});
        what(&Job {
            config: &config,
            options,
            clock: Arc::new(Standing(self.clock.clone())),
            watch: &watch,
        })
        .await
    }

    pub async fn send(&self) -> Result<SendSummary, RunError> {
        self.send_with(&Options::default(), &|_: Progress| {}).await
    }

    pub async fn send_with(&self, options: &Options, watch: &dyn Watch) -> Result<SendSummary, RunError> {
        let config = self.config();
        let clock = Arc::new(Standing(self.clock.clone()));
        run::send(&Job {
            config: &config,
            options,
            clock,
            watch,
        })
        .await
    }

    pub async fn ledger(&self) -> fieldlink_link::ledger::Ledger {
        let config = self.config();
        let (name, profile) = config.profile(Some("test")).unwrap();
        fieldlink_link::ledger::Ledger::of(&config, name, profile)
            .await
            .unwrap()
    }
}

/// The rules of the reasons, in order, without repetition of the same.
pub fn rules(plan: &fieldlink_link::run::KindPlan) -> Vec<&str> {
    plan.held
        .iter()
        .flat_map(|row| row.reasons.iter().map(|reason| reason.rule.as_str()))
        .collect()
}

/// A file of the folder.
pub fn at(folder: &TempDir, name: &str) -> std::path::PathBuf {
    Path::new(folder.path()).join(name)
}
