//! A month's statement, preliminary or final, with every line of domain.md 2.6.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use fieldlink_app::reports::MonthStatement;
use fieldlink_domain::calendar::Period;
use fieldlink_domain::money::Minor;
use fieldlink_domain::statement::{ReportState, Standing, Statement, Sums};
use futures::stream;
use maud::{Markup, html};
use serde::Deserialize;

use super::lines::export_links;
use super::lists::list_href;
use super::period;
use crate::AppState;
use crate::request::{Path, Query};
use crate::site::export::{self, Cell, Format, Row, Sheet};
use crate::site::layout::{self, SiteError, Tab};
use crate::site::session::Visitor;
use crate::site::text::Text;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    format: String,
}

pub(super) async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(month): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, SiteError> {
    let period = period(&month)?;
    let MonthStatement {
        state: report,
        statement,
        final_at,
    } = state.pa2.statement(&visitor.actor(), visitor.partner, period).await?;
    let text = &visitor.text;
    if let Some(format) = Format::asked(&wanted.format) {
        return export(text, period, &statement, format).await;
    }
    let said = match final_at {
        Some(at) => text.with("repayments-statement-drawn-up", &[("day", text.day_of(at).into())]),
        None => text.with("repayments-statement-note", &[("day", text.day(statement.on).into())]),
    };
    let body = html! {
        p.ways { a href={ "/repayments/" (period) } { (text.get("repayments-back")) } }
        p { (said) }
        (account(text, &statement))
        (currencies(text, &statement.sums))
        (standing(text, &statement.standing))
        p.ways {
            a href=(list_href(period, "statement")) { (text.get("repayments-statement-loans")) }
            " · "
            a href=(list_href(period, "expected")) { (text.get("repayments-list-expected")) }
            " · "
            a href=(list_href(period, "reported")) { (text.get("repayments-list-reported")) }
            " · "
            a href={ "/reports/activity/" (period) } { (text.get("reports-activity")) }
        }
        (export_links(text, |format| format!("/repayments/{period}/statement?format={format}")))
    };
    let key = if report == ReportState::Final {
        "repayments-statement-final"
    } else {
        "repayments-statement-preliminary"
    };
    let title = text.with(key, &[("month", text.month(period).into())]);
    Ok(layout::page(&visitor, Tab::Repayments, &title, body).into_response())
}

/// The lines of the account, in their order: what each is called, and US cents.
fn lines_of_account(statement: &Statement) -> Vec<(&'static str, Minor)> {
    let owes = statement.total_due >= Minor::ZERO;
    let mut lines = vec![
        ("repayments-statement-raised", statement.raised),
        ("repayments-statement-repayments", -statement.sums.owed_usd),
        ("repayments-statement-refunded", -statement.refunded),
        ("repayments-statement-net", statement.net),
        ("repayments-statement-forward", statement.brought_forward),
        ("repayments-statement-wires", -statement.wires_received),
        ("repayments-statement-overdue", statement.overdue),
    ];
    lines.push(if owes {
        ("repayments-statement-total", statement.total_due)
    } else {
        ("repayments-statement-total-to-you", -statement.total_due)
    });
    if statement.wires_sent != Minor::ZERO {
        lines.push(("repayments-statement-wires-sent", statement.wires_sent));
    }
    lines
}

fn account(text: &Text, statement: &Statement) -> Markup {
    let owes = statement.total_due >= Minor::ZERO;
    let net_help = if statement.net < Minor::ZERO {
        "repayments-statement-net-negative"
    } else {
        "repayments-statement-net-positive"
    };
    html! {
        (layout::section_bar(&text.get("repayments-statement-net-box")))
        table {
            caption.hidden { (text.get("repayments-statement-net-box")) }
            tbody {
                @for (label, amount) in lines_of_account(statement) {
                    tr { th scope="row" { (text.get(label)) } td.number { (text.usd(amount)) } }
                }
                @if owes {
                    tr {
                        th scope="row" { (text.get("repayments-statement-due")) }
                        td.number { (text.day(statement.due_on)) }
                    }
                }
            }
        }
        p { (text.get(net_help)) }
    }
}

fn currencies(text: &Text, sums: &Sums) -> Markup {
    let columns = ["local", "rate", "round-up", "usd", "absorbed", "owed", "exchange"];
    html! {
        (layout::section_bar(&text.get("repayments-statement-currencies")))
        @if sums.currencies.is_empty() {
            p { (text.get("repayments-list-empty")) }
        } @else {
            div.scroll { table {
                caption.hidden { (text.get("repayments-statement-currencies")) }
                thead { tr {
                    th scope="col" { (text.get("repayments-statement-currency")) }
                    th.number scope="col" { (text.get("repayments-loans")) }
                    @for key in columns { th.number scope="col" { (text.get(&format!("repayments-statement-{key}"))) } }
                } }
                tbody {
                    @for (code, sum) in &sums.currencies {
                        tr {
                            th scope="row" { (code) }
                            td.number { (text.whole(sum.loans)) }
                            td.number { @match iso_currency::Currency::from_code(code) {
                                Some(currency) => (text.money(sum.repaid, currency)),
                                None => (sum.repaid.0),
                            } }
                            td.number { (text.decimal(sum.rate_at_billing)) }
                            td.number { (text.usd(sum.round_up_usd)) }
                            td.number { (text.usd(sum.repaid_usd)) }
                            td.number { (text.usd(sum.loss_absorbed_usd)) }
                            td.number { (text.usd(sum.owed_usd)) }
                            td.number { (gained_or_lost(text, sum.exchange_usd)) }
                        }
                    }
                }
            } }
        }
    }
}

fn standing(text: &Text, standing: &Standing) -> Markup {
    let rate = |rate: Option<i64>| rate.map_or_else(|| text.get("repayments-statement-no-rate"), |n| text.percent(n));
    let rows = [
        ("outstanding", text.usd(standing.book.outstanding_usd)),
        ("past-due", text.usd(standing.book.past_due_usd)),
        ("delinquency", rate(standing.delinquency_rate())),
        ("par1", rate(standing.par1())),
        ("defaulted", text.usd(standing.defaulted_usd)),
        ("default-rate", rate(standing.default_rate())),
        ("journaling", rate(standing.journaling_rate())),
    ];
    html! {
        (layout::section_bar(&text.get("repayments-statement-standing")))
        table {
            caption.hidden { (text.get("repayments-statement-standing")) }
            tbody {
                @for (key, figure) in rows {
                    tr {
                        th scope="row" { (text.get(&format!("repayments-statement-{key}"))) }
                        td.number { (figure) }
                    }
                }
            }
        }
    }
}

/// A loss stands in brackets, as on Kiva's statements.
pub(super) fn gained_or_lost(text: &Text, amount: Minor) -> String {
    if amount < Minor::ZERO {
        format!("({})", text.usd(-amount))
    } else {
        text.usd(amount)
    }
}

async fn export(text: &Text, period: Period, statement: &Statement, format: Format) -> Result<Response, SiteError> {
    let named = |id: &str, cell: Cell| vec![Cell::Text(text.get(id)), cell];
    let mut rows: Vec<Row> = lines_of_account(statement)
        .into_iter()
        .map(|(label, cents)| named(label, Cell::usd(cents)))
        .collect();
    rows.push(named("repayments-statement-due", Cell::Day(statement.due_on)));
    for (code, sum) in &statement.sums.currencies {
        let local = iso_currency::Currency::from_code(code)
            .map_or(Cell::Whole(sum.repaid.0), |currency| Cell::money(sum.repaid, currency));
        let figures = [
            ("local", local),
            ("rate", Cell::Exact(sum.rate_at_billing)),
            ("round-up", Cell::usd(sum.round_up_usd)),
            ("usd", Cell::usd(sum.repaid_usd)),
            ("absorbed", Cell::usd(sum.loss_absorbed_usd)),
            ("owed", Cell::usd(sum.owed_usd)),
            ("exchange", Cell::usd(sum.exchange_usd)),
        ];
        for (key, cell) in figures {
            let label = format!("{code}: {}", text.get(&format!("repayments-statement-{key}")));
            rows.push(vec![Cell::Text(label), cell]);
        }
    }
    let stands = &statement.standing;
    for (key, cell) in [
        ("outstanding", Cell::usd(stands.book.outstanding_usd)),
        ("past-due", Cell::usd(stands.book.past_due_usd)),
        ("delinquency", Cell::percent(stands.delinquency_rate())),
        ("par1", Cell::percent(stands.par1())),
        ("defaulted", Cell::usd(stands.defaulted_usd)),
        ("default-rate", Cell::percent(stands.default_rate())),
        ("journaling", Cell::percent(stands.journaling_rate())),
    ] {
        rows.push(named(&format!("repayments-statement-{key}"), cell));
    }
    let sheet = Sheet {
        name: format!("statement-{period}"),
        head: vec![
            text.with("repayments-statement-final", &[("month", text.month(period).into())]),
            String::from("USD"),
        ],
    };
    export::send(format, sheet, stream::iter([Ok(rows)])).await
}
