//! Version 3: one file a route.

use utoipa_axum::router::OpenApiRouter;

use crate::AppState;

mod config;
mod journals;
mod loan_draft;
mod loans;
mod repayments;

/// All routes of version 3, under both path spellings where clients use both.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .merge(config::routes())
        .merge(loans::routes())
        .merge(loan_draft::routes())
        .merge(repayments::routes())
        .merge(journals::routes())
}
