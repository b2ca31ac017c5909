//! Encoded forms. Those of a signed-in person are [`crate::site::csrf::Form`], which reads them with this.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::request::Parts;
use fieldlink_app::Error;
use serde::de::DeserializeOwned;

use super::{Refused, body, check_encoded};

/// A stranger's form: nobody's session stands in it.
#[derive(Debug, Clone)]
pub struct Plain<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Plain<T> {
    type Rejection = Refused;

    async fn from_request(request: Request, state: &S) -> Result<Plain<T>, Refused> {
        let (parts, stream) = request.into_parts();
        let bytes = body(Request::from_parts(parts.clone(), stream), state).await?;
        check_encoded(&bytes)?;
        Ok(Plain(read_form(parts, bytes).await?))
    }
}

/// Reads the fields of a form whose texts were checked. Repeated fields are read into a `Vec`.
///
/// # Errors
/// When a field is missing, or holds what it cannot.
pub async fn read_form<T: DeserializeOwned>(parts: Parts, bytes: Bytes) -> Result<T, Refused> {
    let again = Request::from_parts(parts, bytes.into());
    let form = axum_extra::extract::Form::<T>::from_request(again, &()).await;
    let axum_extra::extract::Form(value) = form.map_err(|rejection| {
        let unread = Error::invalid(format!("The form cannot be read: {}", rejection.body_text()));
        Refused(unread.said("error-form-unread", []))
    })?;
    Ok(value)
}
