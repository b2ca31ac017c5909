//! All archives of journals of a partner: those that wait and those that were decided on, listed and written out.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use fieldlink_app::journals::Archives;
use fieldlink_domain::calendar::pacific_day;
use fieldlink_store::journals::{ArchiveStates, Summary};
use maud::{Markup, html};
use serde::Deserialize;

use super::{origin_name, state_name};
use crate::AppState;
use crate::request::Query;
use crate::site::export::{self, Cell, Column, Format, Reader, Sheet};
use crate::site::layout::{self, SiteError, Tab};
use crate::site::loans::who;
use crate::site::repayments::export_links;
use crate::site::session::Visitor;
use crate::site::text::Text;

/// Archives on a page.
const PAGE: usize = 25;
/// Archives read at once for a file.
const EXPORTED: usize = 500;

/// What can be listed: its name in an address, the states, its text.
const CHOICES: [(&str, ArchiveStates, &str); 3] = [
    ("", ArchiveStates::All, "archives-all"),
    ("open", ArchiveStates::Open, "archives-open"),
    ("closed", ArchiveStates::Closed, "archives-closed"),
];

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    state: String,
    /// The number of the last archive of the page before.
    before: String,
    /// `csv` or `xlsx` for the whole list as a file.
    format: String,
}

impl Wanted {
    fn states(&self) -> ArchiveStates {
        let chosen = CHOICES.iter().find(|(name, ..)| *name == self.state);
        chosen.map_or_else(ArchiveStates::default, |(_, states, _)| *states)
    }

    fn href(&self, more: &str) -> String {
        let chosen = CHOICES.iter().find(|(_, states, _)| *states == self.states());
        format!(
            "/journals/archives?state={}{more}",
            chosen.map_or("", |(name, ..)| name)
        )
    }
}

pub(super) async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, SiteError> {
    if let Some(format) = Format::asked(&wanted.format) {
        return export(&state, &visitor, wanted.states(), format).await;
    }
    let before: Option<i64> = wanted.before.parse().ok();
    let found = state
        .pa2
        .archives(&visitor.actor(), visitor.partner, wanted.states(), (before, PAGE))
        .await?;
    let text = &visitor.text;
    let body = html! {
        p.ways { a href="/journals" { (text.get("archive-back")) } }
        (choice(text, wanted.states()))
        @if found.archives.is_empty() {
            p role="status" { (text.get("archives-none")) }
        } @else {
            (table(text, &found))
            (export_links(text, |format| wanted.href(&format!("&format={format}"))))
        }
        @if before.is_some() || found.next.is_some() {
            nav.pages aria-label=(text.get("archive-pages")) {
                @if before.is_some() { a href=(wanted.href("")) { (text.get("defaults-first")) } }
                @if let Some(next) = found.next {
                    a href=(wanted.href(&format!("&before={next}"))) rel="next" { (text.get("archive-next")) }
                }
            }
        }
    };
    Ok(layout::page(&visitor, Tab::Journals, &text.get("archives-title"), body).into_response())
}

fn choice(text: &Text, chosen: ArchiveStates) -> Markup {
    html! {
        form.fields action="/journals/archives" method="get" {
            div.field {
                label for="state" { (text.get("journals-state")) }
                br;
                select #state name="state" {
                    @for (value, states, label) in CHOICES {
                        option value=(value) selected[states == chosen] { (text.get(label)) }
                    }
                }
            }
            div.field { br; (layout::button(&text.get("filter-apply"))) }
        }
    }
}

fn table(text: &Text, found: &Archives) -> Markup {
    let by = |label: &str| who(text, &found.names.who(label));
    html! {
        div.scroll { table {
            caption.hidden { (text.get("archives-title")) }
            thead { tr {
                @for id in ["journals-received", "repayments-upload-source", "archives-sent-by", "journals-state", "journals-closed-on"] {
                    th scope="col" { (text.get(id)) }
                }
                @for id in ["journals-waiting", "journals-published", "journals-taken-out"] {
                    th.number scope="col" { (text.get(id)) }
                }
                th scope="col" { span.hidden { (text.get("journals-look")) } }
            } }
            tbody {
                @for one in &found.archives {
                    tr {
                        td { (text.day_of(one.created_at)) }
                        td { (origin_name(text, one.origin)) }
                        td { (by(&one.sent_by)) }
                        td { (state_name(text, &one.state)) }
                        td { @if let Some(closed) = one.state.closed() { (text.day_of(closed.at)) ", " (by(&closed.by)) } }
                        td.number { (text.number(one.tally.drafts)) }
                        td.number { (text.number(one.tally.published)) }
                        td.number { (text.number(one.tally.taken_out)) }
                        td { (super::link(text, one)) }
                    }
                }
            }
        } }
    }
}

/// An archive as a row of a file.
struct Listed<'a> {
    one: &'a Summary,
    found: &'a Archives,
    address: String,
}

async fn export(
    state: &AppState,
    visitor: &Visitor,
    states: ArchiveStates,
    format: Format,
) -> Result<Response, SiteError> {
    let sheet = Sheet {
        name: String::from("journal-archives"),
        head: export::head(&visitor.text, &columns()),
    };
    let rows = Reader::new(state, visitor).parts(move |from, before| async move {
        let found = from
            .pa2
            .archives(&from.actor, from.partner, states, (before, EXPORTED))
            .await?;
        let all = found.archives.iter().map(|one| Listed {
            one,
            found: &found,
            address: from.pa2.confirm_url(&one.confirm_key),
        });
        let all: Vec<Listed<'_>> = all.collect();
        Ok((export::rows(&from.text, &columns(), &all), found.next))
    });
    export::send(format, sheet, rows).await
}

fn columns<'a>() -> [Column<Listed<'a>>; 10] {
    [
        ("journals-received", |_, listed| {
            Cell::Day(pacific_day(listed.one.created_at))
        }),
        ("repayments-upload-source", |text, listed| {
            Cell::Text(origin_name(text, listed.one.origin))
        }),
        ("archives-sent-by", |text, listed| {
            Cell::Text(who(text, &listed.found.names.who(&listed.one.sent_by)))
        }),
        ("journals-state", |text, listed| {
            Cell::Text(state_name(text, &listed.one.state))
        }),
        ("journals-closed-on", |_, listed| {
            let closed = listed.one.state.closed();
            closed.map_or(Cell::Empty, |closed| Cell::Day(pacific_day(closed.at)))
        }),
        ("archives-closed-by", |text, listed| {
            let closed = listed.one.state.closed();
            closed.map_or(Cell::Empty, |closed| {
                Cell::Text(who(text, &listed.found.names.who(&closed.by)))
            })
        }),
        ("journals-waiting", |_, listed| Cell::Whole(listed.one.tally.drafts)),
        ("journals-published", |_, listed| {
            Cell::Whole(listed.one.tally.published)
        }),
        ("journals-taken-out", |_, listed| {
            Cell::Whole(listed.one.tally.taken_out)
        }),
        ("archives-address", |_, listed| Cell::Text(listed.address.clone())),
    ]
}
