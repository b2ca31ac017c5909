//! The forms of the confirm page.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use fieldlink_app::journals::Seen;
use fieldlink_app::{Actor, Kind};
use fieldlink_domain::journal::Selection;
use serde::Deserialize;

use super::archive::{Place, show_refusal};
use crate::AppState;
use crate::request::Path;
use crate::site::csrf::Form;
use crate::site::fresh::Fresh;
use crate::site::layout::SiteError;
use crate::site::session::Visitor;

/// What a page's forms carry: the version of the archive that the person has seen.
#[derive(Debug, Deserialize)]
pub(super) struct Plain {
    version: i64,
    #[serde(default)]
    page: i64,
    #[serde(default)]
    show: String,
}

/// The form with the ticks.
#[derive(Debug, Deserialize)]
pub(super) struct Choice {
    version: i64,
    /// `all`, or whatever else for the ticked ones.
    #[serde(default)]
    choice: String,
    /// The ticked ones.
    #[serde(default)]
    journal: Vec<i64>,
    #[serde(default)]
    page: i64,
    #[serde(default)]
    show: String,
}

pub(super) async fn publish(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(key): Path<String>,
    Fresh(form): Fresh<Choice>,
) -> Result<Response, SiteError> {
    let which = if form.choice == "all" {
        Selection::All
    } else {
        Selection::Chosen(form.journal.clone())
    };
    let actor = visitor.actor();
    match state
        .pa2
        .publish_journals(seen(&visitor, &actor, &key, form.version), &which)
        .await
    {
        Ok(_) => Ok(back(&key, "published", &Place::at(form.page, ""))),
        Err(error) => {
            let place = Place::at(form.page, &form.show);
            refused(&state, &visitor, &key, (place, Some(&form.journal)), error).await
        }
    }
}

pub(super) async fn discard(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(key): Path<String>,
    Form(form): Form<Plain>,
) -> Result<Response, SiteError> {
    let actor = visitor.actor();
    match state
        .pa2
        .discard_journals(seen(&visitor, &actor, &key, form.version))
        .await
    {
        Ok(()) => Ok(back(&key, "discarded", &Place::default())),
        Err(error) => refused(&state, &visitor, &key, (Place::at(form.page, &form.show), None), error).await,
    }
}

pub(super) async fn take_out(
    State(state): State<AppState>,
    visitor: Visitor,
    Path((key, id)): Path<(String, String)>,
    Form(form): Form<Plain>,
) -> Result<Response, SiteError> {
    let actor = visitor.actor();
    match state
        .pa2
        .take_out_journal(seen(&visitor, &actor, &key, form.version), number(&id))
        .await
    {
        Ok(()) => Ok(back(&key, "taken-out", &Place::at(form.page, &form.show))),
        Err(error) => refused(&state, &visitor, &key, (Place::at(form.page, &form.show), None), error).await,
    }
}

pub(super) fn seen<'a>(visitor: &Visitor, actor: &'a Actor, confirm_key: &'a str, version: i64) -> Seen<'a> {
    Seen {
        actor,
        partner: visitor.partner,
        confirm_key,
        version,
    }
}

pub(super) fn back(key: &str, done: &str, place: &Place) -> Response {
    Redirect::to(&format!("/journals/archives/{key}{}", place.query(done))).into_response()
}

/// A journal's number; what is no number is no journal's.
pub(super) fn number(id: &str) -> i64 {
    id.parse().unwrap_or(0)
}

/// The page again with the reason, or an error page where there is nothing to show.
async fn refused(
    state: &AppState,
    visitor: &Visitor,
    key: &str,
    at: (Place, Option<&[i64]>),
    error: fieldlink_app::Error,
) -> Result<Response, SiteError> {
    match error.kind {
        Kind::Invalid | Kind::Conflict => show_refusal(state, visitor, key, at, error).await,
        _ => Err(SiteError::from(error)),
    }
}
