//! Wrong credentials over and over.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, header};
use chrono::TimeDelta;
use fieldlink_contract::Scope;
use fieldlink_testkit::{TestDatabase, for_each_engine};
use secrecy::ExposeSecret;

use super::support::{client, refused};
use crate::support::{PARTNER, Reply, TestApp};

async fn from(app: &TestApp, address: &str, id: &str, secret: &str) -> Reply {
    let body = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
    let mut request = Request::post("/oauth/token")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body))
        .unwrap();
    let address: SocketAddr = address.parse().unwrap();
    request.extensions_mut().insert(ConnectInfo(address));
    app.send(request).await
}

/// Behind a proxy all have one address: a stranger's wrong secrets must not hold up the right one.
async fn a_wrong_secret_waits_and_a_right_one_never_does(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let made = client(&app, PARTNER, &[Scope::ReadLoans]).await;
    let (id, right) = (made.client_id.as_str(), made.client_secret.expose_secret());
    let here = "192.0.2.1:40000";
    for _ in 0..10 {
        refused(&from(&app, here, id, "wrong").await, 401, "invalid_client");
    }
    for _ in 0..50 {
        let waits = from(&app, "192.0.2.1:40001", id, "wrong").await;
        refused(&waits, 429, "temporarily_unavailable");
        assert_eq!(waits.header("retry-after"), "1");
    }
    refused(&from(&app, "192.0.2.2:40000", id, "wrong").await, 401, "invalid_client");
    from(&app, here, id, right).await.expect(200);
    app.clock.advance(TimeDelta::seconds(1));
    refused(&from(&app, "192.0.2.1:40000", id, "wrong").await, 401, "invalid_client");
    from(&app, "192.0.2.1:40000", id, right).await.expect(200);
}

for_each_engine!(a_wrong_secret_waits_and_a_right_one_never_does);
