//! Errors of the Partner API, in the contract's `{code, message}` shape.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use fieldlink_app::{Error, Kind};
use fieldlink_contract::ApiMessage;

/// A refusal of the Partner API.
#[derive(Debug)]
pub struct ApiError {
    status: StatusCode,
    body: ApiMessage,
    challenge: Option<&'static str>,
    retry_after_s: Option<u32>,
}

impl ApiError {
    /// A refusal with its status, code and text for the caller.
    pub fn new(status: StatusCode, code: &str, message: impl Into<String>) -> ApiError {
        ApiError {
            status,
            body: ApiMessage::new(code, message),
            challenge: None,
            retry_after_s: None,
        }
    }

    /// Its status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// With the `WWW-Authenticate` that RFC 6750 section 3 asks for.
    #[must_use]
    pub fn with_challenge(mut self, challenge: &'static str) -> ApiError {
        self.challenge = Some(challenge);
        self
    }

    /// With `Retry-After`, in seconds.
    #[must_use]
    pub fn with_retry_after(mut self, seconds: u32) -> ApiError {
        self.retry_after_s = Some(seconds);
        self
    }
}

/// The status of each kind of refusal.
pub fn status(kind: Kind) -> StatusCode {
    match kind {
        Kind::Invalid => StatusCode::BAD_REQUEST,
        Kind::Unauthenticated => StatusCode::UNAUTHORIZED,
        Kind::Forbidden => StatusCode::FORBIDDEN,
        Kind::NotFound => StatusCode::NOT_FOUND,
        Kind::Conflict => StatusCode::CONFLICT,
        Kind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Kind::Busy => StatusCode::SERVICE_UNAVAILABLE,
        Kind::TooMany => StatusCode::TOO_MANY_REQUESTS,
        Kind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// Seconds after which to call again where nobody knows better.
pub const RETRY_S: u32 = 1;

/// Logs an error of our own making once, with its chain; refusals are not logged as errors.
pub fn log(error: &Error) {
    // What cannot work just now is nobody's mistake, and still the operator's to know.
    let is_ours = error.kind == Kind::Internal || (error.kind == Kind::Busy && error.source.is_some());
    if is_ours {
        let mut chain = String::new();
        let mut source = std::error::Error::source(error);
        while let Some(cause) = source {
            chain.push_str(&format!(": {cause}"));
            source = cause.source();
        }
        tracing::error!(code = error.code, chain, "request failed");
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> ApiError {
        log(&error);
        let retry = matches!(error.kind, Kind::Busy | Kind::TooMany).then_some(RETRY_S);
        let status = match error.code {
            fieldlink_contract::codes::IDEMPOTENCY_MISMATCH => StatusCode::UNPROCESSABLE_ENTITY,
            _ => status(error.kind),
        };
        ApiError {
            retry_after_s: retry,
            ..ApiError::new(status, error.code, error.message)
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.body)).into_response();
        if let Some(challenge) = self.challenge {
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        if let Some(seconds) = self.retry_after_s {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
