//! ACCOUNT > Staff: who of the partner may sign in, and as what; and the same of Kiva's own people.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use fieldlink_app::people::{Invited, ListedPerson, STAFF_PAGE, Team};
use fieldlink_app::{Error, Kind, Role};
use fieldlink_domain::calendar::pacific_day;
use maud::{Markup, html};
use serde::Deserialize;

use super::{page, refusal, time};
use crate::AppState;
use crate::request::{Path, Query};
use crate::site::Pages;
use crate::site::csrf;
use crate::site::export::{self, Cell, Column, Format, Reader, Sheet};
use crate::site::fresh::Fresh;
use crate::site::layout::{self, SiteError, Tab, button, notice, section_bar};
use crate::site::repayments::export_links;
use crate::site::session::Visitor;
use crate::site::text::Text;

/// Whose people a page is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Partner,
    Kiva,
}

impl Side {
    fn page(self) -> &'static str {
        match self {
            Side::Partner => "/account/staff",
            Side::Kiva => "/kiva/staff",
        }
    }

    fn team(self, visitor: &Visitor) -> Team {
        (self == Side::Partner).then_some(visitor.partner)
    }

    fn roles(self) -> &'static [Role] {
        match self {
            Side::Partner => &[Role::Coordinator, Role::Reporter, Role::Technical],
            Side::Kiva => &[Role::Reviewer, Role::Kiva],
        }
    }

    /// What is chosen for somebody who is invited: the role that may least.
    fn first_role(self) -> Role {
        match self {
            Side::Partner => Role::Reporter,
            Side::Kiva => Role::Reviewer,
        }
    }
}

/// The routes of this file.
pub(super) fn routes() -> Pages {
    of_side(
        Side::Partner,
        [
            "/account/staff",
            "/account/staff/{person}/role",
            "/account/staff/{person}/{deed}",
        ],
    )
    .merge(of_side(
        Side::Kiva,
        [
            "/kiva/staff",
            "/kiva/staff/{person}/role",
            "/kiva/staff/{person}/{deed}",
        ],
    ))
}

fn of_side(side: Side, [page, role, deed]: [&'static str; 3]) -> Pages {
    Pages::new()
        .get(
            page,
            move |state: State<AppState>, visitor: Visitor, asked: Query<Asked>| show(side, state, visitor, asked),
        )
        .post(
            page,
            move |state: State<AppState>, visitor: Visitor, form: Fresh<Typed>| invite(side, state, visitor, form),
        )
        .post(
            role,
            move |state: State<AppState>, visitor: Visitor, person: Path<i64>, form: Fresh<NewRole>| {
                change_role(side, state, visitor, person, form)
            },
        )
        .post(
            deed,
            move |state: State<AppState>, visitor: Visitor, what: Path<(i64, String)>, _: Fresh<csrf::Nothing>| {
                do_to_somebody(side, state, visitor, what)
            },
        )
}

#[derive(Default, Deserialize)]
struct Asked {
    #[serde(default)]
    after: i64,
    #[serde(default)]
    invited: Option<String>,
    /// `csv` or `xlsx` for all people as a file.
    #[serde(default)]
    format: String,
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

async fn show(
    side: Side,
    State(state): State<AppState>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, SiteError> {
    if let Some(format) = Format::asked(&asked.format) {
        return export(&state, (side, &visitor), format).await;
    }
    Ok(render(&state, (side, &visitor), &asked, None).await?.into_response())
}

async fn export(state: &AppState, (side, visitor): (Side, &Visitor), format: Format) -> Result<Response, SiteError> {
    let team = side.team(visitor);
    // Before the file begins: whoever may not see the list gets none.
    state.pa2.list_people(&visitor.actor(), team, i64::MAX).await?;
    let sheet = Sheet {
        name: String::from("staff"),
        head: export::head(&visitor.text, &columns()),
    };
    let rows = Reader::new(state, visitor).parts(move |from, after: Option<i64>| async move {
        let people = from.pa2.list_people(&from.actor, team, after.unwrap_or(0)).await?;
        let more = people.len() as u64 == STAFF_PAGE;
        let next = people.last().map(|last| last.person.id).filter(|_| more);
        Ok((export::rows(&from.text, &columns(), &people), next))
    });
    export::send(format, sheet, rows).await
}

fn columns() -> [Column<ListedPerson>; 7] {
    [
        ("staff-name", |_, listed| Cell::Text(listed.person.name.clone())),
        ("sign-in-email", |_, listed| Cell::Text(listed.person.email.clone())),
        ("staff-role", |text, listed| {
            Cell::Text(role_name(text, listed.person.role))
        }),
        ("staff-added", |_, listed| Cell::Day(pacific_day(listed.created_at))),
        ("staff-signed-in", |_, listed| {
            listed
                .last_sign_in_at
                .map_or(Cell::Empty, |at| Cell::Day(pacific_day(at)))
        }),
        ("staff-second-step", |text, listed| {
            Cell::Text(text.get(if listed.second_step { "staff-yes" } else { "staff-no" }))
        }),
        ("staff-left", |text, listed| {
            Cell::Text(text.get(if listed.disabled { "staff-yes" } else { "staff-no" }))
        }),
    ]
}

async fn invite(
    side: Side,
    State(state): State<AppState>,
    visitor: Visitor,
    Fresh(typed): Fresh<Typed>,
) -> Result<Response, SiteError> {
    let invited = async {
        let new = Invited {
            email: typed.email.clone(),
            name: typed.name.clone(),
            role: typed.role.parse()?,
            language: visitor.text.language().to_string(),
        };
        state.pa2.invite(&visitor.actor(), side.team(&visitor), new).await
    };
    match invited.await {
        Ok(()) => Ok(Redirect::to(&format!("{}?invited=1", side.page())).into_response()),
        Err(error) if matches!(error.kind, Kind::Invalid | Kind::Conflict) => {
            let said = visitor.text.error(&error);
            let again = render(&state, (side, &visitor), &Asked::default(), Some((&said, &typed))).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, again).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn change_role(
    side: Side,
    State(state): State<AppState>,
    visitor: Visitor,
    Path(person): Path<i64>,
    Fresh(typed): Fresh<NewRole>,
) -> Result<Response, SiteError> {
    let (actor, team) = (visitor.actor(), side.team(&visitor));
    let done = state.pa2.change_role(&actor, team, person, typed.role.parse()?).await;
    after(&state, (side, &visitor), done).await
}

async fn do_to_somebody(
    side: Side,
    State(state): State<AppState>,
    visitor: Visitor,
    Path((person, deed)): Path<(i64, String)>,
) -> Result<Response, SiteError> {
    let (pa2, actor, team) = (&state.pa2, visitor.actor(), side.team(&visitor));
    let done = match deed.as_str() {
        "invite" => pa2.invite_again(&actor, team, person).await,
        "end-sessions" => pa2.end_sessions_of(&actor, team, person).await,
        "clear-second-step" => pa2.clear_second_step(&actor, team, person).await,
        "leave" => pa2.person_leaves(&actor, team, person).await,
        "return" => pa2.person_returns(&actor, team, person).await,
        _ => Err(Error::not_found("This page")),
    };
    after(&state, (side, &visitor), done).await
}

/// Back to the list, or the list with why not.
async fn after(
    state: &AppState,
    (side, visitor): (Side, &Visitor),
    done: Result<(), Error>,
) -> Result<Response, SiteError> {
    match done {
        Ok(()) => Ok(Redirect::to(side.page()).into_response()),
        Err(error) if error.kind == Kind::Conflict => {
            let said = visitor.text.error(&error);
            let typed = Typed::default();
            let again = render(state, (side, visitor), &Asked::default(), Some((&said, &typed))).await?;
            Ok((StatusCode::CONFLICT, again).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn render(
    state: &AppState,
    (side, visitor): (Side, &Visitor),
    asked: &Asked,
    refused: Option<(&str, &Typed)>,
) -> Result<Markup, SiteError> {
    let text = &visitor.text;
    let people = state
        .pa2
        .list_people(&visitor.actor(), side.team(visitor), asked.after)
        .await?;
    let more = people.len() as u64 == STAFF_PAGE;
    let body = html! {
        @if asked.invited.is_some() { (notice(&text.get("staff-invited"))) }
        (refusal(refused.map(|(said, _)| said)))
        div.scroll { table {
            thead { tr {
                th scope="col" { (text.get("staff-name")) }
                th scope="col" { (text.get("staff-role")) }
                th scope="col" { (text.get("staff-state")) }
                th scope="col" { span.hidden { (text.get("staff-change")) } }
            } }
            tbody { @for listed in &people { (row((side, visitor), listed)) } }
        } }
        @if more { @if let Some(last) = people.last() {
            p.pages {
                a rel="next" href=(format!("{}?after={}", side.page(), last.person.id)) { (text.get("account-more")) }
            }
        } }
        (export_links(text, |format| format!("{}?format={format}", side.page())))
        (section_bar(&text.get("staff-invite")))
        (invite_form((side, visitor), refused.map(|(_, typed)| typed)))
    };
    Ok(match side {
        Side::Partner => page(visitor, side.page(), &text.get("account-staff"), body),
        Side::Kiva => {
            let body = html! { p { a href="/kiva" { (text.get("kiva-title")) } } (body) };
            layout::page(visitor, Tab::Kiva, &text.get("kiva-staff"), body)
        }
    })
}

fn row((side, visitor): (Side, &Visitor), listed: &ListedPerson) -> Markup {
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
                        (deeds((side, visitor), listed))
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
fn deeds((side, visitor): (Side, &Visitor), listed: &ListedPerson) -> Markup {
    let text = &visitor.text;
    let to = |what: &str| format!("{}/{}/{what}", side.page(), listed.person.id);
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
                label { (text.get("staff-role")) " " (roles(text, side, listed.person.role)) }
                " " button { (text.get("staff-change-role")) }
            }
            @if listed.last_sign_in_at.is_none() { (deed("invite", "staff-invite-again")) }
            (deed("end-sessions", "staff-end-sessions"))
            @if listed.second_step { (deed("clear-second-step", "staff-clear-second-step")) }
            (deed("leave", "staff-leave"))
        }
    }
}

fn invite_form((side, visitor): (Side, &Visitor), typed: Option<&Typed>) -> Markup {
    let text = &visitor.text;
    let none = Typed::default();
    let typed = typed.unwrap_or(&none);
    html! {
        p { (text.get("staff-invite-means")) }
        form method="post" action=(side.page()) {
            (csrf::field(visitor))
            div.fields {
                div.field {
                    label for="email" { (text.get("sign-in-email")) }
                    br;
                    input #email name="email" type="email" required maxlength="254" value=(typed.email);
                }
                div.field {
                    label for="name" { (text.get("staff-name")) }
                    br;
                    input #name name="name" maxlength="100" value=(typed.name);
                }
                div.field {
                    label {
                        (text.get("staff-role"))
                        br;
                        (roles(text, side, typed.role.parse().unwrap_or(side.first_role())))
                    }
                }
            }
            p { @match side {
                Side::Partner => (text.get("staff-roles-mean")),
                Side::Kiva => (text.get("kiva-roles-mean")),
            } }
            p { (button(&text.get("staff-invite-button"))) }
        }
    }
}

fn roles(text: &Text, side: Side, current: Role) -> Markup {
    html! {
        select name="role" {
            @for role in side.roles() {
                option value=(role) selected[*role == current] { (role_name(text, *role)) }
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
        Role::Reviewer => "role-reviewer",
        Role::Kiva => "role-kiva",
    })
}
