//! A CSV uploaded on the site, and the rows of an upload.

use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{Multipart, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use fieldlink_app::{Error, Kind};
use fieldlink_contract::codes;
use fieldlink_contract::repayments::RepaymentsReply;

use super::{FILE_LIMIT, month, refusal_status, with_status};
use crate::AppState;
use crate::site::csrf;
use crate::site::layout::SiteError;
use crate::site::session::Visitor;

pub(super) async fn upload(
    State(state): State<AppState>,
    visitor: Visitor,
    headers: HeaderMap,
    form: Multipart,
) -> Result<Response, SiteError> {
    let taken = match file_of(&visitor, &headers, form).await? {
        Ok(file) => {
            let pa2 = &state.pa2;
            pa2.take_repayments_file(&visitor.actor(), visitor.partner, &file).await
        }
        Err(error) => Err(error),
    };
    match taken {
        Ok(reply) => Ok(back(&state, &visitor, &reply).await?.into_response()),
        Err(error) if matches!(error.kind, Kind::Invalid | Kind::TooLarge) => {
            let said = visitor.text.error(&error);
            let page = month::with_file_error(&state, &visitor, &said).await?;
            Ok(with_status(refusal_status(&error), page))
        }
        Err(error) => Err(error.into()),
    }
}

/// The file of a form whose token is right, or why there is none that can be taken.
pub(in crate::site) async fn file_of(
    visitor: &Visitor,
    headers: &HeaderMap,
    mut form: Multipart,
) -> Result<Result<Vec<u8>, Error>, SiteError> {
    let mut sent = None;
    let mut checked = false;
    loop {
        let field = match form.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => break,
            Err(error) => return Ok(Err(unreadable(error))),
        };
        match field.name() {
            Some(csrf::FIELD) => match field.text().await {
                Ok(text) => sent = Some(text),
                Err(error) => return Ok(Err(unreadable(error))),
            },
            Some("file") => {
                // The token stands before the file, so that a stranger's file is never read.
                csrf::check(visitor, headers, sent.as_deref())?;
                checked = true;
                match bounded(field).await {
                    Ok(file) if file.is_empty() => {}
                    file => return Ok(file),
                }
            }
            _ => {}
        }
    }
    if !checked {
        csrf::check(visitor, headers, sent.as_deref())?;
    }
    Ok(Err(
        Error::invalid("There is no file in the form.").said("error-file-none", [])
    ))
}

/// Reads a file to its end and holds no more of it than one may have.
async fn bounded(mut field: Field<'_>) -> Result<Vec<u8>, Error> {
    let mut file = Vec::new();
    let mut fits = true;
    while let Some(piece) = field.chunk().await.map_err(unreadable)? {
        fits &= file.len() + piece.len() <= FILE_LIMIT;
        if fits {
            file.extend_from_slice(&piece);
        }
    }
    if fits { Ok(file) } else { Err(too_large()) }
}

fn unreadable(error: MultipartError) -> Error {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        too_large()
    } else {
        Error::invalid(error.body_text()).said("error-form-cut", [])
    }
}

fn too_large() -> Error {
    let megabytes = FILE_LIMIT / 1024 / 1024;
    let message = format!("The file is larger than the {megabytes} MB that one upload may have.");
    Error::new(Kind::TooLarge, codes::TOO_LARGE, message)
        .said("error-file-too-large", [("megabytes", megabytes.to_string())])
}

/// Back to the month that took the upload.
pub(super) async fn back(state: &AppState, visitor: &Visitor, reply: &RepaymentsReply) -> Result<Redirect, SiteError> {
    let period = state
        .pa2
        .upload_period(&visitor.actor(), visitor.partner, reply.upload_id)
        .await?;
    Ok(Redirect::to(&format!(
        "/repayments/{period}?upload={}",
        reply.upload_id
    )))
}

pub(super) async fn rows(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(upload): Path<String>,
) -> Result<Response, SiteError> {
    // What is no number is nobody's upload.
    let upload: i64 = upload.parse().unwrap_or(-1);
    let csv = state.pa2.upload_rows(&visitor.actor(), visitor.partner, upload).await?;
    let name = format!("attachment; filename=\"upload-{upload}.csv\"");
    let headers = [
        (header::CONTENT_TYPE, String::from("text/csv; charset=utf-8")),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, csv).into_response())
}
