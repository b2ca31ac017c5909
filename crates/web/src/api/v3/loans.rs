//! loans

use utoipa_axum::router::OpenApiRouter;

use crate::AppState;

/// The routes of this file.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
}
