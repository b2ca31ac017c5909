//! A month's statement, preliminary or final (domain.md 2.6).

use axum::extract::{Path, State};
use fieldlink_app::reports::MonthStatement;
use fieldlink_domain::money::Minor;
use fieldlink_domain::statement::{ReportState, Statement, Sums};
use maud::{Markup, html};

use super::lists::list_href;
use super::{month_name, period};
use crate::AppState;
use crate::site::format;
use crate::site::layout::{self, SiteError, Tab};
use crate::site::session::Visitor;
use crate::site::text::Text;

pub(super) async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(month): Path<String>,
) -> Result<Markup, SiteError> {
    let period = period(&month)?;
    let MonthStatement {
        state: report,
        statement,
        final_at,
    } = state.pa2.statement(&visitor.actor(), visitor.partner, period).await?;
    let text = &visitor.text;
    let said = match final_at {
        Some(at) => text.with("repayments-statement-drawn-up", &[("day", format::day_of(at).into())]),
        None => text.with(
            "repayments-statement-note",
            &[("day", format::day(statement.on).into())],
        ),
    };
    let body = html! {
        p { a href={ "/repayments/" (period) } { (text.get("repayments-back")) } }
        p { (said) }
        (account(text, &statement))
        (currencies(text, &statement.sums))
        p {
            a href=(list_href(period, "expected", 1)) { (text.get("repayments-list-expected")) }
            " · "
            a href=(list_href(period, "reported", 1)) { (text.get("repayments-list-reported")) }
        }
    };
    let key = if report == ReportState::Final {
        "repayments-statement-final"
    } else {
        "repayments-statement-preliminary"
    };
    let title = text.with(key, &[("month", month_name(period).into())]);
    Ok(layout::page(&visitor, Tab::Repayments, &title, body))
}

fn account(text: &Text, statement: &Statement) -> Markup {
    let owes = statement.total_due >= Minor::ZERO;
    let net_help = if statement.net < Minor::ZERO {
        "net-negative"
    } else {
        "net-positive"
    };
    let line = |key: &str, amount: Minor| {
        html! { tr { th scope="row" { (text.get(&format!("repayments-statement-{key}"))) } td.number { (format::usd(amount)) } } }
    };
    html! {
        (layout::section_bar(&text.get("repayments-statement-net-box")))
        table {
            tbody {
                (line("raised", statement.raised))
                (line("repayments", -statement.sums.owed_usd))
                (line("refunded", -statement.refunded))
                (line("net", statement.net))
                @if statement.brought_forward != Minor::ZERO {
                    (line("forward", statement.brought_forward))
                    (line("overdue", statement.overdue))
                }
                (line(if owes { "total" } else { "total-to-you" }, if owes { statement.total_due } else { -statement.total_due }))
                @if owes {
                    tr {
                        th scope="row" { (text.get("repayments-statement-due")) }
                        td.number { (format::day(statement.due_on)) }
                    }
                }
            }
        }
        p { (text.get(&format!("repayments-statement-{net_help}"))) }
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
                thead { tr {
                    th scope="col" { (text.get("repayments-statement-currency")) }
                    th.number scope="col" { (text.get("repayments-loans")) }
                    @for key in columns { th.number scope="col" { (text.get(&format!("repayments-statement-{key}"))) } }
                } }
                tbody {
                    @for (code, sum) in &sums.currencies {
                        tr {
                            th scope="row" { (code) }
                            td.number { (format::number(i64::try_from(sum.loans).unwrap_or(i64::MAX))) }
                            td.number { @match iso_currency::Currency::from_code(code) {
                                Some(currency) => (format::money(sum.repaid, currency)),
                                None => (sum.repaid.0),
                            } }
                            td.number { (sum.rate_at_billing) }
                            td.number { (format::usd(sum.round_up_usd)) }
                            td.number { (format::usd(sum.repaid_usd)) }
                            td.number { (format::usd(sum.loss_absorbed_usd)) }
                            td.number { (format::usd(sum.owed_usd)) }
                            td.number { (gained_or_lost(sum.exchange_usd)) }
                        }
                    }
                }
            } }
        }
    }
}

/// A loss stands in brackets, as on Kiva's statements.
fn gained_or_lost(amount: Minor) -> String {
    if amount < Minor::ZERO {
        format!("({})", format::usd(-amount))
    } else {
        format::usd(amount)
    }
}
