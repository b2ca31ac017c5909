//! What operators and load balancers ask for.

use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::support::TestApp;

async fn is_alive_and_ready(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    assert_eq!(app.get("/livez").await.expect(200).text(), "ok");
    assert_eq!(app.get("/readyz").await.expect(200).text(), "ok");
}

async fn every_reply_has_a_request_id(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    for path in ["/livez", "/v3/partner/1/loans", "/no/such/route"] {
        assert!(!app.get(path).await.header("x-request-id").is_empty(), "{path}");
    }
}

async fn the_api_describes_itself(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let description = app.get("/openapi.json").await.expect(200).json();
    assert!(
        description["openapi"]
            .as_str()
            .is_some_and(|version| version.starts_with("3.1"))
    );
    assert!(app.get("/swagger-ui/").await.expect(200).text().contains("swagger"));
}

for_each_engine!(
    is_alive_and_ready,
    every_reply_has_a_request_id,
    the_api_describes_itself
);
