//! Clients that talk to the token service themselves.

use axum::body::Body;
use axum::http::{Request, header};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use fieldlink_app::clients::NewSecret;
use fieldlink_app::clock::SystemClock;
use fieldlink_app::{Actor, Entropy, Options, Pa2};
use fieldlink_contract::{Scope, ScopeSet};
use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::settings::Settings;
use fieldlink_store::Store;
use fieldlink_store::photos::Photos;
use fieldlink_testkit::{TestClock, TestDatabase};
use secrecy::ExposeSecret;
use serde_json::Value;

use crate::support::{Reply, TestApp};

/// A client with these scopes.
pub async fn client(app: &TestApp, partner: PartnerId, scopes: &[Scope]) -> NewSecret {
    let scopes: ScopeSet = scopes.iter().copied().collect();
    app.pa2
        .create_client(&Actor::Operator, partner, "test", &scopes)
        .await
        .unwrap()
}

/// A post to `/oauth/token` with the credentials in the body, and these parameters.
pub async fn ask(app: &TestApp, made: &NewSecret, more: &[(&str, &str)]) -> Reply {
    let mut fields = vec![
        ("grant_type", "client_credentials"),
        ("client_id", made.client_id.as_str()),
        ("client_secret", made.client_secret.expose_secret()),
    ];
    fields.extend_from_slice(more);
    app.post_form("/oauth/token", &fields).await
}

/// The access token of a reply.
#[track_caller]
pub fn access_token(reply: &Reply) -> String {
    reply.json()["access_token"]
        .as_str()
        .unwrap_or_else(|| panic!("no token: {}", reply.text()))
        .to_owned()
}

/// A post of raw text to a path of the token service.
pub async fn post_raw(app: &TestApp, path: &str, headers: &[(header::HeaderName, &str)], body: &str) -> Reply {
    let mut request = Request::post(path);
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    app.send(request.body(Body::from(body.to_owned())).unwrap()).await
}

/// The Content-Type of a form.
pub const FORM: (header::HeaderName, &str) = (header::CONTENT_TYPE, "application/x-www-form-urlencoded");

/// The Authorization header of HTTP Basic.
pub fn basic(id: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")))
}

/// Header and claims of a token, unchecked.
pub fn read(token: &str) -> (Value, Value) {
    let part = |n| {
        let part = token.split('.').nth(n).unwrap();
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    };
    (part(0), part(1))
}

/// A token with another header or other claims under the old signature.
pub fn forged(token: &str, header: Option<&str>, claims: Option<&str>) -> String {
    let parts: Vec<&str> = token.split('.').collect();
    let part = |new: Option<&str>, old: &str| new.map_or(old.to_owned(), |new| URL_SAFE_NO_PAD.encode(new));
    format!("{}.{}.{}", part(header, parts[0]), part(claims, parts[1]), parts[2])
}

/// A refusal of the token service: its status, its code, and the headers every answer of it carries.
#[track_caller]
pub fn refused(reply: &Reply, status: u16, code: &str) {
    assert_eq!(
        (reply.status.as_u16(), reply.json()["error"].as_str()),
        (status, Some(code)),
        "{}",
        reply.text()
    );
    assert_eq!(
        (reply.header("cache-control"), reply.header("pragma")),
        ("no-store", "no-cache")
    );
    let members: Vec<String> = reply.json().as_object().unwrap().keys().cloned().collect();
    assert_eq!(members, ["error", "error_description"]);
}

/// Another PA2 over the same database.
pub async fn replica(database: &TestDatabase, clock: &TestClock, seed: u64, settings: Settings, url: &str) -> Pa2 {
    let hand = clock.clone();
    let options = Options {
        settings,
        public_url: url.into(),
        system: SystemClock::new(move || hand.now()),
        entropy: Entropy::from_seed(seed),
        audit_key: fieldlink_app::audit::Key::new(&[7; 32]),
    };
    let store = Store::open(database.url()).await.unwrap();
    Pa2::new(store, Photos::memory(), options).await.unwrap()
}
