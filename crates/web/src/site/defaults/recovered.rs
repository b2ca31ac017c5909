//! Defaulted loans and what came back of them.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use fieldlink_app::defaults::{DefaultedPage, GivenUp};
use fieldlink_domain::calendar::pacific_day;
use fieldlink_domain::loan::Loan;
use fieldlink_domain::money::Minor;
use maud::{Markup, html};
use serde::Deserialize;

use super::give_up::reason_name;
use super::{Part, page};
use crate::AppState;
use crate::request::Query;
use crate::site::export::{self, Cell, Column, Format, Reader, Sheet};
use crate::site::layout::SiteError;
use crate::site::loans::columns::{self, OfLoan};
use crate::site::loans::who;
use crate::site::repayments::export_links;
use crate::site::session::Visitor;
use crate::site::text::Text;

/// Loans on a page.
const PAGE: usize = 25;
/// Loans read at once for a file.
const EXPORTED: usize = 500;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Shown {
    /// 1 for the first; what is no number means the first too.
    page: String,
    /// `csv` or `xlsx` for the whole list as a file.
    format: String,
}

pub(super) async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Query(shown): Query<Shown>,
) -> Result<Response, SiteError> {
    if let Some(format) = Format::asked(&shown.format) {
        return export(&state, &visitor, format).await;
    }
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
        @if !found.loans.is_empty() {
            (table(text, &found))
            (export_links(text, |format| format!("/defaults/recoveries?format={format}")))
        }
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
    Ok(page(&visitor, Part::Recoveries, body).into_response())
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
            td { (why(text, found, given_up)) }
            td.number { (given_up.map(|one| money(loan.principal - one.repaid)).unwrap_or_default()) }
            td.number { (given_up.map(|one| money(loan.repaid - one.repaid)).unwrap_or_default()) }
            td.number { (money(loan.outstanding())) }
        }
    }
}

/// Why a person gave it up, else by whom it was.
fn why(text: &Text, found: &DefaultedPage, given_up: Option<&GivenUp>) -> String {
    match given_up.map(|one| (one.reason, one)) {
        Some((Some(reason), _)) => reason_name(text, reason),
        Some((None, one)) => who(text, &found.names.who(&one.actor)),
        None => String::new(),
    }
}

/// A defaulted loan as a row of a file.
struct Recovered<'a> {
    loan: &'a Loan,
    given_up: Option<&'a GivenUp>,
    found: &'a DefaultedPage,
}

impl OfLoan for Recovered<'_> {
    fn loan(&self) -> &Loan {
        self.loan
    }
}

impl Recovered<'_> {
    fn money(&self, amount: impl Fn(&GivenUp) -> Minor) -> Cell {
        self.given_up
            .map_or(Cell::Empty, |one| Cell::money(amount(one), self.loan.currency))
    }
}

async fn export(state: &AppState, visitor: &Visitor, format: Format) -> Result<Response, SiteError> {
    let sheet = Sheet {
        name: String::from("recoveries"),
        head: export::head(&visitor.text, &columns()),
    };
    let rows = Reader::new(state, visitor).parts(|from, after: Option<usize>| async move {
        let offset = after.unwrap_or(0);
        let found = from
            .pa2
            .defaulted_loans(&from.actor, from.partner, (offset, EXPORTED))
            .await?;
        let loans = found.loans.iter().map(|loan| Recovered {
            loan,
            given_up: found.given_up.get(&loan.id),
            found: &found,
        });
        let loans: Vec<Recovered<'_>> = loans.collect();
        let next = (loans.len() == EXPORTED).then_some(offset + EXPORTED);
        Ok((export::rows(&from.text, &columns(), &loans), next))
    });
    export::send(format, sheet, rows).await
}

fn columns<'a>() -> Vec<Column<Recovered<'a>>> {
    let mut all: Vec<Column<Recovered<'a>>> = columns::ids().into();
    all.extend::<[Column<Recovered<'a>>; 7]>([
        ("defaults-defaulted-on", |_, one| {
            let defaulted = one.loan.times.defaulted;
            defaulted.map_or(Cell::Empty, |at| Cell::Day(pacific_day(at)))
        }),
        ("defaults-reason", |text, one| {
            Cell::Text(why(text, one.found, one.given_up))
        }),
        ("defaults-note", |_, one| {
            one.given_up
                .map_or(Cell::Empty, |given_up| Cell::Text(given_up.note.clone()))
        }),
        columns::currency(),
        ("defaults-lost", |_, one| {
            one.money(|given_up| one.loan.principal - given_up.repaid)
        }),
        ("defaults-recovered", |_, one| {
            one.money(|given_up| one.loan.repaid - given_up.repaid)
        }),
        columns::outstanding(),
    ]);
    all
}
