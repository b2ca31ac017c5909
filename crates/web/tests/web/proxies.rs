//! Whose address counts where proxies stand before PA2.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, header};
use fieldlink_app::Role;
use fieldlink_domain::settings::Settings;
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::support::{PASSWORD, Reply, TestApp, form};

/// Wrong secrets in a row from one address that cost no wait.
const FREE: usize = 10;
/// Wrong passwords from one address after which it has to wait: more than cost no wait.
const WRONG_SIGN_INS: usize = 31;

async fn behind(database: &TestDatabase) -> TestApp {
    let settings = Settings {
        trusted_proxies: vec!["10.0.0.0/8".parse().unwrap()],
        ..Settings::default()
    };
    TestApp::with(database, settings).await
}

/// A wrong secret, from this peer, who names these addresses.
async fn wrong_secret(app: &TestApp, peer: &str, named: &str) -> Reply {
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_id", "nobody's"),
        ("client_secret", "wrong"),
    ];
    send(app, "/oauth/token", &fields, peer, named).await
}

async fn send(app: &TestApp, path: &str, fields: &[(&str, &str)], peer: &str, named: &str) -> Reply {
    let mut request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("x-forwarded-for", named)
        .body(Body::from(form(fields)))
        .unwrap();
    let peer = SocketAddr::new(peer.parse().unwrap(), 4_711);
    request.extensions_mut().insert(ConnectInfo(peer));
    app.send(request).await
}

async fn behind_a_trusted_proxy_each_client_is_counted_for_itself(database: &TestDatabase) {
    let app = behind(database).await;
    for _ in 0..FREE {
        wrong_secret(&app, "10.0.0.1", "198.51.100.1").await.expect(401);
    }
    wrong_secret(&app, "10.0.0.1", "198.51.100.1").await.expect(429);
    // It is the same client by another proxy, by two of them, and whatever it wrote before them itself.
    for named in ["198.51.100.1", "198.51.100.1, 10.9.9.9", "203.0.113.7, 198.51.100.1"] {
        wrong_secret(&app, "10.0.0.2", named).await.expect(429);
    }
    wrong_secret(&app, "10.0.0.1", "198.51.100.2").await.expect(401);
    wrong_secret(&app, "10.0.0.1", "198.51.100.1, 203.0.113.7")
        .await
        .expect(401);
}

async fn whoever_is_no_trusted_proxy_names_nobody(database: &TestDatabase) {
    let app = behind(database).await;
    for n in 0..FREE {
        let named = format!("198.51.100.{n}");
        wrong_secret(&app, "192.0.2.9", &named).await.expect(401);
    }
    wrong_secret(&app, "192.0.2.9", "198.51.100.99").await.expect(429);
    // Nor is it taken for the proxy that it names, and those whom it named wait for nothing.
    wrong_secret(&app, "192.0.2.9", "10.0.0.1").await.expect(429);
    wrong_secret(&app, "10.0.0.1", "198.51.100.1").await.expect(401);
}

async fn wrong_passwords_are_counted_by_the_client_too(database: &TestDatabase) {
    let app = behind(database).await;
    let ana = app.person(Role::Coordinator).await.person;
    let sign_in = async |email: &str, password: &str, named: &str| {
        let fields = [("email", email), ("password", password)];
        send(&app, "/sign-in", &fields, "10.0.0.1", named).await
    };
    // Each time another account, so that only the address can count.
    for n in 0..WRONG_SIGN_INS {
        let email = format!("nobody-{n}@example.org");
        sign_in(&email, "wrong", "198.51.100.1").await.expect(422);
    }
    sign_in(&ana.email, PASSWORD, "198.51.100.1").await.expect(422);
    sign_in(&ana.email, PASSWORD, "198.51.100.2").await.expect(303);
}

for_each_engine!(
    wrong_passwords_are_counted_by_the_client_too,
    behind_a_trusted_proxy_each_client_is_counted_for_itself,
    whoever_is_no_trusted_proxy_names_nobody,
);
