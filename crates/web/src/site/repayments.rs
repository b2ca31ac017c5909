//! REPAYMENTS: a month's report as people work on it (domain.md 2.1, 2.5, 2.6).

mod add;
mod lists;
mod month;
mod statement;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use fieldlink_app::Error;
use fieldlink_domain::calendar::Period;

use crate::AppState;
use crate::site::layout::SiteError;

pub(super) use month::boxes;

/// Largest CSV, in bytes: some 100,000 rows.
const FILE_LIMIT: usize = 4 * 1024 * 1024;

/// The routes of this file.
pub fn routes() -> Router<AppState> {
    let upload = Router::new()
        .route("/repayments/upload", post(add::upload))
        .layer(DefaultBodyLimit::max(FILE_LIMIT));
    Router::new()
        .route("/repayments", get(month::in_hand))
        .route("/repayments/row", post(add::single))
        .route("/repayments/uploads/{upload}", get(add::rows))
        .route("/repayments/{period}", get(month::show))
        .route("/repayments/{period}/loans", get(lists::loans))
        .route("/repayments/{period}/problems", get(lists::problems))
        .route("/repayments/{period}/statement", get(statement::show))
        .route("/repayments/{period}/finalize", post(month::finalize))
        .merge(upload)
}

/// The month that a path names.
fn period(text: &str) -> Result<Period, SiteError> {
    text.parse().map_err(|_| Error::not_found("This month").into())
}

/// A month as its people call it: `November 2026`.
pub(super) fn month_name(period: Period) -> String {
    period.first_day().format("%B %Y").to_string()
}

fn with_status(status: StatusCode, page: maud::Markup) -> Response {
    use axum::response::IntoResponse;
    (status, page).into_response()
}
