//! Journals from a CSV.

use axum::extract::{Multipart, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use fieldlink_app::{Kind, Permission};
use fieldlink_domain::partner::CsvUploadFormat;
use maud::{Markup, html};

use super::posts::back;
use crate::AppState;
use crate::site::csrf;
use crate::site::layout::{self, SiteError, Tab};
use crate::site::repayments::{file_of, refusal_status};
use crate::site::session::Visitor;

pub(super) async fn show(State(state): State<AppState>, visitor: Visitor) -> Result<Markup, SiteError> {
    render(&state, &visitor, None).await
}

pub(super) async fn upload(
    State(state): State<AppState>,
    visitor: Visitor,
    headers: HeaderMap,
    form: Multipart,
) -> Result<Response, SiteError> {
    let taken = match file_of(&visitor, &headers, form).await? {
        Ok(file) => {
            let pa2 = &state.pa2;
            pa2.take_journals_file(&visitor.actor(), visitor.partner, &file).await
        }
        Err(error) => Err(error),
    };
    match taken {
        Ok(taken) => Ok(back(&taken.confirm_key, "taken")),
        Err(error) if matches!(error.kind, Kind::Invalid | Kind::TooLarge) => {
            let said = visitor.text.error(&error);
            let page = render(&state, &visitor, Some(&said)).await?;
            Ok((refusal_status(&error), page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn render(state: &AppState, visitor: &Visitor, error: Option<&str>) -> Result<Markup, SiteError> {
    visitor.actor().may(Permission::SendJournals, visitor.partner)?;
    let text = &visitor.text;
    let format = state.pa2.partner(visitor.partner).await?.profile.csv_upload_format;
    let columns = match format {
        CsvUploadFormat::TwoColumn => "two",
        CsvUploadFormat::ThreeColumn => "three",
    };
    let body = html! {
        p { a href="/journals" { (text.get("archive-back")) } }
        form action="/journals/upload" method="post" enctype="multipart/form-data" {
            (csrf::field(visitor))
            div.field {
                label for="file" { (text.get("repayments-file")) }
                br;
                input #file type="file" name="file" accept=".csv,text/csv,text/plain" required
                    aria-invalid=[error.map(|_| "true")] aria-describedby="file-help file-error";
                br;
                small #file-help { (text.with("journals-file-help", &[("columns", columns.into())])) }
                p.error #file-error role=[error.map(|_| "alert")] { @if let Some(error) = error { (error) } }
            }
            (layout::button(&text.get("repayments-file-send")))
        }
        p { (text.get("journals-then")) }
    };
    Ok(layout::page(visitor, Tab::Journals, &text.get("journals-upload"), body))
}
