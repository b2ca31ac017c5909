//! The key set and the metadata.

use fieldlink_contract::Scope;
use fieldlink_testkit::{TestDatabase, for_each_engine};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::Value;

use super::support::read;
use crate::support::{TestApp, URL};

async fn anybody_can_check_a_token_with_the_key_set(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let token = app.client(&[Scope::ReadLoans]).await.token;
    let reply = app.get("/.well-known/jwks.json").await.expect(200);
    assert_eq!(reply.header("cache-control"), "public, max-age=300");
    for private in ["\"d\"", "\"p\"", "\"q\""] {
        assert!(!reply.text().contains(private));
    }
    let set: JwkSet = serde_json::from_slice(&reply.body).unwrap();
    let kid = read(&token).0["kid"].as_str().unwrap().to_owned();
    let key = DecodingKey::from_jwk(set.find(&kid).unwrap()).unwrap();
    let mut validation = Validation::new(Algorithm::RS256);
    validation.set_audience(&[URL]);
    validation.set_issuer(&[format!("{URL}/")]);
    // The test's clock stands where it stands.
    validation.validate_exp = false;
    jsonwebtoken::decode::<Value>(&token, &key, &validation).unwrap();
}

async fn the_metadata_names_what_there_is(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let metadata = app
        .get("/.well-known/oauth-authorization-server")
        .await
        .expect(200)
        .json();
    assert_eq!(metadata["issuer"], format!("{URL}/"));
    assert_eq!(
        metadata["grant_types_supported"],
        serde_json::json!(["client_credentials"])
    );
    assert_eq!(metadata["scopes_supported"].as_array().unwrap().len(), 4);
    for endpoint in ["token_endpoint", "introspection_endpoint", "revocation_endpoint"] {
        let path = metadata[endpoint].as_str().unwrap().strip_prefix(URL).unwrap();
        app.post_form(path, &[]).await.expect(400);
    }
    let keys = metadata["jwks_uri"].as_str().unwrap().strip_prefix(URL).unwrap();
    app.get(keys).await.expect(200);
}

for_each_engine!(
    anybody_can_check_a_token_with_the_key_set,
    the_metadata_names_what_there_is
);
