//! A CSV uploaded on the site, and the rows of an upload.

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use fieldlink_contract::repayments::RepaymentsReply;

use super::{month, with_status};
use crate::AppState;
use crate::request::{Path, Upload};
use crate::site::layout::SiteError;
use crate::site::session::Visitor;
use crate::site::{cell, files};

pub(super) async fn upload(
    State(state): State<AppState>,
    visitor: Visitor,
    headers: HeaderMap,
    form: Upload,
) -> Result<Response, SiteError> {
    let take = async |file: Vec<u8>| {
        let pa2 = &state.pa2;
        pa2.take_repayments_file(&visitor.actor(), visitor.partner, &file).await
    };
    match files::taken(&state, &visitor, &headers, form, take).await? {
        Ok(reply) => Ok(back(&state, &visitor, &reply).await?.into_response()),
        Err(refused) => {
            let page = month::with_file_error(&state, &visitor, &refused.said).await?;
            Ok(with_status(refused.status, page))
        }
    }
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
    Ok((headers, cell::of_others(&csv)?).into_response())
}
