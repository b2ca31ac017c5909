//! The one edge for what comes in: the only place that reads JSON, forms, paths, queries and files (clippy refuses axum's
//! own extractors elsewhere).
//!
//! Every text is held here against [`fieldlink_contract::text`]: valid UTF-8, no U+0000, no longer than its bound. What
//! does not fit is refused with its field and the bound, in the shape of the route, before anybody else sees it.

#![expect(
    clippy::disallowed_types,
    reason = "the one place where axum's own extractors are used"
)]

mod form;
mod json;
mod upload;
mod url;

use std::borrow::Cow;
use std::sync::Arc;

use ::url::form_urlencoded;
use axum::Extension;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use fieldlink_app::{Error, Kind};
use fieldlink_contract::codes;
use fieldlink_contract::text::{self, Misfit};
use percent_encoding::percent_decode;

use crate::error::{self, ApiError};

pub use form::{Plain, read_form};
pub use json::AnyJson;
pub use upload::{Part, Upload, UploadError};
pub use url::{Path, Query, path_text};

/// What cannot be read. The Partner API answers it in its envelope; on the site, whose pages end with
/// `answers::in_form`, it is a page.
#[derive(Debug)]
pub struct Refused(pub Error);

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let Refused(error) = self;
        let said = ApiError::new(error::status(error.kind), error.code, error.message.clone());
        (Extension(Arc::new(error)), said).into_response()
    }
}

impl From<Refused> for ApiError {
    fn from(Refused(error): Refused) -> ApiError {
        error.into()
    }
}

impl From<Unfit> for Refused {
    fn from(unfit: Unfit) -> Refused {
        Refused(unfit.into())
    }
}

/// A field whose text cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Longer than its bound, or with U+0000 in it.
    #[error(transparent)]
    Text(#[from] Misfit),
    /// Bytes that are no text.
    #[error("{field}: is not valid UTF-8")]
    Bytes {
        /// The field.
        field: String,
    },
}

impl Unfit {
    /// The field's name.
    pub fn field(&self) -> &str {
        match self {
            Unfit::Text(misfit) => &misfit.field,
            Unfit::Bytes { field } => field,
        }
    }

    /// Whether a text of this field can be taken, by the bound of its name.
    ///
    /// # Errors
    /// Why it cannot.
    pub fn check(field: &str, text: &str) -> Result<(), Unfit> {
        match Misfit::of(field, text, most(field)) {
            None => Ok(()),
            // A name may be anything too, and is repeated to whoever sent it.
            Some(misfit) => Err(Unfit::Text(Misfit {
                field: shown(field),
                ..misfit
            })),
        }
    }
}

impl From<Unfit> for Error {
    fn from(unfit: Unfit) -> Error {
        let (kind, most) = match &unfit {
            Unfit::Text(misfit) => misfit.fault.named(),
            Unfit::Bytes { .. } => ("bytes", 0),
        };
        let values = [
            ("field", unfit.field().to_owned()),
            ("kind", kind.to_owned()),
            ("most", most.to_string()),
        ];
        Error::invalid(unfit.to_string()).said("error-text-unfit", values)
    }
}

/// Most characters of a field of a form, a path or a query: of most a line, of some more.
pub fn most(field: &str) -> usize {
    match field.rsplit('.').next().unwrap_or(field) {
        "client_id" | "loan_id" | "internal_client_id" | "internal_loan_id" => text::ID,
        "body" | "currencies" | "description" | "ids" | "loan_ids" | "note" | "reason" | "text" | "token" | "why"
        | "words" => text::LONG,
        "audience" | "image_url" | "next" | "scope" | "website" => text::ADDRESS,
        _ => text::LINE,
    }
}

/// The pairs of an encoded form or query, each held against its bound.
pub fn pairs(encoded: &[u8]) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>, Result<(), Unfit>)> {
    let pairs = encoded.split(|byte| *byte == b'&');
    let read = pairs.flat_map(|pair| form_urlencoded::parse(pair).map(move |(name, value)| (pair, name, value)));
    read.map(|(pair, name, value)| {
        let field = || shown(&name);
        let letters = percent_decode(pair).decode_utf8();
        let fits = letters.map_err(|_| Unfit::Bytes { field: field() });
        let fits = fits.and_then(|_| Unfit::check(&name, &name));
        let fits = fits.and_then(|()| Unfit::check(&name, &value));
        (name, value, fits)
    })
}

/// Holds each pair of an encoded form or query against its bound.
///
/// # Errors
/// The first that cannot be taken.
pub fn check_encoded(encoded: &[u8]) -> Result<(), Unfit> {
    pairs(encoded).try_for_each(|(_, _, fits)| fits)
}

/// The whole body, within the limit of its route.
///
/// # Errors
/// When it is larger, or breaks off.
pub async fn body<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Refused> {
    Bytes::from_request(request, state).await.map_err(|rejection| {
        Refused(if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Error::new(Kind::TooLarge, codes::TOO_LARGE, rejection.body_text()).said("error-body-too-large", [])
        } else {
            Error::invalid(rejection.body_text()).said("error-form-cut", [])
        })
    })
}

/// A name as it is repeated.
fn shown(name: &str) -> String {
    text::shown(name, 60).into_owned()
}
