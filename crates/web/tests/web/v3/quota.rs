//! What one client may ask of PA2, so that it does not take it from the others.

use fieldlink_contract::Scope;
use fieldlink_domain::settings::Settings;
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::support::{STRANGER, TestApp};

async fn a_client_that_calls_too_fast_is_told_when_to_call_again(database: &TestDatabase) {
    let settings = Settings {
        calls_per_second: 1,
        calls_burst: 2,
        ..Settings::default()
    };
    let app = TestApp::with(database, settings).await;
    let fast = app.client(&Scope::ALL).await;
    let slow = app.client_of(STRANGER, &Scope::ALL).await;
    let themes = "/v3/partner/1/config/themes";
    let mut refused = None;
    for _ in 0..4 {
        let reply = fast.get(themes).await;
        if reply.status != 200 {
            refused = Some(reply);
        }
    }
    let refused = refused.expect("a refusal").expect(429);
    assert_eq!(refused.json()["code"], "api.rateLimited");
    assert_eq!(refused.header("retry-after"), "1");
    slow.get(&format!("/v3/partner/{STRANGER}/config/themes"))
        .await
        .expect(200);
}

async fn calls_beyond_those_at_once_wait_and_are_answered(database: &TestDatabase) {
    let settings = Settings {
        calls_at_once: 1,
        ..Settings::default()
    };
    let app = TestApp::with(database, settings).await;
    let client = app.client(&Scope::ALL).await;
    let calls = (0..20).map(|_| client.get("/v3/partner/1/loans"));
    for reply in futures::future::join_all(calls).await {
        reply.expect(200);
    }
}

async fn answers_of_the_api_are_kept_by_nobody(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let client = app.client(&Scope::ALL).await;
    for path in [
        "/v3/partner/1/loans",
        "/v3/partner/1/config/themes",
        "/v3/partner/9/loans",
    ] {
        assert_eq!(client.get(path).await.header("cache-control"), "no-store", "{path}");
    }
    let page = app.get("/swagger-ui/").await.expect(200);
    assert!(
        page.header("content-security-policy")
            .contains("frame-ancestors 'none'")
    );
    assert_eq!(page.header("x-frame-options"), "DENY");
    assert!(
        app.get("/.well-known/jwks.json")
            .await
            .expect(200)
            .header("cache-control")
            .contains("max-age")
    );
}

for_each_engine!(
    a_client_that_calls_too_fast_is_told_when_to_call_again,
    calls_beyond_those_at_once_wait_and_are_answered,
    answers_of_the_api_are_kept_by_nobody,
);
