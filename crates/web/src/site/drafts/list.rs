//! The drafts: who made them, what is missing.

use axum::extract::{Query, State};
use axum::response::Redirect;
use fieldlink_app::drafts::{Filter, Listed, Maker, Stage};
use fieldlink_domain::draft::{DraftState, Origin, internal_ids};
use maud::{Markup, html};
use serde::Deserialize;

use super::steps;
use crate::AppState;
use crate::site::csrf;
use crate::site::format;
use crate::site::layout::{self, SiteError, Tab};
use crate::site::session::Visitor;
use crate::site::text::Text;

/// Drafts on a page.
const PAGE: u64 = 25;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Shown {
    stage: String,
    maker: String,
    /// 1 for the first.
    page: u64,
}

impl Shown {
    fn filter(&self) -> Filter {
        Filter {
            stage: match self.stage.as_str() {
                "published" => Stage::Published,
                "deleted" => Stage::Deleted,
                _ => Stage::Open,
            },
            maker: match self.maker.as_str() {
                "api" => Some(Maker::Api),
                "people" => Some(Maker::People),
                _ => None,
            },
        }
    }

    fn href(&self, page: u64) -> String {
        let filter = self.filter();
        let maker = match filter.maker {
            Some(Maker::Api) => "api",
            Some(Maker::People) => "people",
            None => "",
        };
        format!("/drafts?stage={}&maker={maker}&page={page}", filter.stage)
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Nothing {}

pub(super) async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Query(shown): Query<Shown>,
) -> Result<Markup, SiteError> {
    let page = shown.page.max(1);
    let offset = (page - 1).saturating_mul(PAGE);
    let filter = shown.filter();
    let found = state
        .pa2
        .drafts(&visitor.actor(), visitor.partner, filter, (offset, PAGE))
        .await?;
    let text = &visitor.text;
    let body = html! {
        @if steps::may_edit(&visitor) {
            form action="/drafts" method="post" {
                (csrf::field(&visitor))
                p { (layout::button(&text.get("drafts-new"))) }
            }
        }
        (layout::section_bar(&text.get("drafts-list")))
        (filters(text, filter))
        p { (text.with("drafts-count", &[("count", found.total.into())])) }
        @if !found.drafts.is_empty() { (table(text, &found.drafts)) }
        (pages(text, &shown, page, found.total))
    };
    Ok(layout::page(&visitor, Tab::NewLoans, &text.get("drafts-title"), body))
}

pub(super) async fn start(
    State(state): State<AppState>,
    visitor: Visitor,
    csrf::Form(Nothing {}): csrf::Form<Nothing>,
) -> Result<Redirect, SiteError> {
    let id = state.pa2.start_draft(&visitor.actor(), visitor.partner).await?;
    Ok(Redirect::to(&steps::href(id, steps::Step::Description)))
}

fn filters(text: &Text, filter: Filter) -> Markup {
    let stages = [
        (Stage::Open, "drafts-stage-open"),
        (Stage::Published, "drafts-stage-published"),
        (Stage::Deleted, "drafts-stage-deleted"),
    ];
    let makers = [
        (None, "", "drafts-maker-any"),
        (Some(Maker::Api), "api", "drafts-maker-api"),
        (Some(Maker::People), "people", "drafts-maker-people"),
    ];
    html! {
        form.fields action="/drafts" method="get" {
            div.field {
                label for="stage" { (text.get("drafts-stage")) }
                br;
                select #stage name="stage" {
                    @for (stage, label) in stages {
                        option value=(stage) selected[stage == filter.stage] { (text.get(label)) }
                    }
                }
            }
            div.field {
                label for="maker" { (text.get("drafts-maker")) }
                br;
                select #maker name="maker" {
                    @for (maker, value, label) in makers {
                        option value=(value) selected[maker == filter.maker] { (text.get(label)) }
                    }
                }
            }
            div.field { br; button { (text.get("drafts-filter")) } }
        }
    }
}

fn table(text: &Text, drafts: &[Listed]) -> Markup {
    html! {
        div.scroll {
            table {
                thead { tr {
                    th scope="col" { (text.get("drafts-name")) }
                    th scope="col" { (text.get("drafts-loan-id")) }
                    th scope="col" { (text.get("drafts-maker")) }
                    th scope="col" { (text.get("drafts-made")) }
                    th scope="col" { (text.get("drafts-missing")) }
                } }
                tbody {
                    @for listed in drafts {
                        tr {
                            td { a href=(steps::href(listed.draft.id, steps::Step::Review)) { (name(text, listed)) } }
                            td { (internal_ids(&listed.draft.body).0.unwrap_or_default()) }
                            td { (maker(text, &listed.draft.origin)) }
                            td { (format::day_of(listed.draft.created)) }
                            td { (missing(text, listed)) }
                        }
                    }
                }
            }
        }
    }
}

fn name(text: &Text, listed: &Listed) -> String {
    let body = &listed.draft.body;
    let borrower = body.entreps.first().map(|e| {
        let parts = [e.first_name.as_deref(), e.last_name.as_deref()];
        parts.into_iter().flatten().map(str::trim).collect::<Vec<_>>().join(" ")
    });
    let name = body
        .group_name()
        .map(str::to_owned)
        .or(borrower)
        .filter(|name| !name.trim().is_empty());
    name.unwrap_or_else(|| text.with("drafts-unnamed", &[("id", listed.draft.id.into())]))
}

/// Who made a draft, in words.
pub(super) fn maker(text: &Text, origin: &Origin) -> String {
    text.get(match origin {
        Origin::Api(_) => "drafts-maker-api",
        Origin::Person(_) => "drafts-maker-people",
    })
}

fn missing(text: &Text, listed: &Listed) -> Markup {
    html! {
        @match listed.draft.state {
            DraftState::Published(id) => {
                a href={ "/loans/" (id) } { (text.with("drafts-became", &[("id", id.0.to_string().into())])) }
            }
            DraftState::Deleted => { (text.get("drafts-stage-deleted")) }
            DraftState::Open if listed.errors == 0 => { strong { (text.get("drafts-ready")) } }
            DraftState::Open => {
                span.error { (text.with("drafts-errors", &[("count", listed.errors.into())])) }
            }
        }
    }
}

fn pages(text: &Text, shown: &Shown, page: u64, total: u64) -> Markup {
    let last = total.div_ceil(PAGE).max(1);
    html! {
        @if last > 1 {
            nav.pages aria-label=(text.get("drafts-pages")) {
                @if page > 1 { a href=(shown.href((page - 1).min(last))) rel="prev" { (text.get("drafts-previous")) } }
                span { (text.with("drafts-page", &[("page", page.into()), ("last", last.into())])) }
                @if page < last { a href=(shown.href(page + 1)) rel="next" { (text.get("drafts-next")) } }
            }
        }
    }
}
