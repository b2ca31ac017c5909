//! The token service: token, keys, metadata, introspection, revocation.

use axum::extract::DefaultBodyLimit;
use utoipa_axum::router::OpenApiRouter;

use crate::AppState;

mod form;
mod introspect;
mod refusal;
mod revoke;
mod token;
mod well_known;

/// Largest form taken, in bytes: a token to be introspected with room to spare.
const FORM_LIMIT: usize = 16 * 1024;

/// All routes of the token service.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .merge(token::routes())
        .merge(introspect::routes())
        .merge(revoke::routes())
        .merge(well_known::routes())
        .layer(DefaultBodyLimit::max(FORM_LIMIT))
}
