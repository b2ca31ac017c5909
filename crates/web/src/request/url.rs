//! What stands in an address: the names in its path, and its query.

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use fieldlink_app::Error;
use serde::de::DeserializeOwned;

use super::{Refused, Unfit, check_encoded};

/// The names in a path. What names nothing, such as letters for a number, is not found.
#[derive(Debug, Clone)]
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Path<T>, Refused> {
        let raw = RawPathParams::from_request_parts(parts, state).await;
        let raw = raw.map_err(|rejection| Refused(Error::invalid(rejection.body_text())))?;
        for (name, value) in &raw {
            Unfit::check(name, value)?;
        }
        let read = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        let axum::extract::Path(value) = read.map_err(|_| Refused(Error::not_found("What this address names")))?;
        Ok(Path(value))
    }
}

/// One name of a path, where it was matched.
pub async fn path_text(parts: &mut Parts, name: &str) -> Option<String> {
    let raw = RawPathParams::from_request_parts(parts, &()).await.ok()?;
    let found = raw.iter().find(|(this, _)| *this == name);
    found.map(|(_, value)| value.to_owned())
}

/// The query of an address. A name that comes twice is refused, but for a list of pairs.
#[derive(Debug, Clone)]
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Query<T>, Refused> {
        check_encoded(parts.uri.query().unwrap_or_default().as_bytes())?;
        let read = axum::extract::Query::<T>::try_from_uri(&parts.uri);
        let axum::extract::Query(value) = read.map_err(|rejection| {
            let text = rejection.body_text();
            let said = text.strip_prefix("Failed to deserialize query string: ");
            Refused(Error::invalid(said.unwrap_or(&text)))
        })?;
        Ok(Query(value))
    }
}
