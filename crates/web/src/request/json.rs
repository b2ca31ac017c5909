//! JSON bodies, read the way real clients send them.

use axum::body::Bytes;
use axum::extract::{FromRequest, OptionalFromRequest, Request};
use fieldlink_app::Error;
use fieldlink_contract::{Texts, json};
use serde::de::DeserializeOwned;

use super::{Refused, Unfit, body};

/// A JSON body, whatever Content-Type it came with (the Fineract fork sends none), together with its bytes.
pub struct AnyJson<T> {
    /// The parsed body.
    pub value: T,
    /// The bytes it was parsed from, for the request hash of an Idempotency-Key.
    pub bytes: Bytes,
}

impl<T> AnyJson<T> {
    /// The same, if the body is an object. Serde reads an array into a struct too, field by field.
    pub fn object(self) -> Result<AnyJson<T>, Refused> {
        let text = self.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.bytes);
        if text.trim_ascii_start().first() == Some(&b'{') {
            return Ok(self);
        }
        Err(Refused(Error::invalid("the body must be one JSON object")))
    }
}

fn read<T: DeserializeOwned + Texts>(bytes: Bytes) -> Result<AnyJson<T>, Refused> {
    let value: T = json::from_slice(&bytes).map_err(|error| Refused(Error::invalid(error.to_string())))?;
    match value.misfit() {
        Some(misfit) => Err(Unfit::from(misfit).into()),
        None => Ok(AnyJson { value, bytes }),
    }
}

impl<S: Send + Sync, T: DeserializeOwned + Texts> FromRequest<S> for AnyJson<T> {
    type Rejection = Refused;

    async fn from_request(request: Request, state: &S) -> Result<AnyJson<T>, Refused> {
        read(body(request, state).await?)
    }
}

/// None where there is no body, or null for one.
impl<S: Send + Sync, T: DeserializeOwned + Texts> OptionalFromRequest<S> for AnyJson<T> {
    type Rejection = Refused;

    async fn from_request(request: Request, state: &S) -> Result<Option<AnyJson<T>>, Refused> {
        let bytes = body(request, state).await?;
        let none = matches!(bytes.trim_ascii(), b"" | b"null");
        (!none).then(|| read(bytes)).transpose()
    }
}
