//! The four config routes.

use fieldlink_contract::Scope;
use fieldlink_testkit::{TestDatabase, for_each_engine};
use serde_json::{Value, json};

use crate::support::{STRANGER, TestApp};

async fn each_route_answers_the_partners_values_in_kivas_envelope(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    // Any scope will do.
    let client = app.client(&[Scope::CreateRepayment]).await;
    for list in ["activities", "locales", "themes", "locations"] {
        let reply = client
            .get(&format!("/v3/partner/1/config/{list}"))
            .await
            .expect(200)
            .json();
        let values = reply[list].as_array().expect("a list").len();
        assert!(values > 5, "{list}: {values}");
        assert_eq!(reply["as_of_date_time"], "2026-11-17T12:00:00Z");
        assert_eq!(reply["code"], "api.success");
        assert_eq!(
            reply["message"],
            format!("Found {values} value(s) for configuration '{list}'")
        );
        assert_eq!(reply.as_object().expect("an object").len(), 4);
        assert_eq!(
            client
                .get(&format!("/v3/partners/1/config/{list}"))
                .await
                .expect(200)
                .json(),
            reply
        );
    }
}

async fn values_have_the_fields_of_the_contract(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let client = app.client(&[Scope::ReadLoans]).await;
    let has = async |list: &str, value: Value| {
        let reply = client
            .get(&format!("/v3/partner/1/config/{list}"))
            .await
            .expect(200)
            .json();
        assert!(
            reply[list].as_array().expect("a list").contains(&value),
            "{value} is not in {reply}"
        );
    };
    has("activities", json!({"activity_id": 31, "activity": "Farming"})).await;
    has("themes", json!({"theme_type_id": 48, "theme_type": "General"})).await;
    has(
        "locations",
        json!({"country": "Kenya", "location": "Kisumu", "full_name": "Kisumu: Kenya"}),
    )
    .await;
    let english = json!({"currency": "KES", "language_code": "EN", "language_id": 1, "language_name": "English"});
    has("locales", english).await;
    let spanish = json!({"currency": "GHS", "language_code": "ES", "language_id": 2, "language_name": "Spanish"});
    has("locales", spanish).await;
}

async fn strangers_are_refused(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let stranger = app.client_of(STRANGER, &[Scope::ReadLoans]).await;
    for list in ["activities", "locales", "themes", "locations"] {
        app.get(&format!("/v3/partner/1/config/{list}")).await.expect(401);
        stranger.get(&format!("/v3/partner/1/config/{list}")).await.expect(403);
        stranger.get(&format!("/v3/partners/1/config/{list}")).await.expect(403);
    }
}

for_each_engine!(
    each_route_answers_the_partners_values_in_kivas_envelope,
    values_have_the_fields_of_the_contract,
    strangers_are_refused,
);
