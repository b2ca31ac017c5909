//! NEW LOANS: drafts and publishing.

use axum::Router;

use crate::AppState;

/// The routes of this file.
pub fn routes() -> Router<AppState> {
    Router::new()
}
