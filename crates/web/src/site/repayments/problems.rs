//! What is wrong with rows, in the person's language, and the list of it.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use fieldlink_app::Permission;
use fieldlink_domain::calendar::Period;
use fieldlink_domain::finding::{Finding, Severity};
use fieldlink_store::repayments::{Problem, ProblemKey, ProblemList};
use futures::stream;
use maud::{Markup, html};
use serde::Deserialize;
use url::form_urlencoded::Serializer;

use super::period;
use crate::AppState;
use crate::request::{Path, Query};
use crate::site::export::{self, Cell, Format, Row, Sheet};
use crate::site::layout::{self, SiteError, Tab};
use crate::site::session::Visitor;
use crate::site::text::Text;

/// Problems of a page.
const PAGE: u64 = 50;

/// What a problem says. `details` is the English of the rule.
pub(super) fn said(text: &Text, code: &str, values: &[(String, String)], details: &str) -> String {
    let mut finding = Finding::error(&format!("repayment_{code}"), "", details);
    finding.values = values.to_vec();
    text.finding(&finding)
}

pub(super) fn of(text: &Text, problem: &Problem) -> String {
    said(text, &problem.code, &problem.values, &problem.details)
}

fn kind(severity: Severity) -> (&'static str, &'static str) {
    match severity {
        Severity::Error => ("error", "severity-error"),
        Severity::Warning => ("warning", "severity-warning"),
    }
}

/// The filter and the place in the list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    /// `error`, `warning` or nothing for both.
    severity: String,
    upload: Option<i64>,
    /// The last one of the page before: `error-17`.
    after: String,
    format: String,
}

impl Wanted {
    fn list(&self) -> ProblemList {
        ProblemList {
            severity: severity(&self.severity),
            upload: self.upload,
            after: self.after.split_once('-').and_then(|(name, id)| {
                Some(ProblemKey {
                    severity: severity(name)?,
                    id: id.parse().ok()?,
                })
            }),
            limit: PAGE + 1,
        }
    }

    fn href(&self, month: Period, more: &[(&str, &str)]) -> String {
        let mut query = Serializer::new(String::new());
        if !self.severity.is_empty() {
            query.append_pair("severity", &self.severity);
        }
        if let Some(upload) = self.upload {
            query.append_pair("upload", &upload.to_string());
        }
        query.extend_pairs(more);
        format!("/repayments/{month}/problems?{}", query.finish())
    }
}

fn severity(name: &str) -> Option<Severity> {
    match name {
        "error" => Some(Severity::Error),
        "warning" => Some(Severity::Warning),
        _ => None,
    }
}

pub(super) async fn list(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(month): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, SiteError> {
    let period = period(&month)?;
    let (actor, text) = (visitor.actor(), &visitor.text);
    if let Some(format) = Format::asked(&wanted.format) {
        return export(&state, &visitor, period, &wanted, format).await;
    }
    let numbers = state.pa2.month(&actor, visitor.partner, Some(period)).await?;
    let mut problems = state
        .pa2
        .month_problems(&actor, visitor.partner, period, wanted.list())
        .await?;
    let more = problems.len() as u64 > PAGE;
    problems.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let mends = numbers.in_hand && actor.may(Permission::ReportRepayments, visitor.partner).is_ok();
    let body = html! {
        p.ways { a href={ "/repayments/" (period) } { (text.get("repayments-back")) } }
        p { (text.with("repayments-problems-count", &[
            ("errors", text.whole(numbers.errors).into()),
            ("warnings", text.whole(numbers.warnings).into()),
        ])) }
        @if numbers.aside > 0 {
            p.ways { a href={ "/repayments/" (period) "/aside" } { (text.counted("repayments-aside-count", numbers.aside)) } }
        }
        (filter(text, period, &wanted))
        @if problems.is_empty() { p { (text.get("repayments-problems-none")) } } @else {
            (table(text, &problems, mends))
            p.exports {
                (text.get("export-label")) " "
                a href=(wanted.href(period, &[("format", "csv")])) { "CSV" } " · "
                a href=(wanted.href(period, &[("format", "xlsx")])) { "XLSX" }
            }
        }
        @if let Some(last) = problems.last().filter(|_| more) {
            @let after = format!("{}-{}", kind(last.severity).0, last.id);
            nav.pages aria-label=(text.get("repayments-pages")) {
                a href=(wanted.href(period, &[("after", &after)])) rel="next" { (text.get("repayments-next")) }
            }
        }
    };
    let title = format!("{}: {}", text.month(period), text.get("repayments-problems"));
    Ok(layout::page(&visitor, Tab::Repayments, &title, body).into_response())
}

fn filter(text: &Text, period: Period, wanted: &Wanted) -> Markup {
    let choices = [
        ("", "repayments-problems-all-kinds"),
        ("error", "repayments-upload-errors"),
        ("warning", "repayments-upload-warnings"),
    ];
    html! {
        form.fields action={ "/repayments/" (period) "/problems" } method="get" {
            @if let Some(upload) = wanted.upload { input type="hidden" name="upload" value=(upload); }
            div.field {
                label for="severity" { (text.get("repayments-problem-kind")) }
                br;
                select #severity name="severity" {
                    @for (value, label) in choices {
                        option value=(value) selected[value == wanted.severity] { (text.get(label)) }
                    }
                }
            }
            div.field { br; (layout::button(&text.get("filter-apply"))) }
        }
        @if let Some(upload) = wanted.upload {
            p {
                (text.get("repayments-upload")) " " (upload) ". "
                a href={ "/repayments/" (period) "/problems" } { (text.get("repayments-problems-all")) }
            }
        }
    }
}

/// `mends`: whether each gets a link to put a correct row in its place.
pub(super) fn table(text: &Text, problems: &[Problem], mends: bool) -> Markup {
    html! {
        div.scroll { table {
            caption.hidden { (text.get("repayments-problems")) }
            thead { tr {
                th scope="col" { (text.get("repayments-problem-kind")) }
                th scope="col" { (text.get("repayments-loan-id")) }
                th scope="col" { (text.get("repayments-problem-what")) }
                th.number scope="col" { (text.get("repayments-upload")) }
                th.number scope="col" { (text.get("repayments-problem-row")) }
                @if mends { th scope="col" { span.hidden { (text.get("repayments-row-correct")) } } }
            } }
            tbody {
                @for problem in problems {
                    @let (class, word) = kind(problem.severity);
                    tr {
                        td class=(class) { (text.get(word)) }
                        td { (problem.loan_id) }
                        td { (of(text, problem)) }
                        td.number { (problem.upload_id) }
                        td.number { (problem.line) }
                        @if mends {
                            td { a href={ "/repayments/row?problem=" (problem.id) } {
                                (text.get("repayments-correct")) span.hidden { " " (problem.loan_id) }
                            } }
                        }
                    }
                }
            }
        } }
    }
}

async fn export(
    state: &AppState,
    visitor: &Visitor,
    period: Period,
    wanted: &Wanted,
    format: Format,
) -> Result<Response, SiteError> {
    let text = visitor.text;
    let export = state
        .pa2
        .export_problems(&visitor.actor(), visitor.partner, period, wanted.list())?;
    let sheet = Sheet {
        name: format!("repayments-{period}-problems"),
        head: [
            "repayments-problem-kind",
            "repayments-loan-id",
            "repayments-problem-what",
            "repayments-problem-code",
            "repayments-upload",
            "repayments-problem-row",
        ]
        .map(|id| text.get(id))
        .to_vec(),
    };
    let rows = stream::try_unfold((export, text), |(mut export, text)| async move {
        let Some(problems) = export.next().await? else {
            return Ok(None);
        };
        let rows = problems.iter().map(|problem| row(&text, problem)).collect();
        Ok(Some((rows, (export, text))))
    });
    export::send(format, sheet, rows).await
}

fn row(text: &Text, problem: &Problem) -> Row {
    vec![
        Cell::Text(text.get(kind(problem.severity).1)),
        Cell::Text(problem.loan_id.clone()),
        Cell::Text(of(text, problem)),
        Cell::Text(problem.code.clone()),
        Cell::Whole(problem.upload_id),
        Cell::Whole(problem.line),
    ]
}
