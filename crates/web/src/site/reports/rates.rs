//! Delinquency, default and journaling over time, as lines and as a table (domain.md 2.7).

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use fieldlink_app::reports::RatesOfMonth;
use fieldlink_domain::calendar::Period;
use fieldlink_domain::statement::Standing;
use futures::stream;
use maud::{Markup, html};
use serde::Deserialize;

use super::back;
use crate::AppState;
use crate::request::Query;
use crate::site::chart;
use crate::site::export::{self, Cell, Format, Row, Sheet};
use crate::site::layout::{self, SiteError, Tab};
use crate::site::repayments::export_links;
use crate::site::session::Visitor;
use crate::site::text::Text;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    format: String,
}

type Rate = fn(&Standing) -> Option<i64>;

/// Each rate with its text and the chart it stands in.
const RATES: [(&str, Rate); 4] = [
    ("repayments-statement-delinquency", Standing::delinquency_rate),
    ("repayments-statement-par1", Standing::par1),
    ("repayments-statement-default-rate", Standing::default_rate),
    ("repayments-statement-journaling", Standing::journaling_rate),
];

pub(super) async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, SiteError> {
    let months = state.pa2.rates_over_time(&visitor.actor(), visitor.partner).await?;
    let text = &visitor.text;
    if let Some(format) = Format::asked(&wanted.format) {
        return export(text, &months, format).await;
    }
    let body = html! {
        (back(&visitor))
        p { (text.get("reports-rates-about")) }
        @if months.is_empty() {
            p { (text.get("repayments-list-empty")) }
        } @else {
            (chart(text, "reports-rates-delinquency", &months, &RATES[..2]))
            (chart(text, "reports-rates-default", &months, &RATES[2..3]))
            (table(text, &months))
            (export_links(text, |format| format!("/reports/rates?format={format}")))
        }
    };
    Ok(layout::page(&visitor, Tab::Reports, &text.get("reports-rates"), body).into_response())
}

fn chart(text: &Text, title: &str, months: &[RatesOfMonth], rates: &[(&str, Rate)]) -> Markup {
    let periods: Vec<Period> = months.iter().map(|month| month.period).collect();
    let lines: Vec<chart::Line> = rates
        .iter()
        .map(|(name, rate)| chart::Line {
            name: text.get(name),
            points: months.iter().map(|month| rate(&month.standing)).collect(),
        })
        .collect();
    let title = text.get(title);
    let drawn = chart::rates(text, &title, &periods, &lines);
    html! { (layout::section_bar(&title)) (drawn) @if months.len() < 2 { p { (text.get("reports-rates-one")) } } }
}

fn table(text: &Text, months: &[RatesOfMonth]) -> Markup {
    html! {
        (layout::section_bar(&text.get("reports-rates-table")))
        div.scroll { table {
            caption.hidden { (text.get("reports-rates")) }
            thead { tr {
                th scope="col" { (text.get("reports-month")) }
                th.number scope="col" { (text.get("repayments-statement-outstanding")) }
                th.number scope="col" { (text.get("repayments-statement-past-due")) }
                @for (name, _) in RATES { th.number scope="col" { (text.get(name)) } }
                th.number scope="col" { (text.get("repayments-statement-defaulted")) }
            } }
            tbody {
                @for month in months.iter().rev() {
                    tr {
                        th scope="row" {
                            (text.month(month.period))
                            @if !month.is_final { " (" (text.get("reports-rates-now")) ")" }
                        }
                        td.number { (text.usd(month.standing.book.outstanding_usd)) }
                        td.number { (text.usd(month.standing.book.past_due_usd)) }
                        @for (_, rate) in RATES {
                            td.number { @match rate(&month.standing) {
                                Some(rate) => (text.percent(rate)),
                                None => (text.get("repayments-statement-no-rate")),
                            } }
                        }
                        td.number { (text.usd(month.standing.defaulted_usd)) }
                    }
                }
            }
        } }
    }
}

async fn export(text: &Text, months: &[RatesOfMonth], format: Format) -> Result<Response, SiteError> {
    let mut head = vec![
        text.get("reports-month"),
        text.get("repayments-statement-outstanding"),
        text.get("repayments-statement-past-due"),
    ];
    head.extend(RATES.map(|(name, _)| text.get(name)));
    head.push(text.get("repayments-statement-defaulted"));
    let rows: Vec<Row> = months
        .iter()
        .map(|month| {
            let mut row = vec![
                Cell::Text(month.period.to_string()),
                Cell::usd(month.standing.book.outstanding_usd),
                Cell::usd(month.standing.book.past_due_usd),
            ];
            row.extend(RATES.map(|(_, rate)| Cell::percent(rate(&month.standing))));
            row.push(Cell::usd(month.standing.defaulted_usd));
            row
        })
        .collect();
    let sheet = Sheet {
        name: String::from("rates"),
        head,
    };
    export::send(format, sheet, stream::iter([Ok(rows)])).await
}
