//! The two ways a draft ends: published or thrown away.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use fieldlink_app::Error;
use serde::Deserialize;

use super::review;
use super::steps;
use crate::AppState;
use crate::request::Path;
use crate::site::csrf;
use crate::site::fresh::Fresh;
use crate::site::layout::SiteError;
use crate::site::session::Visitor;

/// What the person looked at when they pressed the button.
#[derive(Debug, Deserialize)]
pub(super) struct Seen {
    version: i64,
}

pub(super) async fn publish(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(id): Path<i64>,
    Fresh(seen): Fresh<Seen>,
) -> Result<Response, SiteError> {
    match state
        .pa2
        .publish_draft(&visitor.actor(), visitor.partner, (id, seen.version))
        .await
    {
        Ok(loan) => Ok(Redirect::to(&format!("/loans/{loan}")).into_response()),
        Err(error) => again(&state, &visitor, id, error).await,
    }
}

pub(super) async fn delete(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(id): Path<i64>,
    csrf::Form(seen): csrf::Form<Seen>,
) -> Result<Response, SiteError> {
    match state
        .pa2
        .delete_draft(&visitor.actor(), visitor.partner, (id, seen.version))
        .await
    {
        Ok(()) => Ok(Redirect::to("/drafts").into_response()),
        Err(error) => again(&state, &visitor, id, error).await,
    }
}

/// The review as it is now, with the reason why nothing was done.
async fn again(state: &AppState, visitor: &Visitor, id: i64, error: Error) -> Result<Response, SiteError> {
    let notice = steps::refused(&visitor.text, error)?;
    let now = state.pa2.review_draft(&visitor.actor(), visitor.partner, id).await?;
    Ok(steps::refusal(review::page(state, visitor, &now, Some(&notice)).await?))
}
