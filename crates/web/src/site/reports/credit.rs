//! The Credit Limit Calculation: limit, less what is used, plus what is expected back this month (domain.md 2.4).

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use fieldlink_app::reports::{CreditLimits, ThemeLimit};
use fieldlink_domain::draft_rules::Used;
use fieldlink_domain::money::Minor;
use fieldlink_domain::reference;
use futures::stream;
use maud::{Markup, html};
use serde::Deserialize;

use super::back;
use crate::AppState;
use crate::request::Query;
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

const COLUMNS: [&str; 6] = [
    "reports-credit-limit",
    "reports-credit-used",
    "reports-credit-expected",
    "reports-credit-available",
    "reports-credit-pending",
    "reports-credit-room",
];

pub(super) async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, SiteError> {
    let limits = state.pa2.credit_limits(&visitor.actor(), visitor.partner).await?;
    let text = &visitor.text;
    if let Some(format) = Format::asked(&wanted.format) {
        return export(text, &limits, format).await;
    }
    let body = html! {
        (back(&visitor))
        p { (text.get("reports-credit-rule")) }
        div.scroll { table {
            caption.hidden { (text.get("reports-credit")) }
            thead { tr {
                th scope="col" { (text.get("reports-credit-theme")) }
                @for id in COLUMNS { th.number scope="col" { (text.get(id)) } }
            } }
            tbody {
                (row(text, &text.get("reports-credit-all"), limits.limit, limits.total))
                @for theme in &limits.themes { (row(text, &name(theme), theme.limit, theme.used)) }
            }
        } }
        (export_links(text, |format| format!("/reports/credit-limit?format={format}")))
    };
    Ok(layout::page(&visitor, Tab::Reports, &text.get("reports-credit"), body).into_response())
}

fn name(theme: &ThemeLimit) -> String {
    reference::theme(theme.id).map_or_else(|| theme.id.to_string(), |known| known.name.to_owned())
}

/// Limit, used, expected back, available, pending, and what is left when the pending loans go live.
fn figures(limit: Option<Minor>, used: Used) -> [Option<Minor>; 6] {
    let available = limit.map(|limit| limit - used.used + used.expected);
    [
        limit,
        Some(used.used),
        Some(used.expected),
        available,
        Some(used.pending),
        available.map(|available| available - used.pending),
    ]
}

fn row(text: &Text, name: &str, limit: Option<Minor>, used: Used) -> Markup {
    html! {
        tr {
            th scope="row" { (name) }
            @for figure in figures(limit, used) {
                @match figure {
                    Some(amount) if amount < Minor::ZERO => { td.number.error { (text.usd(amount)) } }
                    Some(amount) => { td.number { (text.usd(amount)) } }
                    None => { td.number { (text.get("reports-credit-none")) } }
                }
            }
        }
    }
}

async fn export(text: &Text, limits: &CreditLimits, format: Format) -> Result<Response, SiteError> {
    let cells = |name: String, limit, used| -> Row {
        let figures = figures(limit, used).map(|figure| figure.map_or(Cell::Empty, Cell::usd));
        std::iter::once(Cell::Text(name)).chain(figures).collect()
    };
    let mut rows = vec![cells(text.get("reports-credit-all"), limits.limit, limits.total)];
    rows.extend(
        limits
            .themes
            .iter()
            .map(|theme| cells(name(theme), theme.limit, theme.used)),
    );
    let mut head = vec![text.get("reports-credit-theme")];
    head.extend(COLUMNS.map(|id| text.get(id)));
    let sheet = Sheet {
        name: String::from("credit-limit"),
        head,
    };
    export::send(format, sheet, stream::iter([Ok(rows)])).await
}
