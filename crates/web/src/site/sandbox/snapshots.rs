//! Scenarios, snapshots and the reset of a sandbox.

use axum::extract::State;
use fieldlink_app::Error;
use fieldlink_app::sandbox::Scenario;
use fieldlink_store::snapshots::Snapshot;
use maud::{Markup, html};
use serde::Deserialize;

use super::render;
use crate::AppState;
use crate::site::layout::{SiteError, section_bar};
use crate::site::session::Visitor;
use crate::site::{Pages, csrf};

/// The routes of this file.
pub(super) fn routes() -> Pages {
    Pages::new()
        .post("/sandbox/scenario", load)
        .post("/sandbox/snapshots", save)
        .post("/sandbox/snapshots/restore", restore)
        .post("/sandbox/snapshots/forget", forget)
        .post("/sandbox/reset", reset)
}

#[derive(Debug, Deserialize)]
struct Named {
    #[serde(default)]
    name: String,
}

#[derive(Debug, Deserialize)]
struct Sure {
    #[serde(default)]
    sure: String,
}

async fn load(
    State(state): State<AppState>,
    visitor: Visitor,
    csrf::Form(Named { name }): csrf::Form<Named>,
) -> Result<Markup, SiteError> {
    let scenario =
        Scenario::named(&name).ok_or_else(|| SiteError::from(Error::invalid("There is no such scenario.")))?;
    let (loans, drafts) = state
        .pa2
        .load_scenario(&visitor.actor(), visitor.partner, scenario, &|_| {})
        .await?;
    let made = [("loans", loans.into()), ("drafts", drafts.into())];
    let done = visitor.text.with("sandbox-scenario-loaded", &made);
    render(&state.pa2, &visitor, Some(&done)).await
}

async fn save(
    State(state): State<AppState>,
    visitor: Visitor,
    csrf::Form(Named { name }): csrf::Form<Named>,
) -> Result<Markup, SiteError> {
    state.pa2.save_snapshot(&visitor.actor(), &name).await?;
    said(&state, &visitor, "sandbox-snapshot-saved", &name).await
}

async fn restore(
    State(state): State<AppState>,
    visitor: Visitor,
    csrf::Form(Named { name }): csrf::Form<Named>,
) -> Result<Markup, SiteError> {
    state.pa2.restore_snapshot(&visitor.actor(), &name).await?;
    said(&state, &visitor, "sandbox-snapshot-restored", &name).await
}

async fn forget(
    State(state): State<AppState>,
    visitor: Visitor,
    csrf::Form(Named { name }): csrf::Form<Named>,
) -> Result<Markup, SiteError> {
    state.pa2.delete_snapshot(&visitor.actor(), &name).await?;
    said(&state, &visitor, "sandbox-snapshot-forgotten", &name).await
}

async fn said(state: &AppState, visitor: &Visitor, done: &str, name: &str) -> Result<Markup, SiteError> {
    let done = visitor.text.with(done, &[("name", name.trim().into())]);
    render(&state.pa2, visitor, Some(&done)).await
}

async fn reset(
    State(state): State<AppState>,
    visitor: Visitor,
    csrf::Form(Sure { sure }): csrf::Form<Sure>,
) -> Result<Markup, SiteError> {
    if sure != "yes" {
        let error = Error::invalid("Tick the box to say that everything may go.");
        return Err(SiteError::from(error.said("error-reset-sure", [])));
    }
    state.pa2.reset_sandbox(&visitor.actor()).await?;
    let done = visitor.text.get("sandbox-reset-done");
    render(&state.pa2, &visitor, Some(&done)).await
}

/// The section with the scenarios.
pub(super) fn scenarios(visitor: &Visitor) -> Markup {
    let text = &visitor.text;
    html! {
        (section_bar(&text.get("sandbox-scenarios")))
        form method="post" action="/sandbox/scenario" {
            (csrf::field(visitor))
            @for scenario in Scenario::ALL {
                p {
                    button name="name" value=(scenario.name()) { (text.get(&format!("scenario-{}", scenario.name()))) } " "
                    (text.get(&format!("scenario-{}-help", scenario.name())))
                }
            }
        }
    }
}

/// The section with the snapshots and the reset.
pub(super) fn section(visitor: &Visitor, snapshots: &[Snapshot]) -> Markup {
    let text = &visitor.text;
    html! {
        (section_bar(&text.get("sandbox-snapshots")))
        p { (text.get("sandbox-snapshots-help")) }
        @if !snapshots.is_empty() { (list(visitor, snapshots)) }
        form.row method="post" action="/sandbox/snapshots" {
            (csrf::field(visitor))
            label for="snapshot" { (text.get("sandbox-snapshot-name")) } " "
            input #snapshot name="name" required maxlength="60"; " "
            button { (text.get("sandbox-snapshot-save")) }
        }
        form.row method="post" action="/sandbox/reset" {
            (csrf::field(visitor))
            input #sure type="checkbox" name="sure" value="yes" required; " "
            label for="sure" { (text.get("sandbox-reset-sure")) } " "
            button.danger { (text.get("sandbox-reset")) }
        }
    }
}

fn list(visitor: &Visitor, snapshots: &[Snapshot]) -> Markup {
    let text = &visitor.text;
    html! {
        div.scroll { table {
            thead { tr {
                th scope="col" { (text.get("sandbox-snapshot-name")) }
                th scope="col" { (text.get("sandbox-snapshot-made")) }
                th.number scope="col" { (text.get("sandbox-snapshot-loans")) }
                th scope="col" { span.hidden { (text.get("sandbox-snapshot-do")) } }
            } }
            tbody { @for snapshot in snapshots { tr {
                th scope="row" { (snapshot.name) }
                td { (text.day_of(snapshot.made_at)) }
                td.number { (text.number(snapshot.loans)) }
                td {
                    @if snapshot.current { (button(visitor, "restore", &snapshot.name, "sandbox-snapshot-restore")) " " }
                    (button(visitor, "forget", &snapshot.name, "sandbox-snapshot-forget"))
                }
            } } }
        } }
    }
}

fn button(visitor: &Visitor, action: &str, name: &str, label: &str) -> Markup {
    let label = visitor.text.get(label);
    html! {
        form.inline method="post" action={ "/sandbox/snapshots/" (action) } {
            (csrf::field(visitor))
            input type="hidden" name="name" value=(name);
            button aria-label={ (label) ": " (name) } { (label) }
        }
    }
}
