//! Who may use which route: nobody, another partner's people and programs, roles and scopes too low, and forms without
//! the session's token are refused everywhere. The rows are held against the routes of the router itself, so a new route
//! without a row fails here.

mod texts;

use std::collections::BTreeSet;

use axum::http::Method;
use fieldlink_app::defaults::Reason;
use fieldlink_app::people::NewPerson;
use fieldlink_app::reports::NewWire;
use fieldlink_app::{Actor, Role};
use fieldlink_contract::{Scope, ScopeSet};
use fieldlink_domain::loan::Loan;
use fieldlink_domain::money::Minor;
use fieldlink_domain::settings::Settings;
use fieldlink_store::repayments::ProblemList;
use fieldlink_store::{journals, loans};
use fieldlink_testkit::{TestDatabase, for_each_engine};
use serde_json::json;

use crate::support::{Browser, PARTNER, PASSWORD, Reply, STRANGER, TestApp, hidden};
use crate::v3::journals::{archive, journal, send};
use crate::v3::loan_draft::complete;
use crate::v3::repayments::paying_back;

/// A route of the Partner API: method, path, the scope it asks for, a body it takes.
type ApiRow = (&'static str, &'static str, Option<Scope>, &'static str);

const API: [ApiRow; 9] = [
    ("GET", "/v3/partner/{id}/config/activities", None, ""),
    ("GET", "/v3/partner/{id}/config/locales", None, ""),
    ("GET", "/v3/partner/{id}/config/locations", None, ""),
    ("GET", "/v3/partner/{id}/config/themes", None, ""),
    ("GET", "/v3/partner/{id}/loans", Some(Scope::ReadLoans), ""),
    (
        "POST",
        "/v3/partner/{id}/loan_draft",
        Some(Scope::CreateLoanDraft),
        "{}",
    ),
    (
        "POST",
        "/v3/partner/{id}/repayments",
        Some(Scope::CreateRepayment),
        r#"{"repayments":[{"loan_id":"x","amount":1}]}"#,
    ),
    (
        "POST",
        "/v3/partner/{id}/journals",
        Some(Scope::CreateJournalUpdate),
        "[{}]",
    ),
    (
        "POST",
        "/v3/partners/{id}/journals",
        Some(Scope::CreateJournalUpdate),
        "[{}]",
    ),
];

/// The token service's routes: who may, is asked by their own credentials.
const TOKEN_SERVICE: [(&str, &str); 5] = [
    ("POST", "/oauth/token"),
    ("POST", "/oauth/introspect"),
    ("POST", "/oauth/revoke"),
    ("GET", "/.well-known/jwks.json"),
    ("GET", "/.well-known/oauth-authorization-server"),
];

/// The sandbox's own routes, for which any token of the partner will do (a step of a loan's life asks for `read:loans`): method, path, a body it takes. In an order in
/// which they can be called one after the other.
const SANDBOX: [(&str, &str, &str); 10] = [
    ("GET", "/sandbox/partner/{id}/clock", ""),
    ("POST", "/sandbox/partner/{id}/clock", r#"{"day":"2026-11-20"}"#),
    ("POST", "/sandbox/partner/{id}/scenarios/{scenario}", ""),
    ("POST", "/sandbox/partner/{id}/snapshots/{name}", ""),
    ("POST", "/sandbox/partner/{id}/loans/{kiva_id}/{step}", ""),
    ("POST", "/sandbox/partner/{id}/snapshots/{name}/restore", ""),
    (
        "POST",
        "/sandbox/partner/{id}/faults",
        r#"{"route":"loans","kind":"unavailable","calls":1}"#,
    ),
    ("GET", "/sandbox/partner/{id}/faults", ""),
    ("DELETE", "/sandbox/partner/{id}/faults", ""),
    ("POST", "/sandbox/partner/{id}/reset", ""),
];

/// What a form carries beside the token.
#[derive(Clone, Copy)]
enum Sent {
    Nothing,
    Fields(&'static [(&'static str, &'static str)]),
    /// The field that holds the file.
    File(&'static str),
}

struct Row {
    method: &'static str,
    path: &'static str,
    /// Who may; nobody needs to be signed in where this is empty.
    roles: &'static [Role],
    /// Whether the path names a thing that belongs to a partner.
    own: bool,
    sent: Sent,
}

const ALL: &[Role] = &Role::ALL;
const COORDINATOR: &[Role] = &[Role::Coordinator, Role::Kiva];
const REPORTER: &[Role] = &[Role::Coordinator, Role::Reporter, Role::Kiva];
const TECHNICAL: &[Role] = &[Role::Coordinator, Role::Technical, Role::Kiva];
const KIVA: &[Role] = &[Role::Kiva];
const REVIEWER: &[Role] = &[Role::Reviewer, Role::Kiva];
const PLACE: &[(&str, &str)] = &[
    ("place", "Nowhere: Kenya"),
    ("location", "Somewhere"),
    ("country", "Kenya"),
];
const VERSION: Sent = Sent::Fields(&[("version", "1")]);

const fn page(path: &'static str, roles: &'static [Role]) -> Row {
    Row {
        method: "GET",
        path,
        roles,
        own: false,
        sent: Sent::Nothing,
    }
}

const fn own_page(path: &'static str, roles: &'static [Role]) -> Row {
    Row {
        own: true,
        ..page(path, roles)
    }
}

const fn form(path: &'static str, roles: &'static [Role], sent: Sent) -> Row {
    Row {
        method: "POST",
        path,
        roles,
        own: false,
        sent,
    }
}

const fn own_form(path: &'static str, roles: &'static [Role], sent: Sent) -> Row {
    Row {
        own: true,
        ..form(path, roles, sent)
    }
}

/// The site's routes, in an order in which the forms can be submitted one after the other.
const SITE: &[Row] = &[
    page("/sign-in", &[]),
    form("/sign-in", &[], Sent::Nothing),
    form("/language", &[], Sent::Nothing),
    page("/", ALL),
    page("/drafts", ALL),
    form("/drafts", COORDINATOR, Sent::Nothing),
    form("/drafts/publish", COORDINATOR, Sent::Fields(&[("draft", "1:1")])),
    own_page("/drafts/{id}", ALL),
    own_page("/drafts/{id}/description", ALL),
    own_form("/drafts/{id}/description", COORDINATOR, VERSION),
    own_page("/drafts/{id}/terms", ALL),
    own_form("/drafts/{id}/terms", COORDINATOR, VERSION),
    own_page("/drafts/{id}/photo", ALL),
    own_page("/drafts/{id}/photo.jpg", ALL),
    own_form("/drafts/{id}/photo", COORDINATOR, Sent::File("photo")),
    own_form(
        "/drafts/{id}/photo/pieces",
        COORDINATOR,
        Sent::Fields(&[("size", "9"), ("mark", "a.jpg")]),
    ),
    own_form("/drafts/{id}/photo/pieces/{upload}", COORDINATOR, Sent::File("piece")),
    own_form("/drafts/{id}/publish", COORDINATOR, VERSION),
    own_form("/drafts/{id}/delete", COORDINATOR, VERSION),
    page("/loans", ALL),
    own_page("/loans/{kiva_id}", ALL),
    own_page("/loans/{kiva_id}/photo.jpg", ALL),
    own_form("/loans/{kiva_id}/relist", COORDINATOR, Sent::Nothing),
    page("/defaults", ALL),
    form(
        "/defaults/give-up",
        TECHNICAL,
        Sent::Fields(&[("loan", "1"), ("reason", "death")]),
    ),
    page("/defaults/mass", TECHNICAL),
    form(
        "/defaults/mass",
        TECHNICAL,
        Sent::Fields(&[("ids", "0001"), ("reason", "death")]),
    ),
    page("/defaults/mass/ask", COORDINATOR),
    form(
        "/defaults/mass/ask",
        COORDINATOR,
        Sent::Fields(&[("which", "listed"), ("ids", "0001"), ("reason", "death")]),
    ),
    page("/defaults/mass/requests", ALL),
    own_page("/defaults/mass/requests/{mass}", ALL),
    own_form(
        "/defaults/mass/requests/{mass}/answer",
        KIVA,
        Sent::Fields(&[("answer", "refuse"), ("words", "No.")]),
    ),
    own_form("/defaults/mass/requests/{mass}/withdraw", COORDINATOR, Sent::Nothing),
    page("/defaults/requests", ALL),
    form(
        "/defaults/requests",
        COORDINATOR,
        Sent::Fields(&[("loan", "9000001"), ("why", "x"), ("wanted", "2027-01-31")]),
    ),
    own_form(
        "/defaults/requests/{request}/answer",
        KIVA,
        Sent::Fields(&[("answer", "refuse")]),
    ),
    own_form("/defaults/requests/{request}/withdraw", COORDINATOR, Sent::Nothing),
    page("/defaults/recoveries", ALL),
    page("/journals", ALL),
    page("/journals/upload", COORDINATOR),
    form("/journals/upload", COORDINATOR, Sent::File("file")),
    page("/journals/new", COORDINATOR),
    form(
        "/journals/new",
        COORDINATOR,
        Sent::Fields(&[("internal_loan_id", "0001"), ("subject", "News"), ("body", "Well.")]),
    ),
    page("/journals/mass", COORDINATOR),
    form(
        "/journals/mass",
        COORDINATOR,
        Sent::Fields(&[("loan_ids", "0001"), ("subject", "News"), ("body", "To all.")]),
    ),
    page("/journals/archives", ALL),
    own_page("/journals/archives/{key}", ALL),
    own_page("/journals/archives/{key}/journals/{id}", ALL),
    own_form("/journals/archives/{key}/journals/{id}", COORDINATOR, VERSION),
    own_form("/journals/archives/{key}/journals/{id}/take-out", COORDINATOR, VERSION),
    own_form("/journals/archives/{key}/publish", COORDINATOR, VERSION),
    own_form("/journals/archives/{key}/discard", COORDINATOR, VERSION),
    page("/repayments", ALL),
    form(
        "/repayments/row",
        REPORTER,
        Sent::Fields(&[("loan_id", "0001"), ("amount", "1")]),
    ),
    page("/repayments/row", REPORTER),
    form("/repayments/upload", REPORTER, Sent::File("file")),
    page("/repayments/wires", ALL),
    page("/repayments/eligible", ALL),
    form(
        "/repayments/wires",
        KIVA,
        Sent::Fields(&[
            ("day", "2026-11-03"),
            ("usd", "12,50"),
            ("way", "received"),
            ("reference", "r"),
        ]),
    ),
    own_form(
        "/repayments/wires/{wire}/strike",
        KIVA,
        Sent::Fields(&[("reason", "Typed twice")]),
    ),
    own_form(
        "/repayments/problems/{problem}/set-aside",
        REPORTER,
        Sent::Fields(&[("reason", "No loan of ours")]),
    ),
    own_form("/repayments/problems/{problem}/stand", REPORTER, Sent::Nothing),
    page("/repayments/{period}/aside", ALL),
    own_page("/repayments/uploads/{upload}", ALL),
    page("/repayments/{period}", ALL),
    page("/repayments/{period}/loans", ALL),
    page("/repayments/{period}/problems", ALL),
    page("/repayments/{period}/uploads", ALL),
    page("/repayments/{period}/statement", ALL),
    page("/repayments/{period}/finalize", REPORTER),
    form(
        "/repayments/{period}/finalize",
        REPORTER,
        Sent::Fields(&[("version", "9"), ("confirm", "yes")]),
    ),
    page("/sign-in/code", &[]),
    form("/sign-in/code", &[], Sent::Nothing),
    page("/password/forgot", &[]),
    form("/password/forgot", &[], Sent::Nothing),
    page("/password/{link}", &[]),
    form("/password/{link}", &[], Sent::Nothing),
    page("/reports", ALL),
    page("/reports/activity", ALL),
    page("/reports/activity/{period}", ALL),
    page("/reports/activity/{period}/{happened}", ALL),
    page("/reports/credit-limit", ALL),
    page("/reports/scheduled", ALL),
    page("/reports/rates", ALL),
    page("/account", ALL),
    page("/account/profile", ALL),
    form(
        "/account/profile",
        COORDINATOR,
        Sent::Fields(&[
            ("csv_upload_format", "two_column"),
            ("amount_mode", "cumulative_principal_repaid"),
        ]),
    ),
    page("/account/locations", ALL),
    form("/account/locations", COORDINATOR, Sent::Fields(PLACE)),
    form("/account/locations/rename", COORDINATOR, Sent::Fields(PLACE)),
    form("/account/locations/retire", COORDINATOR, Sent::Fields(PLACE)),
    page("/account/staff", COORDINATOR),
    form(
        "/account/staff",
        COORDINATOR,
        Sent::Fields(&[("email", "new@example.org"), ("role", "reporter")]),
    ),
    own_form(
        "/account/staff/{person}/role",
        COORDINATOR,
        Sent::Fields(&[("role", "technical")]),
    ),
    own_form("/account/staff/{person}/{deed}", COORDINATOR, Sent::Nothing),
    page("/account/audit", COORDINATOR),
    page("/account/audit.csv", COORDINATOR),
    page("/account/audit/check", COORDINATOR),
    page("/account/security", ALL),
    page("/account/security/second-step", ALL),
    form("/account/security/password", ALL, Sent::Nothing),
    form("/account/security/sessions/end", ALL, Sent::Nothing),
    form("/account/security/sessions/end-others", ALL, Sent::Nothing),
    form("/account/security/second-step", ALL, Sent::Nothing),
    form("/account/security/second-step/on", ALL, Sent::Nothing),
    form("/account/security/second-step/codes", ALL, Sent::Nothing),
    form("/account/security/second-step/off", ALL, Sent::Nothing),
    page("/account/api-access", TECHNICAL),
    page("/account/api-access/calls", TECHNICAL),
    form("/account/partner", REVIEWER, Sent::Fields(&[("partner", "1")])),
    form(
        "/account/api-access/clients",
        TECHNICAL,
        Sent::Fields(&[("name", "n"), ("scope", "read:loans")]),
    ),
    own_form("/account/api-access/clients/{client}/secrets", TECHNICAL, Sent::Nothing),
    own_form(
        "/account/api-access/clients/{client}/secrets/{secret}/retire",
        TECHNICAL,
        Sent::Nothing,
    ),
    own_form("/account/api-access/clients/{client}/retire", TECHNICAL, Sent::Nothing),
    page("/kiva", REVIEWER),
    form("/kiva/open", REVIEWER, Sent::Fields(&[("partner", "1")])),
    page("/kiva/staff", KIVA),
    form(
        "/kiva/staff",
        KIVA,
        Sent::Fields(&[("email", "new@kiva.example.org"), ("role", "reviewer")]),
    ),
    form("/kiva/staff/{person}/role", KIVA, Sent::Fields(&[("role", "kiva")])),
    form("/kiva/staff/{person}/{deed}", KIVA, Sent::Nothing),
    page("/kiva/partners", KIVA),
    form("/kiva/partners", KIVA, Sent::Fields(&[("id", "77"), ("name", "New")])),
    page("/kiva/partners/{partner}", KIVA),
    form(
        "/kiva/partners/{partner}",
        KIVA,
        Sent::Fields(&[
            ("name", "Other"),
            ("amount_mode", "cumulative_principal_repaid"),
            ("csv_upload_format", "two_column"),
            ("currency_loss", "covered"),
        ]),
    ),
    form(
        "/loans/{kiva_id}/issue",
        REVIEWER,
        Sent::Fields(&[("code", "G"), ("text", "Which?")]),
    ),
    page("/sandbox", TECHNICAL),
    form("/sandbox/clock", TECHNICAL, Sent::Fields(&[("by", "1d")])),
    form("/sandbox/scenario", TECHNICAL, Sent::Fields(&[("name", "first-week")])),
    form("/sandbox/snapshots", TECHNICAL, Sent::Fields(&[("name", "kept")])),
    form(
        "/sandbox/snapshots/restore",
        TECHNICAL,
        Sent::Fields(&[("name", "kept")]),
    ),
    form(
        "/sandbox/snapshots/forget",
        TECHNICAL,
        Sent::Fields(&[("name", "kept")]),
    ),
    form(
        "/sandbox/faults",
        TECHNICAL,
        Sent::Fields(&[("route", "all"), ("kind", "slow_body"), ("calls", "1")]),
    ),
    form("/sandbox/faults/clear", TECHNICAL, Sent::Nothing),
    own_form(
        "/loans/{kiva_id}/step",
        TECHNICAL,
        Sent::Fields(&[("step", "loan.refund")]),
    ),
    page("/training", TECHNICAL),
    form("/training/{exercise}", TECHNICAL, Sent::Nothing),
    form("/sandbox/reset", TECHNICAL, Sent::Fields(&[("sure", "yes")])),
    form("/sign-out", ALL, Sent::Nothing),
];

/// Forms that ask for the password again, by how their paths begin: what cannot be undone, moves money or gives access.
/// What is added under one of these later asks too.
const PASSWORD_AGAIN: &[&str] = &[
    "/drafts/publish",
    "/drafts/{id}/publish",
    "/defaults/give-up",
    "/defaults/mass",
    "/journals/archives/{key}/publish",
    "/repayments/wires",
    "/repayments/{period}/finalize",
    "/account/profile",
    "/account/staff",
    "/account/api-access",
    "/account/security/second-step",
    "/kiva/staff",
    "/kiva/partners",
];
/// Under one of these and yet not asked: what shows a code itself, and what asks Kiva or takes the asking back.
const NO_PASSWORD: &[&str] = &[
    "/account/security/second-step/on",
    "/defaults/mass/ask",
    "/defaults/mass/requests/{mass}/withdraw",
];
/// The only forms that do the same whichever partner is open.
const OF_ANY_PAGE: &[&str] = &["/account/partner", "/kiva/open", "/sign-out"];

/// A partner with one of each thing that a path can name.
pub struct World {
    pub app: TestApp,
    names: Vec<(&'static str, String)>,
}

impl World {
    pub async fn new(database: &TestDatabase) -> World {
        let app = TestApp::new(database).await;
        let loan = paying_back(&app, PARTNER, 1).await;
        let all = app.client(&Scope::ALL).await;
        all.post("/v3/partner/1/loan_draft", &complete(7).to_string())
            .await
            .expect(200);
        // It has the photo of that draft.
        let photo = app.pa2.draft(&Actor::Operator, PARTNER, 1).await.unwrap().photo;
        let pictured = Loan { photo, ..loan.clone() };
        let tx = app.pa2.store().begin().await.unwrap();
        loans::update(&tx, &[(loan.clone(), pictured)], app.pa2.settings())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let rows = json!({ "repayments": [{ "loan_id": "0001", "amount": 1 }, { "loan_id": "=x", "amount": 1 }] });
        let rows = rows.to_string();
        let upload = all.post("/v3/partner/1/repayments", &rows).await.expect(200).json()["upload_id"].to_string();
        let key = send(&app, json!([journal(1), journal(1)])).await;
        let journal = archive(&app.pa2, &key).await.archive.journals[0].id;
        let scopes: ScopeSet = [Scope::ReadLoans].into_iter().collect();
        let client = app
            .pa2
            .create_client(&Actor::Operator, PARTNER, "kept", &scopes)
            .await
            .unwrap()
            .client_id;
        let clients = app.pa2.list_clients(&Actor::Operator, PARTNER).await.unwrap();
        let secret = clients.iter().find(|c| c.id == client).unwrap().secrets[0].id;
        let colleague = NewPerson {
            email: "colleague@example.org".into(),
            name: String::new(),
            partner_id: Some(PARTNER),
            role: Role::Reporter,
            password: Some(PASSWORD.into()),
        };
        let colleague = app.pa2.create_person(&Actor::Operator, colleague).await.unwrap();
        let person = colleague.person.id;
        let reviewer = NewPerson {
            email: "someone@kiva.example.org".into(),
            name: String::new(),
            partner_id: None,
            role: Role::Reviewer,
            password: Some(PASSWORD.into()),
        };
        let reviewer = app.pa2.create_person(&Actor::Operator, reviewer).await.unwrap();
        let reviewer = reviewer.person.id;
        let until = "2027-03-01".parse().unwrap();
        let request = app
            .pa2
            .ask_not_to_default(&Actor::Operator, PARTNER, loan.id, ("x", until))
            .await
            .unwrap();
        let why = (Reason::Disaster, "x");
        let mass = app
            .pa2
            .ask_for_mass_default(&Actor::Operator, PARTNER, &[loan.id], why)
            .await
            .unwrap();
        let month = "2026-11".parse().unwrap();
        let operator = Actor::Operator;
        let wanted = ProblemList {
            limit: 1,
            ..ProblemList::default()
        };
        let problems = app.pa2.month_problems(&operator, PARTNER, month, wanted).await.unwrap();
        let wire = NewWire {
            day: "2026-11-02".parse().unwrap(),
            usd: Minor(100),
            reference: String::new(),
        };
        let wire = app.pa2.enter_wire(&operator, PARTNER, wire).await.unwrap();
        let photo = app
            .pa2
            .begin_photo_upload(&operator, PARTNER, 1, (9, "a.jpg"))
            .await
            .unwrap();
        let names = vec![
            ("{problem}", problems[0].id.to_string()),
            ("{wire}", wire.to_string()),
            ("{request}", request.to_string()),
            ("{mass}", mass.to_string()),
            ("/kiva/staff/{person}", format!("/kiva/staff/{reviewer}")),
            ("{person}", person.to_string()),
            ("{deed}", String::from("end-sessions")),
            ("/drafts/{id}", String::from("/drafts/1")),
            ("{kiva_id}", loan.id.to_string()),
            ("/journals/{id}", format!("/journals/{journal}")),
            ("{key}", key),
            ("/pieces/{upload}", format!("/pieces/{}", photo.upload)),
            ("{upload}", upload),
            ("{period}", String::from("2026-11")),
            ("{happened}", String::from("raised")),
            ("{partner}", PARTNER.to_string()),
            ("{exercise}", String::from("review-draft")),
            ("{client}", client),
            ("{secret}", secret.to_string()),
        ];
        World { app, names }
    }

    /// The paths of all pages and files that can be looked at.
    pub fn pages(&self) -> Vec<String> {
        let gets = SITE.iter().filter(needs_sign_in).filter(|row| row.method == "GET");
        gets.map(|row| self.path(row)).collect()
    }

    fn path(&self, row: &Row) -> String {
        let path = self
            .names
            .iter()
            .fold(row.path.to_owned(), |path, (name, value)| path.replace(name, value));
        assert!(!path.contains('{'), "nothing stands for a part of {path}");
        path
    }

    /// Asks as a person who fills the form in as the page has it.
    async fn ask(&self, browser: &Browser<'_>, row: &Row) -> Reply {
        let home = browser.get("/").await.expect(200);
        self.ask_with(browser, row, Some(&hidden(home.text(), "csrf"))).await
    }

    /// Asks with this token in the form, or with none.
    async fn ask_with(&self, browser: &Browser<'_>, row: &Row, csrf: Option<&str>) -> Reply {
        let path = self.path(row);
        if row.method == "GET" {
            return browser.get(&path).await;
        }
        let token = csrf.map(|csrf| ("csrf", csrf));
        match row.sent {
            Sent::Nothing => browser.post_raw(&path, token.as_slice()).await,
            Sent::Fields(fields) => {
                let all: Vec<(&str, &str)> = token.into_iter().chain(fields.iter().copied()).collect();
                browser.post_raw(&path, &all).await
            }
            Sent::File(field) => browser.post_file_raw(&path, token.as_slice(), field, b"0001,1\n").await,
        }
    }

    /// What a refused request must leave as it is.
    async fn state(&self) -> String {
        let pa2 = &self.app.pa2;
        let key = &self.names.iter().find(|(name, _)| *name == "{key}").unwrap().1;
        let archive = journals::find(pa2.store(), key).await.unwrap();
        let draft = pa2.draft(&Actor::Operator, PARTNER, 1).await.unwrap();
        let month = pa2.month(&Actor::Operator, PARTNER, None).await.unwrap();
        let clients = pa2.list_clients(&Actor::Operator, PARTNER).await.unwrap();
        // The people who ask are made on the way.
        let acts = pa2.audit_trail(&Actor::Operator, PARTNER, 1_000).await.unwrap();
        let acts = acts.iter().filter(|act| !act.action.starts_with("person.")).count();
        let drafts = pa2.count_open_drafts(&Actor::Operator, PARTNER).await.unwrap();
        format!("{archive:?} {draft:?} {month:?} {clients:?} {acts} {drafts}")
    }
}

fn label(row: &Row) -> String {
    format!("{} {}", row.method, row.path)
}

/// Where pages lead that are only a way to others.
fn leads_on(location: &str) -> bool {
    location == "/drafts/1" || location.starts_with("/account/")
}

fn needs_sign_in(row: &&Row) -> bool {
    !row.roles.is_empty()
}

fn is_sent_to_sign_in(reply: &Reply) -> bool {
    reply.status == 303 && reply.header("location").starts_with("/sign-in")
}

#[test]
fn every_page_and_form_has_its_row() {
    let site = fieldlink_web::site::routes();
    let made: BTreeSet<String> = site
        .listed()
        .iter()
        .map(|(method, path)| format!("{method} {path}"))
        .collect();
    let rows: BTreeSet<String> = SITE.iter().map(label).collect();
    assert_eq!(rows, made, "the rows (left) and the routes of the site (right) differ");
}

#[test]
fn every_operation_of_the_api_has_its_row() {
    let description = serde_json::to_value(fieldlink_web::openapi()).unwrap();
    let mut made = BTreeSet::new();
    for (path, operations) in description["paths"].as_object().unwrap() {
        made.extend(
            operations
                .as_object()
                .unwrap()
                .keys()
                .map(|method| format!("{} {path}", method.to_uppercase())),
        );
    }
    let rows: BTreeSet<String> = API
        .iter()
        .map(|(method, path, ..)| (method, path))
        .chain(SANDBOX.iter().map(|(method, path, _)| (method, path)))
        .chain(TOKEN_SERVICE.iter().map(|(method, path)| (method, path)))
        .map(|(method, path)| format!("{method} {path}"))
        .collect();
    assert_eq!(
        rows, made,
        "the rows (left) and the operations of the API (right) differ"
    );
}

/// Each row's path for partner 1, on both spellings.
fn api_paths() -> Vec<(Method, String, Option<Scope>, &'static str)> {
    let both = |(method, path, scope, body): ApiRow| {
        let path = path.replace("{id}", "1");
        let method: Method = method.parse().unwrap();
        [
            path.replace("/partner/", "/partners/"),
            path.replace("/partners/", "/partner/"),
        ]
        .map(|path| (method.clone(), path, scope, body))
    };
    API.into_iter().flat_map(both).collect()
}

/// Each row of the sandbox for partner 1 and a loan of its.
fn sandbox_paths(loan: i64) -> Vec<(Method, String, &'static str)> {
    let names = [
        ("{id}", "1"),
        ("{scenario}", "first-week"),
        ("{name}", "kept"),
        ("{kiva_id}", &loan.to_string()),
        ("{step}", "refund"),
    ];
    let path = |path: &str| {
        names
            .iter()
            .fold(path.to_owned(), |path, (name, value)| path.replace(name, value))
    };
    SANDBOX
        .into_iter()
        .map(|(method, route, body)| (method.parse().unwrap(), path(route), body))
        .collect()
}

async fn the_sandbox_asks_for_a_token_of_the_partner(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let loan = paying_back(&app, PARTNER, 1).await.id.0;
    let stranger = app.client_of(STRANGER, &Scope::ALL).await;
    for (method, path, body) in sandbox_paths(loan) {
        let nobody = axum::http::Request::builder().method(method.clone()).uri(&path);
        app.send(nobody.body(body.into()).unwrap()).await.expect(401);
        stranger.request(method.clone(), &path, body, &[]).await.expect(403);
    }
    let other = app.client(&[Scope::CreateRepayment]).await;
    for (method, path, body) in sandbox_paths(loan) {
        // The answer to a step tells of the loan; to move the clock is to read nothing.
        if path.contains("/loans/") || path.ends_with("/clock") {
            let reply = other.request(method.clone(), &path, body, &[]).await;
            let refused = path.contains("/loans/");
            assert_eq!(reply.status == 403, refused, "{method} {path}: {}", reply.text());
        }
    }
    let own = app.client(&[Scope::ReadLoans]).await;
    for (method, path, body) in sandbox_paths(loan) {
        let reply = own.request(method.clone(), &path, body, &[]).await;
        assert!(reply.status.is_success(), "{method} {path}: {}", reply.text());
    }
}

async fn a_closed_sandbox_is_for_kivas_people(database: &TestDatabase) {
    let settings = Settings {
        sandbox_open: false,
        ..Settings::default()
    };
    let app = TestApp::with(database, settings).await;
    let own = app.client(&Scope::ALL).await;
    for (method, path, body) in sandbox_paths(1) {
        let reply = own.request(method.clone(), &path, body, &[]).await;
        assert!(
            matches!(reply.status.as_u16(), 403 | 404),
            "{method} {path}: {}",
            reply.text()
        );
    }
    app.person(Role::Coordinator).await.get("/sandbox").await.expect(403);
    app.person(Role::Kiva).await.get("/sandbox").await.expect(200);
}

async fn a_real_pa2_has_no_sandbox(database: &TestDatabase) {
    let settings = Settings {
        sandbox: false,
        ..Settings::default()
    };
    let app = TestApp::with(database, settings).await;
    let own = app.client(&Scope::ALL).await;
    for (method, path, body) in sandbox_paths(1) {
        own.request(method.clone(), &path, body, &[]).await.expect(404);
    }
    let kiva = app.person(Role::Kiva).await;
    kiva.get("/sandbox").await.expect(404);
    kiva.get("/training").await.expect(404);
    assert!(!kiva.get("/").await.expect(200).text().contains("/sandbox"));
}

async fn the_api_refuses_who_has_no_token(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let mut caller = app.client(&Scope::ALL).await;
    for (method, path, _, body) in api_paths() {
        let nobody = axum::http::Request::builder().method(method.clone()).uri(&path);
        let reply = app.send(nobody.body(body.into()).unwrap()).await.expect(401);
        assert_eq!(reply.json()["code"], "api.authenticationRequired", "{method} {path}");
    }
    caller.token.push('x');
    for (method, path, _, body) in api_paths() {
        caller.request(method, &path, body, &[]).await.expect(401);
    }
}

async fn the_api_refuses_another_partners_token(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let stranger = app.client_of(STRANGER, &Scope::ALL).await;
    for (method, path, _, body) in api_paths() {
        let reply = stranger.request(method.clone(), &path, body, &[]).await.expect(403);
        assert_eq!(reply.json()["code"], "api.forbidden", "{method} {path}");
    }
}

async fn the_api_asks_each_route_for_its_scope_and_no_other(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    for (method, path, scope, body) in api_paths() {
        let Some(scope) = scope else {
            for any in Scope::ALL {
                app.client(&[any])
                    .await
                    .request(method.clone(), &path, body, &[])
                    .await
                    .expect(200);
            }
            continue;
        };
        let others: Vec<Scope> = Scope::ALL.into_iter().filter(|other| *other != scope).collect();
        let lacking = app
            .client(&others)
            .await
            .request(method.clone(), &path, body, &[])
            .await
            .expect(403);
        assert!(
            lacking.header("www-authenticate").contains("insufficient_scope"),
            "{method} {path}"
        );
        let allowed = app
            .client(&[scope])
            .await
            .request(method.clone(), &path, body, &[])
            .await;
        assert!(allowed.status.is_success(), "{method} {path}: {}", allowed.text());
    }
}

async fn the_token_service_answers_clients_that_show_their_secret(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    for (method, path) in TOKEN_SERVICE {
        if method == "GET" {
            app.get(path).await.expect(200);
            continue;
        }
        app.get(path).await.expect(405);
        let grant = ("grant_type", "client_credentials");
        let nobody = app.post_form(path, &[grant, ("token", "x")]).await.expect(401);
        assert_eq!(nobody.json()["error"], "invalid_client", "{path}");
        let wrong = [grant, ("token", "x"), ("client_id", "c"), ("client_secret", "s")];
        let wrong = app.post_form(path, &wrong).await.expect(401);
        assert_eq!(wrong.json()["error"], "invalid_client", "{path}");
    }
}

async fn the_site_sends_who_is_not_signed_in_to_sign_in(database: &TestDatabase) {
    let world = World::new(database).await;
    let before = world.state().await;
    for row in SITE.iter().filter(needs_sign_in) {
        let path = world.path(row);
        let reply = match (row.method, row.sent) {
            ("GET", _) => world.app.get(&path).await,
            (_, Sent::Fields(fields)) => world.app.post_form(&path, fields).await,
            (_, Sent::Nothing | Sent::File(_)) => world.app.post_form(&path, &[]).await,
        };
        assert!(
            is_sent_to_sign_in(&reply),
            "{}: {} {}",
            label(row),
            reply.status,
            reply.text()
        );
    }
    assert_eq!(world.state().await, before);
}

async fn the_site_refuses_roles_that_are_too_low(database: &TestDatabase) {
    let world = World::new(database).await;
    let before = world.state().await;
    for role in [Role::Coordinator, Role::Reporter, Role::Technical, Role::Reviewer] {
        let browser = world.app.person(role).await;
        for row in SITE
            .iter()
            .filter(needs_sign_in)
            .filter(|row| !row.roles.contains(&role))
        {
            let reply = world.ask(&browser, row).await;
            // What they may not even read is not there for them.
            let hidden = row.own && reply.status == 404;
            assert!(
                reply.status == 403 || hidden,
                "{role} {}: {} {}",
                label(row),
                reply.status,
                reply.text()
            );
            assert!(
                hidden || reply.text().contains("<h1>"),
                "{role} {}: in words",
                label(row)
            );
        }
    }
    assert_eq!(world.state().await, before);
}

async fn the_site_shows_its_pages_to_those_who_may(database: &TestDatabase) {
    let world = World::new(database).await;
    for role in Role::ALL {
        let browser = world.app.person(role).await;
        let own = |row: &&Row| row.method == "GET" && row.roles.contains(&role);
        for row in SITE.iter().filter(own) {
            let reply = world.ask(&browser, row).await;
            let shown = reply.status == 200 || leads_on(reply.header("location"));
            assert!(shown, "{role} {}: {} {}", label(row), reply.status, reply.text());
        }
    }
}

async fn the_site_takes_forms_from_those_who_may(database: &TestDatabase) {
    let world = World::new(database).await;
    let browser = world.app.person(Role::Coordinator).await;
    let kiva = world.app.person(Role::Kiva).await;
    for row in SITE.iter().filter(needs_sign_in).filter(|row| row.method == "POST") {
        let person = if row.roles.contains(&Role::Coordinator) {
            &browser
        } else {
            &kiva
        };
        let status = world.ask(person, row).await.status.as_u16();
        // A form may come too late or lack something; it is not refused for who sent it.
        assert!(
            matches!(status, 200 | 303 | 400 | 409 | 422),
            "{}: {status}",
            label(row)
        );
    }
}

async fn another_partners_things_are_not_there(database: &TestDatabase) {
    let world = World::new(database).await;
    let before = world.state().await;
    let stranger = world.app.person_of(Some(STRANGER), Role::Coordinator).await;
    for row in SITE.iter().filter(|row| row.own) {
        let reply = world.ask(&stranger, row).await;
        assert_eq!(reply.status, 404, "{}: {}", label(row), reply.text());
    }
    assert_eq!(world.state().await, before);
}

/// One of Kiva's people has a page of one partner open and opens another in a second tab.
async fn a_form_of_one_partner_does_nothing_while_another_is_open(database: &TestDatabase) {
    let world = World::new(database).await;
    let kiva = world.app.person(Role::Kiva).await;
    let open = [("partner", "1")];
    kiva.submit("/kiva", "/kiva/open", &open).await.expect(303);
    let of_first = hidden(kiva.get("/").await.expect(200).text(), "csrf");
    let second = STRANGER.to_string();
    let forms = SITE.iter().filter(needs_sign_in).filter(|row| row.method == "POST");
    let (any, bound): (Vec<&Row>, Vec<&Row>) = forms.partition(|row| OF_ANY_PAGE.contains(&row.path));
    assert_eq!(any.len(), OF_ANY_PAGE.len());
    let all_of_second = async || {
        let pa2 = &world.app.pa2;
        let trail = pa2.audit_trail(&Actor::Operator, STRANGER, 1_000).await.unwrap();
        let whole = pa2.check_whole_audit(&Actor::Operator, &[]).await.unwrap();
        format!("{trail:?} {whole:?}")
    };
    kiva.submit("/kiva", "/kiva/open", &[("partner", &second)])
        .await
        .expect(303);
    let before = (world.state().await, all_of_second().await);
    for row in bound {
        let reply = world.ask_with(&kiva, row, Some(&of_first)).await;
        assert_eq!(reply.status, 409, "{}: {}", label(row), reply.text());
        let page = reply.text();
        for said in ["Partner 1 (1)", "Partner 2 (2)", "action=\"/kiva/open\"", "name=\"to\""] {
            assert!(page.contains(said), "{}: {said} in {page}", label(row));
        }
    }
    assert_eq!((world.state().await, all_of_second().await), before);
    // The way on that it shows, and the ways that need no page of the open partner.
    for row in any {
        let reply = world.ask_with(&kiva, row, Some(&of_first)).await;
        assert_eq!(reply.status, 303, "{}: {}", label(row), reply.text());
    }
}

async fn forms_that_give_access_or_move_money_ask_for_the_password_again(database: &TestDatabase) {
    let world = World::new(database).await;
    let kiva = world.app.person(Role::Kiva).await;
    world.app.clock.advance(chrono::TimeDelta::minutes(16));
    let listed = |row: &&Row| {
        let under = PASSWORD_AGAIN.iter().any(|path| row.path.starts_with(path));
        under && !NO_PASSWORD.contains(&row.path)
    };
    let forms = SITE.iter().filter(needs_sign_in).filter(|row| row.method == "POST");
    let (asking, others): (Vec<&Row>, Vec<&Row>) = forms.partition(listed);
    let before = world.state().await;
    for row in asking {
        let reply = world.ask(&kiva, row).await;
        assert!(asks_for_the_password(&reply), "{}: {}", label(row), reply.text());
    }
    assert_eq!(world.state().await, before);
    for row in others {
        let reply = world.ask(&kiva, row).await;
        assert!(!asks_for_the_password(&reply), "{} asks and is not listed", label(row));
    }
}

fn asks_for_the_password(reply: &Reply) -> bool {
    reply.status == 200 && reply.text().contains("name=\"confirm_password\"")
}

async fn forms_without_the_sessions_token_are_refused(database: &TestDatabase) {
    let world = World::new(database).await;
    let other = world.app.person(Role::Reporter).await;
    let of_another_session = hidden(other.get("/").await.expect(200).text(), "csrf");
    let browser = world.app.person(Role::Coordinator).await;
    let kiva = world.app.person(Role::Kiva).await;
    let before = world.state().await;
    for row in SITE.iter().filter(needs_sign_in).filter(|row| row.method == "POST") {
        let person = if row.roles.contains(&Role::Coordinator) {
            &browser
        } else {
            &kiva
        };
        for token in [None, Some(""), Some("stale"), Some(of_another_session.as_str())] {
            let reply = world.ask_with(person, row, token).await;
            assert_eq!(reply.status, 403, "{} with {token:?}: {}", label(row), reply.text());
        }
    }
    assert_eq!(world.state().await, before);
}

for_each_engine!(
    the_sandbox_asks_for_a_token_of_the_partner,
    a_closed_sandbox_is_for_kivas_people,
    a_real_pa2_has_no_sandbox,
    the_api_refuses_who_has_no_token,
    the_api_refuses_another_partners_token,
    the_api_asks_each_route_for_its_scope_and_no_other,
    the_token_service_answers_clients_that_show_their_secret,
    the_site_sends_who_is_not_signed_in_to_sign_in,
    the_site_refuses_roles_that_are_too_low,
    the_site_shows_its_pages_to_those_who_may,
    the_site_takes_forms_from_those_who_may,
    another_partners_things_are_not_there,
    a_form_of_one_partner_does_nothing_while_another_is_open,
    forms_that_give_access_or_move_money_ask_for_the_password_again,
    forms_without_the_sessions_token_are_refused,
);
