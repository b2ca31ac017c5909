//! NEW LOANS: drafts in PA2's four steps, and publishing them (domain.md 2.1).

mod apply;
mod chart;
mod description;
mod fields;
mod list;
mod photo;
mod publish;
mod review;
mod steps;
mod terms;
mod typed;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::AppState;

/// Largest photo form, in bytes.
const PHOTO_LIMIT: usize = 12 * 1024 * 1024;

/// The routes of this file.
pub fn routes() -> Router<AppState> {
    let photo = get(photo::show)
        .post(photo::save)
        .layer(DefaultBodyLimit::max(PHOTO_LIMIT));
    Router::new()
        .route("/drafts", get(list::show).post(list::start))
        .route("/drafts/{id}", get(review::show))
        .route(
            "/drafts/{id}/description",
            get(description::show).post(description::save),
        )
        .route("/drafts/{id}/terms", get(terms::show).post(terms::save))
        .route("/drafts/{id}/photo", photo)
        .route("/drafts/{id}/photo.jpg", get(photo::picture))
        .route("/drafts/{id}/publish", post(publish::publish))
        .route("/drafts/{id}/delete", post(publish::delete))
}
