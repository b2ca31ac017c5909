//! REPAYMENTS: a month's report as people work on it (domain.md 2.1, 2.5, 2.6).

mod add;
mod aside;
mod eligible;
mod finalize;
mod forms;
mod lines;
mod lists;
mod month;
mod problems;
mod row;
mod statement;
mod wires;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use fieldlink_app::Error;
use fieldlink_domain::calendar::Period;

use crate::site::Pages;
use crate::site::files;
use crate::site::layout::SiteError;

pub(super) use lines::export_links;
pub(super) use lists::pages;
pub(super) use month::{boxes, state_name};

/// The routes of this file.
pub fn routes() -> Pages {
    Pages::new()
        .post("/repayments/upload", add::upload)
        .body_limit(files::BODY_LIMIT)
        .get("/repayments", month::in_hand)
        .get("/repayments/eligible", eligible::show)
        .get("/repayments/row", row::show)
        .post("/repayments/row", row::save)
        .get("/repayments/wires", wires::show)
        .post("/repayments/wires", wires::enter)
        .post("/repayments/wires/{wire}/strike", wires::strike)
        .post("/repayments/problems/{problem}/set-aside", aside::set)
        .post("/repayments/problems/{problem}/stand", aside::undo)
        .get("/repayments/uploads/{upload}", add::rows)
        .get("/repayments/{period}", month::show)
        .get("/repayments/{period}/loans", lists::loans)
        .get("/repayments/{period}/problems", problems::list)
        .get("/repayments/{period}/aside", aside::list)
        .get("/repayments/{period}/uploads", lists::uploads)
        .get("/repayments/{period}/statement", statement::show)
        .get("/repayments/{period}/finalize", finalize::show)
        .post("/repayments/{period}/finalize", finalize::finalize)
}

/// The month that a path names.
pub(super) fn period(text: &str) -> Result<Period, SiteError> {
    text.parse()
        .map_err(|_| Error::not_found("This month").said("error-month-unreadable", []).into())
}

fn with_status(status: StatusCode, page: maud::Markup) -> Response {
    (status, page).into_response()
}
