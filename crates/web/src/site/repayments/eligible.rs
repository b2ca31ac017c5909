//! "Loans Eligible to be Repaid": of a partner that repays its loans some months after their disbursal (domain.md 2.5).

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use fieldlink_app::Permission;
use fieldlink_app::repayments::{Disbursed, EligibleLoan, EligibleLoans, EligiblePage, MOST_ELIGIBLE};
use fieldlink_domain::ids::KivaId;
use maud::{Markup, html};
use serde::Deserialize;
use url::form_urlencoded::Serializer;

use super::lines::export_links;
use crate::AppState;
use crate::request::Query;
use crate::site::export::{self, Cell, Column, Format, Reader, Sheet};
use crate::site::layout::{self, SiteError, Tab};
use crate::site::loans::columns;
use crate::site::session::Visitor;
use crate::site::text::Text;

/// Loans on a page.
const PAGE: usize = 25;
/// Loans read at once for a file.
const EXPORTED: usize = 500;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    query: String,
    /// `new` for those that became eligible in the month.
    which: String,
    /// Where the page before ended: Kiva ID and day of disbursal.
    after: String,
    /// `csv` or `xlsx` for the whole list as a file.
    format: String,
}

impl Wanted {
    fn loans(&self, limit: usize) -> EligibleLoans {
        let after = self.after.split_once('_').and_then(|(loan, on)| {
            Some(Disbursed {
                on: on.parse().ok()?,
                loan: KivaId(loan.parse().ok()?),
            })
        });
        EligibleLoans {
            new: self.which == "new",
            query: self.query.clone(),
            after,
            limit,
        }
    }

    fn href(&self, more: &[(&str, &str)]) -> String {
        let mut query = Serializer::new(String::new());
        for (name, value) in [("query", &self.query), ("which", &self.which)] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        query.extend_pairs(more);
        format!("/repayments/eligible?{}", query.finish())
    }
}

pub(super) async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, SiteError> {
    let (actor, text) = (visitor.actor(), &visitor.text);
    let found = state
        .pa2
        .loans_eligible_to_be_repaid(&actor, visitor.partner, &wanted.loans(PAGE))
        .await?;
    let body = match (found, Format::asked(&wanted.format)) {
        (Some(_), Some(format)) => return export(&state, &visitor, &wanted, format).await,
        (Some(found), None) => {
            let reports = actor.may(Permission::ReportRepayments, visitor.partner).is_ok();
            listed(text, &wanted, &found, reports)
        }
        (None, _) => html! { p { (text.get("eligible-not-yours")) } },
    };
    let body = html! {
        p.ways { a href="/repayments" { (text.get("repayments-back")) } }
        (body)
    };
    Ok(layout::page(&visitor, Tab::Repayments, &text.get("eligible-title"), body).into_response())
}

fn listed(text: &Text, wanted: &Wanted, found: &EligiblePage, reports: bool) -> Markup {
    let explained = [
        ("months", found.months.into()),
        ("month", text.month(found.period).into()),
    ];
    let counted = if found.total >= MOST_ELIGIBLE {
        "eligible-count-more"
    } else {
        "eligible-count"
    };
    let next = found.next.map(|last| format!("{}_{}", last.loan, last.on));
    html! {
        p { (text.with("eligible-explained", &explained)) }
        (filter(text, wanted, found))
        p role="status" { (text.counted(counted, found.total)) }
        @if !found.loans.is_empty() {
            (table(text, &found.loans, reports))
            (export_links(text, |format| wanted.href(&[("format", format)])))
        }
        @if next.is_some() || !wanted.after.is_empty() {
            nav.pages aria-label=(text.get("loans-pages")) {
                @if !wanted.after.is_empty() { a href=(wanted.href(&[])) { (text.get("defaults-first")) } }
                @if let Some(next) = next { a href=(wanted.href(&[("after", &next)])) rel="next" { (text.get("loans-next")) } }
            }
        }
    }
}

fn filter(text: &Text, wanted: &Wanted, found: &EligiblePage) -> Markup {
    html! {
        form.fields action="/repayments/eligible" method="get" {
            (layout::search_field(text, "repayments-search", &wanted.query))
            div.field {
                label for="which" { (text.get("eligible-which")) }
                br;
                select #which name="which" {
                    option value="" { (text.get("eligible-all")) }
                    option value="new" selected[wanted.which == "new"] {
                        (text.with("eligible-new", &[("month", text.month(found.period).into())]))
                    }
                }
            }
            div.field { br; (layout::button(&text.get("filter-apply"))) }
        }
    }
}

fn table(text: &Text, loans: &[EligibleLoan], reports: bool) -> Markup {
    html! {
        div.scroll { table {
            caption.hidden { (text.get("eligible-title")) }
            thead { tr {
                @for id in ["loans-name", "loans-loan-id", "loans-client-id", "loans-kiva-id", "eligible-disbursed", "eligible-from"] {
                    th scope="col" { (text.get(id)) }
                }
                th.number scope="col" { (text.get("loan-outstanding")) }
                @if reports { th scope="col" { span.hidden { (text.get("repayments-single-send")) } } }
            } }
            tbody {
                @for EligibleLoan { loan, from } in loans {
                    tr {
                        td { a href={ "/loans/" (loan.id) } { (loan.name) } }
                        td { (loan.internal_loan_id) }
                        td { (loan.internal_client_id) }
                        td { (loan.id) }
                        td { (text.day(loan.disburse_on)) }
                        td { (text.day(*from)) }
                        td.number { (text.money(loan.outstanding(), loan.currency)) }
                        @if reports { td { a href=(report_href(loan)) {
                            (text.get("repayments-single-send")) span.hidden { " " (loan.internal_loan_id) }
                        } } }
                    }
                }
            }
        } }
    }
}

fn report_href(loan: &fieldlink_domain::loan::Loan) -> String {
    super::lines::report_href(&loan.internal_loan_id, &loan.internal_client_id)
}

async fn export(state: &AppState, visitor: &Visitor, wanted: &Wanted, format: Format) -> Result<Response, SiteError> {
    let sheet = Sheet {
        name: String::from("eligible-to-be-repaid"),
        head: export::head(&visitor.text, &columns()),
    };
    let wanted = EligibleLoans {
        after: None,
        ..wanted.loans(EXPORTED)
    };
    let rows = Reader::new(state, visitor).parts(move |from, after| {
        let wanted = EligibleLoans {
            after,
            ..wanted.clone()
        };
        async move {
            let found = from
                .pa2
                .loans_eligible_to_be_repaid(&from.actor, from.partner, &wanted)
                .await?;
            Ok(found.map_or((Vec::new(), None), |found| {
                (export::rows(&from.text, &columns(), &found.loans), found.next)
            }))
        }
    });
    export::send(format, sheet, rows).await
}

fn columns() -> Vec<Column<EligibleLoan>> {
    let mut all: Vec<Column<EligibleLoan>> = columns::ids().into();
    all.extend::<[Column<EligibleLoan>; 4]>([
        ("eligible-disbursed", |_, one| Cell::Day(one.loan.disburse_on)),
        ("eligible-from", |_, one| Cell::Day(one.from)),
        columns::currency(),
        columns::outstanding(),
    ]);
    all
}
