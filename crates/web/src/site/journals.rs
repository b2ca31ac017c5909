//! JOURNALS: the clients eligible for a journal, the archives that wait, and the confirm page (domain.md 2.8).

mod archive;
mod archives;
mod correct;
mod eligible;
mod mass;
mod posts;
mod upload;
mod write;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use fieldlink_app::Permission;
use fieldlink_app::journals::JournalsView;
use fieldlink_domain::finding::Finding;
use fieldlink_domain::journal::{ArchiveState, Journal, JournalState, Origin};
use fieldlink_store::journals::{Rate, Summary};
use maud::{Markup, html};

use self::eligible::Search;
use crate::AppState;
use crate::request::Query;
use crate::site::Pages;
use crate::site::export::Format;
use crate::site::files::BODY_LIMIT;
use crate::site::layout::{self, SiteError, Tab};
use crate::site::session::Visitor;
use crate::site::text::Text;

/// The routes of this file and its folder.
pub fn routes() -> Pages {
    Pages::new()
        .post("/journals/upload", upload::upload)
        .body_limit(BODY_LIMIT)
        .get("/journals", list)
        .get("/journals/upload", upload::show)
        .get("/journals/new", write::show)
        .post("/journals/new", write::save)
        .get("/journals/mass", mass::show)
        .post("/journals/mass", mass::save)
        .get("/journals/archives", archives::show)
        .get("/journals/archives/{key}", archive::show)
        .post("/journals/archives/{key}/publish", posts::publish)
        .post("/journals/archives/{key}/discard", posts::discard)
        .get("/journals/archives/{key}/journals/{id}", correct::show)
        .post("/journals/archives/{key}/journals/{id}", correct::save)
        .post("/journals/archives/{key}/journals/{id}/take-out", posts::take_out)
}

async fn list(
    State(state): State<AppState>,
    visitor: Visitor,
    Query(search): Query<Search>,
) -> Result<Response, SiteError> {
    if let Some(format) = Format::asked(&search.format) {
        return eligible::export(&state, &visitor, &search, format).await;
    }
    let actor = visitor.actor();
    let mut view = state.pa2.journals(&actor, visitor.partner, &search.listed()).await?;
    let more = search.narrow(&mut view.eligible);
    let text = &visitor.text;
    let sends = actor.may(Permission::SendJournals, visitor.partner).is_ok();
    let body = html! {
        (to_confirm(text, &view))
        @if sends { (ways(text)) }
        (layout::section_bar(&text.get("journals-eligible")))
        (rate(text, view.rate))
        p { (text.get("journals-eligible-help")) }
        (eligible::list(text, &search, &view.eligible, sends))
        (eligible::pages(text, &search, &view.eligible, more))
        (closed(text, &view.closed))
        p.ways { a href="/journals/archives" { (text.get("archives-title")) } }
    };
    Ok(layout::page(&visitor, Tab::Journals, &text.get("journals-title"), body).into_response())
}

/// How journals can be made here.
fn ways(text: &Text) -> Markup {
    html! {
        (layout::section_bar(&text.get("journals-make")))
        ul {
            li { a href="/journals/new" { (text.get("journals-write")) } " – " (text.get("journals-write-help")) }
            li { a href="/journals/upload" { (text.get("journals-upload")) } " – " (text.get("journals-upload-help")) }
            li { a href="/journals/mass" { (text.get("journals-mass")) } " – " (text.get("journals-mass-help")) }
        }
    }
}

/// What the rules of journals found, in the person's language. Those of several journals name theirs.
fn said(text: &Text, findings: &[Finding]) -> Vec<Finding> {
    let one = |finding: &Finding| {
        let named = Finding {
            code: format!("journal_{}", finding.code),
            ..finding.clone()
        };
        let line = finding
            .field
            .strip_prefix("journals[")
            .and_then(|rest| rest.split_once(']'))
            .map(|(line, _)| line);
        let said = text.finding(&named);
        let message = match line {
            // The rule's own English says it already.
            Some(_) if said == finding.message => said,
            Some(line) => format!("{}: {said}", text.with("archive-journal", &[("line", line.into())])),
            None => said,
        };
        Finding {
            code: String::from("said"),
            message,
            ..finding.clone()
        }
    };
    findings.iter().map(one).collect()
}

fn origin_name(text: &Text, origin: Origin) -> String {
    text.get(match origin {
        Origin::Api => "repayments-source-api",
        Origin::Csv => "repayments-source-csv",
        Origin::Hand => "journals-origin-hand",
        Origin::Mass => "journals-origin-mass",
        Origin::Relisting => "journals-origin-relisting",
    })
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
                    th scope="col" { (text.get("repayments-upload-source")) }
                    th.number scope="col" { (text.get("journals-count")) }
                    th.number scope="col" { (text.get("journals-waiting")) }
                    th.number scope="col" { (text.get("journals-published")) }
                    th scope="col" { span.hidden { (text.get("journals-look")) } }
                } }
                tbody {
                    @for one in &view.open {
                        tr {
                            td { (text.day_of(one.created_at)) }
                            td { (origin_name(text, one.origin)) }
                            td.number { (text.number(one.tally.total())) }
                            td.number { (text.number(one.tally.drafts)) }
                            td.number { (text.number(one.tally.published)) }
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
                    th scope="col" { (text.get("repayments-upload-source")) }
                    th scope="col" { (text.get("journals-closed-on")) }
                    th scope="col" { (text.get("journals-state")) }
                    th.number scope="col" { (text.get("journals-published")) }
                    th.number scope="col" { (text.get("journals-taken-out")) }
                    th scope="col" { span.hidden { (text.get("journals-look")) } }
                } }
                tbody {
                    @for one in closed {
                        tr {
                            td { (text.day_of(one.created_at)) }
                            td { (origin_name(text, one.origin)) }
                            td { @if let Some(closed) = one.state.closed() { (text.day_of(closed.at)) } }
                            td { (state_name(text, &one.state)) }
                            td.number { (text.number(one.tally.published)) }
                            td.number { (text.number(one.tally.taken_out)) }
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
                        p { (text.with("archive-is-published", &[("day", text.day_of(at).into())])) }
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
        ("journaled", text.number(rate.journaled).into()),
        ("eligible", text.number(rate.eligible).into()),
    ];
    layout::boxed(
        &text.get("journals-rate-title"),
        html! {
            @let shown = format!("{}\u{a0}%", text.number(percent));
            p.big { (shown) }
            meter min="0" max="100" value=(percent) aria-label=(text.get("journals-rate-title")) { (shown) }
            p { (text.with("journals-rate", &values)) }
        },
    )
}
