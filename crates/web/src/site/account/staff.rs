//! ACCOUNT > Staff: who of the partner may sign in, and as what.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use fieldlink_app::people::{Invited, ListedPerson, STAFF_PAGE};
use fieldlink_app::{Error, Kind, Role};
use maud::{Markup, html};
use serde::Deserialize;

use super::{page, refusal, time};
use crate::AppState;
use crate::site::Pages;
use crate::site::csrf;
use crate::site::layout::{SiteError, button, notice, section_bar};
use crate::site::session::Visitor;
use crate::site::text::Text;

const PAGE: &str = "/account/staff";
/// What a partner's person can be.
const ROLES: [Role; 3] = [Role::Coordinator, Role::Reporter, Role::Technical];

/// The routes of this file.
pub(super) fn routes() -> Pages {
    Pages::new()
        .get(PAGE, show)
        .post(PAGE, invite)
        .post("/account/staff/{person}/invite", invite_again)
        .post("/account/staff/{person}/role", change_role)
        .post("/account/staff/{person}/sessions/end", end_sessions)
        .post("/account/staff/{person}/second-step/clear", clear_second_step)
        .post("/account/staff/{person}/leave", leave)
        .post("/account/staff/{person}/return", come_back)
}

#[derive(Default, Deserialize)]
struct Asked {
    #[serde(default)]
    after: i64,
    #[serde(default)]
    invited: Option<String>,
}

#[derive(Default, Deserialize)]
struct Typed {
    #[serde(default)]
    email: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    role: String,
}

#[derive(Deserialize)]
struct NewRole {
    #[serde(default)]
    role: String,
}

#[derive(Deserialize)]
struct Nothing {}

async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Markup, SiteError> {
    render(&state, &visitor, &asked, None).await
}

async fn invite(
    State(state): State<AppState>,
    visitor: Visitor,
    csrf::Form(typed): csrf::Form<Typed>,
) -> Result<Response, SiteError> {
    let invited = async {
        let new = Invited {
            email: typed.email.clone(),
            name: typed.name.clone(),
            role: typed.role.parse()?,
            language: visitor.text.language(),
        };
        state.pa2.invite(&visitor.actor(), visitor.partner, new).await
    };
    match invited.await {
        Ok(()) => Ok(Redirect::to(&format!("{PAGE}?invited=1")).into_response()),
        Err(error) if matches!(error.kind, Kind::Invalid | Kind::Conflict) => {
            let said = visitor.text.error(&error);
            let again = render(&state, &visitor, &Asked::default(), Some((&said, &typed))).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, again).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// Back to the list, or the list with why not.
async fn after(state: &AppState, visitor: &Visitor, done: Result<(), Error>) -> Result<Response, SiteError> {
    match done {
        Ok(()) => Ok(Redirect::to(PAGE).into_response()),
        Err(error) if error.kind == Kind::Conflict => {
            let said = visitor.text.error(&error);
            let typed = Typed::default();
            let again = render(state, visitor, &Asked::default(), Some((&said, &typed))).await?;
            Ok((StatusCode::CONFLICT, again).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn invite_again(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(person): Path<i64>,
    csrf::Form(Nothing {}): csrf::Form<Nothing>,
) -> Result<Response, SiteError> {
    let done = state.pa2.invite_again(&visitor.actor(), visitor.partner, person).await;
    after(&state, &visitor, done).await
}

async fn change_role(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(person): Path<i64>,
    csrf::Form(typed): csrf::Form<NewRole>,
) -> Result<Response, SiteError> {
    let role = typed.role.parse()?;
    let done = state
        .pa2
        .change_role(&visitor.actor(), visitor.partner, person, role)
        .await;
    after(&state, &visitor, done).await
}

async fn end_sessions(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(person): Path<i64>,
    csrf::Form(Nothing {}): csrf::Form<Nothing>,
) -> Result<Response, SiteError> {
    let done = state
        .pa2
        .end_sessions_of(&visitor.actor(), visitor.partner, person)
        .await;
    after(&state, &visitor, done).await
}

async fn clear_second_step(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(person): Path<i64>,
    csrf::Form(Nothing {}): csrf::Form<Nothing>,
) -> Result<Response, SiteError> {
    let done = state
        .pa2
        .clear_second_step(&visitor.actor(), visitor.partner, person)
        .await;
    after(&state, &visitor, done).await
}

async fn leave(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(person): Path<i64>,
    csrf::Form(Nothing {}): csrf::Form<Nothing>,
) -> Result<Response, SiteError> {
    let done = state.pa2.person_leaves(&visitor.actor(), visitor.partner, person).await;
    after(&state, &visitor, done).await
}

async fn come_back(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(person): Path<i64>,
    csrf::Form(Nothing {}): csrf::Form<Nothing>,
) -> Result<Response, SiteError> {
    let done = state
        .pa2
        .person_returns(&visitor.actor(), visitor.partner, person)
        .await;
    after(&state, &visitor, done).await
}

async fn render(
    state: &AppState,
    visitor: &Visitor,
    asked: &Asked,
    refused: Option<(&str, &Typed)>,
) -> Result<Markup, SiteError> {
    let text = &visitor.text;
    let people = state
        .pa2
        .list_people(&visitor.actor(), visitor.partner, asked.after)
        .await?;
    let more = people.len() as u64 == STAFF_PAGE;
    let body = html! {
        @if asked.invited.is_some() { (notice(&text.get("staff-invited"))) }
        (refusal(refused.map(|(said, _)| said)))
        table {
            thead { tr {
                th scope="col" { (text.get("staff-name")) }
                th scope="col" { (text.get("staff-role")) }
                th scope="col" { (text.get("staff-state")) }
                th scope="col" { span.hidden { (text.get("staff-change")) } }
            } }
            tbody { @for listed in &people { (row(visitor, listed)) } }
        }
        @if more { @if let Some(last) = people.last() {
            p.pages { a rel="next" href=(format!("{PAGE}?after={}", last.person.id)) { (text.get("account-more")) } }
        } }
        (section_bar(&text.get("staff-invite")))
        (invite_form(visitor, refused.map(|(_, typed)| typed)))
    };
    Ok(page(visitor, PAGE, &text.get("account-staff"), body))
}

fn row(visitor: &Visitor, listed: &ListedPerson) -> Markup {
    let text = &visitor.text;
    let person = &listed.person;
    html! {
        tr {
            td { (person.name) br; (person.email) }
            td { (role_name(text, person.role)) }
            td { (standing(text, listed)) }
            td {
                @if person.id == visitor.person.id {
                    a href="/account/security" { (text.get("staff-own")) }
                } @else {
                    details {
                        summary { (text.get("staff-change")) span.hidden { " " (person.name) } }
                        (deeds(visitor, listed))
                    }
                }
            }
        }
    }
}

fn standing(text: &Text, listed: &ListedPerson) -> Markup {
    html! {
        @if listed.disabled {
            (text.get("staff-left"))
        } @else if let Some(at) = listed.last_sign_in_at {
            (text.get("staff-signed-in")) " " (time(at))
        } @else {
            (text.get("staff-waiting"))
        }
        @if listed.second_step { br; (text.get("staff-second-step")) }
        @if listed.paused { br; (text.get("staff-paused")) }
    }
}

/// What can be done about somebody.
fn deeds(visitor: &Visitor, listed: &ListedPerson) -> Markup {
    let text = &visitor.text;
    let to = |what: &str| format!("{PAGE}/{}/{what}", listed.person.id);
    let deed = |what: &str, label: &str| {
        html! {
            form method="post" action=(to(what)) {
                (csrf::field(visitor))
                button { (text.get(label)) }
            }
        }
    };
    html! {
        @if listed.disabled {
            (deed("return", "staff-return"))
        } @else {
            form method="post" action=(to("role")) {
                (csrf::field(visitor))
                label { (text.get("staff-role")) " " (roles(text, listed.person.role)) }
                " " button { (text.get("staff-change-role")) }
            }
            @if listed.last_sign_in_at.is_none() { (deed("invite", "staff-invite-again")) }
            (deed("sessions/end", "staff-end-sessions"))
            @if listed.second_step { (deed("second-step/clear", "staff-clear-second-step")) }
            (deed("leave", "staff-leave"))
        }
    }
}

fn invite_form(visitor: &Visitor, typed: Option<&Typed>) -> Markup {
    let text = &visitor.text;
    let none = Typed::default();
    let typed = typed.unwrap_or(&none);
    html! {
        p { (text.get("staff-invite-means")) }
        form method="post" action=(PAGE) {
            (csrf::field(visitor))
            div.fields {
                div.field {
                    label for="email" { (text.get("sign-in-email")) }
                    input #email name="email" type="email" required maxlength="254" value=(typed.email);
                }
                div.field {
                    label for="name" { (text.get("staff-name")) }
                    input #name name="name" maxlength="100" value=(typed.name);
                }
                div.field {
                    label { (text.get("staff-role")) " " (roles(text, typed.role.parse().unwrap_or(Role::Reporter))) }
                }
            }
            p { (text.get("staff-roles-mean")) }
            p { (button(&text.get("staff-invite-button"))) }
        }
    }
}

fn roles(text: &Text, current: Role) -> Markup {
    html! {
        select name="role" {
            @for role in ROLES {
                option value=(role) selected[role == current] { (role_name(text, role)) }
            }
        }
    }
}

/// A role in words.
pub(super) fn role_name(text: &Text, role: Role) -> String {
    text.get(match role {
        Role::Coordinator => "role-coordinator",
        Role::Reporter => "role-reporter",
        Role::Technical => "role-technical",
        _ => "role-kiva",
    })
}
