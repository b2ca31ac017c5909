//! Journals from a CSV.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use fieldlink_app::Permission;
use fieldlink_domain::partner::CsvUploadFormat;
use maud::{Markup, html};

use super::archive::Place;
use super::posts::back;
use crate::AppState;
use crate::request::Upload;
use crate::site::files;
use crate::site::layout::{self, SiteError, Tab};
use crate::site::session::Visitor;

pub(super) async fn show(State(state): State<AppState>, visitor: Visitor) -> Result<Markup, SiteError> {
    render(&state, &visitor, None).await
}

pub(super) async fn upload(
    State(state): State<AppState>,
    visitor: Visitor,
    headers: HeaderMap,
    form: Upload,
) -> Result<Response, SiteError> {
    let take = async |file: Vec<u8>| {
        let pa2 = &state.pa2;
        pa2.take_journals_file(&visitor.actor(), visitor.partner, &file).await
    };
    match files::taken(&state, &visitor, &headers, form, take).await? {
        Ok(taken) => Ok(back(&taken.confirm_key, "taken", &Place::default())),
        Err(refused) => {
            let page = render(&state, &visitor, Some(&refused.said)).await?;
            Ok((refused.status, page).into_response())
        }
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
    let help = text.with("journals-file-help", &[("columns", columns.into())]);
    let body = html! {
        p.ways { a href="/journals" { (text.get("archive-back")) } }
        (files::form(visitor, "/journals/upload", &help, error))
        p { (text.get("journals-then")) }
    };
    Ok(layout::page(visitor, Tab::Journals, &text.get("journals-upload"), body))
}
