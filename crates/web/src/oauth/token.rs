//! `POST /oauth/token` (domain.md 1.2; RFC 6749 section 4.4).

use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use axum::{Json, Router};

use super::form::ClientForm;
use super::refusal::{Refusal, uncached};
use crate::AppState;

/// The routes of this file.
pub fn routes() -> Router<AppState> {
    Router::new().route("/oauth/token", post(token))
}

async fn token(State(state): State<AppState>, form: ClientForm) -> Result<Response, Refusal> {
    let reply = state.pa2.issue_token(&form.asking).await;
    reply
        .map(|reply| uncached(Json(reply)))
        .map_err(|failure| Refusal::of(failure, form.used_header))
}
