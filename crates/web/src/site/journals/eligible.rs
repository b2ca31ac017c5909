//! The clients eligible for a journal: listed, searched, chosen for a mass journal, written out.

use axum::response::Response;
use fieldlink_app::journals::Listed;
use fieldlink_domain::calendar::pacific_day;
use fieldlink_domain::journal::ELIGIBLE;
use fieldlink_domain::loan::LoanStatus;
use fieldlink_store::journals::{EligibleLoan, EligiblePage};
use maud::{Markup, html};
use serde::Deserialize;
use url::form_urlencoded::Serializer;

use crate::AppState;
use crate::site::export::{self, Cell, Column, Format, Reader, Sheet};
use crate::site::layout::{self, SiteError};
use crate::site::loans::status_name;
use crate::site::repayments::export_links;
use crate::site::session::Visitor;
use crate::site::text::Text;

/// Loans on a page of the list.
const PAGE: u64 = 25;
/// Loans read at once for a file.
const EXPORTED: u64 = 1_000;

/// What of the list is wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Search {
    query: String,
    /// `on` when only loans without a journal are wanted.
    never: Option<String>,
    /// A status, or nothing for all that take journals.
    status: String,
    /// The list goes on below this place.
    before: Option<i64>,
    pub format: String,
}

impl Search {
    pub(super) fn listed(&self) -> Listed {
        match self.query.trim() {
            "" => Listed::Page(EligiblePage {
                before: self.before,
                never_journaled: self.never.is_some(),
                status: self.status(),
                limit: PAGE + 1,
            }),
            query => Listed::Found(query.to_owned()),
        }
    }

    fn status(&self) -> Option<LoanStatus> {
        ELIGIBLE.into_iter().find(|status| status.as_str() == self.status)
    }

    fn is_search(&self) -> bool {
        !self.query.trim().is_empty()
    }

    /// Leaves out what the filters do not want and what stands on the next page; whether there is one.
    pub(super) fn narrow(&self, loans: &mut Vec<EligibleLoan>) -> bool {
        if self.is_search() {
            let status = self.status();
            loans.retain(|loan| status.is_none_or(|status| loan.status == status));
            loans.retain(|loan| self.never.is_none() || loan.last_journal.is_none());
            return false;
        }
        let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let more = loans.len() > page;
        loans.truncate(page);
        more
    }

    fn href(&self, more: &[(&str, &str)]) -> String {
        let mut pairs = Serializer::new(String::new());
        if self.never.is_some() {
            pairs.append_pair("never", "on");
        }
        if !self.status.is_empty() {
            pairs.append_pair("status", &self.status);
        }
        pairs.extend_pairs(more);
        format!("/journals?{}", pairs.finish())
    }
}

/// The search form and what it found. `sends`: whether loans can be ticked for a mass journal.
pub(super) fn list(text: &Text, search: &Search, loans: &[EligibleLoan], sends: bool) -> Markup {
    html! {
        (form(text, search))
        @if loans.is_empty() {
            p { (text.get("journals-none-eligible")) }
        } @else {
            @if sends {
                form action="/journals/mass" method="get" {
                    (table(text, loans, sends))
                    p { button { (text.get("journals-mass-ticked")) } }
                }
            } @else {
                (table(text, loans, sends))
            }
            @if !search.is_search() {
                (export_links(text, |format| search.href(&[("format", format)])))
            }
        }
    }
}

fn form(text: &Text, search: &Search) -> Markup {
    html! {
        form.fields action="/journals" method="get" {
            (layout::search_field(text, "journals-search", &search.query))
            div.field {
                label for="status" { (text.get("loans-status")) }
                br;
                select #status name="status" {
                    option value="" { (text.get("loans-status-any")) }
                    @for status in ELIGIBLE {
                        option value=(status.as_str()) selected[search.status == status.as_str()] { (status_name(text, status)) }
                    }
                }
            }
            div.field {
                br;
                input #never name="never" type="checkbox" checked[search.never.is_some()];
                " "
                label for="never" { (text.get("journals-never")) }
            }
            div.field { br; (layout::button(&text.get("journals-apply"))) }
        }
    }
}

fn table(text: &Text, loans: &[EligibleLoan], sends: bool) -> Markup {
    html! {
        div.scroll { table {
            caption.hidden { (text.get("journals-eligible")) }
            thead { tr {
                @if sends { th scope="col" { span.hidden { (text.get("journals-mass")) } } }
                th scope="col" { (text.get("loans-name")) }
                th scope="col" { (text.get("loans-loan-id")) }
                th scope="col" { (text.get("loans-client-id")) }
                th scope="col" { (text.get("loans-kiva-id")) }
                th scope="col" { (text.get("loans-status")) }
                th.number scope="col" { (text.get("journals-count")) }
                th scope="col" { (text.get("journals-last")) }
                @if sends { th scope="col" { span.hidden { (text.get("journals-write")) } } }
            } }
            tbody {
                @for loan in loans {
                    tr {
                        @if sends { td {
                            input type="checkbox" name="loan" value=(loan.id)
                                aria-label=(text.with("journals-choose", &[("loan", loan.internal_loan_id.as_str().into())]));
                        } }
                        td { a href={ "/loans/" (loan.id) } { (loan.name) } }
                        td { (loan.internal_loan_id) }
                        td { (loan.internal_client_id) }
                        td { (loan.id) }
                        td { (status_name(text, loan.status)) }
                        td.number { (text.number(loan.journals)) }
                        td {
                            @match loan.last_journal {
                                Some(at) => (text.day_of(at)),
                                None => (text.get("journals-never-yet")),
                            }
                        }
                        @if sends { td { a href={ "/journals/new?loan=" (loan.id) } {
                            (text.get("journals-write-short")) span.hidden { " " (loan.internal_loan_id) }
                        } } }
                    }
                }
            }
        } }
    }
}

pub(super) fn pages(text: &Text, search: &Search, loans: &[EligibleLoan], more: bool) -> Markup {
    let next = loans.last().filter(|_| more).map(|loan| loan.seq.to_string());
    html! {
        @if search.before.is_some() || next.is_some() {
            nav.pages aria-label=(text.get("loans-pages")) {
                @if search.before.is_some() { a href=(search.href(&[])) { (text.get("journals-first")) } }
                @if let Some(next) = next { a href=(search.href(&[("before", &next)])) rel="next" { (text.get("journals-more")) } }
            }
        }
    }
}

pub(super) async fn export(
    state: &AppState,
    visitor: &Visitor,
    search: &Search,
    format: Format,
) -> Result<Response, SiteError> {
    let sheet = Sheet {
        name: String::from("journals-eligible"),
        head: export::head(&visitor.text, &COLUMNS),
    };
    let page = EligiblePage {
        before: None,
        never_journaled: search.never.is_some(),
        status: search.status(),
        limit: EXPORTED,
    };
    let rows = Reader::new(state, visitor).parts(move |from, before| async move {
        let page = EligiblePage { before, ..page };
        let loans = from.pa2.eligible_for_journals(&from.actor, from.partner, page).await?;
        let more = loans.len() as u64 == EXPORTED;
        let next = loans.last().map(|loan| loan.seq).filter(|_| more);
        Ok((export::rows(&from.text, &COLUMNS, &loans), next))
    });
    export::send(format, sheet, rows).await
}

const COLUMNS: [Column<EligibleLoan>; 7] = [
    ("loans-name", |_, loan| Cell::Text(loan.name.clone())),
    ("loans-loan-id", |_, loan| Cell::Text(loan.internal_loan_id.clone())),
    ("loans-client-id", |_, loan| Cell::Text(loan.internal_client_id.clone())),
    ("loans-kiva-id", |_, loan| Cell::Whole(loan.id.0)),
    ("loans-status", |text, loan| Cell::Text(status_name(text, loan.status))),
    ("journals-count", |_, loan| Cell::Whole(loan.journals)),
    ("journals-last", |_, loan| {
        loan.last_journal.map_or(Cell::Empty, |at| Cell::Day(pacific_day(at)))
    }),
];
