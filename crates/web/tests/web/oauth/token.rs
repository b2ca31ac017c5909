//! `POST /oauth/token`.

use axum::http::{StatusCode, header};
use fieldlink_app::tokens::PUBLISHED_AUDIENCES;
use fieldlink_contract::Scope;
use fieldlink_domain::settings::Settings;
use fieldlink_testkit::{TestDatabase, for_each_engine};
use secrecy::ExposeSecret;
use serde_json::json;

use super::support::{FORM, access_token, ask, basic, client, post_raw, read, refused};
use crate::support::{NOW, PARTNER, TestApp, URL};

async fn a_reply_and_its_token_are_shaped_as_kivas(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let made = client(&app, PARTNER, &[Scope::ReadLoans, Scope::CreateRepayment]).await;
    let asked = [("scope", "create:repayment read:loans"), ("audience", URL)];
    let reply = ask(&app, &made, &asked).await.expect(200);
    assert_eq!(reply.header("content-type"), "application/json");
    assert_eq!(
        (reply.header("cache-control"), reply.header("pragma")),
        ("no-store", "no-cache")
    );

    let names: Vec<&str> = reply.text().split('"').skip(1).step_by(4).collect();
    assert_eq!(
        &names[..5],
        ["access_token", "scope", "iss", "partnerId", "token_type"],
        "the order of 2026"
    );
    let body = reply.json();
    assert_eq!(body["scope"], "read:loans create:repayment");
    assert_eq!(body["iss"], format!("{URL}/"));
    assert_eq!(body["partnerId"], "1");
    assert_eq!(body["token_type"], "bearer");
    assert_eq!(body["expires_in"], 43_199);
    assert_eq!(body["jti"].as_str().unwrap().len(), 36);

    let token = access_token(&reply);
    let (head, claims) = read(&token);
    assert_eq!(head["alg"], "RS256");
    assert_eq!(head["typ"], "JWT");
    assert_eq!(head["kid"].as_str().unwrap().len(), 8);
    let now: chrono::DateTime<chrono::Utc> = NOW.parse().unwrap();
    assert_eq!(
        claims,
        json!({
            "aud": [URL],
            "scope": ["read:loans", "create:repayment"],
            "iss": format!("{URL}/"),
            "partnerId": "1",
            "exp": now.timestamp() + 43_199,
            "jti": body["jti"],
            "client_id": made.client_id,
        })
    );
    assert_eq!(made.client_id.len(), 33);
    // 256 bytes of signature.
    assert_eq!(token.split('.').nth(2).unwrap().len(), 342);
}

async fn fps_lib_sends_a_trailing_blank_in_scope(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let made = client(&app, PARTNER, &Scope::ALL).await;
    let reply = ask(
        &app,
        &made,
        &[("scope", "read:loans  create:journal_update "), ("audience", URL)],
    )
    .await;
    assert_eq!(reply.expect(200).json()["scope"], "read:loans create:journal_update");
}

async fn the_postman_collection_sends_no_scope_and_gets_all(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let made = client(&app, PARTNER, &[Scope::CreateRepayment, Scope::CreateLoanDraft]).await;
    for none in [
        &[("audience", URL)][..],
        &[("scope", ""), ("audience", URL)],
        &[("scope", "  ")],
    ] {
        assert_eq!(
            ask(&app, &made, none).await.expect(200).json()["scope"],
            "create:loan_draft create:repayment"
        );
    }
}

async fn granted_is_what_was_asked_and_may_be_given(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let made = client(&app, PARTNER, &[Scope::ReadLoans]).await;
    let reply = ask(&app, &made, &[("scope", "read:loans create:repayment create:journals")])
        .await
        .expect(200);
    assert_eq!(reply.json()["scope"], "read:loans");
    refused(
        &ask(&app, &made, &[("scope", "create:repayment")]).await,
        400,
        "invalid_scope",
    );
    refused(&ask(&app, &made, &[("scope", "no:such")]).await, 400, "invalid_scope");
}

async fn kivas_audiences_are_taken_in_a_sandbox(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let made = client(&app, PARTNER, &[Scope::ReadLoans]).await;
    for audience in PUBLISHED_AUDIENCES {
        let reply = ask(&app, &made, &[("audience", audience)]).await.expect(200);
        assert_eq!(read(&access_token(&reply)).1["aud"], json!([audience]));
    }
    let own = ask(&app, &made, &[]).await.expect(200);
    assert_eq!(read(&access_token(&own)).1["aud"], json!([URL]));
    let other = ask(&app, &made, &[("audience", "https://api.example.org")]).await;
    refused(&other, 400, "invalid_target");
}

async fn a_real_server_takes_its_own_audiences_only(database: &TestDatabase) {
    let settings = Settings {
        sandbox: false,
        audiences: vec!["https://pa2.example.org".into()],
        ..Settings::default()
    };
    let app = TestApp::with(database, settings).await;
    let made = client(&app, PARTNER, &[Scope::ReadLoans]).await;
    ask(&app, &made, &[("audience", "https://pa2.example.org")])
        .await
        .expect(200);
    ask(&app, &made, &[("audience", URL)]).await.expect(200);
    refused(
        &ask(&app, &made, &[("audience", PUBLISHED_AUDIENCES[0])]).await,
        400,
        "invalid_target",
    );
}

async fn the_secret_may_come_in_the_header(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let made = client(&app, PARTNER, &[Scope::ReadLoans]).await;
    let secret = made.client_secret.expose_secret();
    let grant = "grant_type=client_credentials";
    let right = basic(&made.client_id, secret);
    // RFC 6749 has both halves percent-encoded first; `_` may be, too.
    let encoded = basic(&made.client_id, &secret.replace('_', "%5F"));
    for header in [&right, &encoded] {
        post_raw(&app, "/oauth/token", &[FORM, (header::AUTHORIZATION, header)], grant)
            .await
            .expect(200);
    }
    let same_id = format!("{grant}&client_id={}", made.client_id);
    post_raw(&app, "/oauth/token", &[FORM, (header::AUTHORIZATION, &right)], &same_id)
        .await
        .expect(200);
    for both in [
        format!("{grant}&client_secret={secret}"),
        format!("{grant}&client_id=another"),
    ] {
        let reply = post_raw(&app, "/oauth/token", &[FORM, (header::AUTHORIZATION, &right)], &both).await;
        refused(&reply, 400, "invalid_request");
    }
    for wrong in [&basic(&made.client_id, "wrong"), "Basic !!!", "Basic"] {
        let reply = post_raw(&app, "/oauth/token", &[FORM, (header::AUTHORIZATION, wrong)], grant).await;
        refused(&reply, 401, "invalid_client");
        assert!(reply.header("www-authenticate").starts_with("Basic "), "{wrong}");
    }
}

async fn a_wrong_client_is_told_nothing_more(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let made = client(&app, PARTNER, &[Scope::ReadLoans]).await;
    let secret = made.client_secret.expose_secret();
    let other = client(&app, PARTNER, &[Scope::ReadLoans]).await;
    let grant = ("grant_type", "client_credentials");
    let ask_as = async |id: &str, secret: &str| {
        app.post_form("/oauth/token", &[grant, ("client_id", id), ("client_secret", secret)])
            .await
    };
    let first = ask_as(&made.client_id, "x").await;
    let second = ask_as("nobody", secret).await;
    let third = ask_as(&other.client_id, secret).await;
    for reply in [&first, &second, &third] {
        refused(reply, 401, "invalid_client");
        assert_eq!(reply.body, first.body);
        assert_eq!(reply.header("www-authenticate"), "", "Basic was not used");
    }
    refused(&app.post_form("/oauth/token", &[grant]).await, 401, "invalid_client");
    refused(
        &app.post_form("/oauth/token", &[grant, ("client_id", &made.client_id)])
            .await,
        401,
        "invalid_client",
    );
}

async fn a_malformed_request_is_refused_before_anything_else(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let made = client(&app, PARTNER, &[Scope::ReadLoans]).await;
    let secret = made.client_secret.expose_secret();
    let pair = format!("client_id={}&client_secret={secret}", made.client_id);
    for twice in [
        format!("grant_type=client_credentials&grant_type=client_credentials&{pair}"),
        format!("grant_type=client_credentials&{pair}&{pair}"),
        pair.clone(),
        format!("grant_type=&{pair}"),
        format!("grant_type=client_credentials&{pair}&scope=%FF"),
    ] {
        let reply = post_raw(&app, "/oauth/token", &[FORM], &twice).await;
        refused(&reply, 400, "invalid_request");
        assert!(!reply.text().contains(secret));
    }
    // Nobody knows what x is (RFC 6749 section 3.2).
    let unknown = format!("grant_type=client_credentials&{pair}&x=1&x=2&=");
    assert_eq!(post_raw(&app, "/oauth/token", &[FORM], &unknown).await.status, 200);
    let body = format!("grant_type=password&{pair}");
    refused(
        &post_raw(&app, "/oauth/token", &[FORM], &body).await,
        400,
        "unsupported_grant_type",
    );
    let json = json!({ "grant_type": "client_credentials" }).to_string();
    let typed = [(header::CONTENT_TYPE, "application/json")];
    refused(
        &post_raw(&app, "/oauth/token", &typed, &json).await,
        400,
        "invalid_request",
    );
    let long = format!("grant_type=client_credentials&{pair}&x={}", "x".repeat(20_000));
    refused(
        &post_raw(&app, "/oauth/token", &[FORM], &long).await,
        400,
        "invalid_request",
    );
}

async fn a_get_is_not_allowed_even_with_good_credentials(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let made = client(&app, PARTNER, &[Scope::ReadLoans]).await;
    let secret = made.client_secret.expose_secret();
    let query = format!(
        "grant_type=client_credentials&client_id={}&client_secret={secret}",
        made.client_id
    );
    let reply = app.get(&format!("/oauth/token?{query}")).await;
    assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(reply.header("allow"), "POST");
    // Nor do parameters of the query count in a post.
    let reply = post_raw(&app, &format!("/oauth/token?{query}"), &[FORM], "").await;
    refused(&reply, 400, "invalid_request");
}

for_each_engine!(
    a_reply_and_its_token_are_shaped_as_kivas,
    fps_lib_sends_a_trailing_blank_in_scope,
    the_postman_collection_sends_no_scope_and_gets_all,
    granted_is_what_was_asked_and_may_be_given,
    kivas_audiences_are_taken_in_a_sandbox,
    a_real_server_takes_its_own_audiences_only,
    the_secret_may_come_in_the_header,
    a_wrong_client_is_told_nothing_more,
    a_malformed_request_is_refused_before_anything_else,
    a_get_is_not_allowed_even_with_good_credentials,
);
