//! Moving the sandbox's clock, and a loan one step on.

use axum::extract::State;
use axum::response::Redirect;
use chrono::{DateTime, Duration, Utc};
use fieldlink_app::clock::ClockMove;
use fieldlink_app::life::{LoanRef, LoanStep};
use fieldlink_app::{Error, Pa2};
use fieldlink_domain::calendar::{day_start, pacific_day};
use fieldlink_domain::ids::KivaId;
use fieldlink_domain::loan::Loan;
use maud::{Markup, html};
use serde::Deserialize;

use super::render;
use crate::AppState;
use crate::request::Path;
use crate::site::layout::{SiteError, section_bar};
use crate::site::session::Visitor;
use crate::site::{Pages, csrf};

/// The steps that are one click away: value, text.
const STEPS: [(&str, &str); 4] = [
    ("1d", "sandbox-clock-day"),
    ("7d", "sandbox-clock-week"),
    ("30d", "sandbox-clock-30"),
    ("month", "sandbox-clock-month"),
];

/// The routes of this file.
pub(super) fn routes() -> Pages {
    Pages::new()
        .post("/sandbox/clock", move_clock)
        .post("/loans/{kiva_id}/step", step)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Move {
    /// One of the steps.
    by: String,
    /// Or a day.
    to: String,
}

async fn move_clock(
    State(state): State<AppState>,
    visitor: Visitor,
    csrf::Form(typed): csrf::Form<Move>,
) -> Result<Markup, SiteError> {
    let pa2 = &state.pa2;
    let to = pa2.move_clock(&visitor.actor(), how_far(&typed)?).await?;
    let day = visitor.text.day_of(to);
    let done = visitor.text.with("sandbox-clock-moved", &[("day", day.into())]);
    render(pa2, &visitor, Some(&done)).await
}

fn how_far(typed: &Move) -> Result<ClockMove, SiteError> {
    let step = match typed.by.as_str() {
        "" => typed.to.parse().ok().map(|day| ClockMove::To(day_start(day))),
        "month" => Some(ClockMove::ToNextMonth),
        days => days
            .strip_suffix('d')
            .and_then(|days| days.parse().ok())
            .and_then(Duration::try_days)
            .map(ClockMove::By),
    };
    step.ok_or_else(|| SiteError::from(Error::invalid("This is no day.").said("error-no-day", [])))
}

/// The section of the panel.
pub(super) fn section(visitor: &Visitor, now: DateTime<Utc>) -> Markup {
    let text = &visitor.text;
    html! {
        (section_bar(&text.get("sandbox-clock")))
        p { (text.with("sandbox-clock-now", &[("day", text.day_of(now).into())])) }
        form.row method="post" action="/sandbox/clock" {
            (csrf::field(visitor))
            @for (value, label) in STEPS {
                button name="by" value=(value) { (text.get(label)) } " "
            }
        }
        form.row method="post" action="/sandbox/clock" {
            (csrf::field(visitor))
            label for="to" { (text.get("sandbox-clock-to")) } " "
            input #to name="to" type="date" required min=(pacific_day(now)); " "
            button { (text.get("sandbox-clock-set")) }
        }
        p { small { (text.get("sandbox-clock-help")) } }
    }
}

#[derive(Debug, Deserialize)]
struct Step {
    step: String,
}

async fn step(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    csrf::Form(Step { step }): csrf::Form<Step>,
) -> Result<Redirect, SiteError> {
    let loan = KivaId(id.parse().unwrap_or(-1));
    let Some(step) = LoanStep::ALL.iter().find(|known| known.name() == step) else {
        return Err(SiteError::from(Error::invalid("There is no such step.")));
    };
    let which = LoanRef::Kiva(loan);
    state.pa2.step_loan(&visitor.actor(), &which, step.clone()).await?;
    Ok(Redirect::to(&format!("/loans/{loan}")))
}

/// What whoever may can do with a loan at this moment; stands on the loan's page.
pub fn steps(pa2: &Pa2, visitor: &Visitor, loan: &Loan) -> Markup {
    let text = &visitor.text;
    let may = |step: &&LoanStep| pa2.may_step(&visitor.actor(), loan.partner_id, step).is_ok();
    let offered: Vec<&LoanStep> = LoanStep::offered(loan.status).iter().filter(may).collect();
    html! {
        @if !offered.is_empty() {
            (section_bar(&text.get("steps-title")))
            form.row method="post" action={ "/loans/" (loan.id) "/step" } {
                (csrf::field(visitor))
                @for step in offered {
                    button name="step" value=(step.name()) { (text.get(&label(step))) } " "
                }
            }
        }
    }
}

/// `loan.raise_issue` is said by `step-raise-issue`.
fn label(step: &LoanStep) -> String {
    let name = step.name().trim_start_matches("loan.").replace('_', "-");
    format!("step-{name}")
}
