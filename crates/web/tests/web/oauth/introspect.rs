//! `POST /oauth/introspect`.

use chrono::TimeDelta;
use fieldlink_contract::Scope;
use fieldlink_testkit::{TestDatabase, for_each_engine};
use secrecy::ExposeSecret;
use serde_json::json;

use super::support::{access_token, ask, client, read, refused};
use crate::support::{PARTNER, STRANGER, TestApp, URL};

async fn tells_a_partners_own_clients_what_a_token_is_worth(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let made = client(&app, PARTNER, &[Scope::ReadLoans]).await;
    let colleague = client(&app, PARTNER, &[Scope::CreateRepayment]).await;
    let stranger = client(&app, STRANGER, &[Scope::ReadLoans]).await;
    let token = access_token(&ask(&app, &made, &[]).await);
    let introspect = async |id: &str, secret: &str, token: &str| {
        app.post_form(
            "/oauth/introspect",
            &[("client_id", id), ("client_secret", secret), ("token", token)],
        )
        .await
    };
    for asking in [&made, &colleague] {
        let reply = introspect(&asking.client_id, asking.client_secret.expose_secret(), &token)
            .await
            .expect(200);
        assert_eq!(reply.header("cache-control"), "no-store");
        let claims = read(&token).1;
        assert_eq!(
            reply.json(),
            json!({
                "active": true,
                "scope": "read:loans",
                "client_id": made.client_id,
                "token_type": "bearer",
                "exp": claims["exp"],
                "iss": format!("{URL}/"),
                "aud": [URL],
                "jti": claims["jti"],
                "partnerId": "1",
            })
        );
    }
    let inactive = json!({ "active": false });
    let secret = made.client_secret.expose_secret();
    let strange = introspect(&stranger.client_id, stranger.client_secret.expose_secret(), &token).await;
    assert_eq!(strange.expect(200).json(), inactive);
    assert_eq!(
        introspect(&made.client_id, secret, "no token").await.expect(200).json(),
        inactive
    );
    refused(
        &introspect(&made.client_id, "wrong", &token).await,
        401,
        "invalid_client",
    );
    refused(
        &app.post_form("/oauth/introspect", &[("token", &token)]).await,
        401,
        "invalid_client",
    );
    refused(&introspect(&made.client_id, secret, "").await, 400, "invalid_request");

    app.clock.advance(TimeDelta::hours(12));
    assert_eq!(
        introspect(&made.client_id, secret, &token).await.expect(200).json(),
        inactive
    );
}

for_each_engine!(tells_a_partners_own_clients_what_a_token_is_worth);
