//! The lists of a month: loans by what was reported of them, searched and written out, and the uploads.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use fieldlink_app::reports::{LineSearch, Lines};
use fieldlink_app::{Error, Permission};
use fieldlink_domain::calendar::Period;
use fieldlink_domain::statement::Category;
use futures::stream;
use maud::{Markup, html};
use serde::Deserialize;
use url::form_urlencoded::Serializer;

use super::lines::{self, Listing};
use super::month::upload_table;
use super::period;
use crate::AppState;
use crate::request::{Path, Query};
use crate::site::export::{self, Format, Sheet};
use crate::site::layout::{self, SiteError, Tab};
use crate::site::session::Visitor;
use crate::site::text::Text;

/// Rows of a page.
const PAGE: u64 = 50;

/// Which part of which list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    list: String,
    page: u64,
    /// What is looked for in the list.
    query: String,
    /// A search goes on behind this place.
    after: Option<i64>,
    format: String,
}

impl Wanted {
    fn href(&self, period: Period, more: &[(&str, &str)]) -> String {
        let mut query = Serializer::new(String::new());
        query.append_pair("list", &self.list);
        if !self.query.is_empty() {
            query.append_pair("query", &self.query);
        }
        query.extend_pairs(more);
        format!("/repayments/{period}/loans?{}", query.finish())
    }
}

pub(super) fn list_href(period: Period, list: &str) -> String {
    format!("/repayments/{period}/loans?list={list}")
}

/// The lists: name, what it takes, its title.
const LISTS: [(&str, Lines, &str); 7] = [
    ("expected", Lines::Expected, "repayments-list-expected"),
    ("reported", Lines::Reported, "repayments-list-reported"),
    ("on_time", Lines::In(Category::OnTime), "repayments-category-on-time"),
    (
        "delinquent",
        Lines::In(Category::Delinquent),
        "repayments-category-delinquent",
    ),
    ("prepaid", Lines::In(Category::Prepaid), "repayments-category-prepaid"),
    (
        "not_reported",
        Lines::In(Category::NotReported),
        "repayments-category-not-reported",
    ),
    ("statement", Lines::All, "repayments-statement-loans"),
];

pub(super) async fn loans(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(month): Path<String>,
    Query(mut wanted): Query<Wanted>,
) -> Result<Response, SiteError> {
    let period = period(&month)?;
    if wanted.list.is_empty() {
        wanted.list = String::from("expected");
    }
    let (_, list, title) = LISTS
        .into_iter()
        .find(|(name, ..)| *name == wanted.list)
        .ok_or_else(|| Error::not_found("This list").said("error-list-unknown", []))?;
    if let Some(format) = Format::asked(&wanted.format) {
        return export(&state, &visitor, period, (list, &wanted), format).await;
    }
    let (actor, text) = (visitor.actor(), &visitor.text);
    let listing = if list == Lines::All {
        Listing::Statement
    } else {
        let in_hand = state.pa2.months(&actor, visitor.partner).await?;
        let open = in_hand
            .iter()
            .rev()
            .find(|month| month.state != fieldlink_domain::statement::ReportState::Final);
        Listing::Report {
            links: open.is_some_and(|month| month.period == period)
                && actor.may(Permission::ReportRepayments, visitor.partner).is_ok(),
        }
    };
    let searched = !wanted.query.trim().is_empty();
    let rows = if searched {
        found(&state, &visitor, period, (list, &wanted), listing).await?
    } else {
        page_of(&state, &visitor, period, (list, &wanted), listing).await?
    };
    let body = html! {
        p.ways { a href={ "/repayments/" (period) } { (text.get("repayments-back")) } }
        (filter(text, period, &wanted))
        (rows)
    };
    let title = format!("{}: {}", text.month(period), text.get(title));
    Ok(layout::page(&visitor, Tab::Repayments, &title, body).into_response())
}

async fn page_of(
    state: &AppState,
    visitor: &Visitor,
    period: Period,
    (list, wanted): (Lines, &Wanted),
    listing: Listing,
) -> Result<Markup, SiteError> {
    let text = &visitor.text;
    let page = wanted.page.max(1);
    let part = ((page - 1).saturating_mul(PAGE), PAGE);
    let (total, lines) = state
        .pa2
        .month_lines(&visitor.actor(), visitor.partner, period, list, part)
        .await?;
    Ok(html! {
        @if total == 0 {
            p { (text.get("repayments-list-empty")) }
        } @else {
            p { (text.counted("repayments-list-count", total)) }
            (lines::table(text, &text.get("repayments-loans"), &lines, listing))
            (lines::export_links(text, |format| wanted.href(period, &[("format", format)])))
        }
        (pages(text, page, total.div_ceil(PAGE), |page| wanted.href(period, &[("page", &page.to_string())])))
    })
}

async fn found(
    state: &AppState,
    visitor: &Visitor,
    period: Period,
    (list, wanted): (Lines, &Wanted),
    listing: Listing,
) -> Result<Markup, SiteError> {
    let text = &visitor.text;
    let search = LineSearch {
        list,
        text: &wanted.query,
        after: wanted.after,
        limit: usize::try_from(PAGE).unwrap_or(usize::MAX),
    };
    let found = state
        .pa2
        .search_month(&visitor.actor(), visitor.partner, period, search)
        .await?;
    Ok(html! {
        @if found.lines.is_empty() {
            p { (text.get("repayments-list-none-found")) }
        } @else {
            (lines::table(text, &text.get("repayments-loans"), &found.lines, listing))
            (lines::export_links(text, |format| wanted.href(period, &[("format", format)])))
        }
        @if let Some(next) = found.next {
            nav.pages aria-label=(text.get("repayments-pages")) {
                a href=(wanted.href(period, &[("after", &next.to_string())])) rel="next" { (text.get("repayments-search-on")) }
            }
        }
    })
}

fn filter(text: &Text, period: Period, wanted: &Wanted) -> Markup {
    html! {
        form.fields action={ "/repayments/" (period) "/loans" } method="get" {
            div.field {
                label for="list" { (text.get("repayments-list")) }
                br;
                select #list name="list" {
                    @for (name, _, title) in LISTS {
                        option value=(name) selected[name == wanted.list] { (text.get(title)) }
                    }
                }
            }
            (layout::search_field(text, "repayments-search", &wanted.query))
            div.field { br; (layout::button(&text.get("filter-apply"))) }
        }
    }
}

async fn export(
    state: &AppState,
    visitor: &Visitor,
    period: Period,
    (list, wanted): (Lines, &Wanted),
    format: Format,
) -> Result<Response, SiteError> {
    let text = visitor.text;
    let export = state
        .pa2
        .export_month(&visitor.actor(), visitor.partner, period, list, &wanted.query)
        .await?;
    let sheet = Sheet {
        name: format!("repayments-{period}-{}", wanted.list),
        head: lines::head(&text),
    };
    let rows = stream::try_unfold((export, text), |(mut export, text)| async move {
        let Some(some) = export.next().await? else {
            return Ok(None);
        };
        let rows = some.iter().map(|line| lines::row(&text, line)).collect();
        Ok(Some((rows, (export, text))))
    });
    export::send(format, sheet, rows).await
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
        p.ways { a href={ "/repayments/" (period) } { (text.get("repayments-back")) } }
        (upload_table(text, period, &uploads))
        (pages(text, page, total.div_ceil(PAGE), |page| format!("/repayments/{period}/uploads?page={page}")))
    };
    let title = format!("{}: {}", text.month(period), text.get("repayments-uploads"));
    Ok(layout::page(&visitor, Tab::Repayments, &title, body))
}

/// Links to the pages beside this one, of `last` in all.
pub(in crate::site) fn pages(text: &Text, page: u64, last: u64, href: impl Fn(u64) -> String) -> Markup {
    html! {
        @if last > 1 {
            nav.pages aria-label=(text.get("repayments-pages")) {
                @if page > 1 { a href=(href((page - 1).min(last))) rel="prev" { (text.get("repayments-previous")) } }
                span { (text.with("repayments-page", &[("page", text.whole(page).into()), ("last", text.whole(last).into())])) }
                @if page < last { a href=(href(page + 1)) rel="next" { (text.get("repayments-next")) } }
            }
        }
    }
}
