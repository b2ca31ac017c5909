//! Answers in plain words: one JSON object with a `message`, and for a wrong record its place.

use axum::Json;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use fieldlink_rows::Error;
use serde::Serialize;
use serde_json::json;

use crate::ledger::LedgerError;

/// After how many seconds it may be asked again.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("5");

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
    /// A stable name, where a program should tell apart what the status does not.
    pub(super) code: Option<&'static str>,
    pub(super) message: String,
    pub(super) problems: Vec<Problem>,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, message: impl Into<String>) -> Refusal {
        Refusal {
            status,
            code: None,
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

    /// What is known of what was asked when the database failed. What the database itself says can hold a value, so only
    /// what we say about it is told and logged by whoever serves.
    pub(super) fn storage(error: &LedgerError) -> Refusal {
        let (status, code, message) = match error {
            LedgerError::Database(Error::NotBegun(_)) => (
                StatusCode::SERVICE_UNAVAILABLE,
                "not_begun",
                format!("nothing was begun ({error}); send it again in a moment"),
            ),
            LedgerError::Database(Error::Unanswered(_)) => (
                StatusCode::SERVICE_UNAVAILABLE,
                "not_known",
                format!(
                    "{error}; send the same request again, with the same Idempotency-Key and ids: it is taken once"
                ),
            ),
            _ => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "nothing_kept",
                format!("nothing was kept ({error})"),
            ),
        };
        Refusal {
            code: Some(code),
            ..Refusal::new(status, message)
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut body = json!({ "message": self.message });
        if !self.problems.is_empty() {
            body["problems"] = json!(self.problems);
        }
        if let Some(code) = self.code {
            body["code"] = json!(code);
        }
        let mut response = (self.status, Json(body)).into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            let scheme = HeaderValue::from_static("Bearer");
            response
                .headers_mut()
                .insert(axum::http::header::WWW_AUTHENTICATE, scheme);
        }
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            let headers = response.headers_mut();
            headers.insert(axum::http::header::RETRY_AFTER, RETRY_AFTER);
        }
        response
    }
}
