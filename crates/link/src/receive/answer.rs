//! Answers in plain words: one JSON object with a `message`, and for a wrong record its place.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::json;

use crate::ledger::LedgerError;

/// What is wrong with one record. The value itself is left out: it may be a borrower's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Problem {
    /// Which record, counted from 1.
    pub(super) row: usize,
    /// Which field, when it is about one.
    pub(super) field: Option<String>,
    /// What is wrong and what to do.
    pub(super) message: String,
}

/// Why a request is not taken.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    pub(super) message: String,
    pub(super) problems: Vec<Problem>,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, message: impl Into<String>) -> Refusal {
        Refusal {
            status,
            message: message.into(),
            problems: Vec::new(),
        }
    }

    pub(super) fn unknown(message: &str) -> Refusal {
        Refusal::new(StatusCode::UNAUTHORIZED, message)
    }

    pub(super) fn wrong(problems: Vec<Problem>) -> Refusal {
        let message = format!(
            "nothing was taken: {} thing{} wrong",
            problems.len(),
            if problems.len() == 1 { " is" } else { "s are" }
        );
        Refusal {
            problems,
            ..Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, message)
        }
    }

    pub(super) fn storage(error: &LedgerError) -> Refusal {
        // What the database says can hold a value, so only what we say about it is logged by whoever serves.
        let message = format!("nothing was taken, since it could not be kept ({error}); send it again later");
        Refusal::new(StatusCode::SERVICE_UNAVAILABLE, message)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut body = json!({ "message": self.message });
        if !self.problems.is_empty() {
            body["problems"] = json!(self.problems);
        }
        let mut response = (self.status, Json(body)).into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            let scheme = axum::http::HeaderValue::from_static("Bearer");
            response
                .headers_mut()
                .insert(axum::http::header::WWW_AUTHENTICATE, scheme);
        }
        response
    }
}
