//! Loans with Scheduled Repayments: what each loan is to repay in a month (domain.md 2.5).

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use fieldlink_app::reports::{Lines, MonthRef};
use fieldlink_domain::calendar::Period;
use fieldlink_domain::statement::{Line, ReportState};
use futures::stream;
use maud::{Markup, html};
use serde::Deserialize;

use super::back;
use crate::AppState;
use crate::request::Query;
use crate::site::export::{self, Cell, Format, Row, Sheet};
use crate::site::layout::{self, SiteError, Tab};
use crate::site::repayments::{export_links, pages, period};
use crate::site::session::Visitor;
use crate::site::text::Text;

/// Loans of a page.
const PAGE: u64 = 50;
/// Months to choose from.
const MONTHS: usize = 120;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    month: String,
    page: u64,
    format: String,
}

const NAMES: [&str; 4] = [
    "repayments-name",
    "repayments-loan-id",
    "repayments-client-id",
    "repayments-kiva-id",
];
const AMOUNTS: [&str; 4] = [
    "repayments-before",
    "repayments-scheduled",
    "reports-due",
    "reports-due-usd",
];

pub(super) async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, SiteError> {
    let (actor, text) = (visitor.actor(), &visitor.text);
    let months = state.pa2.months(&actor, visitor.partner).await?;
    let month = if wanted.month.is_empty() {
        in_hand(&months)
    } else {
        Some(period(&wanted.month)?)
    };
    let Some(month) = month else {
        let body = html! { (back(&visitor)) p { (text.get("repayments-list-empty")) } };
        return Ok(layout::page(&visitor, Tab::Reports, &text.get("reports-scheduled"), body).into_response());
    };
    if let Some(format) = Format::asked(&wanted.format) {
        return export(&state, &visitor, month, format).await;
    }
    let page = wanted.page.max(1);
    let part = ((page - 1).saturating_mul(PAGE), PAGE);
    let (total, lines) = state
        .pa2
        .month_lines(&actor, visitor.partner, month, Lines::Expected, part)
        .await?;
    let here = format!("/reports/scheduled?month={month}");
    let body = html! {
        (back(&visitor))
        (choice(text, &months, month))
        p { (text.counted("repayments-list-count", total)) }
        @if !lines.is_empty() {
            (table(text, &lines))
            (export_links(text, |format| format!("{here}&format={format}")))
        }
        (pages(text, page, total.div_ceil(PAGE), |page| format!("{here}&page={page}")))
    };
    let title = format!("{}: {}", text.get("reports-scheduled"), text.month(month));
    Ok(layout::page(&visitor, Tab::Reports, &title, body).into_response())
}

/// The oldest month that is not final, else the newest.
fn in_hand(months: &[MonthRef]) -> Option<Period> {
    let open = months.iter().rev().find(|month| month.state != ReportState::Final);
    open.or(months.first()).map(|month| month.period)
}

fn choice(text: &Text, months: &[MonthRef], chosen: Period) -> Markup {
    html! {
        form.fields action="/reports/scheduled" method="get" {
            div.field {
                label for="month" { (text.get("reports-month")) }
                br;
                select #month name="month" {
                    @for month in months.iter().take(MONTHS) {
                        option value=(month.period) selected[month.period == chosen] { (text.month(month.period)) }
                    }
                }
            }
            div.field { br; (layout::button(&text.get("filter-apply"))) }
        }
    }
}

fn table(text: &Text, lines: &[Line]) -> Markup {
    html! {
        div.scroll { table {
            caption.hidden { (text.get("reports-scheduled")) }
            thead { tr {
                @for id in NAMES { th scope="col" { (text.get(id)) } }
                @for id in AMOUNTS { th.number scope="col" { (text.get(id)) } }
            } }
            tbody {
                @for line in lines {
                    tr {
                        td { a href={ "/loans/" (line.id) } { (line.name) } }
                        td { (line.loan_id) }
                        td { (line.client_id) }
                        td { (line.id) }
                        td.number { (text.money(line.invoiced_before, line.currency)) }
                        td.number { (text.money(line.scheduled, line.currency)) }
                        td.number { (text.money(line.scheduled - line.invoiced_before, line.currency)) }
                        td.number { (text.usd(line.owed_as_scheduled_usd)) }
                    }
                }
            }
        } }
    }
}

async fn export(state: &AppState, visitor: &Visitor, month: Period, format: Format) -> Result<Response, SiteError> {
    let text = &visitor.text;
    let export = state
        .pa2
        .export_month(&visitor.actor(), visitor.partner, month, Lines::Expected, "")
        .await?;
    let mut head: Vec<String> = NAMES.map(|id| text.get(id)).into();
    head.push(text.get("repayments-statement-currency"));
    head.extend(AMOUNTS.map(|id| text.get(id)));
    let sheet = Sheet {
        name: format!("scheduled-{month}"),
        head,
    };
    let rows = stream::try_unfold(export, |mut export| async move {
        let Some(lines) = export.next().await? else {
            return Ok(None);
        };
        Ok(Some((lines.iter().map(row).collect(), export)))
    });
    export::send(format, sheet, rows).await
}

fn row(line: &Line) -> Row {
    let money = |amount| Cell::money(amount, line.currency);
    vec![
        Cell::Text(line.name.clone()),
        Cell::Text(line.loan_id.clone()),
        Cell::Text(line.client_id.clone()),
        Cell::Whole(line.id.0),
        Cell::Text(line.currency.code().to_owned()),
        money(line.invoiced_before),
        money(line.scheduled),
        money(line.scheduled - line.invoiced_before),
        Cell::usd(line.owed_as_scheduled_usd),
    ]
}
