//! Defaulted loans and what came back of them.

use axum::extract::{Query, State};
use fieldlink_app::defaults::DefaultedPage;
use fieldlink_domain::loan::Loan;
use maud::{Markup, html};
use serde::Deserialize;

use super::give_up::reason_name;
use super::{Part, page};
use crate::AppState;
use crate::site::layout::SiteError;
use crate::site::loans::who;
use crate::site::session::Visitor;
use crate::site::text::Text;

/// Loans on a page.
const PAGE: usize = 25;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Shown {
    /// 1 for the first; what is no number means the first too.
    page: String,
}

pub(super) async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Query(shown): Query<Shown>,
) -> Result<Markup, SiteError> {
    let number = shown.page.parse::<usize>().unwrap_or(1).max(1);
    let offset = (number - 1).saturating_mul(PAGE);
    let found = state
        .pa2
        .defaulted_loans(&visitor.actor(), visitor.partner, (offset, PAGE))
        .await?;
    let text = &visitor.text;
    let last = found.total.div_ceil(PAGE).max(1);
    let body = html! {
        p { (text.get("defaults-recoveries-explained")) " " a href="/repayments" { (text.get("tab-repayments")) } }
        p role="status" { (text.counted("defaults-defaulted-count", found.total as u64)) }
        @if !found.loans.is_empty() { (table(text, &found)) }
        @if last > 1 {
            nav.pages aria-label=(text.get("loans-pages")) {
                @if number > 1 {
                    a href={ "/defaults/recoveries?page=" ((number - 1).min(last)) } rel="prev" {
                        (text.get("loans-previous"))
                    }
                }
                span { (text.with("loans-page", &[("page", number.into()), ("last", last.into())])) }
                @if number < last {
                    a href={ "/defaults/recoveries?page=" (number + 1) } rel="next" { (text.get("loans-next")) }
                }
            }
        }
    };
    Ok(page(&visitor, Part::Recoveries, body))
}

fn table(text: &Text, found: &DefaultedPage) -> Markup {
    html! {
        div.scroll {
            table {
                thead { tr {
                    th scope="col" { (text.get("loans-name")) }
                    th scope="col" { (text.get("loans-loan-id")) }
                    th scope="col" { (text.get("defaults-defaulted-on")) }
                    th scope="col" { (text.get("defaults-reason")) }
                    th.number scope="col" { (text.get("defaults-lost")) }
                    th.number scope="col" { (text.get("defaults-recovered")) }
                    th.number scope="col" { (text.get("loan-outstanding")) }
                } }
                tbody { @for loan in &found.loans { (row(text, found, loan)) } }
            }
        }
    }
}

fn row(text: &Text, found: &DefaultedPage, loan: &Loan) -> Markup {
    let given_up = found.given_up.get(&loan.id);
    let money = |amount| text.money(amount, loan.currency);
    html! {
        tr {
            td { a href={ "/loans/" (loan.id) } { (loan.name) } }
            td { (loan.internal_loan_id) }
            td { (loan.times.defaulted.map(|at| text.day_of(at)).unwrap_or_default()) }
            td {
                @match given_up.map(|one| (one.reason, one)) {
                    Some((Some(reason), _)) => (reason_name(text, reason)),
                    Some((None, one)) => (who(text, &found.names.who(&one.actor))),
                    None => "",
                }
            }
            td.number { (given_up.map(|one| money(loan.principal - one.repaid)).unwrap_or_default()) }
            td.number { (given_up.map(|one| money(loan.repaid - one.repaid)).unwrap_or_default()) }
            td.number { (money(loan.outstanding())) }
        }
    }
}
