//! HOME: what waits for this person today.

use axum::Router;

use crate::AppState;

/// The routes of this file.
pub fn routes() -> Router<AppState> {
    Router::new()
}
