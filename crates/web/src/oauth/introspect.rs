//! `POST /oauth/introspect` (RFC 7662): what a token is worth, for the clients of its partner.

use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use axum::{Json, Router};
use fieldlink_contract::token::{Claims, TokenErrorCode};
use serde::Serialize;

use super::form::ClientForm;
use super::refusal::{Refusal, uncached};
use crate::AppState;

/// The routes of this file.
pub fn routes() -> Router<AppState> {
    Router::new().route("/oauth/introspect", post(introspect))
}

/// A token in force.
#[derive(Serialize)]
struct Active {
    active: bool,
    scope: String,
    client_id: String,
    token_type: &'static str,
    exp: i64,
    iss: String,
    aud: Vec<String>,
    jti: String,
    #[serde(rename = "partnerId")]
    partner_id: String,
}

/// Any other text: nothing more is said of it.
#[derive(Serialize)]
struct Inactive {
    active: bool,
}

impl From<Claims> for Active {
    fn from(claims: Claims) -> Active {
        Active {
            active: true,
            scope: claims.scope.to_string(),
            client_id: claims.client_id,
            token_type: "bearer",
            exp: claims.exp,
            iss: claims.iss,
            aud: claims.aud,
            jti: claims.jti,
            partner_id: claims.partner_id,
        }
    }
}

async fn introspect(State(state): State<AppState>, form: ClientForm) -> Result<Response, Refusal> {
    let Some(token) = &form.token else {
        return Err(Refusal::new(TokenErrorCode::InvalidRequest, "token is missing."));
    };
    let found = state.pa2.introspect_token(&form.asking, token).await;
    match found.map_err(|failure| Refusal::of(failure, form.used_header))? {
        Some(claims) => Ok(uncached(Json(Active::from(claims)))),
        None => Ok(uncached(Json(Inactive { active: false }))),
    }
}
