//! Problems that a person sets aside: the form beside a problem, the list of them, and the way back.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use fieldlink_app::reports::AsidePage;
use fieldlink_app::{Kind, Permission};
use fieldlink_domain::calendar::{Period, pacific_day};
use fieldlink_store::repayments::{Aside, Problem};
use maud::{Markup, html};
use serde::Deserialize;

use super::{export_links, period, problems, with_status};
use crate::AppState;
use crate::request::{Path, Query};
use crate::site::csrf;
use crate::site::export::{self, Cell, Column, Format, Reader, Sheet};
use crate::site::layout::{self, SiteError, Tab};
use crate::site::loans::who;
use crate::site::session::Visitor;

/// Problems of a page.
const PAGE: usize = 50;
/// Problems read at once for a file.
const EXPORTED: usize = 500;

/// Why a problem is set aside.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Why {
    reason: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    /// The last one of the page before.
    after: i64,
    /// `csv` or `xlsx` for the whole list as a file.
    format: String,
}

pub(super) async fn set(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(problem): Path<String>,
    csrf::Form(why): csrf::Form<Why>,
) -> Result<Response, SiteError> {
    // What is no number is nobody's problem.
    let id = problem.parse().unwrap_or(-1);
    let (pa2, actor) = (&state.pa2, visitor.actor());
    match pa2.set_problem_aside(&actor, visitor.partner, id, &why.reason).await {
        Ok(period) => Ok(Redirect::to(&format!("/repayments/{period}/aside")).into_response()),
        Err(error) if error.kind == Kind::Invalid => {
            let (_, problem) = pa2.problem(&actor, visitor.partner, id).await?;
            let said = visitor.text.error(&error);
            let body = html! {
                p.warning { (problem.loan_id) ": " (problems::of(&visitor.text, &problem)) }
                (form(&visitor, &problem, Some(&said)))
            };
            let title = visitor.text.get("repayments-aside-set");
            let page = layout::page(&visitor, Tab::Repayments, &title, body);
            Ok(with_status(layout::refusal_status(&error), page))
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn undo(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(problem): Path<String>,
    _: csrf::Pressed,
) -> Result<Redirect, SiteError> {
    let id = problem.parse().unwrap_or(-1);
    let period = state
        .pa2
        .have_problem_stand(&visitor.actor(), visitor.partner, id)
        .await?;
    Ok(Redirect::to(&format!("/repayments/{period}/problems")))
}

/// The form beside a problem that stands.
pub(super) fn form(visitor: &Visitor, problem: &Problem, error: Option<&str>) -> Markup {
    let text = &visitor.text;
    html! {
        (layout::section_bar(&text.get("repayments-aside-set")))
        p { (text.get("repayments-aside-means")) }
        form method="post" action={ "/repayments/problems/" (problem.id) "/set-aside" } {
            (csrf::field(visitor))
            div.field.wide {
                label for="reason" { (text.get("repayments-why")) }
                br;
                textarea #reason name="reason" rows="2" maxlength="2000" required
                    aria-invalid=[error.map(|_| "true")] aria-describedby=[error.map(|_| "reason-error")] {}
                @if let Some(error) = error { p.error #reason-error role="alert" { (error) } }
            }
            p { button { (text.get("repayments-aside-do")) } }
        }
    }
}

pub(super) async fn list(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(month): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, SiteError> {
    let period = period(&month)?;
    if let Some(format) = Format::asked(&wanted.format) {
        return export(&state, &visitor, period, format).await;
    }
    let (actor, text) = (visitor.actor(), &visitor.text);
    let numbers = state.pa2.month(&actor, visitor.partner, Some(period)).await?;
    let found = state
        .pa2
        .problems_aside(&actor, visitor.partner, period, (wanted.after, PAGE))
        .await?;
    let undoes = numbers.in_hand && actor.may(Permission::ReportRepayments, visitor.partner).is_ok();
    let body = html! {
        p.ways { a href={ "/repayments/" (period) } { (text.get("repayments-back")) } }
        p { (text.counted("repayments-aside-count", numbers.aside)) }
        @if !found.problems.is_empty() {
            (table(&visitor, &found, undoes))
            (export_links(text, |format| format!("/repayments/{period}/aside?format={format}")))
        }
        @if let Some(last) = found.next {
            nav.pages aria-label=(text.get("repayments-pages")) {
                a href={ "/repayments/" (period) "/aside?after=" (last) } rel="next" { (text.get("repayments-next")) }
            }
        }
    };
    let title = format!("{}: {}", text.month(period), text.get("repayments-aside"));
    Ok(layout::page(&visitor, Tab::Repayments, &title, body).into_response())
}

async fn export(state: &AppState, visitor: &Visitor, period: Period, format: Format) -> Result<Response, SiteError> {
    let sheet = Sheet {
        name: format!("set-aside-{period}"),
        head: export::head(&visitor.text, &columns()),
    };
    let rows = Reader::new(state, visitor).parts(move |from, after: Option<i64>| async move {
        let page = (after.unwrap_or(0), EXPORTED);
        let found = from.pa2.problems_aside(&from.actor, from.partner, period, page).await?;
        let all: Vec<Listed<'_>> = found
            .problems
            .iter()
            .map(|problem| Listed { problem, found: &found })
            .collect();
        Ok((export::rows(&from.text, &columns(), &all), found.next))
    });
    export::send(format, sheet, rows).await
}

/// A problem as a row of a file.
struct Listed<'a> {
    problem: &'a Problem,
    found: &'a AsidePage,
}

impl Listed<'_> {
    fn aside(&self, cell: impl Fn(&Aside) -> Cell) -> Cell {
        self.problem.aside.as_ref().map_or(Cell::Empty, cell)
    }
}

fn columns<'a>() -> [Column<Listed<'a>>; 7] {
    [
        ("repayments-loan-id", |_, one| Cell::Text(one.problem.loan_id.clone())),
        ("repayments-problem-what", |text, one| {
            Cell::Text(problems::of(text, one.problem))
        }),
        ("repayments-upload", |_, one| Cell::Whole(one.problem.upload_id)),
        ("repayments-problem-row", |_, one| Cell::Whole(one.problem.line)),
        ("repayments-why", |_, one| {
            one.aside(|aside| Cell::Text(aside.reason.clone()))
        }),
        ("loan-by", |text, one| {
            one.aside(|aside| Cell::Text(who(text, &one.found.names.who(&aside.by))))
        }),
        ("loan-when", |_, one| {
            one.aside(|aside| Cell::Day(pacific_day(aside.at)))
        }),
    ]
}

fn table(visitor: &Visitor, found: &AsidePage, undoes: bool) -> Markup {
    let text = &visitor.text;
    html! {
        div.scroll { table {
            caption.hidden { (text.get("repayments-aside")) }
            thead { tr {
                th scope="col" { (text.get("repayments-loan-id")) }
                th scope="col" { (text.get("repayments-problem-what")) }
                th.number scope="col" { (text.get("repayments-upload")) }
                th.number scope="col" { (text.get("repayments-problem-row")) }
                th scope="col" { (text.get("repayments-why")) }
                th scope="col" { (text.get("loan-by")) }
                @if undoes { th scope="col" { span.hidden { (text.get("repayments-aside-undo")) } } }
            } }
            tbody { @for problem in &found.problems { @if let Some(aside) = &problem.aside {
                (row(visitor, found, (problem, aside), undoes))
            } } }
        } }
    }
}

fn row(visitor: &Visitor, found: &AsidePage, (problem, aside): (&Problem, &Aside), undoes: bool) -> Markup {
    let text = &visitor.text;
    html! {
        tr {
            td { (problem.loan_id) }
            td { (problems::of(text, problem)) }
            td.number { (problem.upload_id) }
            td.number { (problem.line) }
            td { (aside.reason) }
            td { (who(text, &found.names.who(&aside.by))) ", " (text.day_of(aside.at)) }
            @if undoes {
                td {
                    form method="post" action={ "/repayments/problems/" (problem.id) "/stand" } {
                        (csrf::field(visitor))
                        button {
                            (text.get("repayments-aside-undo")) span.hidden { " " (problem.loan_id) }
                        }
                    }
                }
            }
        }
    }
}
