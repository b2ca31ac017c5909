//! What others need to know of the token service: its keys (RFC 7517) and its metadata (RFC 8414).

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use fieldlink_app::keys::{Jwk, KEY_SET_MAX_AGE_S};
use fieldlink_app::tokens::TokenFailure;
use fieldlink_contract::scope::Scope;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::refusal::Refusal;
use crate::AppState;

/// The routes of this file.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(keys)).routes(routes!(metadata))
}

/// A public key (RFC 7517).
#[derive(Serialize, ToSchema)]
struct Key {
    /// Its name, as in the header of the tokens it signed.
    kid: String,
    /// `RSA`.
    kty: &'static str,
    /// `sig`.
    #[serde(rename = "use")]
    purpose: &'static str,
    /// `RS256`.
    alg: &'static str,
    /// Modulus, base64url.
    n: String,
    /// Exponent, base64url.
    e: String,
}

/// The published keys: those that a token in force may be signed with, and the one that will sign next.
#[derive(Serialize, ToSchema)]
struct KeySet {
    keys: Vec<Key>,
}

impl From<Jwk> for Key {
    fn from(key: Jwk) -> Key {
        Key {
            kid: key.kid,
            kty: "RSA",
            purpose: "sig",
            alg: "RS256",
            n: key.n,
            e: key.e,
        }
    }
}

/// Lists the keys that tokens can be checked with
#[utoipa::path(
    get,
    path = "/.well-known/jwks.json",
    tag = "token-service",
    responses((status = 200, description = "The keys", body = KeySet)),
    security(())
)]
async fn keys(State(state): State<AppState>) -> Result<Response, Refusal> {
    let keys = state
        .pa2
        .key_set()
        .await
        .map_err(|error| Refusal::of(TokenFailure::from(error), false))?;
    let keys = KeySet {
        keys: keys.into_iter().map(Key::from).collect(),
    };
    let cache = format!("public, max-age={KEY_SET_MAX_AGE_S}");
    Ok(([(header::CACHE_CONTROL, cache)], Json(keys)).into_response())
}

/// The fields of RFC 8414 section 2 that say something here.
#[derive(Serialize, ToSchema)]
struct Metadata {
    /// Who issues the tokens, with a trailing slash.
    issuer: String,
    token_endpoint: String,
    jwks_uri: String,
    introspection_endpoint: String,
    revocation_endpoint: String,
    scopes_supported: Vec<&'static str>,
    /// Empty: no person takes part.
    response_types_supported: Vec<&'static str>,
    grant_types_supported: Vec<&'static str>,
    token_endpoint_auth_methods_supported: Vec<&'static str>,
    introspection_endpoint_auth_methods_supported: Vec<&'static str>,
    revocation_endpoint_auth_methods_supported: Vec<&'static str>,
}

/// Says where the token service is and what it can do
#[utoipa::path(
    get,
    path = "/.well-known/oauth-authorization-server",
    tag = "token-service",
    responses((status = 200, description = "The metadata", body = Metadata)),
    security(())
)]
async fn metadata(State(state): State<AppState>) -> Json<Metadata> {
    const METHODS: [&str; 2] = ["client_secret_post", "client_secret_basic"];
    let issuer = state.pa2.issuer();
    Json(Metadata {
        token_endpoint: format!("{issuer}oauth/token"),
        jwks_uri: format!("{issuer}.well-known/jwks.json"),
        introspection_endpoint: format!("{issuer}oauth/introspect"),
        revocation_endpoint: format!("{issuer}oauth/revoke"),
        scopes_supported: Scope::ALL.iter().map(|scope| scope.as_str()).collect(),
        response_types_supported: Vec::new(),
        grant_types_supported: vec!["client_credentials"],
        token_endpoint_auth_methods_supported: METHODS.to_vec(),
        introspection_endpoint_auth_methods_supported: METHODS.to_vec(),
        revocation_endpoint_auth_methods_supported: METHODS.to_vec(),
        issuer,
    })
}
