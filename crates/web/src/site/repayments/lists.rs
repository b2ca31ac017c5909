//! The lists of a month: loans by what was reported of them, and the problems of rows.

use axum::extract::{Path, Query, State};
use fieldlink_app::Error;
use fieldlink_app::reports::Lines;
use fieldlink_domain::calendar::Period;
use fieldlink_domain::finding::Severity;
use fieldlink_domain::statement::{Category, Line};
use fieldlink_store::repayments::Problem;
use maud::{Markup, html};
use serde::Deserialize;

use super::month::upload_table;
use super::{month_name, period};
use crate::AppState;
use crate::site::format;
use crate::site::layout::{self, SiteError, Tab};
use crate::site::session::Visitor;
use crate::site::text::Text;

/// Rows of a page.
const PAGE: u64 = 50;

/// Which part of which list.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    list: String,
    #[serde(default)]
    page: u64,
}

pub(super) fn list_href(period: Period, list: &str, page: u64) -> String {
    format!("/repayments/{period}/loans?list={list}&page={page}")
}

fn lines(list: &str) -> Option<(Lines, &'static str)> {
    Some(match list {
        "" | "expected" => (Lines::Expected, "repayments-list-expected"),
        "reported" => (Lines::Reported, "repayments-list-reported"),
        "on_time" => (Lines::In(Category::OnTime), "repayments-category-on-time"),
        "delinquent" => (Lines::In(Category::Delinquent), "repayments-category-delinquent"),
        "prepaid" => (Lines::In(Category::Prepaid), "repayments-category-prepaid"),
        "not_reported" => (Lines::In(Category::NotReported), "repayments-category-not-reported"),
        _ => return None,
    })
}

pub(super) async fn loans(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(month): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Markup, SiteError> {
    let period = period(&month)?;
    let (list, key) = lines(&wanted.list).ok_or_else(|| Error::not_found("This list"))?;
    let page = wanted.page.max(1);
    let part = ((page - 1).saturating_mul(PAGE), PAGE);
    let (total, lines) = state
        .pa2
        .month_lines(&visitor.actor(), visitor.partner, period, list, part)
        .await?;
    let text = &visitor.text;
    let shown = format::number(i64::try_from(total).unwrap_or(i64::MAX));
    let body = html! {
        p { a href={ "/repayments/" (period) } { (text.get("repayments-back")) } }
        @if total == 0 {
            p { (text.get("repayments-list-empty")) }
        } @else {
            p { (text.with("repayments-list-count", &[("count", total.into()), ("shown", shown.into())])) }
            (line_table(text, &lines))
        }
        (pages(text, page, total, |page| list_href(period, &wanted.list, page)))
    };
    let title = format!("{}: {}", month_name(period), text.get(key));
    Ok(layout::page(&visitor, Tab::Repayments, &title, body))
}

fn line_table(text: &Text, lines: &[Line]) -> Markup {
    html! {
        div.scroll { table {
            thead { tr {
                th scope="col" { (text.get("repayments-name")) }
                th scope="col" { (text.get("repayments-loan-id")) }
                th scope="col" { (text.get("repayments-client-id")) }
                th scope="col" { (text.get("repayments-kiva-id")) }
                th scope="col" { (text.get("repayments-category")) }
                @for key in ["before", "scheduled", "reported", "owed"] {
                    th.number scope="col" { (text.get(&format!("repayments-{key}"))) }
                }
            } }
            tbody {
                @for line in lines {
                    tr {
                        td { a href={ "/loans/" (line.id) } { (line.name) } }
                        td { (line.loan_id) }
                        td { (line.client_id) }
                        td { (line.id) }
                        td { (text.get(category_key(line.category))) }
                        td.number { (format::money(line.invoiced_before, line.currency)) }
                        td.number { (format::money(line.scheduled, line.currency)) }
                        td.number { @if let Some(reported) = line.reported { (format::money(reported, line.currency)) } }
                        td.number { (format::usd(line.owed_usd)) }
                    }
                }
            }
        } }
    }
}

fn category_key(category: Category) -> &'static str {
    match category {
        Category::OnTime => "repayments-category-on-time",
        Category::Delinquent => "repayments-category-delinquent",
        Category::Prepaid => "repayments-category-prepaid",
        Category::NotReported => "repayments-category-not-reported",
    }
}

pub(super) async fn problems(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(month): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Markup, SiteError> {
    let period = period(&month)?;
    let page = wanted.page.max(1);
    let actor = visitor.actor();
    let numbers = state.pa2.month(&actor, visitor.partner, Some(period)).await?;
    let part = ((page - 1).saturating_mul(PAGE), PAGE);
    let problems = state.pa2.month_problems(&actor, visitor.partner, period, part).await?;
    let text = &visitor.text;
    let body = html! {
        p { a href={ "/repayments/" (period) } { (text.get("repayments-back")) } }
        @if problems.is_empty() { p { (text.get("repayments-problems-none")) } } @else { (problem_table(text, &problems)) }
        (pages(text, page, numbers.errors + numbers.warnings, |page| format!("/repayments/{period}/problems?page={page}")))
    };
    let title = format!("{}: {}", month_name(period), text.get("repayments-problems"));
    Ok(layout::page(&visitor, Tab::Repayments, &title, body))
}

pub(super) async fn uploads(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(month): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Markup, SiteError> {
    let period = period(&month)?;
    let page = wanted.page.max(1);
    let part = ((page - 1).saturating_mul(PAGE), PAGE);
    let (total, uploads) = state
        .pa2
        .month_uploads(&visitor.actor(), visitor.partner, period, part)
        .await?;
    let text = &visitor.text;
    let body = html! {
        p { a href={ "/repayments/" (period) } { (text.get("repayments-back")) } }
        (upload_table(text, &uploads))
        (pages(text, page, total, |page| format!("/repayments/{period}/uploads?page={page}")))
    };
    let title = format!("{}: {}", month_name(period), text.get("repayments-uploads"));
    Ok(layout::page(&visitor, Tab::Repayments, &title, body))
}

pub(super) fn problem_table(text: &Text, problems: &[Problem]) -> Markup {
    html! {
        div.scroll { table {
            thead { tr {
                th scope="col" { (text.get("repayments-problem-kind")) }
                th scope="col" { (text.get("repayments-loan-id")) }
                th scope="col" { (text.get("repayments-problem-what")) }
                th.number scope="col" { (text.get("repayments-upload")) }
                th.number scope="col" { (text.get("repayments-problem-row")) }
            } }
            tbody {
                @for problem in problems {
                    @let (class, word) = match problem.severity {
                        Severity::Error => ("error", "severity-error"),
                        Severity::Warning => ("warning", "severity-warning"),
                    };
                    tr {
                        td class=(class) { (text.get(word)) }
                        td { (problem.loan_id) }
                        td { (problem.details) }
                        td.number { (problem.upload_id) }
                        td.number { (problem.line) }
                    }
                }
            }
        } }
    }
}

fn pages(text: &Text, page: u64, total: u64, href: impl Fn(u64) -> String) -> Markup {
    let last = total.div_ceil(PAGE).max(1);
    html! {
        @if last > 1 {
            nav.pages aria-label=(text.get("repayments-pages")) {
                @if page > 1 { a href=(href((page - 1).min(last))) rel="prev" { (text.get("repayments-previous")) } }
                span { (text.with("repayments-page", &[("page", page.into()), ("last", last.into())])) }
                @if page < last { a href=(href(page + 1)) rel="next" { (text.get("repayments-next")) } }
            }
        }
    }
}
