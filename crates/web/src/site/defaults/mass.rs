//! Giving many loans up by a list of their ids, behind a second look.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use fieldlink_app::defaults::{Listed, Outcome, Reason};
use fieldlink_app::{Error, Kind};
use fieldlink_domain::ids::KivaId;
use maud::{Markup, html};
use serde::Deserialize;

use super::give_up::reason_fields;
use super::{Part, page};
use crate::AppState;
use crate::site::csrf;
use crate::site::fresh::Fresh;
use crate::site::layout::{self, SiteError};
use crate::site::session::Visitor;

/// IDs and failures that are shown; of more, how many there are.
const SHOWN: usize = 50;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    /// A loan ID on each line.
    ids: String,
    reason: String,
    note: String,
    /// `yes` after the second look.
    sure: String,
}

pub(super) async fn show(State(state): State<AppState>, visitor: Visitor) -> Result<Markup, SiteError> {
    state.pa2.may_default(&visitor.actor(), visitor.partner)?;
    Ok(page(
        &visitor,
        Part::AtRisk,
        form(&state, &visitor, &Typed::default(), None),
    ))
}

pub(super) async fn give_up(
    State(state): State<AppState>,
    visitor: Visitor,
    Fresh(typed): Fresh<Typed>,
) -> Result<Response, SiteError> {
    let (pa2, actor, partner, text) = (&state.pa2, visitor.actor(), visitor.partner, &visitor.text);
    let done: Result<Markup, Error> = async {
        let listed = pa2.loans_to_default(&actor, partner, &typed.ids).await?;
        let wrong = match (listed.loans.is_empty(), typed.reason.parse::<Reason>()) {
            (true, _) => "defaults-none-chosen",
            (false, Err(_)) => "defaults-reason-missing",
            (false, Ok(reason)) if typed.sure == "yes" => {
                let ids: Vec<KivaId> = listed.loans.iter().map(|loan| loan.id).collect();
                let done = pa2.default_loans(&actor, partner, &ids, (reason, &typed.note)).await?;
                return Ok(results(&visitor, &listed, &done));
            }
            (false, Ok(_)) => return Ok(confirmation(&visitor, &typed, &listed)),
        };
        Ok(form(&state, &visitor, &typed, Some(&text.get(wrong))))
    }
    .await;
    let body = match done {
        Err(error) if error.kind == Kind::Invalid => form(&state, &visitor, &typed, Some(&text.error(&error))),
        done => done?,
    };
    Ok(page(&visitor, Part::AtRisk, body).into_response())
}

fn form(state: &AppState, visitor: &Visitor, typed: &Typed, wrong: Option<&str>) -> Markup {
    let text = &visitor.text;
    let most = state.pa2.most_defaults(&visitor.actor(), visitor.partner);
    html! {
        (layout::section_bar(&text.get("defaults-mass")))
        p { (text.with("defaults-mass-means", &[("most", most.into())])) }
        @if let Some(wrong) = wrong { p.banner role="alert" { (wrong) } }
        form method="post" action="/defaults/mass" {
            (csrf::field(visitor))
            div.field.wide {
                label for="ids" { (text.get("defaults-mass-ids")) }
                textarea #ids name="ids" rows="8" required { "\n" (typed.ids) }
            }
            (reason_fields(text, typed.reason.parse().ok(), &typed.note))
            p { button { (text.get("defaults-give-up-go-on")) } }
        }
        p.ways { a href="/defaults" { (text.get("defaults-back")) } }
    }
}

fn confirmation(visitor: &Visitor, typed: &Typed, listed: &Listed) -> Markup {
    let text = &visitor.text;
    html! {
        (layout::section_bar(&text.counted("defaults-give-up-these", listed.loans.len() as u64)))
        p { (text.get("defaults-give-up-means")) }
        (unfit(visitor, listed))
        form method="post" action="/defaults/mass" {
            (csrf::field(visitor))
            @for (name, value) in [("ids", &typed.ids), ("reason", &typed.reason), ("note", &typed.note)] {
                input type="hidden" name=(name) value=(value);
            }
            input type="hidden" name="sure" value="yes";
            p { button.danger { (text.counted("defaults-give-up-sure", listed.loans.len() as u64)) } }
        }
        p.ways { a href="/defaults/mass" { (text.get("defaults-back")) } }
    }
}

/// IDs that name no loan that is paying back.
pub(super) fn unfit(visitor: &Visitor, listed: &Listed) -> Markup {
    let text = &visitor.text;
    html! {
        @if !listed.unfit.is_empty() {
            p.warning { (text.counted("defaults-mass-unfit", listed.unfit.len() as u64)) }
            ul {
                @for id in listed.unfit.iter().take(SHOWN) { li { (id) } }
                @if listed.unfit.len() > SHOWN { li { "…" } }
            }
        }
    }
}

fn results(visitor: &Visitor, listed: &Listed, done: &[Outcome]) -> Markup {
    let text = &visitor.text;
    let given_up = done.iter().filter(|one| one.outcome.is_ok()).count();
    let refused = done
        .iter()
        .filter_map(|one| Some((one.loan, one.outcome.as_ref().err()?)));
    html! {
        (layout::notice(&text.with(
            "defaults-given-up-many",
            &[("done", given_up.into()), ("of", done.len().into())],
        )))
        ul {
            @for (loan, error) in refused.take(SHOWN) {
                li { a href={ "/loans/" (loan) } { (loan) } ": " span.error { (text.error(error)) } }
            }
        }
        (unfit(visitor, listed))
        p.ways { a href="/defaults" { (text.get("defaults-back")) } }
    }
}
