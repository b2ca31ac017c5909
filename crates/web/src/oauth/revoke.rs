//! `POST /oauth/revoke` (RFC 7009): a client takes one of its tokens back.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::post;
use fieldlink_contract::token::TokenErrorCode;

use super::form::ClientForm;
use super::refusal::{Refusal, uncached};
use crate::AppState;

/// The routes of this file.
pub fn routes() -> Router<AppState> {
    Router::new().route("/oauth/revoke", post(revoke))
}

/// 200 whether there was such a token or not (RFC 7009 section 2.2).
async fn revoke(State(state): State<AppState>, form: ClientForm) -> Result<Response, Refusal> {
    let Some(token) = &form.token else {
        return Err(Refusal::new(TokenErrorCode::InvalidRequest, "token is missing."));
    };
    let done = state.pa2.revoke_token(&form.asking, token).await;
    done.map_err(|failure| Refusal::of(failure, form.used_header))?;
    Ok(uncached(StatusCode::OK))
}
