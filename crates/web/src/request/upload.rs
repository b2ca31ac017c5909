//! Forms with a file in them, part by part.

use axum::body::Bytes;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::StatusCode;
use fieldlink_app::Error;

use super::{Refused, Unfit};

/// A form with a file in it.
#[derive(Debug)]
pub struct Upload(Multipart);

/// Why an upload cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// It broke off, or is larger than its route takes.
    #[error(transparent)]
    Cut(#[from] MultipartError),
    /// A text in it cannot be taken.
    #[error(transparent)]
    Text(#[from] Unfit),
}

impl UploadError {
    /// The error for the person. `unreadable` says how an upload is called that is too large (`true`) or broke off.
    pub fn said(self, unreadable: impl FnOnce(bool) -> Error) -> Error {
        match self {
            UploadError::Cut(error) => unreadable(error.status() == StatusCode::PAYLOAD_TOO_LARGE),
            UploadError::Text(unfit) => unfit.into(),
        }
    }
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Refused;

    async fn from_request(request: Request, state: &S) -> Result<Upload, Refused> {
        let form = Multipart::from_request(request, state).await;
        form.map(Upload)
            .map_err(|rejection| Refused(Error::invalid(rejection.body_text()).said("error-form-unread", [])))
    }
}

impl Upload {
    /// The next part; none after the last.
    ///
    /// # Errors
    /// When the form breaks off.
    pub async fn next_part(&mut self) -> Result<Option<Part<'_>>, UploadError> {
        Ok(self.0.next_field().await?.map(Part))
    }
}

/// A field of the form, or its file.
#[derive(Debug)]
pub struct Part<'a>(Field<'a>);

impl Part<'_> {
    /// Its name; empty when it has none.
    pub fn name(&self) -> &str {
        self.0.name().unwrap_or_default()
    }

    /// The text of a field.
    ///
    /// # Errors
    /// When the form breaks off, or the text cannot be taken.
    pub async fn text(self) -> Result<String, UploadError> {
        let name = self.name().to_owned();
        Unfit::check(&name, &name)?;
        let field = || super::shown(&name);
        let text = String::from_utf8(self.0.bytes().await?.into()).map_err(|_| Unfit::Bytes { field: field() })?;
        Unfit::check(&name, &text)?;
        Ok(text)
    }

    /// The next bytes of a file; none at its end.
    ///
    /// # Errors
    /// When the form breaks off.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, UploadError> {
        Ok(self.0.chunk().await?)
    }
}
