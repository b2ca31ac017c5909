//! The drafts: who made them, what is missing, and choosing those to publish.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use fieldlink_app::Permission;
use fieldlink_app::drafts::{DraftPage, Filter, Listed, Maker, Stage, Standing, Wanted};
use fieldlink_domain::calendar::pacific_day;
use fieldlink_domain::draft::{Draft, DraftState, internal_ids};
use fieldlink_domain::draft_rules::Part;
use futures::stream;
use maud::{Markup, html};
use serde::Deserialize;

use super::steps::{self, Step};
use crate::AppState;
use crate::request::Query;
use crate::site::csrf;
use crate::site::export::{self, Cell, Format, Row, Sheet};
use crate::site::layout::{self, SiteError, Tab};
use crate::site::loans;
use crate::site::repayments::export_links;
use crate::site::session::Visitor;
use crate::site::text::Text;

/// Drafts on a page.
const PAGE: usize = 25;
/// Drafts read at once for a file.
const EXPORTED: usize = 250;

/// How far drafts are, as the address and the list of choices name it.
const STANDINGS: [(&str, Standing, &str); 6] = [
    ("ready", Standing::Ready, "drafts-standing-ready"),
    ("warned", Standing::Warned, "drafts-standing-warned"),
    ("blocked", Standing::Blocked, "drafts-standing-blocked"),
    (
        "description",
        Standing::Missing(Part::Description),
        "drafts-standing-description",
    ),
    ("terms", Standing::Missing(Part::Terms), "drafts-standing-terms"),
    ("photo", Standing::Missing(Part::Photo), "drafts-standing-photo"),
];

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Shown {
    stage: String,
    maker: String,
    standing: String,
    query: String,
    /// The number of the last draft of the page before.
    before: String,
    /// `csv` or `xlsx` for the whole list as a file.
    format: String,
}

impl Shown {
    fn wanted(&self) -> Wanted {
        let query = self.query.trim();
        let standing = STANDINGS.iter().find(|(name, ..)| *name == self.standing);
        Wanted {
            filter: Filter {
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
            },
            standing: standing.map(|(_, standing, _)| *standing),
            query: (!query.is_empty()).then(|| query.to_owned()),
            before: self.before.parse().ok(),
        }
    }

    fn href(&self, before: Option<i64>) -> String {
        let path = String::from("/drafts?");
        let query_begins = path.len();
        let mut pairs = url::form_urlencoded::Serializer::for_suffix(path, query_begins);
        for (name, value) in [
            ("stage", &self.stage),
            ("maker", &self.maker),
            ("standing", &self.standing),
            ("query", &self.query),
        ] {
            if !value.is_empty() {
                pairs.append_pair(name, value);
            }
        }
        if let Some(before) = before {
            pairs.append_pair("before", &before.to_string());
        }
        pairs.finish()
    }
}

pub(super) async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Query(shown): Query<Shown>,
) -> Result<Response, SiteError> {
    let wanted = shown.wanted();
    if let Some(format) = Format::asked(&shown.format) {
        return export(&state, &visitor, wanted, format).await;
    }
    let found = state
        .pa2
        .drafts(&visitor.actor(), visitor.partner, &wanted, PAGE)
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
        (filters(text, &shown, &wanted))
        p { (counted(text, &found)) }
        @if !found.drafts.is_empty() {
            (chooser(&visitor, &found.drafts))
            (export_links(text, |format| format!("{}&format={format}", shown.href(None))))
        }
        (pages(text, &shown, found.next))
    };
    Ok(layout::page(&visitor, Tab::NewLoans, &text.get("drafts-title"), body).into_response())
}

async fn export(state: &AppState, visitor: &Visitor, wanted: Wanted, format: Format) -> Result<Response, SiteError> {
    let text = visitor.text;
    let sheet = Sheet {
        name: String::from("loan-drafts"),
        head: [
            "loans-name",
            "loans-loan-id",
            "loans-client-id",
            "drafts-maker",
            "drafts-made",
            "drafts-missing",
        ]
        .map(|id| text.get(id))
        .to_vec(),
    };
    let first = Wanted { before: None, ..wanted };
    let from = (state.pa2.clone(), visitor.actor(), visitor.partner, text);
    let rows = stream::try_unfold(Some((from, first)), move |place| async move {
        let Some((from, wanted)) = place else {
            return Ok(None);
        };
        let (pa2, actor, partner, text) = &from;
        let found = pa2.drafts(actor, *partner, &wanted, EXPORTED).await?;
        let rows = found.drafts.iter().map(|one| exported(text, one)).collect();
        let next = found.next.map(|before| Wanted {
            before: Some(before),
            ..wanted
        });
        Ok(Some((rows, next.map(|next| (from, next)))))
    });
    export::send(format, sheet, rows).await
}

fn exported(text: &Text, listed: &Listed) -> Row {
    let draft = &listed.draft;
    let (loan_id, client_id) = internal_ids(&draft.body);
    let id = |id: Option<&str>| id.map_or(Cell::Empty, |id| Cell::Text(id.to_owned()));
    let missing: Vec<String> = listed.findings.iter().map(|found| text.finding(found)).collect();
    vec![
        Cell::Text(name(text, draft)),
        id(loan_id),
        id(client_id),
        Cell::Text(maker(text, listed)),
        Cell::Day(pacific_day(draft.created)),
        Cell::Text(missing.join(" ")),
    ]
}

pub(super) async fn start(
    State(state): State<AppState>,
    visitor: Visitor,
    _: csrf::Pressed,
) -> Result<Redirect, SiteError> {
    let id = state.pa2.start_draft(&visitor.actor(), visitor.partner).await?;
    Ok(Redirect::to(&steps::href(id, Step::Description)))
}

/// How many match, where that is known without looking at each.
fn counted(text: &Text, found: &DraftPage) -> String {
    match (found.total, found.next) {
        (Some(total), _) => text.with("drafts-count", &[("count", total.into())]),
        (None, Some(_)) => text.with("drafts-count-so-far", &[("count", found.drafts.len().into())]),
        (None, None) => text.with("drafts-count-here", &[("count", found.drafts.len().into())]),
    }
}

fn filters(text: &Text, shown: &Shown, wanted: &Wanted) -> Markup {
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
                        option value=(stage) selected[stage == wanted.filter.stage] { (text.get(label)) }
                    }
                }
            }
            div.field {
                label for="maker" { (text.get("drafts-maker")) }
                br;
                select #maker name="maker" {
                    @for (maker, value, label) in makers {
                        option value=(value) selected[maker == wanted.filter.maker] { (text.get(label)) }
                    }
                }
            }
            div.field {
                label for="standing" { (text.get("drafts-standing")) }
                br;
                select #standing name="standing" {
                    option value="" { (text.get("drafts-standing-any")) }
                    @for (value, standing, label) in STANDINGS {
                        option value=(value) selected[wanted.standing == Some(standing)] { (text.get(label)) }
                    }
                }
            }
            div.field {
                label for="query" { (text.get("drafts-query")) }
                br;
                input #query name="query" type="search" value=(shown.query);
            }
            div.field { br; button { (text.get("drafts-filter")) } }
        }
    }
}

/// The table, with a box before each draft that may be published together with others.
fn chooser(visitor: &Visitor, drafts: &[Listed]) -> Markup {
    let text = &visitor.text;
    let may_publish = visitor.actor().may(Permission::PublishDrafts, visitor.partner).is_ok();
    let choice = may_publish && drafts.iter().any(Listed::is_ready);
    html! {
        @if choice {
            form method="post" action="/drafts/publish" {
                (csrf::field(visitor))
                (table(text, drafts, true))
                p { button { (text.get("drafts-publish-chosen")) } }
            }
        } @else {
            (table(text, drafts, false))
        }
    }
}

fn table(text: &Text, drafts: &[Listed], choice: bool) -> Markup {
    html! {
        div.scroll {
            table {
                thead { tr {
                    @if choice { th scope="col" { (text.get("drafts-choice")) } }
                    th scope="col" { (text.get("drafts-name")) }
                    th scope="col" { (text.get("drafts-loan-id")) }
                    th scope="col" { (text.get("drafts-maker")) }
                    th scope="col" { (text.get("drafts-made")) }
                    th scope="col" { (text.get("drafts-missing")) }
                } }
                tbody {
                    @for listed in drafts {
                        tr {
                            @if choice { td { (box_of(text, listed)) } }
                            td {
                                a href=(steps::href(listed.draft.id, Step::Review)) { (name(text, &listed.draft)) }
                            }
                            td { (internal_ids(&listed.draft.body).0.unwrap_or_default()) }
                            td { (maker(text, listed)) }
                            td { (text.day_of(listed.draft.created)) }
                            td { (missing(text, listed)) }
                        }
                    }
                }
            }
        }
    }
}

fn box_of(text: &Text, listed: &Listed) -> Markup {
    let draft = &listed.draft;
    html! {
        @if listed.is_ready() {
            input type="checkbox" name="draft" value={ (draft.id) ":" (draft.version) }
                aria-label=(text.with("drafts-choose-one", &[("name", name(text, draft).into())]));
        }
    }
}

/// What a draft is called: its group, or its borrower.
pub(super) fn name(text: &Text, draft: &Draft) -> String {
    let body = &draft.body;
    let borrower = body.entreps.first().map(|e| {
        let parts = [e.first_name.as_deref(), e.last_name.as_deref()];
        parts.into_iter().flatten().map(str::trim).collect::<Vec<_>>().join(" ")
    });
    let name = body
        .group_name()
        .map(str::to_owned)
        .or(borrower)
        .filter(|name| !name.trim().is_empty());
    name.unwrap_or_else(|| text.with("drafts-unnamed", &[("id", draft.id.into())]))
}

/// Who made a draft: which program, or which person.
fn maker(text: &Text, listed: &Listed) -> String {
    let who = loans::who(text, &listed.made_by);
    match listed.draft.origin {
        fieldlink_domain::draft::Origin::Api(_) => text.with("drafts-made-by-api", &[("name", who.into())]),
        fieldlink_domain::draft::Origin::Person(_) => who,
    }
}

fn missing(text: &Text, listed: &Listed) -> Markup {
    let in_part = |part: Part| (part_name(text, part), listed.errors_in(part));
    html! {
        @match listed.draft.state {
            DraftState::Published(id) => {
                a href={ "/loans/" (id) } { (text.with("drafts-became", &[("id", id.0.to_string().into())])) }
            }
            DraftState::Deleted => { (text.get("drafts-stage-deleted")) }
            DraftState::Open if listed.errors() > 0 => {
                span.error { (text.with("drafts-errors", &[("count", listed.errors().into())])) }
                @for (name, errors) in Part::ALL.map(in_part) {
                    @if errors > 0 { br; small { (name) ": " (errors) } }
                }
            }
            DraftState::Open if listed.warnings() > 0 => {
                strong { (text.get("drafts-ready")) }
                br;
                span.warning { (text.with("drafts-warnings", &[("count", listed.warnings().into())])) }
            }
            DraftState::Open => { strong { (text.get("drafts-ready")) } }
        }
    }
}

fn part_name(text: &Text, part: Part) -> String {
    match part {
        Part::Description => text.get("drafts-step-description"),
        Part::Terms => text.get("drafts-step-terms"),
        Part::Photo => text.get("drafts-step-photo"),
    }
}

fn pages(text: &Text, shown: &Shown, next: Option<i64>) -> Markup {
    let first = shown.wanted().before.is_none();
    html! {
        @if !first || next.is_some() {
            nav.pages aria-label=(text.get("drafts-pages")) {
                @if !first { a href=(shown.href(None)) { (text.get("drafts-first")) } }
                @if next.is_some() { a href=(shown.href(next)) rel="next" { (text.get("drafts-next")) } }
            }
        }
    }
}
