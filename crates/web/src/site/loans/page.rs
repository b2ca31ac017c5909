//! A loan's page: facts, borrowers, story, schedule, payments, journals, problems, history and audit trail.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use fieldlink_app::loans::LoanView;
use fieldlink_app::{Pa2, Permission};
use fieldlink_domain::ids::KivaId;
use fieldlink_domain::loan::{Loan, LoanStatus};
use fieldlink_domain::reference;
use maud::{Markup, html};

use super::{payments, status_name, who};
use crate::AppState;
use crate::request::Path;
use crate::site::drafts::key_part;
use crate::site::layout::{self, SiteError, Tab};
use crate::site::session::Visitor;
use crate::site::text::Text;
use crate::site::{csrf, defaults, journals, kiva, sandbox};

pub(super) async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Markup, SiteError> {
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
        @if let Some(key) = &loan.photo {
            // The key changes with the picture, so an old one is never shown for a new one.
            img.photo src={ "/loans/" (loan.id) "/photo.jpg?" (key_part(key)) } alt=(text.get("drafts-photo-alt"));
        }
        (facts(text, &view))
        (relist_form(&visitor, loan))
        (sandbox::steps(&state.pa2, &visitor, loan))
        (kiva::issue_section(&visitor, loan))
        (layout::section_bar(&text.get("loan-borrowers")))
        (borrowers(text, loan))
        (layout::section_bar(&text.get("loan-story")))
        p { (text.with("loan-use", &[("use", loan.loanuse.as_str().into())])) }
        @for paragraph in loan.description.split('\n').filter(|p| !p.trim().is_empty()) { p { (paragraph) } }
        (layout::section_bar(&text.get("loan-schedule")))
        (payments::schedule(text, &view))
        (payments::months(text, &view))
        (payments::problems(text, &view))
        (giving_up(&state.pa2, &visitor, &view))
        (journals::of_loan(text, &written))
        (layout::section_bar(&text.get("loan-history")))
        (history(text, &view))
        (trail(text, &view))
    };
    Ok(layout::page(&visitor, Tab::Home, &loan.name, body))
}

/// The photo itself. It shows a person: only the visitor's own browser may keep it, and not for long.
pub(super) async fn picture(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, SiteError> {
    let id = KivaId(id.parse().unwrap_or(-1));
    let jpeg = state.pa2.loan_photo(&visitor.actor(), visitor.partner, id).await?;
    let headers = [
        (header::CONTENT_TYPE, "image/jpeg"),
        (header::CACHE_CONTROL, "private, max-age=600"),
    ];
    Ok((headers, jpeg).into_response())
}

/// Another draft for the same borrowers.
pub(super) async fn relist(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    _: csrf::Pressed,
) -> Result<Redirect, SiteError> {
    let id = KivaId(id.parse().unwrap_or(-1));
    let draft = state.pa2.relist_loan(&visitor.actor(), visitor.partner, id).await?;
    Ok(Redirect::to(&format!("/drafts/{draft}/description")))
}

fn relist_form(visitor: &Visitor, loan: &Loan) -> Markup {
    let text = &visitor.text;
    let may = visitor.actor().may(Permission::EditDrafts, visitor.partner).is_ok();
    html! {
        @if may && Pa2::can_relist(loan) {
            form method="post" action={ "/loans/" (loan.id) "/relist" } {
                (csrf::field(visitor))
                p { button { (text.get("loan-relist")) } " " small { (text.get("loan-relist-means")) } }
            }
        }
    }
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
        ("loan-principal", text.money(loan.principal, loan.currency)),
        ("loans-price", text.usd(loan.price_usd)),
        ("loan-funded", text.usd(loan.funded_usd)),
        (
            "loan-rate",
            format!("{} {}", text.decimal(loan.rate), loan.currency.code()),
        ),
        ("loan-disbursed", text.day(loan.disburse_on)),
        ("loan-posted", text.day_of(loan.times.created)),
        ("loan-repaid", text.money(loan.repaid, loan.currency)),
        ("loan-outstanding", text.money(loan.outstanding(), loan.currency)),
        ("loan-journals", text.number(loan.journals)),
    ];
    let planned = match loan.status {
        LoanStatus::FundRaising => loan.times.planned_expiration,
        LoanStatus::Inactive | LoanStatus::Issue | LoanStatus::IssueRevising | LoanStatus::IssueApproving => {
            loan.times.planned_inactive_expire
        }
        _ => None,
    };
    html! {
        @if view.delinquent { p.error { (text.get("loan-delinquent")) } }
        @if let Some(at) = planned { p.warning { (text.with("loan-expires", &[("day", text.day_of(at).into())])) } }
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
                    th scope="col" { (text.get("loan-gender")) }
                    th scope="col" { (text.get("loans-loan-id")) }
                    th scope="col" { (text.get("loans-client-id")) }
                    th.number scope="col" { (text.get("loan-amount")) }
                } }
                tbody {
                    @for borrower in &loan.borrowers {
                        tr {
                            td { (borrower.first_name) " " (borrower.last_name) }
                            td { (text.get(&format!("drafts-gender-{}", borrower.gender))) }
                            td { (borrower.loan_id) }
                            td { (borrower.client_id) }
                            td.number { (text.money(borrower.amount, loan.currency)) }
                        }
                    }
                }
            }
        }
    }
}

/// When the loan defaults by itself or how it did, the requests not to, and the ways that a person has.
fn giving_up(pa2: &Pa2, visitor: &Visitor, view: &LoanView) -> Markup {
    let text = &visitor.text;
    let may = pa2.may_default(&visitor.actor(), visitor.partner).is_ok();
    let asks = visitor.actor().may(Permission::DefaultLoans, visitor.partner).is_ok();
    let nothing = view.defaults_at.is_none() && view.given_up.is_none() && view.requests.is_empty();
    html! {
        @if !nothing {
            (layout::section_bar(&text.get("defaults-title")))
            @if let Some(at) = view.defaults_at {
                p { (text.with("defaults-when", &[("day", text.day_of(at).into())])) }
            }
            @if let Some(given_up) = &view.given_up { (defaults::told(text, view, given_up)) }
            (defaults::requests_of_loan(text, view))
            @if may && view.loan.status == LoanStatus::PayingBack { (defaults::ways(visitor, view, asks)) }
        }
    }
}

fn history(text: &Text, view: &LoanView) -> Markup {
    html! {
        div.scroll {
            table {
                thead { tr {
                    th scope="col" { (text.get("loan-when")) }
                    th scope="col" { (text.get("loan-event")) }
                    th scope="col" { (text.get("loans-status")) }
                    th scope="col" { (text.get("loan-by")) }
                } }
                tbody {
                    @for past in &view.history {
                        tr {
                            td { (text.day_of(past.at)) }
                            td { (text.get_or(&format!("event-{}", past.event.replace('_', "-")), &past.event)) }
                            td { (status_name(text, past.to)) }
                            td { (who(text, &view.names.who(&past.actor))) }
                        }
                    }
                }
            }
        }
    }
}

/// What people did to it, of which its statuses say nothing.
fn trail(text: &Text, view: &LoanView) -> Markup {
    html! {
        @if !view.trail.is_empty() {
            (layout::section_bar(&text.get("loan-trail")))
            div.scroll {
                table {
                    thead { tr {
                        th scope="col" { (text.get("loan-when")) }
                        th scope="col" { (text.get("loan-event")) }
                        th scope="col" { (text.get("loan-detail")) }
                        th scope="col" { (text.get("loan-by")) }
                    } }
                    tbody {
                        @for act in &view.trail {
                            tr {
                                td { (text.day_of(act.at)) }
                                td { (text.get_or(&deed(&act.action), &act.action)) }
                                td { (act.detail) }
                                td { (who(text, &view.names.who(&act.actor))) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The key of the text of an act: `deed-loan-fund`.
fn deed(action: &str) -> String {
    format!("deed-{}", action.replace(['.', '_'], "-"))
}
