//! REPAYMENTS: a month's report as people work on it (domain.md 2.1, 2.5, 2.6).

mod add;
mod lists;
mod month;
mod statement;

use axum::http::StatusCode;
use axum::response::Response;
use fieldlink_app::Error;
use fieldlink_domain::calendar::Period;

use crate::site::Pages;
use crate::site::layout::SiteError;

pub(super) use month::boxes;

/// Largest CSV, in bytes: some 100,000 rows.
const FILE_LIMIT: usize = 4 * 1024 * 1024;

/// The routes of this file.
pub fn routes() -> Pages {
    Pages::new()
        .post("/repayments/upload", add::upload)
        .body_limit(FILE_LIMIT)
        .get("/repayments", month::in_hand)
        .post("/repayments/row", add::single)
        .get("/repayments/uploads/{upload}", add::rows)
        .get("/repayments/{period}", month::show)
        .get("/repayments/{period}/loans", lists::loans)
        .get("/repayments/{period}/problems", lists::problems)
        .get("/repayments/{period}/uploads", lists::uploads)
        .get("/repayments/{period}/statement", statement::show)
        .post("/repayments/{period}/finalize", month::finalize)
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
