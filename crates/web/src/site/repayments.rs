//! REPAYMENTS: the month as an object.

use axum::Router;

use crate::AppState;

/// The routes of this file.
pub fn routes() -> Router<AppState> {
    Router::new()
}
