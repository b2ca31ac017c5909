//! Reading requests the way real clients send them.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use fieldlink_contract::{codes, json};
use serde::de::DeserializeOwned;

use crate::error::ApiError;

/// A JSON body, whatever Content-Type it came with (the Fineract fork sends none), together with its bytes.
pub struct AnyJson<T> {
    /// The parsed body.
    pub value: T,
    /// The bytes it was parsed from, for the request hash of an Idempotency-Key.
    pub bytes: Bytes,
}

impl<T> AnyJson<T> {
    /// The same, if the body is an object. Serde reads an array into a struct too, field by field.
    pub fn object(self) -> Result<AnyJson<T>, ApiError> {
        let text = self.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.bytes);
        if text.trim_ascii_start().first() == Some(&b'{') {
            return Ok(self);
        }
        let text = "the body must be one JSON object";
        Err(ApiError::new(
            axum::http::StatusCode::BAD_REQUEST,
            codes::INVALID_REQUEST,
            text,
        ))
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for AnyJson<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<AnyJson<T>, ApiError> {
        let bytes = Bytes::from_request(request, state).await.map_err(|rejection| {
            let too_large = rejection.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE;
            let code = if too_large {
                codes::TOO_LARGE
            } else {
                codes::INVALID_REQUEST
            };
            ApiError::new(rejection.status(), code, rejection.body_text())
        })?;
        let value = json::from_slice(&bytes).map_err(|e| {
            ApiError::new(
                axum::http::StatusCode::BAD_REQUEST,
                codes::INVALID_REQUEST,
                e.to_string(),
            )
        })?;
        Ok(AnyJson { value, bytes })
    }
}
