//! ACCOUNT > API Access.

use fieldlink_app::api_calls::NotedCall;
use fieldlink_app::{Actor, Role};
use fieldlink_contract::{Scope, ScopeSet};
use fieldlink_store::api_calls::CallPage;
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::support::{PARTNER, Reply, STRANGER, TestApp, URL};

const PAGE: &str = "/account/api-access";

/// What stands in an element with this id.
fn by_id(page: &Reply, id: &str) -> String {
    let (_, rest) = page
        .text()
        .split_once(&format!("id=\"{id}\""))
        .unwrap_or_else(|| panic!("{}", page.text()));
    rest.split_once('>').unwrap().1.split_once('<').unwrap().0.to_owned()
}

async fn token_with(app: &TestApp, id: &str, secret: &str) -> Reply {
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_id", id),
        ("client_secret", secret),
    ];
    app.post_form("/oauth/token", &fields).await
}

async fn a_client_is_made_used_given_a_second_secret_and_retired(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let browser = app.person(Role::Technical).await;
    let page = browser.get(PAGE).await.expect(200);
    for told in [
        format!("{URL}/oauth/token"),
        "Partner ID".into(),
        "There is no client yet".into(),
    ] {
        assert!(page.text().contains(&told), "{told}");
    }
    let fields = [
        ("name", "MIS <export>"),
        ("scope", "read:loans"),
        ("scope", "create:repayment"),
    ];
    let made = browser
        .submit(PAGE, &format!("{PAGE}/clients"), &fields)
        .await
        .expect(200);
    assert_eq!(made.header("cache-control"), "no-store");
    let (id, secret) = (by_id(&made, "made-client-id"), by_id(&made, "made-client-secret"));
    assert_eq!(
        token_with(&app, &id, &secret).await.expect(200).json()["scope"],
        "read:loans create:repayment"
    );

    let page = browser.get(PAGE).await.expect(200);
    assert!(!page.text().contains(&secret), "the secret is shown twice");
    assert!(page.text().contains("MIS &lt;export&gt;"));
    assert!(page.text().contains("2026-11-17 12:00 UTC"));

    let client = format!("{PAGE}/clients/{id}");
    let made = browser
        .submit(PAGE, &format!("{client}/secrets"), &[])
        .await
        .expect(200);
    let second = by_id(&made, "made-client-secret");
    assert!(
        !made.text().contains(&format!("{client}/secrets\"")),
        "a third secret is offered"
    );
    browser
        .submit(PAGE, &format!("{client}/secrets"), &[])
        .await
        .expect(409);
    let listed = app.pa2.list_clients(&Actor::Operator, PARTNER).await.unwrap().remove(0);
    let retire = format!("{client}/secrets/{}/retire", listed.secrets[0].id);
    browser.submit(PAGE, &retire, &[]).await.expect(303);
    token_with(&app, &id, &secret).await.expect(401);
    token_with(&app, &id, &second).await.expect(200);

    browser.submit(PAGE, &format!("{client}/retire"), &[]).await.expect(303);
    token_with(&app, &id, &second).await.expect(401);
    assert!(browser.get(PAGE).await.expect(200).text().contains("Retired clients"));
}

async fn a_refused_form_keeps_what_was_typed(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let browser = app.person(Role::Coordinator).await;
    let page = browser
        .submit(PAGE, &format!("{PAGE}/clients"), &[("name", "Nightly job")])
        .await
        .expect(422);
    assert!(page.text().contains("A client needs at least one scope."));
    assert!(page.text().contains("value=\"Nightly job\""));
    assert!(!page.text().contains("checked"));
    assert!(
        app.pa2
            .list_clients(&Actor::Operator, PARTNER)
            .await
            .unwrap()
            .is_empty()
    );
}

async fn others_neither_see_nor_change_it(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let scopes: ScopeSet = [Scope::ReadLoans].into_iter().collect();
    let theirs = app
        .pa2
        .create_client(&Actor::Operator, STRANGER, "theirs", &scopes)
        .await
        .unwrap();
    app.person(Role::Reporter).await.get(PAGE).await.expect(403);
    let browser = app.person(Role::Coordinator).await;
    assert!(!browser.get(PAGE).await.expect(200).text().contains("theirs"));
    let client = format!("{PAGE}/clients/{}", theirs.client_id);
    browser
        .submit(PAGE, &format!("{client}/secrets"), &[])
        .await
        .expect(404);
    browser
        .submit(PAGE, &format!("{client}/secrets/1/retire"), &[])
        .await
        .expect(404);
    browser.submit(PAGE, &format!("{client}/retire"), &[]).await.expect(404);
}

/// Neither a call that the database refuses nor a database that takes none loses the others.
async fn the_request_log_keeps_what_can_be_kept(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let note = |name: &str, known: bool| {
        app.pa2.note_call(NotedCall {
            partner: Some(PARTNER),
            client_id: Some(name.to_owned()),
            known,
            method: "GET".into(),
            path: "/".into(),
            status: 200,
            ms: 1,
            request_id: name.to_owned(),
            reason: "",
        });
    };
    let kept = async || {
        let page = app
            .pa2
            .list_calls(
                &Actor::Operator,
                PARTNER,
                &CallPage {
                    limit: 100,
                    ..CallPage::default()
                },
            )
            .await;
        page.unwrap().iter().filter(|call| call.known).count()
    };
    // PostgreSQL keeps no U+0000.
    for n in 0..7 {
        note("a\0", false);
        note(&format!("call {n}"), true);
        note("\0b", false);
    }
    app.pa2.write_calls().await.unwrap();
    assert_eq!(kept().await, 7);
    for n in 0..5 {
        note(&format!("later {n}"), true);
    }
    // Whoever has them written goes away in the middle.
    let mut given_up = Box::pin(app.pa2.write_calls());
    assert!(futures::poll!(given_up.as_mut()).is_pending());
    drop(given_up);
    assert_eq!(kept().await, 12);
}

for_each_engine!(
    the_request_log_keeps_what_can_be_kept,
    a_client_is_made_used_given_a_second_secret_and_retired,
    a_refused_form_keeps_what_was_typed,
    others_neither_see_nor_change_it,
);
