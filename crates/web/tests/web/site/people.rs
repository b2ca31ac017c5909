//! People: invited, forgetful, leaving; their language, their sessions, their second step.

use std::fs;

use axum::body::Body;
use axum::http::{Request, header};
use chrono::TimeDelta;
use fieldlink_app::mail::Post;
use fieldlink_app::{Actor, Role};
use fieldlink_domain::settings::Settings;
use fieldlink_testkit::{TestDatabase, for_each_engine};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use totp_rs::{Builder, Secret};

use crate::support::{Browser, PARTNER, PASSWORD, Reply, STRANGER, TestApp, URL, hidden};
use crate::v3::journals::{journal, send};
use crate::v3::repayments::paying_back;

const STAFF: &str = "/account/staff";
const SECURITY: &str = "/account/security";

/// A folder that e-mails are written into.
struct Outbox {
    folder: TempDir,
    post: Post,
}

impl Outbox {
    fn new() -> Outbox {
        let folder = tempfile::tempdir().unwrap();
        let post = Post::outbox(folder.path().join("outbox"), "PA2 <pa2@example.org>").unwrap();
        Outbox { folder, post }
    }

    /// Sends what waits; all e-mails that have left so far.
    async fn letters(&self, app: &TestApp) -> Vec<String> {
        app.pa2
            .send_mail(&self.post, fieldlink_web::mail::render)
            .await
            .unwrap();
        let Ok(files) = fs::read_dir(self.folder.path().join("outbox")) else {
            return Vec::new();
        };
        let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
        files.sort();
        files
            .iter()
            .map(|file| unfolded(&fs::read_to_string(file).unwrap()))
            .collect()
    }
}

/// Long lines of an e-mail are folded; whoever reads it sees them whole.
fn unfolded(letter: &str) -> String {
    letter.replace("=\r\n", "").replace("=3D", "=")
}

/// The path of the link in an e-mail.
fn link(letter: &str) -> String {
    let line = letter.lines().find(|line| line.starts_with(URL));
    line.unwrap_or_else(|| panic!("{letter}")).trim().replace(URL, "")
}

async fn sign_in(app: &TestApp, email: &str, password: &str) -> Reply {
    app.post_form("/sign-in", &[("email", email), ("password", password)])
        .await
}

fn acts(trail: &[fieldlink_store::audit::Act]) -> Vec<&str> {
    trail.iter().map(|act| act.action.as_str()).collect()
}

async fn somebody_is_invited_chooses_a_password_and_leaves(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let outbox = Outbox::new();
    let ana = app.person(Role::Coordinator).await;
    let new = [("email", " Bo@Example.org"), ("name", "Bo"), ("role", "reporter")];
    ana.submit(STAFF, STAFF, &new).await.expect(303);
    let taken = ana.submit(STAFF, STAFF, &new).await.expect(422);
    assert!(taken.text().contains("Somebody signs in with this address already."));
    assert!(taken.text().contains("value=\"Bo\""), "what was typed is lost");
    for (role, status) in [("kiva", 403), ("king", 422)] {
        let fields = [("email", "x@example.org"), ("role", role)];
        ana.submit(STAFF, STAFF, &fields).await.expect(status);
    }
    let letters = outbox.letters(&app).await;
    assert_eq!(letters.len(), 1);
    assert!(letters[0].contains("To: bo@example.org") && letters[0].contains("Test coordinator has invited you"));
    assert!(outbox.letters(&app).await.len() == 1, "sent twice");

    let first = link(&letters[0]);
    app.get(&first).await.expect(200);
    let bo = app
        .pa2
        .list_people(&Actor::Operator, Some(PARTNER), ana.person.id)
        .await
        .unwrap()
        .remove(0);
    let to = |what: &str| format!("{STAFF}/{}/{what}", bo.person.id);
    ana.submit(STAFF, &to("invite"), &[]).await.expect(303);
    app.get(&first).await.expect(404);
    let second = link(&outbox.letters(&app).await[1]);
    let page = app.get(&second).await.expect(200);
    assert!(page.text().contains("bo@example.org") && page.text().contains("Welcome"));
    let choose = async |new: &str, again: &str| app.post_form(&second, &[("new", new), ("again", again)]).await;
    choose("short", "short").await.expect(422);
    choose("a new long password", "another long one").await.expect(422);
    choose("a new long password", "a new long password").await.expect(303);
    choose("a new long password", "a new long password").await.expect(404);
    sign_in(&app, "bo@example.org", "a new long password").await.expect(303);
    ana.submit(STAFF, &to("invite"), &[]).await.expect(409);

    ana.submit(STAFF, &to("role"), &[("role", "technical")])
        .await
        .expect(303);
    let listed = ana.get(STAFF).await.expect(200);
    assert!(listed.text().contains("Technician") && listed.text().contains("Last signed in"));
    ana.submit(STAFF, &to("leave"), &[]).await.expect(303);
    sign_in(&app, "bo@example.org", "a new long password").await.expect(422);
    ana.submit(STAFF, &to("return"), &[]).await.expect(303);
    sign_in(&app, "bo@example.org", "a new long password").await.expect(303);

    let own = format!("{STAFF}/{}/leave", ana.person.id);
    assert!(
        ana.submit(STAFF, &own, &[])
            .await
            .expect(409)
            .text()
            .contains("another coordinator")
    );
    let trail = app.pa2.audit_trail(&Actor::Operator, PARTNER, 99).await.unwrap();
    for act in [
        "person.invite",
        "person.invite_again",
        "person.role",
        "person.disable",
        "person.enable",
    ] {
        assert!(acts(&trail).contains(&act), "{act}: {:?}", acts(&trail));
    }
}

async fn a_partner_keeps_a_coordinator(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let ana = app.person(Role::Coordinator).await;
    let actor = Actor::Person(ana.person.clone());
    let invited = fieldlink_app::people::Invited {
        email: "cy@example.org".into(),
        name: String::new(),
        role: Role::Coordinator,
        language: "fr".into(),
    };
    app.pa2.invite(&actor, Some(PARTNER), invited).await.unwrap();
    let cy = app
        .pa2
        .list_people(&actor, Some(PARTNER), ana.person.id)
        .await
        .unwrap()
        .remove(0)
        .person;
    app.pa2.person_leaves(&actor, Some(PARTNER), cy.id).await.unwrap();
    // Somebody whose session began when they were a coordinator yet.
    let last = app
        .pa2
        .person_leaves(&Actor::Person(cy.clone()), Some(PARTNER), ana.person.id)
        .await;
    assert!(last.unwrap_err().message.contains("last coordinator"));
    let kim = app.person(Role::Kiva).await;
    let kiva = Actor::Person(kim.person.clone());
    app.pa2
        .change_role(&kiva, Some(PARTNER), ana.person.id, Role::Reporter)
        .await
        .unwrap();
    assert!(
        app.pa2.person_leaves(&kiva, Some(STRANGER), cy.id).await.is_err(),
        "not theirs"
    );
}

async fn a_forgotten_password_is_answered_alike(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let outbox = Outbox::new();
    let ana = app.person(Role::Coordinator).await;
    const FORGOT: &str = "/password/forgot";
    app.get(FORGOT).await.expect(200);
    let known = app.post_form(FORGOT, &[("email", &ana.person.email)]).await.expect(200);
    let unknown = app.post_form(FORGOT, &[("email", "zoe@example.org")]).await.expect(200);
    app.post_form(FORGOT, &[("email", "no address")]).await.expect(200);
    assert_eq!(known.text(), unknown.text());
    // Asking again at once sends nothing more.
    app.post_form(FORGOT, &[("email", &ana.person.email)]).await.expect(200);
    let letters = outbox.letters(&app).await;
    assert_eq!(letters.len(), 1);
    let path = link(&letters[0]);
    app.clock.advance(TimeDelta::minutes(61));
    app.get(&path).await.expect(404);
    app.post_form(FORGOT, &[("email", &ana.person.email)]).await.expect(200);
    let path = link(&outbox.letters(&app).await[1]);
    ana.get(SECURITY).await.expect(200);
    let other_site = Request::post(&path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "cross-site")
        .body(Body::from("new=a+new+long+password&again=a+new+long+password"));
    app.send(other_site.unwrap()).await.expect(403);
    app.post_form(
        &path,
        &[("new", "a new long password"), ("again", "a new long password")],
    )
    .await
    .expect(303);
    // The sessions of before have ended.
    ana.get(SECURITY).await.expect(303);
    sign_in(&app, &ana.person.email, PASSWORD).await.expect(422);
    sign_in(&app, &ana.person.email, "a new long password")
        .await
        .expect(303);
}

async fn an_own_password_is_changed_and_sessions_are_ended(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let ana = app.person(Role::Technical).await;
    let elsewhere = sign_in(&app, &ana.person.email, PASSWORD).await.expect(303);
    let elsewhere = elsewhere.header("set-cookie").split(';').next().unwrap().to_owned();
    let there = async || {
        let get = Request::get(SECURITY).header(header::COOKIE, &elsewhere);
        app.send(get.body(Body::empty()).unwrap()).await
    };
    let page = there().await.expect(200);
    assert_eq!(page.text().matches("name=\"session\"").count(), 1, "one other session");
    ana.submit(SECURITY, "/account/security/sessions/end-others", &[])
        .await
        .expect(303);
    there().await.expect(303);
    ana.get(SECURITY).await.expect(200);

    const CHANGE: &str = "/account/security/password";
    let change = async |old: &str, new: &str, again: &str| {
        ana.submit(SECURITY, CHANGE, &[("old", old), ("new", new), ("again", again)])
            .await
    };
    assert!(
        change("wrong", "a new long password", "a new long password")
            .await
            .expect(422)
            .text()
            .contains("wrong")
    );
    change(PASSWORD, "a new long password", "different").await.expect(422);
    change(PASSWORD, "short", "short").await.expect(422);
    change(PASSWORD, "a new long password", "a new long password")
        .await
        .expect(303);
    ana.get(SECURITY).await.expect(200);
    sign_in(&app, &ana.person.email, PASSWORD).await.expect(422);
}

/// The code that a telephone with this secret shows.
fn code(app: &TestApp, secret: &str) -> String {
    let secret = Secret::try_from_base32(secret.replace(' ', "")).unwrap();
    let totp = Builder::new().with_secret(secret).build().unwrap();
    totp.generate(u64::try_from(app.clock.now().timestamp()).unwrap())
        .to_string()
}

fn between<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = page.split_once(before).unwrap_or_else(|| panic!("{before} in {page}"));
    rest.split_once(after).unwrap().0
}

/// Sets a second step up; the secret and the recovery codes.
async fn set_up(app: &TestApp, browser: &Browser<'_>) -> (String, Vec<String>) {
    const STEP: &str = "/account/security/second-step";
    browser.submit(SECURITY, STEP, &[]).await.expect(303);
    let page = browser.get(STEP).await.expect(200);
    assert!(page.text().contains("<svg") && !page.text().contains("style="));
    let secret = between(page.text(), "<p class=\"secret\">", "<").to_owned();
    browser
        .submit(STEP, &format!("{STEP}/on"), &[("code", "000000")])
        .await
        .expect(422);
    let shown = code(app, &secret);
    let page = browser
        .submit(STEP, &format!("{STEP}/on"), &[("code", &shown)])
        .await
        .expect(200);
    let codes = page.text().split("<li><code>").skip(1);
    let codes: Vec<String> = codes.map(|rest| rest.split('<').next().unwrap().to_owned()).collect();
    assert_eq!(codes.len(), 10);
    (secret, codes)
}

async fn a_second_step_is_asked_for_and_each_code_counts_once(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let ana = app.person(Role::Coordinator).await;
    let (secret, codes) = set_up(&app, &ana).await;
    app.clock.advance(TimeDelta::minutes(1));
    let first = async || {
        let reply = sign_in(&app, &ana.person.email, PASSWORD).await.expect(303);
        assert!(reply.header("location").starts_with("/sign-in/code"));
        reply.header("set-cookie").split(';').next().unwrap().to_owned()
    };
    let with = async |cookie: &str, code: &str| {
        let post = Request::post("/sign-in/code")
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(format!("code={code}&next=%2Floans")));
        app.send(post.unwrap()).await
    };
    let cookie = first().await;
    let get = Request::get(SECURITY).header(header::COOKIE, &cookie);
    let half = app.send(get.body(Body::empty()).unwrap()).await.expect(303);
    assert!(
        half.header("location").starts_with("/sign-in"),
        "the password alone opens a page"
    );
    with(&cookie, "000000").await.expect(422);
    let shown = code(&app, &secret);
    assert_eq!(with(&cookie, &shown).await.expect(303).header("location"), "/loans");
    let again = first().await;
    with(&again, &shown).await.expect(422);
    with(&again, &codes[3].replace('-', "").to_uppercase())
        .await
        .expect(303);
    let again = first().await;
    with(&again, &codes[3]).await.expect(422);
    // Five wrong codes in a row pause it, also for the right one.
    for _ in 0..4 {
        with(&again, "111111").await.expect(422);
    }
    app.clock.advance(TimeDelta::seconds(31));
    with(&again, &code(&app, &secret)).await.expect(422);
    // The first step is remembered for five minutes.
    app.clock.advance(TimeDelta::minutes(6));
    assert_eq!(
        with(&again, &code(&app, &secret)).await.expect(303).header("location"),
        "/sign-in"
    );
    let late = first().await;
    with(&late, &code(&app, &secret)).await.expect(303);

    ana.submit(SECURITY, "/account/security/second-step/codes", &[])
        .await
        .expect(200);
    let cookie = first().await;
    with(&cookie, &codes[4]).await.expect(422);
    ana.submit(SECURITY, "/account/security/second-step/off", &[])
        .await
        .expect(303);
    assert_eq!(
        sign_in(&app, &ana.person.email, PASSWORD)
            .await
            .expect(303)
            .header("location"),
        "/"
    );
}

async fn staff_can_turn_a_lost_second_step_off(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let bo = app.person(Role::Reporter).await;
    set_up(&app, &bo).await;
    let ana = app.person(Role::Coordinator).await;
    let clear = format!("{STAFF}/{}/clear-second-step", bo.person.id);
    ana.submit(STAFF, &clear, &[]).await.expect(303);
    bo.get(SECURITY).await.expect(303);
    assert_eq!(
        sign_in(&app, &bo.person.email, PASSWORD)
            .await
            .expect(303)
            .header("location"),
        "/"
    );
}

async fn kivas_people_set_a_second_step_up_first_where_it_is_asked(database: &TestDatabase) {
    let settings = Settings {
        kiva_second_step: true,
        ..Settings::default()
    };
    let app = TestApp::with(database, settings).await;
    let kim = app.person(Role::Kiva).await;
    assert_eq!(kim.get("/loans").await.expect(303).header("location"), SECURITY);
    kim.get(SECURITY).await.expect(200);
    app.person(Role::Coordinator).await.get("/loans").await.expect(200);
    set_up(&app, &kim).await;
    kim.get("/loans").await.expect(200);
}

async fn what_cannot_be_undone_asks_for_the_password_again(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let ana = app.person(Role::Coordinator).await;
    const STEP: &str = "/account/security/second-step";
    app.clock.advance(TimeDelta::minutes(14));
    ana.submit(SECURITY, STEP, &[]).await.expect(303);
    app.clock.advance(TimeDelta::minutes(2));
    let asked = ana
        .submit(SECURITY, STEP, &[("kept", "what <was> typed")])
        .await
        .expect(200);
    assert!(asked.text().contains("confirm it is you") && asked.text().contains("what &lt;was&gt; typed"));
    for to in [
        "/repayments/2026-11/finalize",
        "/drafts/1/publish",
        "/drafts/publish",
        "/journals/archives/key/publish",
    ] {
        let page = ana.submit(SECURITY, to, &[("version", "1")]).await.expect(200);
        assert!(page.text().contains("confirm it is you"), "{to}");
    }
    let csrf = hidden(asked.text(), "csrf");
    let with = async |password: &str| {
        ana.post_raw(STEP, &[("csrf", &csrf), ("confirm_password", password)])
            .await
    };
    let wrong = with("wrong").await.expect(422);
    assert!(wrong.text().contains("The password is wrong") && !wrong.text().contains("value=\"wrong\""));
    with(PASSWORD).await.expect(303);
    // Fresh again.
    ana.submit(SECURITY, STEP, &[]).await.expect(303);
    ana.post_raw(STEP, &[("confirm_password", PASSWORD)]).await.expect(403);
}

async fn a_language_is_chosen_kept_and_written_in(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let outbox = Outbox::new();
    let choose = |cookie: &str, site: &str| {
        Request::post("/language")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::COOKIE, cookie)
            .header(header::REFERER, format!("{URL}/loans?query=x"))
            .header("sec-fetch-site", site)
            .body(Body::from("language=es"))
            .unwrap()
    };
    let stranger = app.send(choose("", "same-origin")).await.expect(303);
    assert_eq!(stranger.header("location"), "/loans?query=x");
    assert!(
        stranger
            .header("set-cookie")
            .starts_with("language=es; Path=/; Max-Age=31536000")
    );
    app.send(choose("", "cross-site")).await.expect(403);
    app.post_form("/language", &[("language", "xx")]).await.expect(303);

    let ana = app.person(Role::Coordinator).await;
    let session = sign_in(&app, &ana.person.email, PASSWORD).await.expect(303);
    let cookie = session.header("set-cookie").split(';').next().unwrap().to_owned();
    app.send(choose(&cookie, "same-origin")).await.expect(303);
    // On another browser the choice comes with signing in.
    let reply = sign_in(&app, &ana.person.email, PASSWORD).await.expect(303);
    let cookies: Vec<&str> = reply
        .headers
        .get_all("set-cookie")
        .iter()
        .map(|c| c.to_str().unwrap())
        .collect();
    assert!(
        cookies.iter().any(|cookie| cookie.starts_with("language=es")),
        "{cookies:?}"
    );
    app.post_form("/password/forgot", &[("email", &ana.person.email)])
        .await
        .expect(200);
    assert!(outbox.letters(&app).await[0].contains("Alguien, probablemente usted"));
    for (language, words) in [("es", "Contraseña"), ("fr", "Mot de passe")] {
        let get = Request::get("/sign-in").header(header::COOKIE, format!("language={language}"));
        let page = app.send(get.body(Body::empty()).unwrap()).await.expect(200);
        assert!(page.text().contains(words) && page.text().contains(&format!("<html lang=\"{language}\"")));
    }
}

async fn coordinators_are_told_of_journals_and_due_reports(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let outbox = Outbox::new();
    app.person(Role::Coordinator).await;
    app.person(Role::Technical).await;
    app.person_of(Some(STRANGER), Role::Coordinator).await;
    paying_back(&app, PARTNER, 1).await;
    let key = send(&app, serde_json::json!([journal(1), journal(1)])).await;
    let letters = outbox.letters(&app).await;
    assert_eq!(letters.len(), 1);
    assert!(
        letters[0].contains("2 journals of Sample Partner 1 wait for you"),
        "{}",
        letters[0]
    );
    assert!(letters[0].contains(&key));

    let first_of_month = "2026-12-02T12:00:00Z".parse().unwrap();
    app.pa2.remind_of_reports(app.clock.now()).await.unwrap();
    for _ in 0..2 {
        app.pa2.remind_of_reports(first_of_month).await.unwrap();
    }
    let letters = outbox.letters(&app).await;
    assert_eq!(letters.len(), 3, "one for each partner's coordinator");
    assert!(
        letters[1].contains("November 2026") && letters[1].contains("10 Dec 2026"),
        "{}",
        letters[1]
    );
}

async fn coordinators_are_reminded_of_issue_loans_once_a_month(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    app.person(Role::Coordinator).await;
    app.person(Role::Reporter).await;
    app.person_of(Some(STRANGER), Role::Coordinator).await;
    let loan = crate::v3::loans::post(&app, crate::v3::loans::new_loan(PARTNER, 1, "Has Issue"))
        .await
        .id;
    let raised = app.pa2.raise_issue(&Actor::Operator, loan, "FPU", "What for?").await;
    raised.unwrap();
    let outbox = Outbox::new();
    let before = outbox.letters(&app).await.len();
    for moment in ["2026-11-19T12:00:00Z", "2026-11-20T20:00:00Z", "2026-11-28T12:00:00Z"] {
        app.pa2.remind_of_issues(moment.parse().unwrap()).await.unwrap();
    }
    let letters = outbox.letters(&app).await;
    assert_eq!(
        letters.len(),
        before + 1,
        "one, to the coordinator of the partner that has one"
    );
    let letter = letters.last().unwrap();
    assert!(letter.contains("One issue loan of Sample Partner 1"), "{letter}");
    assert!(
        letter.contains("/loans?status=3Dissue") || letter.contains("/loans?status=issue"),
        "{letter}"
    );
}

async fn an_e_mail_that_cannot_leave_is_tried_again(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let ana = app.person(Role::Coordinator).await;
    app.post_form("/password/forgot", &[("email", &ana.person.email)])
        .await
        .expect(200);
    let folder = tempfile::tempdir().unwrap();
    let blocked = folder.path().join("file");
    fs::write(&blocked, "no folder").unwrap();
    let post = Post::outbox(blocked, "pa2@example.org").unwrap();
    let send = async || app.pa2.send_mail(&post, fieldlink_web::mail::render).await.unwrap();
    assert_eq!((send().await, app.pa2.mail_waiting().await.unwrap()), (0, 1));
    fs::remove_file(folder.path().join("file")).unwrap();
    assert_eq!(send().await, 0, "too early");
    app.clock.advance(TimeDelta::minutes(1));
    assert_eq!((send().await, app.pa2.mail_waiting().await.unwrap()), (1, 0));
}

/// Takes one e-mail as an SMTP server does (RFC 5321), refusing it the first time; what was said to it.
async fn smtp_server(listener: TcpListener) -> Vec<String> {
    let mut heard = Vec::new();
    for verdict in ["451 busy, come again", "250 taken"] {
        let (stream, _) = listener.accept().await.unwrap();
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        write.write_all(b"220 mail.test\r\n").await.unwrap();
        let mut in_message = false;
        while let Some(line) = lines.next_line().await.unwrap() {
            let answer = match line.as_str() {
                "." => verdict,
                _ if in_message => "",
                "DATA" => "354 go on",
                "QUIT" => "221 bye",
                _ => "250 fine",
            };
            in_message = line == "DATA" || (in_message && line != ".");
            let last = line == "QUIT";
            heard.push(line);
            if !answer.is_empty() && write.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
                break;
            }
            if last {
                break;
            }
        }
    }
    heard
}

async fn an_e_mail_leaves_over_smtp(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let ana = app.person(Role::Coordinator).await;
    app.post_form("/password/forgot", &[("email", &ana.person.email)])
        .await
        .expect(200);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(smtp_server(listener));
    let post = Post::smtp(&url, None, "PA2 <pa2@example.org>").unwrap();
    let send = async || app.pa2.send_mail(&post, fieldlink_web::mail::render).await.unwrap();
    assert_eq!(send().await, 0, "refused for now");
    app.clock.advance(TimeDelta::minutes(1));
    assert_eq!(send().await, 1);
    drop(post);
    let heard = server.await.unwrap();
    let to = format!("RCPT TO:<{}>", ana.person.email);
    assert_eq!(heard.iter().filter(|line| **line == to).count(), 2, "{heard:?}");
    let ids: Vec<&String> = heard.iter().filter(|line| line.starts_with("Message-ID:")).collect();
    assert_eq!(ids, [&"Message-ID: <fieldlink-1@example.org>".to_owned(); 2]);
    assert!(heard.iter().any(|line| line.starts_with(URL)), "{heard:?}");
}

async fn kivas_people_invite_each_other_and_a_reviewer_only_reviews(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let loan = crate::v3::repayments::paying_back(&app, PARTNER, 1).await.id;
    let kim = app.person(Role::Kiva).await;
    let page = "/kiva/staff";
    let invited = [
        ("email", "rosa@kiva.example.org"),
        ("name", "Rosa"),
        ("role", "reviewer"),
    ];
    kim.submit(page, page, &invited).await.expect(303);
    let of_a_partner = [("email", "x@kiva.example.org"), ("role", "coordinator")];
    let refused = kim.submit(page, page, &of_a_partner).await.expect(422);
    assert!(refused.text().contains("Choose a role at Kiva."), "{}", refused.text());
    let list = kim.get(page).await.expect(200);
    assert!(
        list.text().contains("Rosa") && list.text().contains("Reviewer"),
        "{}",
        list.text()
    );
    assert!(
        !kim.get("/account/staff").await.expect(200).text().contains("Rosa"),
        "she is nobody of the partner"
    );
    let people = app.pa2.list_people(&Actor::Operator, None, 0).await.unwrap();
    let rosa = people.iter().find(|listed| listed.person.name == "Rosa").unwrap();
    let to = |deed: &str| format!("{page}/{}/{deed}", rosa.person.id);
    kim.submit(page, &to("invite"), &[]).await.expect(303);
    kim.submit(page, &to("dance"), &[]).await.expect(404);
    kim.submit(page, &to("role"), &[("role", "reporter")]).await.expect(400);
    kim.submit(page, &to("role"), &[("role", "kiva")]).await.expect(303);
    kim.submit(page, &to("leave"), &[]).await.expect(303);
    let own = format!("{page}/{}/leave", kim.person.id);
    kim.submit(page, &own, &[]).await.expect(409);
    kim.submit(page, &to("return"), &[]).await.expect(303);

    let reviewer = app.person(Role::Reviewer).await;
    let queue = reviewer.get("/kiva").await.expect(200);
    assert!(!queue.text().contains("/kiva/partners"), "{}", queue.text());
    reviewer
        .submit("/", "/kiva/open", &[("partner", "1")])
        .await
        .expect(303);
    let page = reviewer.get(&format!("/loans/{loan}")).await.expect(200);
    assert!(
        !page.text().contains("loan.refund"),
        "a reviewer takes no loan further than to lenders"
    );
    reviewer.get("/kiva/staff").await.expect(403);
    reviewer.get("/kiva/partners").await.expect(403);
}

for_each_engine!(
    coordinators_are_reminded_of_issue_loans_once_a_month,
    kivas_people_invite_each_other_and_a_reviewer_only_reviews,
    an_e_mail_leaves_over_smtp,
    somebody_is_invited_chooses_a_password_and_leaves,
    a_partner_keeps_a_coordinator,
    a_forgotten_password_is_answered_alike,
    an_own_password_is_changed_and_sessions_are_ended,
    a_second_step_is_asked_for_and_each_code_counts_once,
    staff_can_turn_a_lost_second_step_off,
    kivas_people_set_a_second_step_up_first_where_it_is_asked,
    what_cannot_be_undone_asks_for_the_password_again,
    a_language_is_chosen_kept_and_written_in,
    coordinators_are_told_of_journals_and_due_reports,
    an_e_mail_that_cannot_leave_is_tried_again,
);
