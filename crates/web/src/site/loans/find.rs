//! What the search box finds.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use fieldlink_app::loans::Found;
use fieldlink_domain::loan::{Loan, LoanStatus};
use fieldlink_store::loans::Filter;
use maud::{Markup, html};
use serde::Deserialize;

use super::{columns, status_name};
use crate::AppState;
use crate::request::Query;
use crate::site::export::{self, Cell, Column, Format, Reader, Sheet};
use crate::site::layout::{self, SiteError, Tab};
use crate::site::repayments::export_links;
use crate::site::session::Visitor;
use crate::site::text::Text;

/// Loans on a page of results.
const PAGE: usize = 25;
/// Loans read at once for a file.
const EXPORTED: usize = 500;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Search {
    query: String,
    status: String,
    /// 1 for the first; what is no number means the first too.
    page: String,
    /// `csv` or `xlsx` for all that the search finds as a file.
    format: String,
}

impl Search {
    fn filter(&self) -> Filter {
        let query = self.query.trim();
        Filter {
            // A status that is none shows all, as an empty choice does.
            status: self.status.parse().ok(),
            query: (!query.is_empty()).then(|| query.to_owned()),
        }
    }

    fn href(&self, page: usize) -> String {
        let path = String::from("/loans?");
        let query_begins = path.len();
        let mut pairs = url::form_urlencoded::Serializer::for_suffix(path, query_begins);
        if !self.query.is_empty() {
            pairs.append_pair("query", &self.query);
        }
        if !self.status.is_empty() {
            pairs.append_pair("status", &self.status);
        }
        pairs.append_pair("page", &page.to_string()).finish()
    }
}

pub(super) async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Query(search): Query<Search>,
) -> Result<Response, SiteError> {
    let filter = search.filter();
    if let Some(format) = Format::asked(&search.format) {
        return export(&state, &visitor, filter, format).await;
    }
    let page = search.page.parse::<usize>().unwrap_or(1).max(1);
    let offset = (page - 1).saturating_mul(PAGE);
    let found = state
        .pa2
        .find_loans(&visitor.actor(), visitor.partner, &filter, (offset, PAGE))
        .await?;
    if let ([only], Some(_), 1, false) = (found.loans.as_slice(), &filter.query, found.total, found.more) {
        return Ok(Redirect::to(&format!("/loans/{}", only.id)).into_response());
    }
    let text = &visitor.text;
    let body = html! {
        (form(text, &search, filter.status))
        p role="status" { (counted(text, &found)) }
        @if !found.loans.is_empty() {
            (results(text, &found.loans))
            (export_links(text, |format| format!("{}&format={format}", search.href(1))))
        }
        (pages(text, &search, page, found.total))
    };
    let title = text.get("loans-title");
    Ok(layout::page(&visitor, Tab::Home, &title, body).into_response())
}

/// What the search finds, the first loans of very many: as many as are counted on the page.
async fn export(state: &AppState, visitor: &Visitor, filter: Filter, format: Format) -> Result<Response, SiteError> {
    let sheet = Sheet {
        name: String::from("loans"),
        head: export::head(&visitor.text, &columns()),
    };
    let filter = Arc::new(filter);
    let rows = Reader::new(state, visitor).parts(move |from, after: Option<usize>| {
        let (filter, offset) = (Arc::clone(&filter), after.unwrap_or(0));
        async move {
            let found = from
                .pa2
                .find_loans(&from.actor, from.partner, &filter, (offset, EXPORTED))
                .await?;
            let next = (found.loans.len() == EXPORTED).then_some(offset + EXPORTED);
            Ok((export::rows(&from.text, &columns(), &found.loans), next))
        }
    });
    export::send(format, sheet, rows).await
}

fn columns() -> Vec<Column<Loan>> {
    let mut all: Vec<Column<Loan>> = columns::ids().into();
    all.extend::<[Column<Loan>; 6]>([
        ("loans-location", |_, loan| Cell::Text(loan.location.clone())),
        ("loans-price", |_, loan| Cell::usd(loan.price_usd)),
        columns::status(),
        columns::currency(),
        ("loan-principal", |_, loan| Cell::money(loan.principal, loan.currency)),
        columns::outstanding(),
    ]);
    all
}

fn counted(text: &Text, found: &Found) -> String {
    let total = found.total as u64;
    if found.more {
        text.counted("loans-found-more", total)
    } else {
        text.counted("loans-found", total)
    }
}

fn form(text: &Text, search: &Search, chosen: Option<LoanStatus>) -> Markup {
    html! {
        form.fields action="/loans" method="get" {
            (layout::search_field(text, "search-label", &search.query))
            div.field {
                label for="status" { (text.get("loans-status")) }
                br;
                select #status name="status" {
                    option value="" { (text.get("loans-status-any")) }
                    @for status in LoanStatus::ALL {
                        option value=(status) selected[chosen == Some(status)] { (status_name(text, status)) }
                    }
                }
            }
            div.field { br; (layout::button(&text.get("loans-search"))) }
        }
    }
}

fn results(text: &Text, loans: &[Loan]) -> Markup {
    html! {
        div.scroll {
            table {
                thead { tr {
                    th scope="col" { (text.get("loans-name")) }
                    th scope="col" { (text.get("loans-loan-id")) }
                    th scope="col" { (text.get("loans-client-id")) }
                    th scope="col" { (text.get("loans-kiva-id")) }
                    th scope="col" { (text.get("loans-location")) }
                    th.number scope="col" { (text.get("loans-price")) }
                    th scope="col" { (text.get("loans-status")) }
                } }
                tbody {
                    @for loan in loans {
                        tr {
                            td { a href={ "/loans/" (loan.id) } { (loan.name) } }
                            td { (loan.internal_loan_id) }
                            td { (loan.internal_client_id) }
                            td { (loan.id) }
                            td { (loan.location) }
                            td.number { (text.usd(loan.price_usd)) }
                            td { (status_name(text, loan.status)) }
                        }
                    }
                }
            }
        }
    }
}

fn pages(text: &Text, search: &Search, page: usize, total: usize) -> Markup {
    let last = total.div_ceil(PAGE).max(1);
    html! {
        @if last > 1 {
            nav.pages aria-label=(text.get("loans-pages")) {
                @if page > 1 { a href=(search.href((page - 1).min(last))) rel="prev" { (text.get("loans-previous")) } }
                span { (text.with("loans-page", &[("page", page.into()), ("last", last.into())])) }
                @if page < last { a href=(search.href(page + 1)) rel="next" { (text.get("loans-next")) } }
            }
        }
    }
}
