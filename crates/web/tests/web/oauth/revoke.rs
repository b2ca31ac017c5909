//! `POST /oauth/revoke`.

use axum::body::Body;
use axum::http::{Request, header};
use fieldlink_app::clients::NewSecret;
use fieldlink_contract::Scope;
use fieldlink_testkit::{TestDatabase, for_each_engine};
use secrecy::ExposeSecret;

use super::support::{access_token, ask, client, refused};
use crate::support::{PARTNER, Reply, TestApp};

async fn revoke(app: &TestApp, made: &NewSecret, token: &str) -> Reply {
    let secret = made.client_secret.expose_secret();
    let fields = [
        ("client_id", made.client_id.as_str()),
        ("client_secret", secret),
        ("token", token),
    ];
    app.post_form("/oauth/revoke", &fields).await
}

async fn opens(app: &TestApp, token: &str) -> bool {
    let request = Request::get("/v3/partner/1/loans").header(header::AUTHORIZATION, format!("Bearer {token}"));
    app.send(request.body(Body::empty()).unwrap()).await.status.is_success()
}

async fn a_client_takes_its_own_token_back(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let made = client(&app, PARTNER, &[Scope::ReadLoans]).await;
    let colleague = client(&app, PARTNER, &[Scope::ReadLoans]).await;
    let token = access_token(&ask(&app, &made, &[]).await);
    let other = access_token(&ask(&app, &made, &[]).await);

    revoke(&app, &colleague, &token).await.expect(200);
    assert!(opens(&app, &token).await, "another client took the token back");
    revoke(&app, &made, "no token").await.expect(200);
    revoke(&app, &made, &token).await.expect(200);
    revoke(&app, &made, &token).await.expect(200);
    assert!(!opens(&app, &token).await);
    assert!(opens(&app, &other).await);

    refused(&revoke(&app, &made, "").await, 400, "invalid_request");
    refused(
        &app.post_form("/oauth/revoke", &[("token", &other)]).await,
        401,
        "invalid_client",
    );
}

for_each_engine!(a_client_takes_its_own_token_back);
