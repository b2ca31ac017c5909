//! What a route of the Partner API asks of a token.

use axum::body::Body;
use axum::http::{Request, header};
use chrono::TimeDelta;
use fieldlink_app::tokens::PUBLISHED_AUDIENCES;
use fieldlink_app::{Actor, Kind};
use fieldlink_contract::Scope;
use fieldlink_domain::settings::{Settings, TokenErrorMode};
use fieldlink_testkit::{TestDatabase, for_each_engine};

use super::support::{access_token, ask, client, forged, read, replica};
use crate::support::{PARTNER, Reply, STRANGER, TestApp, URL};

const LOANS: &str = "/v3/partner/1/loans";
const THEMES: &str = "/v3/partner/1/config/themes";

async fn get_with(app: &TestApp, path: &str, authorization: &str) -> Reply {
    let request = Request::get(path).header(header::AUTHORIZATION, authorization);
    app.send(request.body(Body::empty()).unwrap()).await
}

async fn a_token_opens_its_own_partner_with_its_own_scope(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let caller = app.client(&[Scope::ReadLoans]).await;
    caller.get(LOANS).await.expect(200);
    caller.get("/v3/partners/1/loans").await.expect(200);
    caller.get(THEMES).await.expect(200);
    get_with(&app, LOANS, &format!("bearer {}", caller.token))
        .await
        .expect(200);

    let poor = app.client(&[Scope::CreateRepayment]).await;
    poor.get(THEMES).await.expect(200);
    let reply = poor.get(LOANS).await.expect(403);
    assert_eq!(reply.json()["code"], "api.forbidden");
    assert_eq!(
        reply.header("www-authenticate"),
        r#"Bearer error="insufficient_scope", scope="read:loans""#
    );
}

/// Every route under `/v3/`, as its description lists them, with the token of another partner.
async fn no_route_opens_to_another_partners_token(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let stranger = app.client_of(STRANGER, &Scope::ALL).await;
    let description = serde_json::to_value(fieldlink_web::openapi()).unwrap();
    let mut tried = 0;
    let paths = description["paths"].as_object().unwrap();
    for (path, item) in paths.iter().filter(|(path, _)| path.starts_with("/v3/")) {
        for method in ["get", "post", "put", "delete", "patch"]
            .into_iter()
            .filter(|m| item.get(m).is_some())
        {
            let path = path.replace("{id}", "1").replace(['{', '}'], "");
            let verb = method.to_uppercase().parse().unwrap();
            let json = [("content-type", "application/json")];
            let reply = stranger.request(verb, &path, "{}", &json).await;
            assert_eq!(reply.status.as_u16(), 403, "{method} {path}: {}", reply.text());
            let nobody = Request::builder().method(method.to_uppercase().as_str()).uri(&path);
            let reply = app.send(nobody.body(Body::from("{}")).unwrap()).await;
            assert_eq!(reply.status.as_u16(), 401, "{method} {path}: {}", reply.text());
            tried += 1;
        }
    }
    assert!(tried >= 8, "only {tried} operations are described");
}

async fn a_bad_token_opens_nothing(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let token = app.client(&[Scope::ReadLoans]).await.token;
    let (head, claims) = read(&token);
    let text = |value: &serde_json::Value| value.to_string();
    let none = text(&serde_json::json!({ "alg": "none", "typ": "JWT", "kid": head["kid"] }));
    let hmac = text(&serde_json::json!({ "alg": "HS256", "typ": "JWT", "kid": head["kid"] }));
    let stronger = text(&serde_json::json!({ "alg": "RS512", "typ": "JWT", "kid": head["kid"] }));
    let lured = text(&serde_json::json!({ "alg": "RS256", "kid": "00000000", "jku": "http://evil.example/jwks" }));
    let mut richer = claims.clone();
    richer["partnerId"] = "2".into();
    let mut longer = claims.clone();
    longer["exp"] = 99_999_999_999_i64.into();
    let mut scoped = claims;
    scoped["scope"] = serde_json::json!(["read:loans", "create:repayment"]);
    let unsigned = token.rsplit_once('.').unwrap().0.to_owned();
    let bad = [
        forged(&token, Some(&none), None),
        forged(&token, Some(&hmac), None),
        forged(&token, Some(&stronger), None),
        forged(&token, Some(&lured), None),
        forged(&token, None, Some(&text(&richer))),
        forged(&token, None, Some(&text(&longer))),
        forged(&token, None, Some(&text(&scoped))),
        format!("{unsigned}."),
        unsigned,
        "a.b.c".into(),
        "no-token-at-all".into(),
    ];
    for bad in bad {
        let reply = get_with(&app, LOANS, &format!("Bearer {bad}")).await.expect(401);
        assert_eq!(reply.json()["code"], "api.authenticationRequired");
        assert_eq!(reply.header("www-authenticate"), r#"Bearer error="invalid_token""#);
        assert!(!reply.text().contains(&bad));
    }
    let missing = app.get(LOANS).await.expect(401);
    assert_eq!(missing.header("www-authenticate"), "Bearer");
    app.get(&format!("{LOANS}?access_token={token}")).await.expect(401);
}

/// The signature is right in all of these: only what the token says is wrong for whoever reads it.
async fn a_token_for_another_service_opens_nothing(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let made = client(&app, PARTNER, &[Scope::ReadLoans]).await;
    let own = access_token(&ask(&app, &made, &[("audience", &format!("{URL}/"))]).await);
    let kivas = access_token(&ask(&app, &made, &[("audience", PUBLISHED_AUDIENCES[0])]).await);
    let real = Settings {
        sandbox: false,
        ..Settings::default()
    };
    let real = replica(database, &app.clock, 3, real, URL).await;
    let moved = replica(database, &app.clock, 4, Settings::default(), "http://elsewhere.test").await;
    app.pa2.verify_token(&own).await.unwrap();
    app.pa2.verify_token(&kivas).await.unwrap();
    real.verify_token(&own).await.unwrap();
    assert_eq!(
        real.verify_token(&kivas).await.unwrap_err().kind,
        Kind::Unauthenticated,
        "audience"
    );
    assert_eq!(
        moved.verify_token(&kivas).await.unwrap_err().kind,
        Kind::Unauthenticated,
        "issuer"
    );
}

async fn a_token_ends(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let caller = app.client(&[Scope::ReadLoans]).await;
    app.clock.advance(TimeDelta::seconds(43_198));
    caller.get(LOANS).await.expect(200);
    app.clock.advance(TimeDelta::seconds(1));
    caller.get(LOANS).await.expect(401);
}

async fn moving_the_sandboxs_clock_takes_no_token_away(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let caller = app.client(&[Scope::ReadLoans]).await;
    let later = app.pa2.now().await.unwrap() + TimeDelta::days(40);
    app.pa2.move_clock(&Actor::Operator, later).await.unwrap();
    caller.get(LOANS).await.expect(200);
}

async fn a_retired_clients_tokens_open_nothing(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let made = client(&app, PARTNER, &[Scope::ReadLoans]).await;
    let token = access_token(&ask(&app, &made, &[]).await);
    get_with(&app, LOANS, &format!("Bearer {token}")).await.expect(200);
    app.pa2.retire_client(&Actor::Operator, &made.client_id).await.unwrap();
    get_with(&app, LOANS, &format!("Bearer {token}")).await.expect(401);
    ask(&app, &made, &[]).await.expect(401);
}

async fn all_refusals_are_403_where_the_installation_says_so(database: &TestDatabase) {
    let settings = Settings {
        token_error_mode: TokenErrorMode::AllForbidden,
        ..Settings::default()
    };
    let app = TestApp::with(database, settings).await;
    app.get(LOANS).await.expect(403);
    get_with(&app, LOANS, "Bearer a.b.c").await.expect(403);
}

for_each_engine!(
    a_token_opens_its_own_partner_with_its_own_scope,
    no_route_opens_to_another_partners_token,
    a_bad_token_opens_nothing,
    a_token_for_another_service_opens_nothing,
    a_token_ends,
    moving_the_sandboxs_clock_takes_no_token_away,
    a_retired_clients_tokens_open_nothing,
    all_refusals_are_403_where_the_installation_says_so,
);
