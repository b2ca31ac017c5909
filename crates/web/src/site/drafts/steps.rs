//! What all four steps have in common: the tabs, the link to the drafts, and the way a step is saved.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use fieldlink_app::drafts::Review;
use fieldlink_app::{Error, Kind, Permission};
use fieldlink_contract::loan_draft::LoanDraft;
use fieldlink_domain::draft::{DraftState, Origin};
use fieldlink_domain::finding::Finding;
use maud::{Markup, html};

use super::typed::Typed;
use crate::AppState;
use crate::site::csrf;
use crate::site::layout::{self, SiteError, Tab};
use crate::site::session::Visitor;

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
    Ok(layout::page(visitor, Tab::NewLoans, &text.get("drafts-title"), body))
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
    /// The draft with what was typed, or what could not be read.
    pub(super) read: fn(&Typed, &LoanDraft) -> Result<LoanDraft, Vec<Finding>>,
    pub(super) form: fn(&Visitor, &Review, &Typed, &[Finding]) -> Markup,
}

impl Form {
    pub(super) async fn show(&self, state: &AppState, visitor: &Visitor, id: i64) -> Result<Response, SiteError> {
        let review = match open_draft(state, visitor, id).await? {
            Ok(review) => review,
            Err(elsewhere) => return Ok(elsewhere.into_response()),
        };
        let typed = Typed::of(&review.draft.body);
        let body = (self.form)(visitor, &review, &typed, &shown(&review));
        Ok(page(state, visitor, &review, self.this, body).await?.into_response())
    }

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
        match self.keep(state, visitor, &review, &typed).await? {
            Outcome::Saved(next) => Ok(next.into_response()),
            Outcome::Refused { findings, notice } => {
                let body = html! {
                    (not_saved(visitor, notice.as_deref()))
                    ((self.form)(visitor, &review, &typed, &findings))
                };
                Ok(refusal(page(state, visitor, &review, self.this, body).await?))
            }
        }
    }

    async fn keep(
        &self,
        state: &AppState,
        visitor: &Visitor,
        review: &Review,
        typed: &Typed,
    ) -> Result<Outcome, SiteError> {
        let id = review.draft.id;
        let body = match (self.read)(typed, &review.draft.body) {
            Ok(body) => body,
            Err(findings) => return Ok(Outcome::Refused { findings, notice: None }),
        };
        let version = typed.get("version").parse().unwrap_or_default();
        match state
            .pa2
            .save_draft(&visitor.actor(), visitor.partner, (id, version), body)
            .await
        {
            Ok(_) => {
                let stays = typed.get("then") == "stay";
                let to = if stays { self.this } else { self.next };
                Ok(Outcome::Saved(Redirect::to(&href(id, to))))
            }
            Err(error) => refused(error),
        }
    }
}

/// The outcome of a posted step: saved, or refused with what must be said beside the fields.
pub(super) enum Outcome {
    Saved(Redirect),
    Refused {
        findings: Vec<Finding>,
        notice: Option<String>,
    },
}

/// A refusal that a person can act on stays on the page; any other error is a page of its own.
pub(super) fn refused(error: Error) -> Result<Outcome, SiteError> {
    match error.kind {
        Kind::Conflict | Kind::Invalid | Kind::TooLarge => Ok(Outcome::Refused {
            findings: error.findings,
            notice: Some(error.message),
        }),
        _ => Err(error.into()),
    }
}

/// A page that refuses what was posted.
pub(super) fn refusal(page: Markup) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

/// The line that says why nothing was saved.
pub(super) fn not_saved(visitor: &Visitor, notice: Option<&str>) -> Markup {
    html! {
        p.banner role="alert" {
            strong { (visitor.text.get("drafts-not-saved")) }
            @if let Some(notice) = notice { " " (notice) }
        }
    }
}
