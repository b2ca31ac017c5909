//! A file that a person uploads: read within bounds, with a form that says why it was not taken.

use axum::http::{HeaderMap, StatusCode};
use fieldlink_app::{Error, Kind};
use fieldlink_contract::codes;
use maud::{Markup, html};

use crate::AppState;
use crate::request::{Part, Upload};
use crate::site::csrf;
use crate::site::layout::{self, SiteError};
use crate::site::session::Visitor;

/// Largest body with a file in it. Of the file no more than [`FILE_LIMIT`] is held; the rest is read so that the answer
/// reaches the browser.
pub const BODY_LIMIT: usize = 32 * 1024 * 1024;
/// Largest CSV, in bytes: some 100,000 rows.
pub const FILE_LIMIT: usize = 4 * 1024 * 1024;

/// Why a file was not taken, to be said on the page that has the form.
pub struct Refused {
    /// The status of that page.
    pub status: StatusCode,
    /// In the person's language.
    pub said: String,
}

/// Has `take` take the file of a form whose token is right.
///
/// # Errors
/// What no other file would change.
pub async fn taken<T>(
    state: &AppState,
    visitor: &Visitor,
    headers: &HeaderMap,
    form: Upload,
    take: impl AsyncFnOnce(Vec<u8>) -> Result<T, Error>,
) -> Result<Result<T, Refused>, SiteError> {
    let taken = match file_of(state, visitor, headers, form).await? {
        Ok(file) => take(file).await,
        Err(error) => Err(error),
    };
    match taken {
        Ok(taken) => Ok(Ok(taken)),
        Err(error) if matches!(error.kind, Kind::Invalid | Kind::TooLarge) => Ok(Err(Refused {
            status: layout::refusal_status(&error),
            said: visitor.text.error(&error),
        })),
        Err(error) => Err(error.into()),
    }
}

/// The form of a CSV: where it goes, what it holds, and why the last one was not taken.
pub fn form(visitor: &Visitor, action: &str, help: &str, error: Option<&str>) -> Markup {
    let text = &visitor.text;
    html! {
        form action=(action) method="post" enctype="multipart/form-data" {
            (csrf::field(visitor))
            div.field {
                label for="file" { (text.get("repayments-file")) }
                br;
                input #file type="file" name="file" accept=".csv,text/csv,text/plain" required
                    aria-invalid=[error.map(|_| "true")] aria-describedby="file-help file-error";
                br;
                small #file-help { (help) }
                p.error #file-error role=[error.map(|_| "alert")] { @if let Some(error) = error { (error) } }
            }
            (layout::button(&text.get("repayments-file-send")))
        }
    }
}

/// The file of a form whose token is right, or why there is none that can be taken.
async fn file_of(
    state: &AppState,
    visitor: &Visitor,
    headers: &HeaderMap,
    mut form: Upload,
) -> Result<Result<Vec<u8>, Error>, SiteError> {
    let mut sent = None;
    let mut checked = false;
    loop {
        let part = match form.next_part().await {
            Ok(Some(part)) => part,
            Ok(None) => break,
            Err(error) => return Ok(Err(error.said(unreadable))),
        };
        match part.name() {
            csrf::FIELD => match part.text().await {
                Ok(text) => sent = Some(text),
                Err(error) => return Ok(Err(error.said(unreadable))),
            },
            "file" => {
                // The token stands before the file, so that a stranger's file is never read.
                csrf::check(state, visitor, headers, sent.as_deref()).await?;
                checked = true;
                match bounded(part).await {
                    Ok(file) if file.is_empty() => {}
                    file => return Ok(file),
                }
            }
            _ => {}
        }
    }
    if !checked {
        csrf::check(state, visitor, headers, sent.as_deref()).await?;
    }
    Ok(Err(
        Error::invalid("There is no file in the form.").said("error-file-none", [])
    ))
}

/// Reads a file to its end and holds no more of it than one may have.
async fn bounded(mut part: Part<'_>) -> Result<Vec<u8>, Error> {
    let mut file = Vec::new();
    let mut fits = true;
    while let Some(piece) = part.chunk().await.map_err(|error| error.said(unreadable))? {
        fits &= file.len() + piece.len() <= FILE_LIMIT;
        if fits {
            file.extend_from_slice(&piece);
        }
    }
    if fits { Ok(file) } else { Err(too_large()) }
}

fn unreadable(is_too_large: bool) -> Error {
    if is_too_large {
        too_large()
    } else {
        Error::invalid("The form broke off.").said("error-form-cut", [])
    }
}

fn too_large() -> Error {
    let megabytes = FILE_LIMIT / 1024 / 1024;
    let message = format!("The file is larger than the {megabytes} MB that one upload may have.");
    Error::new(Kind::TooLarge, codes::TOO_LARGE, message)
        .said("error-file-too-large", [("megabytes", megabytes.to_string())])
}
