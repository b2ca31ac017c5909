//! ACCOUNT > Locations: the places that drafts may name and the config route answers (domain.md 1.4).

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use fieldlink_app::{Error, Kind, Permission};
use fieldlink_domain::partner::Location;
use maud::{Markup, html};
use serde::Deserialize;

use super::{may, page, refusal};
use crate::AppState;
use crate::request::Query;
use crate::site::Pages;
use crate::site::csrf;
use crate::site::layout::{SiteError, button, section_bar};
use crate::site::session::Visitor;

const PAGE: &str = "/account/locations";
/// Places of a page.
const ROWS: usize = 100;

/// The routes of this file.
pub(super) fn routes() -> Pages {
    Pages::new()
        .get(PAGE, show)
        .post(PAGE, add)
        .post("/account/locations/rename", rename)
        .post("/account/locations/retire", retire)
}

#[derive(Default, Deserialize)]
struct Asked {
    /// Only places whose name holds this.
    #[serde(default)]
    find: String,
    #[serde(default)]
    page: usize,
}

#[derive(Default, Deserialize)]
struct Typed {
    /// The present full name, when it is renamed or retired.
    #[serde(default)]
    place: String,
    #[serde(default)]
    location: String,
    #[serde(default)]
    country: String,
}

impl Typed {
    fn place(&self) -> Location {
        Location {
            country: self.country.clone(),
            location: self.location.clone(),
        }
    }
}

async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Markup, SiteError> {
    render(&state, &visitor, &asked, None).await
}

async fn add(
    State(state): State<AppState>,
    visitor: Visitor,
    csrf::Form(typed): csrf::Form<Typed>,
) -> Result<Response, SiteError> {
    let done = state
        .pa2
        .add_location(&visitor.actor(), visitor.partner, typed.place())
        .await;
    after(&state, &visitor, typed, done).await
}

async fn rename(
    State(state): State<AppState>,
    visitor: Visitor,
    csrf::Form(typed): csrf::Form<Typed>,
) -> Result<Response, SiteError> {
    let (actor, place) = (visitor.actor(), typed.place());
    let done = state
        .pa2
        .rename_location(&actor, visitor.partner, &typed.place, place)
        .await;
    after(&state, &visitor, typed, done).await
}

async fn retire(
    State(state): State<AppState>,
    visitor: Visitor,
    csrf::Form(typed): csrf::Form<Typed>,
) -> Result<Response, SiteError> {
    let actor = visitor.actor();
    let done = state.pa2.retire_location(&actor, visitor.partner, &typed.place).await;
    match done {
        // Somebody else was faster; it is as good as done.
        Err(error) if error.kind == Kind::NotFound => Ok(Redirect::to(PAGE).into_response()),
        done => after(&state, &visitor, typed, done).await,
    }
}

async fn after(
    state: &AppState,
    visitor: &Visitor,
    typed: Typed,
    done: Result<(), Error>,
) -> Result<Response, SiteError> {
    match done {
        Ok(()) => Ok(Redirect::to(PAGE).into_response()),
        Err(error) if matches!(error.kind, Kind::Invalid | Kind::Conflict) => {
            let said = visitor.text.error(&error);
            let again = render(state, visitor, &Asked::default(), Some((&said, &typed))).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, again).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn render(
    state: &AppState,
    visitor: &Visitor,
    asked: &Asked,
    refused: Option<(&str, &Typed)>,
) -> Result<Markup, SiteError> {
    let text = &visitor.text;
    let config = state.pa2.partner(visitor.partner).await?.config;
    let wanted = asked.find.trim().to_lowercase();
    let found: Vec<&Location> = config
        .locations
        .iter()
        .filter(|place| wanted.is_empty() || place.full_name().to_lowercase().contains(&wanted))
        .collect();
    let shown = found.iter().skip(asked.page.saturating_mul(ROWS)).take(ROWS);
    let more = found.len() > asked.page.saturating_add(1).saturating_mul(ROWS);
    let manages = may(visitor, Permission::ManageProfile);
    let body = html! {
        (refusal(refused.map(|(said, _)| said)))
        @if manages { (add_form(visitor, refused.map(|(_, typed)| typed))) }
        (section_bar(&text.get("places-in-use")))
        form method="get" action=(PAGE) {
            label for="find-place" { (text.get("places-find")) } " "
            input #find-place name="find" type="search" value=(asked.find);
            " " button { (text.get("places-find-button")) }
        }
        p { (text.counted("places-count", found.len() as u64)) }
        table {
            thead { tr {
                th scope="col" { (text.get("places-town")) }
                th scope="col" { (text.get("places-country")) }
                @if manages { th scope="col" { span.hidden { (text.get("places-change")) } } }
            } }
            tbody { @for place in shown { (row(visitor, place, manages)) } }
        }
        (pages(visitor, asked, more))
        @if !config.retired_locations.is_empty() {
            (section_bar(&text.get("places-retired")))
            p { (text.get("places-retired-means")) }
            ul { @for place in config.retired_locations.iter().take(ROWS) { li { (place.full_name()) } } }
        }
    };
    Ok(page(visitor, PAGE, &text.get("account-locations"), body))
}

fn add_form(visitor: &Visitor, typed: Option<&Typed>) -> Markup {
    let text = &visitor.text;
    let (town, country) = typed.map_or(("", ""), |typed| (typed.location.as_str(), typed.country.as_str()));
    html! {
        (section_bar(&text.get("places-new")))
        form method="post" action=(PAGE) {
            (csrf::field(visitor))
            div.fields {
                div.field {
                    label for="location" { (text.get("places-town")) }
                    input #location name="location" maxlength="100" required value=(town);
                }
                div.field {
                    label for="country" { (text.get("places-country")) }
                    input #country name="country" maxlength="100" required value=(country);
                }
            }
            p { (button(&text.get("places-add"))) }
        }
    }
}

fn row(visitor: &Visitor, place: &Location, manages: bool) -> Markup {
    let text = &visitor.text;
    let name = place.full_name();
    html! {
        tr {
            td { (place.location) }
            td { (place.country) }
            @if manages { td {
                details {
                    summary { (text.get("places-change")) span.hidden { " " (name) } }
                    form method="post" action="/account/locations/rename" {
                        (csrf::field(visitor))
                        input type="hidden" name="place" value=(name);
                        label { (text.get("places-town")) " " input name="location" maxlength="100" required value=(place.location); }
                        " "
                        label { (text.get("places-country")) " " input name="country" maxlength="100" required value=(place.country); }
                        " " button { (text.get("places-rename")) }
                    }
                    form method="post" action="/account/locations/retire" {
                        (csrf::field(visitor))
                        input type="hidden" name="place" value=(name);
                        button.danger { (text.get("places-retire")) }
                    }
                }
            } }
        }
    }
}

fn pages(visitor: &Visitor, asked: &Asked, more: bool) -> Markup {
    let text = &visitor.text;
    let find: String = url::form_urlencoded::byte_serialize(asked.find.as_bytes()).collect();
    let to = |page: usize| format!("{PAGE}?find={find}&page={page}");
    html! {
        p.pages {
            @if asked.page > 0 { a href=(to(asked.page - 1)) rel="prev" { (text.get("account-newer")) } }
            @if more { a href=(to(asked.page + 1)) rel="next" { (text.get("account-older")) } }
        }
    }
}
