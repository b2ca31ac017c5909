//! JOURNALS: the clients eligible for a journal, the archives that wait, and the confirm page (domain.md 2.8).

mod archive;
mod correct;
mod posts;

use axum::extract::{Query, State};
use fieldlink_app::journals::{JournalsView, Listed};
use fieldlink_domain::journal::{ArchiveState, Journal, JournalState};
use fieldlink_store::journals::{EligibleLoan, EligiblePage, Rate, Summary};
use maud::{Markup, html};
use serde::Deserialize;

use crate::AppState;
use crate::site::Pages;
use crate::site::format;
use crate::site::layout::{self, SiteError, Tab};
use crate::site::loans::status_name;
use crate::site::session::Visitor;
use crate::site::text::Text;

/// Loans on a page of the eligible list.
const PAGE: u64 = 25;

/// The routes of this file and its folder.
pub fn routes() -> Pages {
    Pages::new()
        .get("/journals", list)
        .get("/journals/archives/{key}", archive::show)
        .post("/journals/archives/{key}/publish", posts::publish)
        .post("/journals/archives/{key}/discard", posts::discard)
        .get("/journals/archives/{key}/journals/{id}", correct::show)
        .post("/journals/archives/{key}/journals/{id}", correct::save)
        .post("/journals/archives/{key}/journals/{id}/take-out", posts::take_out)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Search {
    query: String,
    /// `on` when only loans without a journal are wanted.
    never: Option<String>,
    /// The list goes on below this place.
    before: Option<i64>,
}

impl Search {
    fn listed(&self) -> Listed {
        match self.query.trim() {
            "" => Listed::Page(EligiblePage {
                before: self.before,
                never_journaled: self.never.is_some(),
                limit: PAGE + 1,
            }),
            query => Listed::Found(query.to_owned()),
        }
    }

    fn href(&self, before: Option<i64>) -> String {
        let mut pairs = url::form_urlencoded::Serializer::new(String::from("/journals?"));
        if self.never.is_some() {
            pairs.append_pair("never", "on");
        }
        if let Some(before) = before {
            pairs.append_pair("before", &before.to_string());
        }
        pairs.finish()
    }
}

async fn list(
    State(state): State<AppState>,
    visitor: Visitor,
    Query(search): Query<Search>,
) -> Result<Markup, SiteError> {
    let mut view = state
        .pa2
        .journals(&visitor.actor(), visitor.partner, &search.listed())
        .await?;
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let searched = !search.query.trim().is_empty();
    if searched && search.never.is_some() {
        view.eligible.retain(|loan| loan.last_journal.is_none());
    }
    let more = !searched && view.eligible.len() > page;
    if more {
        view.eligible.truncate(page);
    }
    let text = &visitor.text;
    let body = html! {
        (to_confirm(text, &view))
        (layout::section_bar(&text.get("journals-eligible")))
        (rate(text, view.rate))
        p { (text.get("journals-eligible-help")) }
        (search_form(text, &search))
        (eligible(text, &view.eligible))
        nav.pages aria-label=(text.get("loans-pages")) {
            @if search.before.is_some() { a href=(search.href(None)) { (text.get("journals-first")) } }
            @if more { a href=(search.href(view.eligible.last().map(|loan| loan.seq))) rel="next" { (text.get("journals-more")) } }
        }
        (closed(text, &view.closed))
    };
    Ok(layout::page(&visitor, Tab::Journals, &text.get("journals-title"), body))
}

fn to_confirm(text: &Text, view: &JournalsView) -> Markup {
    html! {
        (layout::section_bar(&text.get("journals-to-confirm")))
        @if view.open.is_empty() {
            p { (text.get("journals-none-to-confirm")) }
        } @else {
            div.scroll { table {
                caption.hidden { (text.get("journals-to-confirm")) }
                thead { tr {
                    th scope="col" { (text.get("journals-received")) }
                    th.number scope="col" { (text.get("journals-count")) }
                    th.number scope="col" { (text.get("journals-waiting")) }
                    th.number scope="col" { (text.get("journals-published")) }
                    th scope="col" { span.hidden { (text.get("journals-look")) } }
                } }
                tbody {
                    @for one in &view.open {
                        tr {
                            td { (format::day_of(one.created_at)) }
                            td.number { (format::number(one.tally.total())) }
                            td.number { (format::number(one.tally.drafts)) }
                            td.number { (format::number(one.tally.published)) }
                            td { (link(text, one)) }
                        }
                    }
                }
            } }
        }
    }
}

fn closed(text: &Text, closed: &[Summary]) -> Markup {
    html! {
        @if !closed.is_empty() {
            (layout::section_bar(&text.get("journals-closed")))
            div.scroll { table {
                caption.hidden { (text.get("journals-closed")) }
                thead { tr {
                    th scope="col" { (text.get("journals-received")) }
                    th scope="col" { (text.get("journals-closed-on")) }
                    th scope="col" { (text.get("journals-state")) }
                    th.number scope="col" { (text.get("journals-published")) }
                    th.number scope="col" { (text.get("journals-taken-out")) }
                    th scope="col" { span.hidden { (text.get("journals-look")) } }
                } }
                tbody {
                    @for one in closed {
                        tr {
                            td { (format::day_of(one.created_at)) }
                            td { @if let Some(closed) = one.state.closed() { (format::day_of(closed.at)) } }
                            td { (state_name(text, &one.state)) }
                            td.number { (format::number(one.tally.published)) }
                            td.number { (format::number(one.tally.taken_out)) }
                            td { (link(text, one)) }
                        }
                    }
                }
            } }
        }
    }
}

/// The journals published on a loan, for its page; nothing when there are none.
pub(super) fn of_loan(text: &Text, published: &[Journal]) -> Markup {
    html! {
        @if !published.is_empty() {
            (layout::section_bar(&text.get("journals-title")))
            @for journal in published {
                article.journal {
                    h3 { (journal.sent.subject) }
                    @if let JournalState::Published(at) = journal.state {
                        p { (text.with("archive-is-published", &[("day", format::day_of(at).into())])) }
                    }
                    p.story { (journal.sent.body) }
                }
            }
        }
    }
}

fn link(text: &Text, one: &Summary) -> Markup {
    html! { a href={ "/journals/archives/" (one.confirm_key) } { (text.get("journals-look")) } }
}

fn state_name(text: &Text, state: &ArchiveState) -> String {
    text.get(match state {
        ArchiveState::Open => "archive-state-open",
        ArchiveState::Confirmed(_) => "archive-state-confirmed",
        ArchiveState::Discarded(_) => "archive-state-discarded",
    })
}

/// The journaling rate in words and as a bar (domain.md 2.6).
fn rate(text: &Text, rate: Rate) -> Markup {
    let Some(percent) = rate.percent() else {
        return html! { p { (text.get("journals-rate-none")) } };
    };
    let values = [
        ("journaled", format::number(rate.journaled).into()),
        ("eligible", format::number(rate.eligible).into()),
    ];
    layout::boxed(
        &text.get("journals-rate-title"),
        html! {
            p.big { (percent) " %" }
            meter min="0" max="100" value=(percent) { (percent) " %" }
            p { (text.with("journals-rate", &values)) }
        },
    )
}

fn search_form(text: &Text, search: &Search) -> Markup {
    html! {
        form.fields action="/journals" method="get" {
            div.field {
                label for="query" { (text.get("journals-search")) }
                br;
                input #query name="query" type="search" value=(search.query) aria-describedby="query-help";
                br;
                small #query-help { (text.get("search-hint")) }
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

fn eligible(text: &Text, loans: &[EligibleLoan]) -> Markup {
    html! {
        @if loans.is_empty() {
            p { (text.get("journals-none-eligible")) }
        } @else {
            div.scroll { table {
                caption.hidden { (text.get("journals-eligible")) }
                thead { tr {
                    th scope="col" { (text.get("loans-name")) }
                    th scope="col" { (text.get("loans-loan-id")) }
                    th scope="col" { (text.get("loans-client-id")) }
                    th scope="col" { (text.get("loans-kiva-id")) }
                    th scope="col" { (text.get("loans-status")) }
                    th.number scope="col" { (text.get("journals-count")) }
                    th scope="col" { (text.get("journals-last")) }
                } }
                tbody {
                    @for loan in loans {
                        tr {
                            td { a href={ "/loans/" (loan.id) } { (loan.name) } }
                            td { (loan.internal_loan_id) }
                            td { (loan.internal_client_id) }
                            td { (loan.id) }
                            td { (status_name(text, loan.status)) }
                            td.number { (format::number(loan.journals)) }
                            td {
                                @match loan.last_journal {
                                    Some(at) => (format::day_of(at)),
                                    None => (text.get("journals-never-yet")),
                                }
                            }
                        }
                    }
                }
            } }
        }
    }
}
