//! What others need to know of the token service: its keys (RFC 7517) and its metadata (RFC 8414).

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use fieldlink_app::keys::KEY_SET_MAX_AGE_S;
use fieldlink_app::tokens::TokenFailure;
use fieldlink_contract::scope::Scope;
use serde::Serialize;

use super::refusal::Refusal;
use crate::AppState;

/// The routes of this file.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/.well-known/jwks.json", get(keys))
        .route("/.well-known/oauth-authorization-server", get(metadata))
}

async fn keys(State(state): State<AppState>) -> Result<Response, Refusal> {
    let keys = state
        .pa2
        .key_set()
        .await
        .map_err(|error| Refusal::of(TokenFailure::from(error), false))?;
    let cache = format!("public, max-age={KEY_SET_MAX_AGE_S}");
    Ok(([(header::CACHE_CONTROL, cache)], Json(keys)).into_response())
}

/// The fields of RFC 8414 section 2 that say something here.
#[derive(Serialize)]
struct Metadata {
    issuer: String,
    token_endpoint: String,
    jwks_uri: String,
    introspection_endpoint: String,
    revocation_endpoint: String,
    scopes_supported: Vec<&'static str>,
    response_types_supported: [&'static str; 0],
    grant_types_supported: [&'static str; 1],
    token_endpoint_auth_methods_supported: [&'static str; 2],
    introspection_endpoint_auth_methods_supported: [&'static str; 2],
    revocation_endpoint_auth_methods_supported: [&'static str; 2],
}

async fn metadata(State(state): State<AppState>) -> Json<Metadata> {
    const METHODS: [&str; 2] = ["client_secret_post", "client_secret_basic"];
    let issuer = state.pa2.issuer();
    Json(Metadata {
        token_endpoint: format!("{issuer}oauth/token"),
        jwks_uri: format!("{issuer}.well-known/jwks.json"),
        introspection_endpoint: format!("{issuer}oauth/introspect"),
        revocation_endpoint: format!("{issuer}oauth/revoke"),
        scopes_supported: Scope::ALL.iter().map(|scope| scope.as_str()).collect(),
        response_types_supported: [],
        grant_types_supported: ["client_credentials"],
        token_endpoint_auth_methods_supported: METHODS,
        introspection_endpoint_auth_methods_supported: METHODS,
        revocation_endpoint_auth_methods_supported: METHODS,
        issuer,
    })
}
