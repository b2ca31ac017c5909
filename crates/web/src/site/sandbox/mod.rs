//! The sandbox panel: the clock, scenarios, snapshots and faults of a PA2 that is no real one.

mod clock;
mod faults;
mod snapshots;
mod training;

use axum::extract::State;
use fieldlink_app::Pa2;
use maud::{Markup, html};

use crate::AppState;
use crate::site::Pages;
use crate::site::layout::{self, SiteError, Tab};
use crate::site::session::Visitor;

pub use clock::steps;

/// The page that holds the panel.
const PAGE: &str = "/sandbox";

/// The routes of the panel and of the training.
pub fn routes() -> Pages {
    Pages::new()
        .get(PAGE, show)
        .merge(clock::routes())
        .merge(snapshots::routes())
        .merge(faults::routes())
        .merge(training::routes())
}

async fn show(State(state): State<AppState>, visitor: Visitor) -> Result<Markup, SiteError> {
    render(&state.pa2, &visitor, None).await
}

/// The page, with a line that says what was just done.
async fn render(pa2: &Pa2, visitor: &Visitor, done: Option<&str>) -> Result<Markup, SiteError> {
    let text = &visitor.text;
    let actor = visitor.actor();
    let snapshots = pa2.snapshots(&actor).await?;
    let faults = pa2.faults(&actor).await?;
    let now = pa2.now().await?;
    let body = html! {
        p { (text.get("sandbox-about")) }
        @if let Some(done) = done { (layout::notice(done)) }
        (clock::section(visitor, now))
        (snapshots::scenarios(visitor))
        (snapshots::section(visitor, &snapshots))
        (faults::section(visitor, &faults))
    };
    Ok(layout::page(visitor, Tab::Sandbox, &text.get("sandbox-title"), body))
}
