//! Requests not to default a loan: the partner's questions and Kiva's answers.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use fieldlink_app::defaults::{Answer, Request, RequestState, Requests};
use fieldlink_app::{Error, Kind};
use fieldlink_domain::calendar::pacific_day;
use fieldlink_domain::ids::KivaId;
use fieldlink_domain::loan::Loan;
use maud::{Markup, html};
use serde::Deserialize;

use super::list::state_name;
use super::{Part, is_kiva, may_default, page};
use crate::AppState;
use crate::request::{Path, Query};
use crate::site::csrf;
use crate::site::export::{self, Cell, Column, Format, Reader, Sheet};
use crate::site::layout::{self, SiteError};
use crate::site::loans::who;
use crate::site::repayments::export_links;
use crate::site::session::Visitor;
use crate::site::text::Text;

/// Requests on a page.
const PAGE: usize = 25;
/// Requests read at once for a file.
const EXPORTED: usize = 500;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Shown {
    /// The number of the last closed request of the page before.
    before: String,
    /// `csv` or `xlsx` for all requests as a file, those that wait first.
    format: String,
}

pub(super) async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Query(shown): Query<Shown>,
) -> Result<Response, SiteError> {
    if let Some(format) = Format::asked(&shown.format) {
        return export(&state, &visitor, format).await;
    }
    let page = listed(&state, &visitor, shown.before.parse().ok(), None).await?;
    Ok(page.into_response())
}

/// A request as a row of a file.
struct Listed<'a> {
    request: &'a Request,
    found: &'a Requests,
}

async fn export(state: &AppState, visitor: &Visitor, format: Format) -> Result<Response, SiteError> {
    let sheet = Sheet {
        name: String::from("do-not-default-requests"),
        head: export::head(&visitor.text, &columns()),
    };
    // Those that wait first, then the others.
    let rows = Reader::new(state, visitor).parts(|from, after| async move {
        let (open, before) = after.unwrap_or((true, None));
        let found = from
            .pa2
            .default_requests(&from.actor, from.partner, open, (before, EXPORTED))
            .await?;
        let all: Vec<Listed<'_>> = found
            .requests
            .iter()
            .map(|request| Listed { request, found: &found })
            .collect();
        let next = match (found.next, open) {
            (Some(last), _) => Some((open, Some(last))),
            (None, true) => Some((false, None)),
            (None, false) => None,
        };
        Ok((export::rows(&from.text, &columns(), &all), next))
    });
    export::send(format, sheet, rows).await
}

impl Listed<'_> {
    fn loan(&self, cell: impl Fn(&Loan) -> Cell) -> Cell {
        self.found.loans.get(&self.request.loan).map_or(Cell::Empty, cell)
    }
}

fn columns<'a>() -> [Column<Listed<'a>>; 9] {
    [
        ("loans-name", |_, one| one.loan(|loan| Cell::Text(loan.name.clone()))),
        ("loans-loan-id", |_, one| {
            one.loan(|loan| Cell::Text(loan.internal_loan_id.clone()))
        }),
        ("loans-kiva-id", |_, one| Cell::Text(one.request.loan.to_string())),
        ("defaults-why", |_, one| Cell::Text(one.request.reason.clone())),
        ("defaults-wanted", |_, one| Cell::Day(one.request.wanted)),
        ("defaults-request", |text, one| {
            Cell::Text(state_name(text, one.request.state))
        }),
        ("defaults-answer", |_, one| Cell::Text(one.request.answer.clone())),
        ("loan-when", |_, one| {
            let answered = one.request.answered_at;
            answered.map_or(Cell::Empty, |at| Cell::Day(pacific_day(at)))
        }),
        ("loan-by", |text, one| {
            let by = one.request.answered_by.as_deref();
            by.map_or(Cell::Empty, |by| Cell::Text(who(text, &one.found.names.who(by))))
        }),
    ]
}

async fn listed(
    state: &AppState,
    visitor: &Visitor,
    before: Option<i64>,
    refused: Option<&str>,
) -> Result<Markup, SiteError> {
    let (actor, partner, text) = (visitor.actor(), visitor.partner, &visitor.text);
    let open = state.pa2.default_requests(&actor, partner, true, (None, PAGE)).await?;
    let closed = state
        .pa2
        .default_requests(&actor, partner, false, (before, PAGE))
        .await?;
    let body = html! {
        @if let Some(refused) = refused { p.banner role="alert" { (refused) } }
        p { (text.get("defaults-requests-explained")) }
        (layout::section_bar(&text.get("defaults-requests-open")))
        @if open.requests.is_empty() { p { (text.get("defaults-requests-none")) } }
        @for request in &open.requests { (waiting(visitor, &open, request)) }
        @if open.next.is_some() { p { (text.get("defaults-requests-more")) } }
        (layout::section_bar(&text.get("defaults-requests-closed")))
        @if closed.requests.is_empty() { p { (text.get("defaults-requests-none-closed")) } }
        @else { (table(text, &closed)) }
        @if !open.requests.is_empty() || !closed.requests.is_empty() {
            (export_links(text, |format| format!("/defaults/requests?format={format}")))
        }
        @if let Some(next) = closed.next {
            nav.pages aria-label=(text.get("loans-pages")) {
                a href={ "/defaults/requests?before=" (next) } rel="next" { (text.get("loans-next")) }
            }
        }
    };
    Ok(page(visitor, Part::Requests, body))
}

fn loan_link(found: &Requests, request: &Request) -> Markup {
    let name = found.loans.get(&request.loan).map(|loan| loan.name.clone());
    html! { a href={ "/loans/" (request.loan) } { (name.unwrap_or_else(|| request.loan.to_string())) } }
}

/// An open request, with the answer's form for Kiva and the way back for the partner.
fn waiting(visitor: &Visitor, found: &Requests, request: &Request) -> Markup {
    let text = &visitor.text;
    let id = request.id;
    html! {
        section.journal {
            h3 { (loan_link(found, request)) }
            p { (text.with("defaults-asked", &[
                ("who", who(text, &found.names.who(&request.asked_by)).into()),
                ("day", text.day_of(request.asked_at).into()),
                ("until", text.day(request.wanted).into()),
            ])) }
            p.story { (request.reason) }
            @if is_kiva(visitor) {
                form method="post" action={ "/defaults/requests/" (id) "/answer" } {
                    (csrf::field(visitor))
                    div.fields {
                        div.field {
                            label for={ "until-" (id) } { (text.get("defaults-until")) }
                            br;
                            input id={ "until-" (id) } type="date" name="until" value=(request.wanted);
                        }
                        div.field.wide {
                            label for={ "words-" (id) } { (text.get("defaults-words")) }
                            textarea id={ "words-" (id) } name="words" rows="3" {}
                        }
                    }
                    p {
                        button.main name="answer" value="grant" { (text.get("defaults-grant")) }
                        " "
                        button.danger name="answer" value="refuse" { (text.get("defaults-refuse")) }
                    }
                }
            }
            @if may_default(visitor) && visitor.person.partner_id.is_some() {
                form method="post" action={ "/defaults/requests/" (id) "/withdraw" } {
                    (csrf::field(visitor))
                    p { button { (text.get("defaults-withdraw")) } }
                }
            }
        }
    }
}

fn table(text: &Text, found: &Requests) -> Markup {
    html! {
        div.scroll {
            table {
                thead { tr {
                    th scope="col" { (text.get("loans-name")) }
                    th scope="col" { (text.get("defaults-why")) }
                    th scope="col" { (text.get("defaults-answer")) }
                    th scope="col" { (text.get("loan-when")) }
                    th scope="col" { (text.get("loan-by")) }
                } }
                tbody { @for request in &found.requests { (closed_row(text, found, request)) } }
            }
        }
    }
}

fn closed_row(text: &Text, found: &Requests, request: &Request) -> Markup {
    let by = request.answered_by.as_deref().map(|by| who(text, &found.names.who(by)));
    html! {
        tr {
            td { (loan_link(found, request)) }
            td { (request.reason) }
            td { (state_name(text, request.state)) @if !request.answer.is_empty() { br; (request.answer) } }
            td { (request.answered_at.map(|at| text.day_of(at)).unwrap_or_default()) }
            td { (by.unwrap_or_default()) }
        }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    loan: i64,
    #[serde(default)]
    why: String,
    #[serde(default)]
    wanted: String,
}

pub(super) async fn ask(
    State(state): State<AppState>,
    visitor: Visitor,
    csrf::Form(asked): csrf::Form<Asked>,
) -> Result<Response, SiteError> {
    // What is no day is one that nobody may ask for.
    let wanted = asked.wanted.parse().unwrap_or(NaiveDate::MIN);
    let done = state
        .pa2
        .ask_not_to_default(
            &visitor.actor(),
            visitor.partner,
            KivaId(asked.loan),
            (&asked.why, wanted),
        )
        .await;
    match done {
        Ok(_) => Ok(Redirect::to("/defaults/requests").into_response()),
        Err(error) if is_mendable(&error) => {
            let view = state
                .pa2
                .loan(&visitor.actor(), visitor.partner, KivaId(asked.loan))
                .await?;
            let text = &visitor.text;
            let body = html! {
                p.banner role="alert" { (text.error(&error)) }
                p.ways { a href={ "/loans/" (view.loan.id) } { (view.loan.name) } }
                (super::of_loan::ask_form(&visitor, &view, &asked.why, &asked.wanted))
            };
            Ok((crate::error::status(error.kind), page(&visitor, Part::Requests, body)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Answered {
    #[serde(default)]
    answer: String,
    #[serde(default)]
    until: String,
    #[serde(default)]
    words: String,
}

pub(super) async fn answer(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(id): Path<i64>,
    csrf::Form(answered): csrf::Form<Answered>,
) -> Result<Response, SiteError> {
    let answer = match answered.answer.as_str() {
        "grant" => Answer::Grant(answered.until.parse().unwrap_or(NaiveDate::MIN)),
        _ => Answer::Refuse,
    };
    let done = state
        .pa2
        .answer_default_request(&visitor.actor(), visitor.partner, id, (answer, &answered.words))
        .await;
    ended(&state, &visitor, done).await
}

pub(super) async fn withdraw(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(id): Path<i64>,
    _: csrf::Pressed,
) -> Result<Response, SiteError> {
    let done = state
        .pa2
        .withdraw_default_request(&visitor.actor(), visitor.partner, id)
        .await;
    ended(&state, &visitor, done).await
}

async fn ended(state: &AppState, visitor: &Visitor, done: Result<(), Error>) -> Result<Response, SiteError> {
    match done {
        Ok(()) => Ok(Redirect::to("/defaults/requests").into_response()),
        Err(error) if is_mendable(&error) => {
            let said = visitor.text.error(&error);
            let page = listed(state, visitor, None, Some(&said)).await?;
            Ok((crate::error::status(error.kind), page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn is_mendable(error: &Error) -> bool {
    matches!(error.kind, Kind::Invalid | Kind::Conflict)
}

/// Whether a request still waits.
pub(super) fn is_open(request: &Request) -> bool {
    request.state == RequestState::Open
}
