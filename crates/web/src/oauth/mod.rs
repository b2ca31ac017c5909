//! The token service: token, keys, metadata, introspection, revocation.

use axum::Router;

use crate::AppState;

/// All routes of the token service.
pub fn routes() -> Router<AppState> {
    Router::new()
}
