//! Requests that Kiva defaults many loans at once: what was asked for, what Kiva answered, and what became of each loan.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use fieldlink_app::defaults::{MassRequest, MassRequests, MassState, MassView, Outcome};
use fieldlink_app::names::Names;
use fieldlink_app::{Error, Kind};
use fieldlink_domain::ids::KivaId;
use fieldlink_domain::loan::Loan;
use maud::{Markup, html};
use serde::Deserialize;

use super::ask_mass::may_ask;
use super::give_up::reason_name;
use super::{Part, is_kiva, may_default, page};
use crate::AppState;
use crate::request::{Path, Query};
use crate::site::csrf;
use crate::site::export::{self, Column, Format, Reader, Sheet};
use crate::site::fresh::Fresh;
use crate::site::layout::{self, SiteError};
use crate::site::loans::{columns, status_name, who};
use crate::site::repayments::export_links;
use crate::site::session::Visitor;
use crate::site::text::Text;

/// Requests, or loans of one, on a page.
const PAGE: usize = 25;
/// Loans read at once for a file.
const EXPORTED: usize = 500;
/// Loans that could not be defaulted and are named.
const SHOWN: usize = 50;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Shown {
    /// Where the page before ended: the number of a request, or a Kiva ID.
    after: String,
    /// `csv` or `xlsx` for all loans of a request as a file.
    format: String,
}

pub(super) async fn list(
    State(state): State<AppState>,
    visitor: Visitor,
    Query(shown): Query<Shown>,
) -> Result<Markup, SiteError> {
    let text = &visitor.text;
    let place = (shown.after.parse().ok(), PAGE);
    let found = state
        .pa2
        .mass_requests(&visitor.actor(), visitor.partner, place)
        .await?;
    let body = html! {
        p { (text.get("defaults-mass-requests-explained")) }
        @if may_ask(&visitor) {
            p.ways { a href="/defaults/mass/ask" { (text.get("defaults-mass-ask")) } }
        }
        @if found.requests.is_empty() { p { (text.get("defaults-requests-none-closed")) } } @else { (table(text, &found)) }
        @if let Some(next) = found.next {
            nav.pages aria-label=(text.get("loans-pages")) {
                a href={ "/defaults/mass/requests?after=" (next) } rel="next" { (text.get("loans-next")) }
            }
        }
    };
    Ok(page(&visitor, Part::Mass, body))
}

fn table(text: &Text, found: &MassRequests) -> Markup {
    html! {
        div.scroll {
            table {
                thead { tr {
                    th scope="col" { (text.get("loan-when")) }
                    th.number scope="col" { (text.get("defaults-mass-loans")) }
                    th scope="col" { (text.get("defaults-reason")) }
                    th scope="col" { (text.get("loan-by")) }
                    th scope="col" { (text.get("defaults-answer")) }
                } }
                tbody {
                    @for request in &found.requests {
                        tr {
                            td { a href=(href(request.id)) { (text.day_of(request.asked_at)) } }
                            td.number { (text.number(request.loans)) }
                            td { (reason_name(text, request.reason)) }
                            td { (who(text, &found.names.who(&request.asked_by))) }
                            td { (state_name(text, request.state)) @if !request.answer.is_empty() { br; (request.answer) } }
                        }
                    }
                }
            }
        }
    }
}

fn href(id: i64) -> String {
    format!("/defaults/mass/requests/{id}")
}

fn state_name(text: &Text, state: MassState) -> String {
    text.get(match state {
        MassState::Open => "defaults-state-open",
        MassState::Granted => "defaults-mass-granted",
        MassState::Refused => "defaults-state-refused",
        MassState::Withdrawn => "defaults-state-withdrawn",
    })
}

pub(super) async fn one(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(shown): Query<Shown>,
) -> Result<Response, SiteError> {
    // What is no number is nobody's request.
    let id = id.parse().unwrap_or(-1);
    if let Some(format) = Format::asked(&shown.format) {
        return export(&state, &visitor, id, format).await;
    }
    let after = shown.after.parse().ok().map(KivaId);
    Ok(render(&state, &visitor, id, (after, None)).await?.into_response())
}

async fn render(
    state: &AppState,
    visitor: &Visitor,
    id: i64,
    (after, said): (Option<KivaId>, Option<Markup>),
) -> Result<Markup, SiteError> {
    let text = &visitor.text;
    let view = state
        .pa2
        .mass_request(&visitor.actor(), visitor.partner, id, (after, PAGE))
        .await?;
    let body = html! {
        @if let Some(said) = said { (said) }
        p.ways { a href="/defaults/mass/requests" { (text.get("defaults-mass-back")) } }
        (facts(text, &view.request, &view.names))
        p role="status" {
            (text.with("defaults-mass-left", &[
                ("count", view.paying_back.into()),
                ("shown", text.whole(view.paying_back as u64).into()),
                ("of", text.number(view.request.loans).into()),
            ]))
        }
        @if is_kiva(visitor) && (view.request.state == MassState::Open || view.is_unfinished()) {
            (answer_form(visitor, &view))
        }
        @if view.request.state == MassState::Open && may_default(visitor) && visitor.person.partner_id.is_some() {
            form method="post" action={ (href(id)) "/withdraw" } {
                (csrf::field(visitor))
                p { button { (text.get("defaults-withdraw")) } }
            }
        }
        (loans(text, &view))
        (export_links(text, |format| format!("{}?format={format}", href(id))))
        @if let Some(next) = view.next {
            nav.pages aria-label=(text.get("loans-pages")) {
                a href={ (href(id)) "?after=" (next) } rel="next" { (text.get("loans-next")) }
            }
        }
    };
    Ok(page(visitor, Part::Mass, body))
}

fn facts(text: &Text, request: &MassRequest, names: &Names) -> Markup {
    let answered = request.answered_at.map(|at| text.day_of(at));
    let by = request.answered_by.as_deref().map(|by| who(text, &names.who(by)));
    html! {
        section.journal {
            h2 { (text.with("defaults-mass-title", &[("id", request.id.to_string().into())])) }
            p {
                (text.with("defaults-mass-asked", &[
                    ("who", who(text, &names.who(&request.asked_by)).into()),
                    ("day", text.day_of(request.asked_at).into()),
                    ("count", request.loans.into()),
                    ("shown", text.number(request.loans).into()),
                ]))
            }
            p.story { strong { (reason_name(text, request.reason)) } " " (request.note) }
            p { strong { (state_name(text, request.state)) } }
            @if let (Some(day), Some(by)) = (answered, by) { p { (day) ", " (by) } }
            @if !request.answer.is_empty() { p.story { (request.answer) } }
        }
    }
}

fn answer_form(visitor: &Visitor, view: &MassView) -> Markup {
    let text = &visitor.text;
    let left = view.paying_back as u64;
    html! {
        form method="post" action={ (href(view.request.id)) "/answer" } {
            (csrf::field(visitor))
            @if view.is_unfinished() {
                p.warning { (text.get("defaults-mass-unfinished")) }
            } @else {
                p { (text.get("defaults-give-up-means")) }
                div.field.wide {
                    label for="words" { (text.get("defaults-words")) }
                    textarea #words name="words" rows="3" {}
                }
            }
            p {
                button.danger name="answer" value="grant" { (text.counted("defaults-mass-grant", left)) }
                @if !view.is_unfinished() {
                    " "
                    button name="answer" value="refuse" { (text.get("defaults-refuse")) }
                }
            }
        }
    }
}

fn loans(text: &Text, view: &MassView) -> Markup {
    html! {
        div.scroll {
            table {
                thead { tr {
                    th scope="col" { (text.get("loans-name")) }
                    th scope="col" { (text.get("loans-loan-id")) }
                    th scope="col" { (text.get("loans-status")) }
                    th scope="col" { (text.get("defaults-last-due")) }
                    th.number scope="col" { (text.get("loan-outstanding")) }
                } }
                tbody {
                    @for loan in &view.loans {
                        tr {
                            td { a href={ "/loans/" (loan.id) } { (loan.name) } }
                            td { (loan.internal_loan_id) }
                            td { (status_name(text, loan.status)) }
                            td { (loan.schedule.last_due().map(|day| text.day(day)).unwrap_or_default()) }
                            td.number { (text.money(loan.outstanding(), loan.currency)) }
                        }
                    }
                }
            }
        }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Answered {
    #[serde(default)]
    answer: String,
    #[serde(default)]
    words: String,
}

pub(super) async fn answer(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    Fresh(answered): Fresh<Answered>,
) -> Result<Response, SiteError> {
    let id = id.parse().unwrap_or(-1);
    let (pa2, actor, partner) = (&state.pa2, visitor.actor(), visitor.partner);
    let done = match answered.answer.as_str() {
        "grant" => pa2.grant_mass_default(&actor, partner, id, &answered.words).await,
        _ => pa2
            .refuse_mass_default(&actor, partner, id, &answered.words)
            .await
            .map(|()| Vec::new()),
    };
    match done {
        Ok(done) if done.is_empty() => Ok(Redirect::to(&href(id)).into_response()),
        Ok(done) => {
            let said = results(&visitor.text, &done);
            Ok(render(&state, &visitor, id, (None, Some(said))).await?.into_response())
        }
        Err(error) => again(&state, &visitor, id, error).await,
    }
}

pub(super) async fn withdraw(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    _: csrf::Pressed,
) -> Result<Response, SiteError> {
    let id = id.parse().unwrap_or(-1);
    match state
        .pa2
        .withdraw_mass_request(&visitor.actor(), visitor.partner, id)
        .await
    {
        Ok(()) => Ok(Redirect::to(&href(id)).into_response()),
        Err(error) => again(&state, &visitor, id, error).await,
    }
}

/// The page again with the reason why nothing was done, where a person can act on it.
async fn again(state: &AppState, visitor: &Visitor, id: i64, error: Error) -> Result<Response, SiteError> {
    if !matches!(error.kind, Kind::Invalid | Kind::Conflict) {
        return Err(error.into());
    }
    let said = html! { p.banner role="alert" { (visitor.text.error(&error)) } };
    let page = render(state, visitor, id, (None, Some(said))).await?;
    Ok((layout::refusal_status(&error), page).into_response())
}

/// How many were defaulted, and why others were not.
fn results(text: &Text, done: &[Outcome]) -> Markup {
    let given_up = done.iter().filter(|one| one.outcome.is_ok()).count();
    let refused = done
        .iter()
        .filter_map(|one| Some((one.loan, one.outcome.as_ref().err()?)));
    html! {
        (layout::notice(&text.with(
            "defaults-given-up-many",
            &[("done", given_up.into()), ("of", done.len().into())],
        )))
        @if given_up < done.len() {
            ul {
                @for (loan, error) in refused.take(SHOWN) {
                    li { a href={ "/loans/" (loan) } { (loan) } ": " span.error { (text.error(error)) } }
                }
            }
        }
    }
}

async fn export(state: &AppState, visitor: &Visitor, id: i64, format: Format) -> Result<Response, SiteError> {
    // Before the file begins: whoever may not see the request gets no file.
    state
        .pa2
        .mass_request(&visitor.actor(), visitor.partner, id, (None, 0))
        .await?;
    let sheet = Sheet {
        name: format!("mass-default-{id}"),
        head: export::head(&visitor.text, &columns()),
    };
    let rows = Reader::new(state, visitor).parts(move |from, after| async move {
        let view = from
            .pa2
            .mass_request(&from.actor, from.partner, id, (after, EXPORTED))
            .await?;
        Ok((export::rows(&from.text, &columns(), &view.loans), view.next))
    });
    export::send(format, sheet, rows).await
}

fn columns() -> Vec<Column<Loan>> {
    let mut all: Vec<Column<Loan>> = columns::ids().into();
    all.extend::<[Column<Loan>; 4]>([
        columns::status(),
        columns::last_due(),
        columns::currency(),
        columns::outstanding(),
    ]);
    all
}
