//! The confirm page: a person reads the journals of one call and decides.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use fieldlink_app::journals::ArchiveView;
use fieldlink_app::{Error, Permission};
use fieldlink_domain::journal::{Archive, ArchiveState, Journal, JournalState, Origin, code};
use maud::{Markup, html};
use serde::Deserialize;

use crate::AppState;
use crate::site::csrf;
use crate::site::layout::{self, SiteError, Tab};
use crate::site::session::Visitor;
use crate::site::text::Text;

/// Journals on a page: as many as a person reads at a sitting, and as a bad line carries.
const PAGE: usize = 20;

/// Which page of the archive, and what was done just before.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Place {
    /// 1 for the first.
    page: usize,
    /// What was done: `published`, `discarded`, `taken-out`, `taken` or `corrected`.
    done: String,
}

pub(super) async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(key): Path<String>,
    Query(place): Query<Place>,
) -> Result<Markup, SiteError> {
    let view = state.pa2.archive(&visitor.actor(), visitor.partner, &key).await?;
    Ok(Page {
        visitor: &visitor,
        view: &view,
        page: place.page,
        ticked: None,
        said: said(&visitor.text, &place.done),
    }
    .render())
}

/// The page again, after a form that was refused: what was ticked stays ticked, and the reason stands on top.
pub(super) async fn show_refusal(
    state: &AppState,
    visitor: &Visitor,
    key: &str,
    ticked: Option<(&[i64], usize)>,
    error: Error,
) -> Result<Response, SiteError> {
    let view = state.pa2.archive(&visitor.actor(), visitor.partner, key).await?;
    let status = layout::refusal_status(&error);
    let text = &visitor.text;
    let said = html! {
        div role="alert" {
            p.error { (text.error(&error)) }
            (layout::findings(text, &super::said(text, &error.findings)))
        }
    };
    let (ticked, page) = ticked.map_or((None, 1), |(ticked, page)| (Some(ticked), page));
    Ok((
        status,
        Page {
            visitor,
            view: &view,
            page,
            ticked,
            said,
        }
        .render(),
    )
        .into_response())
}

fn said(text: &Text, done: &str) -> Markup {
    let id = match done {
        "published" => "archive-done-published",
        "discarded" => "archive-done-discarded",
        "taken-out" => "archive-done-taken-out",
        "taken" => "archive-done-taken",
        "corrected" => "archive-done-corrected",
        _ => return html! {},
    };
    layout::notice(&text.get(id))
}

struct Page<'a> {
    visitor: &'a Visitor,
    view: &'a ArchiveView,
    page: usize,
    /// What was ticked in a form that was refused; none for a fresh page.
    ticked: Option<&'a [i64]>,
    said: Markup,
}

impl Page<'_> {
    fn render(&self) -> Markup {
        let text = &self.visitor.text;
        let archive = &self.view.archive;
        let open = archive.state == ArchiveState::Open;
        let decides = open
            && self
                .visitor
                .actor()
                .may(Permission::PublishJournals, archive.partner_id)
                .is_ok();
        let last = archive.journals.len().div_ceil(PAGE).max(1);
        let page = self.page.clamp(1, last);
        let shown = archive.journals.iter().skip((page - 1) * PAGE).take(PAGE);
        let body = html! {
            (self.said)
            (self.summary())
            @if open && !decides { p.notice { (text.get("archive-not-allowed")) } }
            @if decides {
                form #publish action={ (self.path()) "/publish" } method="post" {
                    (self.hidden())
                    input type="hidden" name="page" value=(page);
                }
                form #other action={ (self.path()) "/discard" } method="post" { (self.hidden()) }
            }
            @for journal in shown { (self.journal(journal, decides)) }
            (self.pages(page, last))
            @if decides { (self.buttons()) }
            p { a href="/journals" { (text.get("archive-back")) } }
        };
        layout::page(self.visitor, Tab::Journals, &text.get("archive-title"), body)
    }

    fn path(&self) -> String {
        format!("/journals/archives/{}", self.view.archive.confirm_key)
    }

    fn hidden(&self) -> Markup {
        html! {
            (csrf::field(self.visitor))
            input type="hidden" name="version" value=(self.view.archive.version);
        }
    }

    fn summary(&self) -> Markup {
        let text = &self.visitor.text;
        let Archive {
            journals,
            state,
            created_at,
            ..
        } = &self.view.archive;
        let count = |is: fn(&Journal) -> bool| journals.iter().filter(|j| is(j)).count();
        let blocked = count(|j| j.is_draft() && j.is_blocked());
        let sent = [
            ("count", journals.len().into()),
            ("who", self.view.sent_by.as_str().into()),
            ("day", text.day_of(*created_at).into()),
        ];
        let tally = [
            ("waiting", count(Journal::is_draft).into()),
            (
                "published",
                count(|j| matches!(j.state, JournalState::Published(_))).into(),
            ),
            ("out", count(|j| j.state == JournalState::TakenOut).into()),
        ];
        html! {
            p { (text.with("archive-from", &sent)) " " (text.with("archive-tally", &tally)) }
            @if self.view.archive.origin == Origin::Mass { p { (text.get("archive-mass")) } }
            @if self.view.archive.origin == Origin::Relisting { p { (text.get("archive-relisting")) } }
            @if let Some(closed) = state.closed() {
                @let id = if matches!(state, ArchiveState::Discarded(_)) { "archive-discarded" } else { "archive-confirmed" };
                @let who = self.view.closed_by.as_deref().unwrap_or_default();
                p.notice { (text.with(id, &[("who", who.into()), ("day", text.day_of(closed.at).into())])) }
            } @else if blocked > 0 {
                p.warning { (text.with("archive-blocked", &[("count", blocked.into())])) }
            }
        }
    }

    fn journal(&self, journal: &Journal, decides: bool) -> Markup {
        let text = &self.visitor.text;
        let title = text.with("archive-journal", &[("line", journal.line.into())]);
        let waits = journal.is_draft() && self.view.archive.state == ArchiveState::Open;
        html! {
            article.journal aria-labelledby={ "title-" (journal.id) } {
                h2 id={ "title-" (journal.id) } {
                    @if decides && waits && !journal.is_blocked() { (self.tick(journal)) }
                    (title) ": " (journal.sent.subject)
                }
                p { (self.about(journal)) " · " (self.state(journal)) }
                @if waits { (layout::findings(text, &super::said(text, &journal.findings))) }
                p.story { (journal.sent.body) }
                (image(text, journal))
                @if decides && waits {
                    p {
                        a href={ (self.path()) "/journals/" (journal.id) } { (text.get("archive-correct")) span.hidden { " " (title) } }
                        " · "
                        button.link form="other" formaction={ (self.path()) "/journals/" (journal.id) "/take-out" } {
                            (text.get("archive-take-out")) span.hidden { " " (title) }
                        }
                    }
                }
            }
        }
    }

    fn tick(&self, journal: &Journal) -> Markup {
        // Whoever sees a warning decides on purpose.
        let ticked = match self.ticked {
            Some(ticked) => ticked.contains(&journal.id),
            None => journal.findings.is_empty(),
        };
        let label = self
            .visitor
            .text
            .with("archive-choose", &[("line", journal.line.into())]);
        html! {
            input type="checkbox" form="publish" name="journal" value=(journal.id) checked[ticked] aria-label=(label);
            " "
        }
    }

    /// Whose loan it is.
    fn about(&self, journal: &Journal) -> Markup {
        let text = &self.visitor.text;
        let loan = journal.loan.and_then(|id| self.view.loans.get(&id));
        html! {
            @match loan {
                Some(loan) => { a href={ "/loans/" (loan.id) } { (loan.name) } ", " (text.get("archive-kiva-id")) " " (loan.id) }
                None => { strong { (text.get("archive-no-loan")) } }
            }
            ", " (text.get("archive-loan-id")) " " (journal.sent.internal_loan_id)
            @if let Some(client) = journal.sent.internal_client_id.as_deref().filter(|id| !id.is_empty()) {
                ", " (text.get("archive-client-id")) " " (client)
            }
        }
    }

    fn state(&self, journal: &Journal) -> Markup {
        let text = &self.visitor.text;
        html! {
            @match journal.state {
                JournalState::Draft if journal.is_blocked() => { span.error { (text.get("archive-blocked-state")) } }
                JournalState::Draft => { (text.get("archive-draft")) }
                JournalState::Published(at) => { (text.with("archive-is-published", &[("day", text.day_of(at).into())])) }
                JournalState::TakenOut => { (text.get("archive-is-out")) }
            }
        }
    }

    fn pages(&self, page: usize, last: usize) -> Markup {
        let text = &self.visitor.text;
        html! {
            @if last > 1 {
                nav.pages aria-label=(text.get("archive-pages")) {
                    @if page > 1 { a href={ "?page=" (page - 1) } rel="prev" { (text.get("archive-previous")) } }
                    span { (text.with("archive-page", &[("page", page.into()), ("last", last.into())])) }
                    @if page < last { a href={ "?page=" (page + 1) } rel="next" { (text.get("archive-next")) } }
                }
            }
        }
    }

    fn buttons(&self) -> Markup {
        let text = &self.visitor.text;
        let journals = &self.view.archive.journals;
        let waiting = journals.iter().filter(|j| j.is_draft()).count();
        let fit = journals.iter().filter(|j| j.is_draft() && !j.is_blocked()).count();
        html! {
            @if fit > 0 {
                p { (text.get("archive-lenders")) }
                p {
                    button.main form="publish" name="choice" value="ticked" { (text.get("archive-publish-ticked")) }
                    " "
                    button form="publish" name="choice" value="all" {
                        (text.with("archive-publish-all", &[("count", fit.into())]))
                    }
                }
            }
            details {
                summary { (text.get("archive-discard")) }
                p { (text.get("archive-discard-explain")) }
                button.danger form="other" { (text.with("archive-discard-button", &[("count", waiting.into())])) }
            }
        }
    }
}

/// The picture as a link: pages load nothing from elsewhere, and only web addresses become links.
fn image(text: &Text, journal: &Journal) -> Markup {
    let usable = journal.findings.iter().all(|f| f.code != code::IMAGE_URL_UNUSABLE);
    html! {
        @if let Some(url) = journal.sent.image_url.as_deref().map(str::trim).filter(|url| !url.is_empty()) {
            p {
                (text.get("archive-image")) ": "
                @if usable { a href=(url) rel="noreferrer" { (url) } } @else { (url) }
            }
        }
    }
}
