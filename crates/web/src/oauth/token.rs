//! `POST /oauth/token` (domain.md 1.2; RFC 6749 section 4.4).

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use fieldlink_contract::token::{TokenError, TokenReply, TokenRequest};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::form::ClientForm;
use super::refusal::{Refusal, uncached};
use crate::AppState;

/// The routes of this file.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(token))
}

/// Gives an access token for a client's id and secret
///
/// The credentials stand in the form or in HTTP Basic, not in both. Ask for a new token when the old one ends; there is
/// no refresh token.
#[utoipa::path(
    post,
    path = "/oauth/token",
    tag = "token-service",
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "The token", body = TokenReply),
        (status = 400, description = "Refused: the parameters", body = TokenError),
        (status = 401, description = "Refused: client_id or client_secret", body = TokenError),
        (status = 429, description = "Too many wrong credentials; Retry-After says how long to wait", body = TokenError),
    ),
    security((), ("client" = []))
)]
async fn token(State(state): State<AppState>, form: ClientForm) -> Result<Response, Refusal> {
    let reply = state.pa2.issue_token(&form.asking).await;
    reply
        .map(|reply| uncached(Json(reply)))
        .map_err(|failure| Refusal::of(failure, form.used_header))
}
