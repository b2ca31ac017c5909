//! The Loan Activity Statement: what happened to the loans of a month. Its part "Loans refunded" holds refunded and expired
//! loans, as on Kiva's (domain.md 2.6).

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use fieldlink_app::Error;
use fieldlink_app::reports::ActivityMonth;
use fieldlink_domain::calendar::{Period, pacific_day};
use fieldlink_domain::ids::KivaId;
use fieldlink_store::activity::{Entry, Happened};
use futures::stream;
use maud::{Markup, html};
use serde::Deserialize;

use super::back;
use crate::AppState;
use crate::request::{Path, Query};
use crate::site::export::{self, Cell, Format, Row, Sheet};
use crate::site::layout::{self, SiteError, Tab};
use crate::site::repayments::{export_links, period, state_name};
use crate::site::session::Visitor;
use crate::site::text::Text;

/// Loans of a page.
const PAGE: u64 = 50;
/// Loans read by one statement of an export.
const EXPORTED_AT_ONCE: u64 = 1_000;
/// Months that are listed.
const MONTHS: usize = 120;

pub(super) async fn months(State(state): State<AppState>, visitor: Visitor) -> Result<Markup, SiteError> {
    let months = state.pa2.months(&visitor.actor(), visitor.partner).await?;
    let text = &visitor.text;
    let body = html! {
        (back(&visitor))
        p { (text.get("reports-activity-about")) }
        table.narrow {
            caption.hidden { (text.get("repayments-months")) }
            thead { tr {
                th scope="col" { (text.get("reports-month")) }
                th scope="col" { (text.get("reports-state")) }
                th scope="col" { (text.get("reports-statement")) }
            } }
            tbody {
                @for month in months.iter().take(MONTHS) {
                    @let name = text.month(month.period);
                    tr {
                        td { a href={ "/reports/activity/" (month.period) } { (name) } }
                        td { (state_name(text, month.state)) }
                        td { a href={ "/repayments/" (month.period) "/statement" } {
                            (text.get("reports-statement")) span.hidden { " " (name) }
                        } }
                    }
                }
            }
        }
    };
    Ok(layout::page(
        &visitor,
        Tab::Reports,
        &text.get("reports-activity"),
        body,
    ))
}

pub(super) async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(month): Path<String>,
) -> Result<Markup, SiteError> {
    let period = period(&month)?;
    let activity = state.pa2.activity_of(&visitor.actor(), visitor.partner, period).await?;
    let text = &visitor.text;
    let body = html! {
        p.ways { a href="/reports/activity" { (text.get("reports-other-months")) } }
        (totals(text, &activity))
        p.ways { a href={ "/repayments/" (period) "/statement" } { (text.get("reports-statement")) } }
    };
    let title = format!("{}: {}", text.get("reports-activity"), text.month(period));
    Ok(layout::page(&visitor, Tab::Reports, &title, body))
}

fn totals(text: &Text, activity: &ActivityMonth) -> Markup {
    let sums = &activity.statement.sums;
    let repaid = sums.currencies.values().map(|sum| sum.loans).sum();
    html! {
        table {
            caption.hidden { (text.get("reports-activity")) }
            thead { tr {
                th scope="col" { (text.get("reports-what")) }
                th.number scope="col" { (text.get("repayments-loans")) }
                th.number scope="col" { (text.get("reports-usd")) }
            } }
            tbody {
                @for (happened, total) in &activity.totals {
                    tr {
                        th scope="row" { a href={ "/reports/activity/" (activity.period) "/" (happened.name()) } {
                            (text.get(&title(*happened)))
                        } }
                        td.number { (text.whole(total.loans)) }
                        td.number { (text.usd(total.funded_usd)) }
                    }
                }
                tr {
                    th scope="row" { a href={ "/repayments/" (activity.period) "/loans?list=statement" } {
                        (text.get("repayments-title"))
                    } }
                    td.number { (text.whole(repaid)) }
                    td.number { (text.usd(sums.owed_usd)) }
                }
            }
        }
        p { (text.get("reports-refunded-note")) }
    }
}

fn title(happened: Happened) -> String {
    format!("reports-happened-{}", happened.name())
}

/// The place in the list, and the format of a file.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    /// The last one of the page before: seconds and Kiva ID, `1763390000-17`.
    after: String,
    format: String,
}

impl Wanted {
    fn after(&self) -> Option<(DateTime<Utc>, KivaId)> {
        let (at, id) = self.after.split_once('-')?;
        Some((DateTime::from_timestamp(at.parse().ok()?, 0)?, KivaId(id.parse().ok()?)))
    }
}

pub(super) async fn loans(
    State(state): State<AppState>,
    visitor: Visitor,
    Path((month, happened)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, SiteError> {
    let period = period(&month)?;
    let happened = Happened::ALL
        .into_iter()
        .find(|known| known.name() == happened)
        .ok_or_else(|| Error::not_found("This list").said("error-list-unknown", []))?;
    if let Some(format) = Format::asked(&wanted.format) {
        return export(&state, &visitor, (period, happened), format).await;
    }
    let mut page = state
        .pa2
        .activity_page(
            &visitor.actor(),
            visitor.partner,
            (period, happened),
            wanted.after(),
            PAGE + 1,
        )
        .await?;
    let more = page.entries.len() as u64 > PAGE;
    page.entries.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let text = &visitor.text;
    let here = format!("/reports/activity/{period}/{}", happened.name());
    let body = html! {
        p.ways { a href={ "/reports/activity/" (period) } { (text.get("reports-activity")) } }
        p { (text.counted("repayments-list-count", page.total.loans)) ", " (text.usd(page.total.funded_usd)) }
        @if !page.entries.is_empty() {
            (table(text, &page.entries))
            (export_links(text, |format| format!("{here}?format={format}")))
        }
        @if let Some(last) = page.entries.last().filter(|_| more) {
            nav.pages aria-label=(text.get("repayments-pages")) {
                a href={ (here) "?after=" (last.at.timestamp()) "-" (last.id) } rel="next" { (text.get("repayments-next")) }
            }
        }
    };
    let title = format!("{}: {}", text.get(&title(happened)), text.month(period));
    Ok(layout::page(&visitor, Tab::Reports, &title, body).into_response())
}

const COLUMNS: [&str; 4] = [
    "repayments-name",
    "repayments-loan-id",
    "repayments-client-id",
    "repayments-kiva-id",
];
const AMOUNTS: [&str; 4] = [
    "repayments-principal",
    "repayments-before",
    "reports-price",
    "reports-funded",
];

fn table(text: &Text, entries: &[Entry]) -> Markup {
    html! {
        div.scroll { table {
            caption.hidden { (text.get("repayments-loans")) }
            thead { tr {
                th scope="col" { (text.get("repayments-upload-when")) }
                @for id in COLUMNS { th scope="col" { (text.get(id)) } }
                @for id in AMOUNTS { th.number scope="col" { (text.get(id)) } }
            } }
            tbody {
                @for entry in entries {
                    tr {
                        td { (text.day_of(entry.at)) }
                        td { a href={ "/loans/" (entry.id) } { (entry.name) } }
                        td { (entry.internal_loan_id) }
                        td { (entry.internal_client_id) }
                        td { (entry.id) }
                        td.number { (text.money(entry.principal, entry.currency)) }
                        td.number { (text.money(entry.repaid, entry.currency)) }
                        td.number { (text.usd(entry.price_usd)) }
                        td.number { (text.usd(entry.funded_usd)) }
                    }
                }
            }
        } }
    }
}

async fn export(
    state: &AppState,
    visitor: &Visitor,
    (period, happened): (Period, Happened),
    format: Format,
) -> Result<Response, SiteError> {
    let text = &visitor.text;
    let mut head = vec![text.get("repayments-upload-when")];
    head.extend(COLUMNS.map(|id| text.get(id)));
    head.push(text.get("repayments-statement-currency"));
    head.extend(AMOUNTS.map(|id| text.get(id)));
    let sheet = Sheet {
        name: format!("activity-{period}-{}", happened.name()),
        head,
    };
    let (pa2, actor, partner) = (state.pa2.clone(), visitor.actor(), visitor.partner);
    let rows = stream::try_unfold(Some(None), move |place| {
        let (pa2, actor) = (pa2.clone(), actor.clone());
        async move {
            let Some(after) = place else { return Ok(None) };
            let page = pa2
                .activity_page(&actor, partner, (period, happened), after, EXPORTED_AT_ONCE)
                .await?;
            let whole = page.entries.len() as u64 == EXPORTED_AT_ONCE;
            let next = page
                .entries
                .last()
                .filter(|_| whole)
                .map(|last| Some((last.at, last.id)));
            Ok::<_, Error>(Some((page.entries.iter().map(row).collect(), next)))
        }
    });
    export::send(format, sheet, rows).await
}

fn row(entry: &Entry) -> Row {
    vec![
        Cell::Day(pacific_day(entry.at)),
        Cell::Text(entry.name.clone()),
        Cell::Text(entry.internal_loan_id.clone()),
        Cell::Text(entry.internal_client_id.clone()),
        Cell::Whole(entry.id.0),
        Cell::Text(entry.currency.code().to_owned()),
        Cell::money(entry.principal, entry.currency),
        Cell::money(entry.repaid, entry.currency),
        Cell::usd(entry.price_usd),
        Cell::usd(entry.funded_usd),
    ]
}
