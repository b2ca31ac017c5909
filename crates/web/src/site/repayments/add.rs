//! Reports added on the site: a CSV, or one loan; and the rows of an upload.

use axum::extract::{Multipart, Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use fieldlink_app::Error;
use fieldlink_app::repayments::Source;
use fieldlink_contract::Amount;
use fieldlink_contract::repayments::RepaymentsReply;
use fieldlink_domain::repayment::{Row, RowAmount};
use serde::Deserialize;

use crate::AppState;
use crate::site::csrf;
use crate::site::layout::SiteError;
use crate::site::session::Visitor;

/// A form of one loan.
#[derive(Debug, Deserialize)]
pub(super) struct Single {
    loan_id: String,
    client_id: Option<String>,
    amount: String,
}

pub(super) async fn single(
    State(state): State<AppState>,
    visitor: Visitor,
    csrf::Form(form): csrf::Form<Single>,
) -> Result<Redirect, SiteError> {
    let amount = form.amount.trim();
    let row = Row {
        loan_id: &form.loan_id,
        client_id: form.client_id.as_deref(),
        amount: amount
            .parse::<Amount>()
            .map_or(RowAmount::Unreadable(amount), |a| RowAmount::Exact(a.decimal())),
    };
    let reply = state
        .pa2
        .take_repayments(&visitor.actor(), visitor.partner, Source::Single, &[row], None)
        .await?;
    back(&state, &visitor, &reply).await
}

pub(super) async fn upload(
    State(state): State<AppState>,
    visitor: Visitor,
    headers: HeaderMap,
    mut form: Multipart,
) -> Result<Redirect, SiteError> {
    let unreadable = |e: axum::extract::multipart::MultipartError| Error::invalid(e.body_text());
    let mut sent = None;
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        match field.name() {
            Some(csrf::FIELD) => sent = Some(field.text().await.map_err(unreadable)?),
            Some("file") => {
                // The token stands before the file, so that a stranger's file is never read.
                csrf::check(&visitor, &headers, sent.as_deref())?;
                let file = field.bytes().await.map_err(unreadable)?;
                let reply = state
                    .pa2
                    .take_repayments_file(&visitor.actor(), visitor.partner, &file)
                    .await?;
                return back(&state, &visitor, &reply).await;
            }
            _ => {}
        }
    }
    Err(Error::invalid("There is no file in the form.").into())
}

/// Back to the month that took the upload.
async fn back(state: &AppState, visitor: &Visitor, reply: &RepaymentsReply) -> Result<Redirect, SiteError> {
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
