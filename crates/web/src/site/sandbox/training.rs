//! The training: five exercises that look for themselves whether they are done.

use axum::extract::State;
use axum::response::Redirect;
use fieldlink_app::Error;
use fieldlink_app::training::{Exercise, Progress};
use maud::{Markup, html};

use crate::AppState;
use crate::request::Path;
use crate::site::layout::{self, SiteError, Tab};
use crate::site::session::Visitor;
use crate::site::{Pages, csrf};

/// The routes of this file.
pub(super) fn routes() -> Pages {
    Pages::new().get("/training", show).post("/training/{exercise}", begin)
}

async fn show(State(state): State<AppState>, visitor: Visitor) -> Result<Markup, SiteError> {
    let all = state.pa2.training(&visitor.person, visitor.partner).await?;
    let text = &visitor.text;
    let done = all.iter().filter(|progress| progress.done).count();
    let counts = [("done", done.into()), ("all", all.len().into())];
    let body = html! {
        p { (text.get("training-about")) }
        p role="status" { strong { (text.with("training-progress", &counts)) } }
        ol.exercises { @for progress in &all { (exercise(&visitor, progress)) } }
    };
    Ok(layout::page(&visitor, Tab::Sandbox, &text.get("training-title"), body))
}

fn exercise(visitor: &Visitor, progress: &Progress) -> Markup {
    let text = &visitor.text;
    let name = progress.exercise.name();
    html! {
        li {
            h2 {
                (text.get(&format!("training-{name}")))
                @if progress.done { " " span.done { "✓ " (text.get("training-done")) } }
            }
            p { (text.get(&format!("training-{name}-task"))) }
            @if let (Some(subject), false) = (&progress.subject, progress.done) {
                p.ways { a href=(progress.exercise.place(subject)) { (text.get("training-go-on")) } }
            }
            form method="post" action={ "/training/" (name) } {
                (csrf::field(visitor))
                @let label = if progress.subject.is_some() { "training-again" } else { "training-begin" };
                button aria-label={ (text.get(label)) ": " (text.get(&format!("training-{name}"))) } { (text.get(label)) }
            }
        }
    }
}

async fn begin(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(name): Path<String>,
    _: csrf::Pressed,
) -> Result<Redirect, SiteError> {
    let exercise = Exercise::named(&name).ok_or_else(|| SiteError::from(Error::not_found("The exercise")))?;
    let place = state
        .pa2
        .begin_exercise(&visitor.person, visitor.partner, exercise)
        .await?;
    Ok(Redirect::to(&place))
}
