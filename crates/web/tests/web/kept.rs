//! What is acknowledged is kept, and nothing else: while a request changes something, each of its statements fails in turn,
//! twice in a row; a second connection looks what there is, and the answer's words are held against it.

use axum::body::Body;
use axum::http::{Request, header};
use fieldlink_app::partners::NewPartner;
use fieldlink_app::{Actor, Role};
use fieldlink_contract::Scope;
use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::settings::Settings;
use fieldlink_testkit::{Met, Strikes, TestDatabase, for_each_engine};
use serde_json::json;

use crate::support::{ApiCaller, Browser, PARTNER, PASSWORD, Reply, TestApp, form, hidden};
use crate::v3::journals::{confirm_key, journal};
use crate::v3::loan_draft::{complete, png};
use crate::v3::repayments::paying_back;

const FINALIZE: &str = "/repayments/2026-11/finalize";
const FORM: &str = "application/x-www-form-urlencoded";

/// Something that a program or a person does. Each time it is done with another number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Draft,
    GroupWithPhoto,
    Journals,
    Repayments,
    Step,
    Photo,
    Publish,
    Confirm,
    Finalize,
    Invite,
    SignIn,
}

/// Whoever does it.
struct World<'a> {
    database: &'a TestDatabase,
    program: ApiCaller<'a>,
    person: Browser<'a>,
    /// The token of the person's forms.
    csrf: String,
}

/// What was said of a deed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Kept,
    NotKept,
    NotKnown,
}

impl Said {
    fn of(reply: &Reply) -> Said {
        let says = |words: &str| reply.text().contains(words);
        match reply.status.as_u16() {
            200..400 => Said::Kept,
            503 if says("Nothing was begun") => Said::NotKept,
            500 if says("Nothing was saved") => Said::NotKept,
            500 if says("It is not known whether this was saved") => Said::NotKnown,
            status => panic!("{status}: {}", reply.text()),
        }
    }
}

impl<'a> World<'a> {
    async fn new(database: &'a TestDatabase, app: &'a TestApp) -> World<'a> {
        paying_back(app, PARTNER, 1).await;
        let person = app.person(Role::Coordinator).await;
        let page = person.get("/drafts").await.expect(200);
        World {
            database,
            program: app
                .client(&[
                    Scope::CreateLoanDraft,
                    Scope::CreateJournalUpdate,
                    Scope::CreateRepayment,
                ])
                .await,
            csrf: hidden(page.text(), "csrf"),
            person,
        }
    }

    /// Posts under a key of this number.
    async fn posts(&self, path: &str, body: &str, n: u32) -> Reply {
        let key = format!("{path} {n}");
        let headers = [("content-type", "application/json"), ("idempotency-key", key.as_str())];
        self.program
            .request(axum::http::Method::POST, path, body, &headers)
            .await
    }

    /// A draft without errors that is there: its address.
    async fn draft(&self, n: u32) -> String {
        self.does(Deed::Draft, n, "").await.expect(200);
        let id = format!("SELECT id FROM draft WHERE body LIKE '%\"000{n}\"%'");
        format!("/drafts/{}", self.database.number(&id).await)
    }

    /// A partner of its own with a loan in the open month: what its coordinator's browser sends to make the month final.
    async fn month_of(&self, partner: PartnerId) -> String {
        let app = self.person.app;
        app.pa2
            .create_partner(&Actor::Operator, NewPartner::sample(partner))
            .await
            .unwrap();
        paying_back(app, partner, 1).await;
        let browser = app.person_of(Some(partner), Role::Coordinator).await;
        let page = browser.get(FINALIZE).await.expect(200);
        let of_page = |name| hidden(page.text(), name);
        let fields = [
            ("csrf", &*of_page("csrf")),
            ("version", &*of_page("version")),
            ("confirm", "on"),
        ];
        format!("{}\n{}", browser.cookie(), form(&fields))
    }

    /// What has to be there before the deed, as [`World::does`] wants to know it.
    async fn prepares(&self, deed: Deed, n: u32) -> String {
        match deed {
            Deed::Step | Deed::Photo | Deed::Publish => self.draft(n).await,
            Deed::Confirm => {
                let journals = json!([journal(1), journal(1)]).to_string();
                let reply = self.posts("/v3/partners/1/journals", &journals, n).await.expect(201);
                confirm_key(&reply.json())
            }
            Deed::Finalize => self.month_of(PartnerId(i64::from(n))).await,
            _ => String::new(),
        }
    }

    async fn does(&self, deed: Deed, n: u32, prepared: &str) -> Reply {
        let fields = [("csrf", self.csrf.as_str()), ("version", "1")];
        match deed {
            Deed::Draft => {
                self.posts("/v3/partner/1/loan_draft", &complete(n).to_string(), n)
                    .await
            }
            Deed::GroupWithPhoto => {
                let mut group = complete(n);
                let member = |half: &str| json!({ "loan_id": format!("000{n}{half}"), "first_name": "Bo" });
                group["entreps"] = json!([member("a"), member("b")]);
                group["group_name"] = json!("Umoja");
                self.posts("/v3/partner/1/loan_draft", &group.to_string(), n).await
            }
            Deed::Journals => {
                let mut news = journal(1);
                news["subject"] = json!(format!("News of {n}"));
                let journals = json!([news, news, news]).to_string();
                self.posts("/v3/partners/1/journals", &journals, n).await
            }
            Deed::Repayments => {
                let nobodys = format!("nobody's {n}");
                let rows = json!([{ "loan_id": "0001", "amount": n }, { "loan_id": nobodys, "amount": 1 }]);
                let body = json!({ "repayments": rows }).to_string();
                self.posts("/v3/partner/1/repayments", &body, n).await
            }
            Deed::Step => {
                let loanuse = format!("to buy {n} goats");
                let fields = [&fields[..], &[("loan_type", "individual"), ("loanuse", &loanuse)]].concat();
                self.person.post_raw(&format!("{prepared}/description"), &fields).await
            }
            Deed::Photo => {
                let path = format!("{prepared}/photo");
                self.person.post_file_raw(&path, &fields, "photo", &png()).await
            }
            Deed::Publish => self.person.post_raw(&format!("{prepared}/publish"), &fields).await,
            Deed::Confirm => {
                let fields = [&fields[..], &[("choice", "all")]].concat();
                let path = format!("/journals/archives/{prepared}/publish");
                self.person.post_raw(&path, &fields).await
            }
            Deed::Finalize => {
                let (cookie, fields) = prepared.split_once('\n').unwrap();
                let request = Request::post(FINALIZE)
                    .header(header::COOKIE, cookie)
                    .header(header::CONTENT_TYPE, FORM);
                let request = request.body(Body::from(fields.to_owned())).unwrap();
                self.person.app.send(request).await
            }
            Deed::Invite => {
                let email = format!("n{n}@example.org");
                let fields = [fields[0], ("email", &email), ("name", "Rosa"), ("role", "reporter")];
                self.person.post_raw("/account/staff", &fields).await
            }
            Deed::SignIn => {
                let fields = [("email", self.person.person.email.as_str()), ("password", PASSWORD)];
                let request = Request::post("/sign-in")
                    .header(header::USER_AGENT, format!("browser {n}"))
                    .header(header::CONTENT_TYPE, FORM);
                let request = request.body(Body::from(form(&fields))).unwrap();
                self.person.app.send(request).await
            }
        }
    }

    /// The parts of a deed that a second connection finds, and how many there are when it is whole.
    async fn finds(&self, deed: Deed, n: u32, prepared: &str) -> (i64, i64) {
        let draft = format!("FROM draft WHERE body LIKE '%\"000{n}\"%'");
        let of_archive = "FROM journal JOIN archive ON archive.id = archive_id WHERE journal.state = 'published'";
        let upload = format!("FROM upload WHERE rows_csv LIKE '%{n},1%'");
        let (parts, whole) = match deed {
            Deed::Draft => (format!("SELECT COUNT(*) {draft}"), 1),
            Deed::GroupWithPhoto => {
                let group = format!("FROM draft WHERE photo IS NOT NULL AND body LIKE '%\"000{n}b\"%'");
                (format!("SELECT COUNT(*) {group}"), 1)
            }
            Deed::Journals => (format!("SELECT COUNT(*) FROM journal WHERE subject = 'News of {n}'"), 3),
            Deed::Repayments => {
                let problem = format!("SELECT COUNT(*) FROM problem WHERE loan_id = 'nobody''s {n}'");
                let sum = format!("SELECT COUNT(*) FROM reported WHERE cumulative = {n}00");
                (format!("SELECT ({problem}) + ({sum}) + COUNT(*) {upload}"), 3)
            }
            Deed::Step => (
                format!("SELECT COUNT(*) FROM draft WHERE body LIKE '%buy {n} goats%'"),
                1,
            ),
            Deed::Photo => (format!("SELECT COUNT(*) {draft} AND version = 2"), 1),
            Deed::Publish => {
                let loan = format!("SELECT COUNT(*) FROM loan WHERE internal_loan_id = '000{n}'");
                (format!("SELECT ({loan}) + COUNT(*) {draft} AND state = 'published'"), 2)
            }
            Deed::Confirm => (
                format!("SELECT COUNT(*) {of_archive} AND confirm_key = '{prepared}'"),
                2,
            ),
            Deed::Finalize => {
                let lines = format!("SELECT COUNT(*) FROM report_line WHERE partner_id = {n}");
                let deed = format!("SELECT COUNT(*) FROM audit WHERE partner_id = {n} AND action = 'report.finalize'");
                let billed = format!("SELECT COUNT(*) FROM loan WHERE partner_id = {n} AND repaid > 0");
                let report = format!("FROM report WHERE partner_id = {n} AND state = 'final'");
                (
                    format!("SELECT ({lines}) + ({deed}) + ({billed}) + COUNT(*) {report}"),
                    4,
                )
            }
            Deed::Invite => {
                let mail = format!("SELECT COUNT(*) FROM mail WHERE recipient = 'n{n}@example.org'");
                (
                    format!("SELECT ({mail}) + COUNT(*) FROM person WHERE email = 'n{n}@example.org'"),
                    2,
                )
            }
            Deed::SignIn => (format!("SELECT COUNT(*) FROM session WHERE agent = 'browser {n}'"), 1),
        };
        (self.database.number(&parts).await, whole)
    }
}

async fn holds(database: &TestDatabase, deeds: &[Deed]) {
    let (strikes, url) = Strikes::on(database).await;
    let app = TestApp::at(&url, Settings::default()).await;
    let world = World::new(database, &app).await;
    for deed in deeds {
        holds_of(&world, &strikes, *deed).await;
    }
}

async fn holds_of(world: &World<'_>, strikes: &Strikes, deed: Deed) {
    let mut n = 1_000 * (deed as u32 + 1);
    let mut told = Vec::new();
    let struck = strikes
        .each_in_turn(async |met| {
            n += 1;
            let prepared = world.prepares(deed, n).await;
            strikes.arm(met);
            let reply = world.does(deed, n, &prepared).await;
            let struck = strikes.heal().await;
            let said = Said::of(&reply);
            told.push(said);
            let (found, whole) = world.finds(deed, n, &prepared).await;
            let is_true = match said {
                Said::Kept => found == whole,
                Said::NotKept => found == 0,
                Said::NotKnown => met != Met::Nothing && (found == 0 || found == whole),
            };
            assert!(
                is_true,
                "{deed:?}, {met:?}: {said:?}, and {found} of {whole} there: {}",
                reply.text()
            );
            assert!(said == Said::Kept || met != Met::Nothing, "{deed:?}: all is well");
            if said != Said::Kept {
                // Whoever does it again has it, once; but who comes in twice is in twice.
                let before = if deed == Deed::SignIn { found } else { 0 };
                world.does(deed, n, &prepared).await;
                assert_eq!(
                    world.finds(deed, n, &prepared).await.0,
                    before + whole,
                    "{deed:?}, {met:?}, again"
                );
            }
            struck
        })
        .await;
    let kept = told.iter().filter(|said| **said == Said::Kept).count();
    assert!(
        told.len() - kept > 5,
        "{deed:?}: {struck} statements were struck: {told:?}"
    );
}

async fn what_programs_send(database: &TestDatabase) {
    holds(
        database,
        &[Deed::Draft, Deed::GroupWithPhoto, Deed::Journals, Deed::Repayments],
    )
    .await;
}

async fn what_coordinators_correct(database: &TestDatabase) {
    holds(database, &[Deed::Step, Deed::Photo]).await;
}

async fn what_coordinators_publish(database: &TestDatabase) {
    holds(database, &[Deed::Publish, Deed::Confirm]).await;
}

async fn what_ends_a_month(database: &TestDatabase) {
    holds(database, &[Deed::Finalize]).await;
}

async fn who_comes_in(database: &TestDatabase) {
    holds(database, &[Deed::Invite, Deed::SignIn]).await;
}

for_each_engine!(
    what_programs_send,
    what_coordinators_correct,
    what_coordinators_publish,
    what_ends_a_month,
    who_comes_in
);
