//! Refusals of the token service, in the shape of RFC 6749 section 5.2.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use fieldlink_app::Kind;
use fieldlink_app::tokens::TokenFailure;
use fieldlink_contract::token::{TokenError, TokenErrorCode};

use crate::error;

/// What is said to a client that tried HTTP Basic.
const CHALLENGE: &str = r#"Basic realm="Fieldlink PA2", charset="UTF-8""#;

/// A refusal of the token service.
#[derive(Debug)]
pub struct Refusal {
    failure: TokenFailure,
    used_header: bool,
}

impl Refusal {
    /// A refusal with a sentence for the person who reads the client's log.
    pub fn new(code: TokenErrorCode, description: impl Into<String>) -> Refusal {
        Refusal {
            failure: TokenFailure::refused(code, description),
            used_header: false,
        }
    }

    /// The refusal of a use case. A client that authenticated in the Authorization header is told so there.
    pub fn of(failure: TokenFailure, used_header: bool) -> Refusal {
        Refusal { failure, used_header }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = match self.failure {
            TokenFailure::Wait { seconds, why } => return wait(StatusCode::TOO_MANY_REQUESTS, seconds, why.into()),
            TokenFailure::Refused(body) => body,
            TokenFailure::Failed(failed) => {
                error::log(&failed);
                if failed.kind == Kind::Busy {
                    return wait(StatusCode::SERVICE_UNAVAILABLE, error::RETRY_S, failed.message);
                }
                TokenError {
                    error: TokenErrorCode::ServerError,
                    error_description: Some(failed.message),
                }
            }
        };
        let status = match body.error {
            TokenErrorCode::InvalidClient => StatusCode::UNAUTHORIZED,
            TokenErrorCode::ServerError => StatusCode::INTERNAL_SERVER_ERROR,
            TokenErrorCode::TemporarilyUnavailable => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::BAD_REQUEST,
        };
        let mut response = uncached((status, Json(body)));
        if status == StatusCode::UNAUTHORIZED && self.used_header {
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(CHALLENGE));
        }
        response
    }
}

/// RFC 6585 section 4, in the shape of the others.
fn wait(status: StatusCode, seconds: u32, why: String) -> Response {
    let body = TokenError {
        error: TokenErrorCode::TemporarilyUnavailable,
        error_description: Some(why),
    };
    uncached((status, [(header::RETRY_AFTER, seconds.to_string())], Json(body)))
}

/// An answer that nobody on the way may keep (RFC 6749 section 5.1).
pub fn uncached(answer: impl IntoResponse) -> Response {
    let headers = [(header::CACHE_CONTROL, "no-store"), (header::PRAGMA, "no-cache")];
    (headers, answer).into_response()
}
