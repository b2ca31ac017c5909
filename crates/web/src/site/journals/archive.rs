//! The confirm page: a person reads the journals of one call and decides.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use fieldlink_app::journals::{ArchiveView, Shown};
use fieldlink_app::{Error, Permission};
use fieldlink_domain::journal::{Archive, ArchiveState, Journal, JournalState, Origin, code};
use maud::{Markup, html};
use serde::Deserialize;
use url::form_urlencoded::Serializer;

use crate::AppState;
use crate::request::{Path, Query};
use crate::site::csrf;
use crate::site::layout::{self, SiteError, Tab};
use crate::site::session::Visitor;
use crate::site::text::Text;

/// Journals on a page: as many as a person reads at a sitting, and as a bad line carries.
const PAGE: usize = 20;

/// Pages from which on a page can be asked for by its number.
const FAR: i64 = 5;
/// The most pages that an archive can have.
const MOST_PAGES: i64 = 1_000_000;

/// Where a person is in the archive, and what was done just before.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Place {
    /// 1 for the first.
    page: i64,
    /// `blocked` for those only that cannot be published as they are.
    show: String,
    /// Of those, the ones behind this line.
    after: i64,
    /// What was done: `published`, `discarded`, `taken-out`, `taken` or `corrected`.
    done: String,
}

impl Place {
    /// The place that a form names.
    pub(super) fn at(page: i64, show: &str) -> Place {
        Place {
            page,
            show: show.to_owned(),
            ..Place::default()
        }
    }

    fn is_blocked_only(&self) -> bool {
        self.show == "blocked"
    }

    fn shown(&self) -> Shown {
        if self.is_blocked_only() {
            return Shown::Blocked {
                after: self.after,
                // One more says that there are more.
                limit: PAGE + 1,
            };
        }
        let size = i64::try_from(PAGE).unwrap_or(i64::MAX);
        let before = (self.page.clamp(1, MOST_PAGES) - 1) * size;
        Shown::Lines(before + 1..before + 1 + size)
    }

    /// This place as the end of an address, with `done` if anything was.
    pub(super) fn query(&self, done: &str) -> String {
        let mut query = Serializer::new(String::new());
        if !done.is_empty() {
            query.append_pair("done", done);
        }
        if self.page > 1 {
            query.append_pair("page", &self.page.to_string());
        }
        if self.is_blocked_only() {
            query.append_pair("show", "blocked");
        }
        let query = query.finish();
        if query.is_empty() { query } else { format!("?{query}") }
    }

    /// This place as fields of a form.
    pub(super) fn fields(&self) -> Markup {
        html! {
            input type="hidden" name="page" value=(self.page);
            @if self.is_blocked_only() { input type="hidden" name="show" value="blocked"; }
        }
    }
}

/// The archive at a place; behind its end it is its last page.
async fn look(
    state: &AppState,
    visitor: &Visitor,
    key: &str,
    mut place: Place,
) -> Result<(ArchiveView, Place, i64), Error> {
    let (actor, partner) = (visitor.actor(), visitor.partner);
    let mut view = state.pa2.archive(&actor, partner, key, &place.shown()).await?;
    if place.is_blocked_only() && (view.archive.journals.is_empty() || view.archive.state != ArchiveState::Open) {
        place.show.clear();
        view = state.pa2.archive(&actor, partner, key, &place.shown()).await?;
    }
    let size = i64::try_from(PAGE).unwrap_or(i64::MAX);
    let last = ((view.archive.tally().total() + size - 1) / size).max(1);
    place.page = place.page.max(1);
    if place.page > last {
        place.page = last;
        if !place.is_blocked_only() {
            view = state.pa2.archive(&actor, partner, key, &place.shown()).await?;
        }
    }
    Ok((view, place, last))
}

pub(super) async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(key): Path<String>,
    Query(place): Query<Place>,
) -> Result<Markup, SiteError> {
    let said = said(&visitor.text, &place.done);
    let (view, place, last) = look(&state, &visitor, &key, place).await?;
    Ok(Page {
        visitor: &visitor,
        view: &view,
        place: &place,
        last,
        ticked: None,
        said,
    }
    .render())
}

/// The page again, after a form that was refused: what was ticked stays ticked, and the reason stands on top.
pub(super) async fn show_refusal(
    state: &AppState,
    visitor: &Visitor,
    key: &str,
    (place, ticked): (Place, Option<&[i64]>),
    error: Error,
) -> Result<Response, SiteError> {
    let (view, place, last) = look(state, visitor, key, place).await?;
    let status = layout::refusal_status(&error);
    let text = &visitor.text;
    let said = html! {
        div role="alert" {
            p.error { (text.error(&error)) }
            (layout::findings(text, &super::said(text, &error.findings)))
        }
    };
    let page = Page {
        visitor,
        view: &view,
        place: &place,
        last,
        ticked,
        said,
    };
    Ok((status, page.render()).into_response())
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
    place: &'a Place,
    /// How many pages there are.
    last: i64,
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
        let body = html! {
            (self.said)
            (self.summary())
            @if open && !decides { p.notice { (text.get("archive-not-allowed")) } }
            @if decides {
                form #publish action={ (self.path()) "/publish" } method="post" {
                    (self.hidden())
                }
                form #other action={ (self.path()) "/discard" } method="post" { (self.hidden()) }
            }
            @for journal in archive.journals.iter().take(PAGE) { (self.journal(journal, decides)) }
            (self.pages())
            @if decides { (self.buttons()) }
            p.ways { a href="/journals" { (text.get("archive-back")) } }
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
            (self.place.fields())
        }
    }

    fn summary(&self) -> Markup {
        let text = &self.visitor.text;
        let Archive { state, created_at, .. } = &self.view.archive;
        let all = self.view.archive.tally();
        let sent = [
            ("count", all.total().into()),
            ("shown", text.number(all.total()).into()),
            ("who", self.view.sent_by.as_str().into()),
            ("day", text.day_of(*created_at).into()),
        ];
        let tally = [
            ("waiting", text.number(all.drafts).into()),
            ("published", text.number(all.published).into()),
            ("out", text.number(all.taken_out).into()),
        ];
        html! {
            p { (text.with("archive-from", &sent)) " " (text.with("archive-tally", &tally)) }
            @if self.view.archive.origin == Origin::Mass { p { (text.get("archive-mass")) } }
            @if self.view.archive.origin == Origin::Relisting { p { (text.get("archive-relisting")) } }
            @if let Some(closed) = state.closed() {
                @let id = if matches!(state, ArchiveState::Discarded(_)) { "archive-discarded" } else { "archive-confirmed" };
                @let who = self.view.closed_by.as_deref().unwrap_or_default();
                p.notice { (text.with(id, &[("who", who.into()), ("day", text.day_of(closed.at).into())])) }
            } @else if self.view.blocked > 0 {
                p.warning {
                    (text.counted("archive-blocked", self.blocked()))
                    @if self.last > 1 && !self.place.is_blocked_only() {
                        " " a.ways href="?show=blocked" { (text.get("archive-show-blocked")) }
                    }
                }
            }
            @if self.place.is_blocked_only() {
                p.notice { (text.get("archive-only-blocked")) " " a href=(self.path()) { (text.get("archive-show-all")) } }
            }
        }
    }

    fn blocked(&self) -> u64 {
        u64::try_from(self.view.blocked).unwrap_or(0)
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
                    p.ways {
                        a href={ (self.path()) "/journals/" (journal.id) (self.place.query("")) } { (text.get("archive-correct")) span.hidden { " " (title) } }
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

    fn pages(&self) -> Markup {
        let text = &self.visitor.text;
        let (page, last) = (self.place.page, self.last);
        let journals = &self.view.archive.journals;
        if self.place.is_blocked_only() {
            let next = journals.get(PAGE - 1).filter(|_| journals.len() > PAGE);
            return html! {
                @if let Some(next) = next {
                    nav.pages aria-label=(text.get("archive-pages")) {
                        a href={ "?show=blocked&after=" (next.line) } rel="next" { (text.get("archive-next")) }
                    }
                }
            };
        }
        html! {
            @if last > 1 {
                nav.pages aria-label=(text.get("archive-pages")) {
                    @if page > 1 { a href={ "?page=" (page - 1) } rel="prev" { (text.get("archive-previous")) } }
                    span {
                        (text.with("archive-page", &[("page", text.number(page).into()), ("last", text.number(last).into())]))
                    }
                    @if page < last { a href={ "?page=" (page + 1) } rel="next" { (text.get("archive-next")) } }
                }
            }
            @if last > FAR {
                form.row method="get" {
                    label for="page" { (text.get("archive-go")) }
                    input #page name="page" type="number" min="1" max=(last) value=(page);
                    button { (text.get("filter-apply")) }
                }
            }
        }
    }

    fn buttons(&self) -> Markup {
        let text = &self.visitor.text;
        let waiting = u64::try_from(self.view.archive.tally().drafts).unwrap_or(0);
        let fit = waiting.saturating_sub(self.blocked());
        let ticked = if self.last > 1 {
            "archive-publish-ticked-here"
        } else {
            "archive-publish-ticked"
        };
        html! {
            @if fit > 0 {
                p.ways { (text.get("archive-lenders")) }
                p {
                    @if !self.place.is_blocked_only() {
                        button.main form="publish" name="choice" value="ticked" { (text.get(ticked)) }
                        " "
                    }
                    button form="publish" name="choice" value="all" { (text.counted("archive-publish-all", fit)) }
                }
            }
            details {
                summary { (text.get("archive-discard")) }
                p { (text.get("archive-discard-explain")) }
                button.danger form="other" { (text.counted("archive-discard-button", waiting)) }
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
