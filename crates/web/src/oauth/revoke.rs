//! `POST /oauth/revoke` (RFC 7009): a client takes one of its tokens back.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use fieldlink_contract::token::{TokenError, TokenErrorCode};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::form::{ClientForm, ShownToken};
use super::refusal::{Refusal, uncached};
use crate::AppState;

/// The routes of this file.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(revoke))
}

/// Takes one of the client's tokens back
///
/// The answer is the same whether there was such a token or not (RFC 7009 section 2.2).
#[utoipa::path(
    post,
    path = "/oauth/revoke",
    tag = "token-service",
    request_body(content = ShownToken, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "The token is worth nothing any more"),
        (status = 400, description = "Refused: the parameters", body = TokenError),
        (status = 401, description = "Refused: client_id or client_secret", body = TokenError),
        (status = 429, description = "Too many wrong credentials; Retry-After says how long to wait", body = TokenError),
    ),
    security((), ("client" = []))
)]
async fn revoke(State(state): State<AppState>, form: ClientForm) -> Result<Response, Refusal> {
    let Some(token) = &form.token else {
        return Err(Refusal::new(TokenErrorCode::InvalidRequest, "token is missing."));
    };
    let done = state.pa2.revoke_token(&form.asking, token).await;
    done.map_err(|failure| Refusal::of(failure, form.used_header))?;
    Ok(uncached(StatusCode::OK))
}
