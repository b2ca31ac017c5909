//! What all four steps have in common: the tabs, the link to the drafts, and the way a step is saved.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use fieldlink_app::drafts::Review;
use fieldlink_app::{Error, Kind, Permission};
use fieldlink_domain::draft::{Draft, DraftState, Origin};
use fieldlink_domain::finding::Finding;
use maud::{Markup, html};

use super::apply::Applied;
use super::changed;
use super::typed::Typed;
use crate::AppState;
use crate::site::csrf;
use crate::site::layout::{self, SiteError, Tab};
use crate::site::session::Visitor;
use crate::site::text::Text;

/// PA2's four steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Description,
    Terms,
    Photo,
    Review,
}

const STEPS: [(Step, &str, &str); 4] = [
    (Step::Description, "drafts-step-description", "/description"),
    (Step::Terms, "drafts-step-terms", "/terms"),
    (Step::Photo, "drafts-step-photo", "/photo"),
    (Step::Review, "drafts-step-review", ""),
];

/// The address of a draft's step.
pub(super) fn href(id: i64, step: Step) -> String {
    let path = STEPS
        .iter()
        .find(|(this, ..)| *this == step)
        .map_or("", |(_, _, path)| path);
    format!("/drafts/{id}{path}")
}

/// Whether the visitor may change drafts; others see the review only.
pub(super) fn may_edit(visitor: &Visitor) -> bool {
    visitor.actor().may(Permission::EditDrafts, visitor.partner).is_ok()
}

/// A page of a draft.
pub(super) async fn page(
    state: &AppState,
    visitor: &Visitor,
    review: &Review,
    step: Step,
    body: Markup,
) -> Result<Markup, SiteError> {
    let text = &visitor.text;
    let open = state.pa2.count_open_drafts(&visitor.actor(), visitor.partner).await?;
    let steps = may_edit(visitor) && review.draft.state == DraftState::Open;
    let body = html! {
        p.aside { "[ " a href="/drafts" { (text.with("drafts-link", &[("count", open.into())])) } " ]" }
        @if steps {
            ol.steps {
                @for (number, (this, label, _)) in (1..).zip(STEPS) {
                    li {
                        a href=(href(review.draft.id, this)) aria-current=[(this == step).then_some("step")] {
                            (text.with("drafts-step", &[("number", number.into()), ("name", text.get(label).into())]))
                        }
                    }
                }
            }
        }
        (body)
    };
    let name = STEPS
        .iter()
        .find(|(this, ..)| *this == step)
        .map_or("", |(_, name, _)| *name);
    let title = format!("{}: {}", text.get("drafts-title"), text.get(name));
    Ok(layout::page(visitor, Tab::NewLoans, &title, body))
}

/// The hidden fields of every form on a draft.
pub(super) fn hidden(visitor: &Visitor, version: i64) -> Markup {
    html! {
        (csrf::field(visitor))
        input type="hidden" name="version" value=(version);
    }
}

/// The buttons under a step: on to the next, or stay (to get more rows).
pub(super) fn buttons(visitor: &Visitor, stay: &str) -> Markup {
    let text = &visitor.text;
    html! {
        p {
            button.main name="then" value="next" { (text.get("drafts-save-next")) }
            " "
            button name="then" value="stay" { (text.get(stay)) }
        }
    }
}

/// What the rules find, for showing in a form. An empty draft that a person has just begun shows nothing yet.
pub(super) fn shown(review: &Review) -> Vec<Finding> {
    let begun = matches!(review.draft.origin, Origin::Person(_)) && review.draft.version == 1;
    if begun { Vec::new() } else { review.findings.clone() }
}

/// The draft of an editing page; one that is published or deleted, or that the visitor may only read, has only its
/// review.
pub(super) async fn open_draft(
    state: &AppState,
    visitor: &Visitor,
    id: i64,
) -> Result<Result<Review, Redirect>, SiteError> {
    let review = state.pa2.review_draft(&visitor.actor(), visitor.partner, id).await?;
    let open = review.draft.state == DraftState::Open && may_edit(visitor);
    Ok(if open {
        Ok(review)
    } else {
        Err(Redirect::to(&href(id, Step::Review)))
    })
}

/// The draft that a step was posted for. Who may only read drafts is refused.
pub(super) async fn posted_draft(
    state: &AppState,
    visitor: &Visitor,
    id: i64,
) -> Result<Result<Review, Redirect>, SiteError> {
    let draft = open_draft(state, visitor, id).await?;
    visitor.actor().may(Permission::EditDrafts, visitor.partner)?;
    Ok(draft)
}

/// A step that is a form of fields.
pub(super) struct Form {
    pub(super) this: Step,
    /// Where the person goes from there.
    pub(super) next: Step,
    /// The draft with what was typed.
    pub(super) read: fn(&Typed, &Draft) -> Applied,
    pub(super) form: fn(&Visitor, &Review, &Typed, &[Finding]) -> Markup,
}

impl Form {
    pub(super) async fn show(&self, state: &AppState, visitor: &Visitor, id: i64) -> Result<Response, SiteError> {
        let review = match open_draft(state, visitor, id).await? {
            Ok(review) => review,
            Err(elsewhere) => return Ok(elsewhere.into_response()),
        };
        let typed = Typed::of(&review.draft);
        let body = (self.form)(visitor, &review, &typed, &shown(&review));
        Ok(page(state, visitor, &review, self.this, body).await?.into_response())
    }

    /// Saves what was typed, right or wrong, and goes on; or stays where something cannot be read.
    pub(super) async fn save(
        &self,
        state: &AppState,
        visitor: &Visitor,
        id: i64,
        pairs: Vec<(String, String)>,
    ) -> Result<Response, SiteError> {
        let review = match posted_draft(state, visitor, id).await? {
            Ok(review) => review,
            Err(elsewhere) => return Ok(elsewhere.into_response()),
        };
        let typed = Typed::posted(pairs);
        let applied = (self.read)(&typed, &review.draft);
        let stays = applied.stays || typed.get("then") == "stay";
        let version = typed.get("version").parse().unwrap_or_default();
        let saved = state
            .pa2
            .save_draft(
                &visitor.actor(),
                visitor.partner,
                (id, version),
                (applied.body, applied.unread),
            )
            .await;
        match saved {
            Ok(_) => {
                let to = if stays { self.this } else { self.next };
                Ok(Redirect::to(&href(id, to)).into_response())
            }
            Err(error) if error.kind == Kind::Conflict => self.changed(state, visitor, id, &typed).await,
            Err(error) => Err(error.into()),
        }
    }

    /// Somebody else has saved the draft meanwhile: their version beside what was typed here, which stays in the form.
    /// Saved once more it takes the place of theirs.
    async fn changed(
        &self,
        state: &AppState,
        visitor: &Visitor,
        id: i64,
        typed: &Typed,
    ) -> Result<Response, SiteError> {
        let review = match open_draft(state, visitor, id).await? {
            Ok(review) => review,
            Err(elsewhere) => return Ok(elsewhere.into_response()),
        };
        let by = state
            .pa2
            .last_change_of_draft(&visitor.actor(), visitor.partner, id)
            .await?;
        let body = html! {
            (changed::both(visitor, &review.draft, typed, by.as_ref()))
            ((self.form)(visitor, &review, typed, &shown(&review)))
        };
        Ok(refusal(page(state, visitor, &review, self.this, body).await?))
    }
}

/// Why nothing was done, for a line on the page, where a person can act on it; any other error is a page of its own.
pub(super) fn refused(text: &Text, error: Error) -> Result<String, SiteError> {
    match error.kind {
        Kind::Conflict | Kind::Invalid | Kind::TooLarge => Ok(text.error(&error)),
        _ => Err(error.into()),
    }
}

/// A page that refuses what was posted.
pub(super) fn refusal(page: Markup) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

/// The line that says why nothing was saved.
pub(super) fn not_saved(visitor: &Visitor, notice: &str) -> Markup {
    html! {
        p.banner role="alert" { strong { (visitor.text.get("drafts-not-saved")) } " " (notice) }
    }
}
