//! A loan's page, and what the search box finds.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use fieldlink_app::loans::{LoanView, Past};
use fieldlink_domain::ids::KivaId;
use fieldlink_domain::loan::{Loan, LoanStatus};
use fieldlink_domain::money::Minor;
use fieldlink_domain::reference;
use fieldlink_store::loans::Filter;
use maud::{Markup, html};
use serde::Deserialize;

use crate::AppState;
use crate::site::Pages;
use crate::site::layout::{self, SiteError, Tab};
use crate::site::session::Visitor;
use crate::site::text::Text;
use crate::site::{format, journals, kiva, sandbox};

/// Loans on a page of results.
const PAGE: u64 = 25;

/// The routes of this file.
pub fn routes() -> Pages {
    Pages::new().get("/loans", find).get("/loans/{kiva_id}", show)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Search {
    query: String,
    status: String,
    /// 1 for the first; what is no number means the first too.
    page: String,
}

impl Search {
    fn href(&self, page: u64) -> String {
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

async fn find(
    State(state): State<AppState>,
    visitor: Visitor,
    Query(search): Query<Search>,
) -> Result<Response, SiteError> {
    let query = search.query.trim();
    let filter = Filter {
        // A status that is none shows all, as an empty choice does.
        status: search.status.parse().ok(),
        query: (!query.is_empty()).then(|| query.to_owned()),
    };
    let page = search.page.parse::<u64>().unwrap_or(1).max(1);
    let offset = (page - 1).saturating_mul(PAGE);
    let found = state
        .pa2
        .find_loans(&visitor.actor(), visitor.partner, &filter, offset, PAGE)
        .await?;
    if let ([only], Some(_), 1) = (found.loans.as_slice(), &filter.query, found.total) {
        return Ok(Redirect::to(&format!("/loans/{}", only.id)).into_response());
    }
    let text = &visitor.text;
    let body = html! {
        (search_form(text, &search, filter.status))
        p { (text.with("loans-found", &[("count", found.total.into())])) }
        @if !found.loans.is_empty() { (results(text, &found.loans)) }
        (pages(text, &search, page, found.total))
    };
    let title = text.get("loans-title");
    Ok(layout::page(&visitor, Tab::Home, &title, body).into_response())
}

fn search_form(text: &Text, search: &Search, chosen: Option<LoanStatus>) -> Markup {
    html! {
        form.fields action="/loans" method="get" {
            div.field {
                label for="query" { (text.get("search-label")) }
                br;
                input #query name="query" type="search" value=(search.query) aria-describedby="query-help";
                br;
                small #query-help { (text.get("search-hint")) }
            }
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
                            td.number { (format::usd(loan.price_usd)) }
                            td { (status_name(text, loan.status)) }
                        }
                    }
                }
            }
        }
    }
}

fn pages(text: &Text, search: &Search, page: u64, total: u64) -> Markup {
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

/// The status in words.
pub fn status_name(text: &Text, status: LoanStatus) -> String {
    text.get(match status {
        LoanStatus::Inactive => "status-inactive",
        LoanStatus::Reviewed => "status-reviewed",
        LoanStatus::Issue => "status-issue",
        LoanStatus::IssueRevising => "status-issue-revising",
        LoanStatus::IssueApproving => "status-issue-approving",
        LoanStatus::InactiveExpired => "status-inactive-expired",
        LoanStatus::FundRaising => "status-fundraising",
        LoanStatus::Raised => "status-raised",
        LoanStatus::PayingBack => "status-paying-back",
        LoanStatus::Expired => "status-expired",
        LoanStatus::Ended => "status-ended",
        LoanStatus::Defaulted => "status-defaulted",
        LoanStatus::Refunded => "status-refunded",
        LoanStatus::Deleted => "status-deleted",
    })
}

async fn show(State(state): State<AppState>, visitor: Visitor, Path(id): Path<String>) -> Result<Markup, SiteError> {
    // What is no number is nobody's Kiva ID.
    let id = KivaId(id.parse().unwrap_or(-1));
    let view = state.pa2.loan(&visitor.actor(), visitor.partner, id).await?;
    let written = state.pa2.loan_journals(&visitor.actor(), visitor.partner, id).await?;
    let text = &visitor.text;
    let loan = &view.loan;
    let body = html! {
        @if let Some(issue) = &loan.issue {
            p.banner { strong { (issue.code) } " " (issue.text) }
        }
        (facts(text, &view))
        (sandbox::steps(&state.pa2, &visitor, loan))
        (kiva::issue_section(&visitor, loan))
        (layout::section_bar(&text.get("loan-borrowers")))
        (borrowers(text, loan))
        (layout::section_bar(&text.get("loan-story")))
        p { (text.with("loan-use", &[("use", loan.loanuse.as_str().into())])) }
        @for paragraph in loan.description.split('\n').filter(|p| !p.trim().is_empty()) { p { (paragraph) } }
        (layout::section_bar(&text.get("loan-schedule")))
        (schedule(text, &view))
        (journals::of_loan(text, &written))
        (layout::section_bar(&text.get("loan-history")))
        (history(text, &view.history))
    };
    Ok(layout::page(&visitor, Tab::Home, &loan.name, body))
}

fn facts(text: &Text, view: &LoanView) -> Markup {
    let loan = &view.loan;
    let activity = reference::activity(loan.activity_id);
    let theme = reference::theme(loan.theme_type_id);
    let named = |id: i64, name: Option<&str>| name.map_or_else(|| id.to_string(), String::from);
    let rows = [
        ("loans-status", status_name(text, loan.status)),
        ("loans-kiva-id", loan.id.to_string()),
        ("loans-loan-id", loan.internal_loan_id.clone()),
        ("loans-client-id", loan.internal_client_id.clone()),
        ("loans-location", loan.location.clone()),
        ("loan-activity", named(loan.activity_id, activity.map(|a| a.name))),
        ("loan-theme", named(loan.theme_type_id, theme.map(|t| t.name))),
        ("loan-principal", format::money(loan.principal, loan.currency)),
        ("loans-price", format::usd(loan.price_usd)),
        ("loan-funded", format::usd(loan.funded_usd)),
        ("loan-rate", format!("{} {}", loan.rate, loan.currency.code())),
        ("loan-disbursed", format::day(loan.disburse_on)),
        ("loan-posted", format::day_of(loan.times.created)),
        ("loan-repaid", format::money(loan.repaid, loan.currency)),
        ("loan-outstanding", format::money(loan.outstanding(), loan.currency)),
        ("loan-journals", loan.journals.to_string()),
    ];
    html! {
        @if view.delinquent { p.error { (text.get("loan-delinquent")) } }
        table {
            tbody {
                @for (label, value) in rows {
                    tr { th scope="row" { (text.get(label)) } td { (value) } }
                }
            }
        }
    }
}

fn borrowers(text: &Text, loan: &Loan) -> Markup {
    html! {
        div.scroll {
            table {
                thead { tr {
                    th scope="col" { (text.get("loans-name")) }
                    th scope="col" { (text.get("loans-loan-id")) }
                    th scope="col" { (text.get("loans-client-id")) }
                    th.number scope="col" { (text.get("loan-amount")) }
                } }
                tbody {
                    @for borrower in &loan.borrowers {
                        tr {
                            td { (borrower.first_name) " " (borrower.last_name) }
                            td { (borrower.loan_id) }
                            td { (borrower.client_id) }
                            td.number { (format::money(borrower.amount, loan.currency)) }
                        }
                    }
                }
            }
        }
    }
}

/// Each due date with what of it is repaid: repayments settle the oldest principal first.
fn schedule(text: &Text, view: &LoanView) -> Markup {
    let loan = &view.loan;
    let today = fieldlink_domain::calendar::pacific_day(view.now);
    let mut left = loan.repaid;
    let rows = loan.schedule.0.iter().map(|due| {
        let settled = left.min(due.principal).max(Minor::ZERO);
        left = left - settled;
        let state = match (settled == due.principal, due.date < today) {
            (true, _) => "loan-due-settled",
            (false, true) => "loan-due-late",
            (false, false) => "loan-due-open",
        };
        (due, settled, state)
    });
    html! {
        div.scroll {
            table {
                thead { tr {
                    th scope="col" { (text.get("loan-due-on")) }
                    th.number scope="col" { (text.get("loan-due-principal")) }
                    th.number scope="col" { (text.get("loan-due-interest")) }
                    th.number scope="col" { (text.get("loan-due-repaid")) }
                    th scope="col" { (text.get("loans-status")) }
                } }
                tbody {
                    @for (due, settled, state) in rows {
                        tr {
                            td { (format::day(due.date)) }
                            td.number { (format::money(due.principal, loan.currency)) }
                            td.number { (format::money(due.interest, loan.currency)) }
                            td.number { (format::money(settled, loan.currency)) }
                            td { (text.get(state)) }
                        }
                    }
                }
            }
        }
    }
}

fn history(text: &Text, history: &[Past]) -> Markup {
    html! {
        table {
            thead { tr {
                th scope="col" { (text.get("loan-when")) }
                th scope="col" { (text.get("loan-event")) }
                th scope="col" { (text.get("loans-status")) }
                th scope="col" { (text.get("loan-by")) }
            } }
            tbody {
                @for past in history {
                    tr {
                        td { (format::day_of(past.at)) }
                        td { (text.get_or(&format!("event-{}", past.event.replace('_', "-")), &past.event)) }
                        td { (status_name(text, past.to)) }
                        td { (who(text, &past.actor)) }
                    }
                }
            }
        }
    }
}

/// The kind of actor; who exactly stands in the audit trail.
fn who(text: &Text, actor: &str) -> String {
    text.get(match actor.split(':').next().unwrap_or_default() {
        "clock" => "by-clock",
        "person" => "by-person",
        "client" => "by-client",
        _ => "by-operator",
    })
}
