//! Signing in and out.

use axum::body::Body;
use axum::http::{Request, header};
use chrono::TimeDelta;
use fieldlink_app::people::NewPerson;
use fieldlink_app::{Actor, Role};
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::support::{PARTNER, PASSWORD, Reply, TestApp, hidden};

const EMAIL: &str = "ana@example.org";

async fn with_ana(database: &TestDatabase) -> TestApp {
    let app = TestApp::new(database).await;
    let new = NewPerson {
        email: " Ana@Example.org".into(),
        name: "Ana".into(),
        partner_id: Some(PARTNER),
        role: Role::Coordinator,
        password: Some(PASSWORD.into()),
    };
    app.pa2.create_person(&Actor::Operator, new).await.unwrap();
    app
}

async fn try_with(app: &TestApp, email: &str, password: &str) -> Reply {
    app.post_form(
        "/sign-in",
        &[("email", email), ("password", password), ("next", "/loans?query=a%20b")],
    )
    .await
}

async fn the_page_asked_for_comes_after_signing_in(database: &TestDatabase) {
    let app = with_ana(database).await;
    let reply = app.get("/loans?query=a%20b").await.expect(303);
    assert_eq!(reply.header("location"), "/sign-in?next=%2Floans%3Fquery%3Da%2520b");
    let page = app.get(reply.header("location")).await.expect(200);
    assert_eq!(hidden(page.text(), "next"), "/loans?query=a%20b");
    let reply = try_with(&app, "ANA@example.org ", PASSWORD).await.expect(303);
    assert_eq!(reply.header("location"), "/loans?query=a%20b");
    let cookie = reply.header("set-cookie");
    assert!(
        cookie.starts_with("fieldlink=") && cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax"),
        "{cookie}"
    );
    // 256 bits.
    assert_eq!(cookie.split(';').next().unwrap().len(), "fieldlink=".len() + 43);
}

async fn no_other_site_comes_after_signing_in(database: &TestDatabase) {
    let app = with_ana(database).await;
    for next in [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
    ] {
        let fields = [("email", EMAIL), ("password", PASSWORD), ("next", next)];
        assert_eq!(
            app.post_form("/sign-in", &fields).await.expect(303).header("location"),
            "/"
        );
    }
    let next = app.get("/sign-in?next=//evil.example").await.expect(200);
    assert_eq!(hidden(next.text(), "next"), "/");
}

async fn a_failed_try_keeps_what_was_typed_and_tells_nothing(database: &TestDatabase) {
    let app = with_ana(database).await;
    let wrong = try_with(&app, EMAIL, "wrong").await.expect(422);
    assert!(wrong.text().contains("value=\"ana@example.org\""));
    assert!(!wrong.text().contains("value=\"wrong\""));
    assert_eq!(hidden(wrong.text(), "next"), "/loans?query=a%20b");
    let unknown = try_with(&app, "zoe@example.org", "wrong").await.expect(422);
    assert_eq!(
        wrong.text().replace(EMAIL, "?"),
        unknown.text().replace("zoe@example.org", "?")
    );
    try_with(&app, "", "").await.expect(422);
}

async fn five_wrong_passwords_pause_signing_in(database: &TestDatabase) {
    let app = with_ana(database).await;
    for _ in 0..5 {
        try_with(&app, EMAIL, "wrong").await.expect(422);
    }
    try_with(&app, EMAIL, PASSWORD).await.expect(422);
    app.clock.advance(TimeDelta::seconds(61));
    try_with(&app, EMAIL, PASSWORD).await.expect(303);
    // The count begins again.
    for _ in 0..4 {
        try_with(&app, EMAIL, "wrong").await.expect(422);
    }
    try_with(&app, EMAIL, PASSWORD).await.expect(303);
    let trail = app.pa2.audit_trail(&Actor::Operator, PARTNER, 9).await.unwrap();
    let acts: Vec<&str> = trail.iter().map(|act| act.action.as_str()).collect();
    assert_eq!(&acts[..3], ["person.sign_in", "person.sign_in", "person.lock"]);
}

/// Sixty at one time are judged like sixty one after the other, the right one among them too.
async fn passwords_at_one_time_count_like_one_by_one(database: &TestDatabase) {
    let app = with_ana(database).await;
    let tries = (0..60).map(|n| {
        let app = &app;
        async move {
            let password = if n == 40 {
                PASSWORD.to_owned()
            } else {
                format!("wrong {n}")
            };
            try_with(app, EMAIL, &password).await.status.as_u16()
        }
    });
    let statuses = futures::future::join_all(tries).await;
    assert!(statuses.iter().all(|status| *status == 422), "{statuses:?}");
    try_with(&app, EMAIL, PASSWORD).await.expect(422);
}

/// A stranger who types wrong passwords all day does not keep the person out of the browser they use.
async fn a_known_browser_passes_a_strangers_wrong_passwords(database: &TestDatabase) {
    let app = with_ana(database).await;
    let first = try_with(&app, EMAIL, PASSWORD).await.expect(303);
    let cookies = first.headers.get_all(header::SET_COOKIE).iter();
    let mut known = cookies.filter_map(|cookie| cookie.to_str().ok()?.split(';').next());
    let known = known
        .rfind(|pair| pair.starts_with("fieldlink-known="))
        .unwrap()
        .to_owned();
    for _ in 0..7 {
        try_with(&app, EMAIL, "wrong").await.expect(422);
    }
    try_with(&app, EMAIL, PASSWORD).await.expect(422);
    let with = async |cookie: &str, password: &str| {
        let body = format!("email={EMAIL}&password={}", password.replace(' ', "+"));
        let request = Request::post("/sign-in")
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        app.send(request.body(body.into()).unwrap()).await
    };
    with(&format!("{known}x"), PASSWORD).await.expect(422);
    with(&known, PASSWORD).await.expect(303);
    // It is no way around the count: wrong ones are slowed down there too.
    app.clock.advance(TimeDelta::minutes(20));
    for _ in 0..25 {
        with(&known, "wrong").await.expect(422);
    }
    with(&known, PASSWORD).await.expect(422);
    app.clock.advance(TimeDelta::minutes(2));
    with(&known, PASSWORD).await.expect(303);
}

/// Who tries an address that nobody signs in with waits for as many statements and as many commits.
async fn an_unknown_address_costs_what_a_known_one_does(database: &TestDatabase) {
    let app = with_ana(database).await;
    let commits = async |email: &'static str| {
        let ((), statements) = app
            .statements(async { drop(try_with(&app, email, "wrong").await) })
            .await;
        let begins = |sql: &&String| {
            ["UPDATE", "INSERT"]
                .iter()
                .any(|verb| sql.trim_start().starts_with(verb))
        };
        statements.iter().filter(begins).count()
    };
    let (known, unknown) = (commits(EMAIL).await, commits("zoe@example.org").await);
    assert_eq!(known, unknown);
    assert!(known > 0);
}

async fn a_session_ends_when_told_after_two_idle_hours_and_after_twelve(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let browser = app.person(Role::Coordinator).await;
    const PAGE: &str = "/account/api-access";
    browser.get(PAGE).await.expect(200);
    for _ in 0..6 {
        app.clock.advance(TimeDelta::minutes(115));
        browser.get(PAGE).await.expect(200);
    }
    app.clock.advance(TimeDelta::minutes(45));
    browser.get(PAGE).await.expect(303);

    let idle = app.person_of(None, Role::Kiva).await;
    idle.get(PAGE).await.expect(200);
    app.clock.advance(TimeDelta::minutes(121));
    idle.get(PAGE).await.expect(303);
}

async fn after_signing_out_the_old_cookie_opens_nothing(database: &TestDatabase) {
    let app = with_ana(database).await;
    let reply = try_with(&app, EMAIL, PASSWORD).await.expect(303);
    let cookie = reply.header("set-cookie").split(';').next().unwrap().to_owned();
    let get = async || {
        let request = Request::get("/account/api-access").header(header::COOKIE, &cookie);
        app.send(request.body(Body::empty()).unwrap()).await
    };
    let csrf = hidden(get().await.expect(200).text(), "csrf");
    let request = Request::post("/sign-out")
        .header(header::COOKIE, &cookie)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(format!("csrf={csrf}")))
        .unwrap();
    let reply = app.send(request).await.expect(303);
    assert!(reply.header("set-cookie").starts_with("fieldlink=; ") && reply.header("set-cookie").contains("Max-Age=0"));
    get().await.expect(303);
}

async fn a_form_needs_the_sessions_token(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let browser = app.person(Role::Coordinator).await;
    let other = app.person(Role::Technical).await;
    const NEW: &str = "/account/api-access/clients";
    let theirs = hidden(other.get("/account/api-access").await.expect(200).text(), "csrf");
    for csrf in ["", "wrong", theirs.as_str()] {
        browser
            .post_raw(NEW, &[("csrf", csrf), ("name", "x"), ("scope", "read:loans")])
            .await
            .expect(403);
    }
    browser
        .post_raw(NEW, &[("name", "x"), ("scope", "read:loans")])
        .await
        .expect(403);
    app.post_form(NEW, &[("name", "x")]).await.expect(303);
    assert!(
        app.pa2
            .list_clients(&Actor::Operator, PARTNER)
            .await
            .unwrap()
            .is_empty()
    );
    let own = [("name", "x"), ("scope", "read:loans")];
    browser.submit("/account/api-access", NEW, &own).await.expect(200);
    assert_eq!(app.pa2.list_clients(&Actor::Operator, PARTNER).await.unwrap().len(), 1);
}

async fn a_form_of_another_site_signs_nobody_in(database: &TestDatabase) {
    let app = with_ana(database).await;
    let request = Request::post("/sign-in")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "cross-site")
        .body(Body::from(format!(
            "email={EMAIL}&password={}",
            PASSWORD.replace(' ', "+")
        )))
        .unwrap();
    let reply = app.send(request).await.expect(403);
    assert_eq!(reply.header("set-cookie"), "");
}

async fn a_new_password_and_being_shut_out_end_the_sessions(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    const PAGE: &str = "/account/api-access";
    let browser = app.person(Role::Coordinator).await;
    let email = browser.person.email.clone();
    browser.get(PAGE).await.expect(200);
    let made = app
        .pa2
        .set_password(&Actor::Operator, &email, None)
        .await
        .unwrap()
        .unwrap();
    browser.get(PAGE).await.expect(303);
    try_with(&app, &email, PASSWORD).await.expect(422);
    try_with(&app, &email, secrecy::ExposeSecret::expose_secret(&made))
        .await
        .expect(303);

    let browser = app.person(Role::Technical).await;
    browser.get(PAGE).await.expect(200);
    app.pa2
        .disable_person(&Actor::Operator, &browser.person.email)
        .await
        .unwrap();
    browser.get(PAGE).await.expect(303);
    try_with(&app, &browser.person.email, PASSWORD).await.expect(422);
    let person = Actor::Person(browser.person.clone());
    assert!(
        app.pa2.set_password(&person, &email, None).await.is_err(),
        "only the operator does this"
    );
}

async fn kivas_people_look_at_any_partner(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let browser = app.person(Role::Kiva).await;
    let page = browser.get("/account/api-access").await.expect(200);
    assert!(page.text().contains("<code>1</code>"), "{}", page.text());
    browser
        .submit("/account/api-access", "/account/partner", &[("partner", "2")])
        .await
        .expect(303);
    let page = browser.get("/account/api-access").await.expect(200);
    assert!(page.text().contains("<code>2</code>"), "{}", page.text());
    let own = app.person(Role::Coordinator).await;
    own.submit("/account/api-access", "/account/partner", &[("partner", "2")])
        .await
        .expect(403);
}

for_each_engine!(
    the_page_asked_for_comes_after_signing_in,
    no_other_site_comes_after_signing_in,
    a_failed_try_keeps_what_was_typed_and_tells_nothing,
    five_wrong_passwords_pause_signing_in,
    passwords_at_one_time_count_like_one_by_one,
    a_known_browser_passes_a_strangers_wrong_passwords,
    an_unknown_address_costs_what_a_known_one_does,
    a_session_ends_when_told_after_two_idle_hours_and_after_twelve,
    after_signing_out_the_old_cookie_opens_nothing,
    a_form_needs_the_sessions_token,
    a_form_of_another_site_signs_nobody_in,
    a_new_password_and_being_shut_out_end_the_sessions,
    kivas_people_look_at_any_partner,
);
