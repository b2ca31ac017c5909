//! A partner asks Kiva to default many loans at once: which, why, and a second look.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use fieldlink_app::defaults::{Chosen, Listed, Reason};
use fieldlink_app::{Error, Kind, Permission};
use fieldlink_domain::ids::KivaId;
use fieldlink_domain::loan::Loan;
use maud::{Markup, html};
use serde::Deserialize;

use super::give_up::reason_fields;
use super::list::CHOICES;
use super::mass::unfit;
use super::{Part, page};
use crate::AppState;
use crate::site::csrf;
use crate::site::layout::{self, SiteError};
use crate::site::session::Visitor;

/// Loans that the second look shows; of more, how many there are.
const SHOWN: usize = 50;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    /// `listed` for the IDs below, else a choice of the loans at risk.
    which: String,
    /// A loan ID on each line.
    ids: String,
    reason: String,
    note: String,
    /// `yes` after the second look.
    sure: String,
}

const LISTED: &str = "listed";

impl Typed {
    fn chosen(&self) -> Chosen<'_> {
        let within = CHOICES.iter().find(|(name, ..)| format!("risk{name}") == self.which);
        match within {
            Some((_, within, _)) => Chosen::AtRisk(*within),
            None => Chosen::Listed(&self.ids),
        }
    }
}

pub(super) async fn show(State(state): State<AppState>, visitor: Visitor) -> Result<Markup, SiteError> {
    visitor.actor().may(Permission::DefaultLoans, visitor.partner)?;
    let typed = Typed {
        which: String::from(LISTED),
        ..Typed::default()
    };
    Ok(page(&visitor, Part::Mass, form(&state, &visitor, &typed, None)))
}

pub(super) async fn ask(
    State(state): State<AppState>,
    visitor: Visitor,
    csrf::Form(typed): csrf::Form<Typed>,
) -> Result<Response, SiteError> {
    let asked = take(&state, &visitor, &typed).await;
    match asked {
        Ok(Asked::Kept(id)) => Ok(Redirect::to(&format!("/defaults/mass/requests/{id}")).into_response()),
        Ok(Asked::LookAgain(listed)) => {
            Ok(page(&visitor, Part::Mass, confirmation(&visitor, &typed, &listed)).into_response())
        }
        Err(error) if error.kind == Kind::Invalid => {
            let said = visitor.text.error(&error);
            let body = form(&state, &visitor, &typed, Some(&said));
            let status = layout::refusal_status(&error);
            Ok((status, page(&visitor, Part::Mass, body)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// What came of the form.
enum Asked {
    /// The number of the request.
    Kept(i64),
    LookAgain(Listed),
}

async fn take(state: &AppState, visitor: &Visitor, typed: &Typed) -> Result<Asked, Error> {
    let (pa2, actor, partner) = (&state.pa2, visitor.actor(), visitor.partner);
    let listed = pa2.loans_to_ask_for(&actor, partner, typed.chosen()).await?;
    if listed.loans.is_empty() {
        return Err(Error::invalid("No loan was chosen.").said("defaults-none-chosen", []));
    }
    let Ok(reason) = typed.reason.parse::<Reason>() else {
        return Err(Error::invalid("Please choose a reason.").said("defaults-reason-missing", []));
    };
    if reason == Reason::Other && typed.note.trim().is_empty() {
        let text = "Please say in a few words why these loans are given up.";
        return Err(Error::invalid(text).said("defaults-note-missing", []));
    }
    if typed.sure != "yes" {
        return Ok(Asked::LookAgain(listed));
    }
    let loans: Vec<KivaId> = listed.loans.iter().map(|loan| loan.id).collect();
    let why = (reason, typed.note.as_str());
    let id = pa2.ask_for_mass_default(&actor, partner, &loans, why).await?;
    Ok(Asked::Kept(id))
}

fn form(state: &AppState, visitor: &Visitor, typed: &Typed, wrong: Option<&str>) -> Markup {
    let text = &visitor.text;
    let most = state.pa2.settings().mass_default_max;
    html! {
        (layout::section_bar(&text.get("defaults-mass-ask")))
        p { (text.with("defaults-mass-ask-means", &[("most", most.into())])) }
        @if let Some(wrong) = wrong { p.banner role="alert" { (wrong) } }
        form method="post" action="/defaults/mass/ask" {
            (csrf::field(visitor))
            div.fields {
                div.field {
                    label for="which" { (text.get("defaults-mass-which")) }
                    br;
                    select #which name="which" {
                        option value=(LISTED) selected[typed.which == LISTED] { (text.get("defaults-mass-which-listed")) }
                        @for (name, _, label) in CHOICES {
                            @let value = format!("risk{name}");
                            option value=(value) selected[typed.which == value] {
                                (text.get("defaults-at-risk")) ": " (text.get(label))
                            }
                        }
                    }
                }
                div.field.wide {
                    label for="ids" { (text.get("defaults-mass-ids")) }
                    textarea #ids name="ids" rows="8" aria-describedby="ids-help" { "\n" (typed.ids) }
                    br;
                    small #ids-help { (text.get("defaults-mass-ids-help")) }
                }
            }
            (reason_fields(text, typed.reason.parse().ok(), &typed.note))
            p { (layout::button(&text.get("defaults-give-up-go-on"))) }
        }
        p.ways { a href="/defaults/mass/requests" { (text.get("defaults-mass-back")) } }
    }
}

/// The loans once more, by their IDs: what is sent is what was seen.
fn confirmation(visitor: &Visitor, typed: &Typed, listed: &Listed) -> Markup {
    let text = &visitor.text;
    let ids: Vec<&str> = listed.loans.iter().map(|loan| loan.internal_loan_id.as_str()).collect();
    let count = listed.loans.len() as u64;
    html! {
        (layout::section_bar(&text.counted("defaults-mass-ask-these", count)))
        p { (text.get("defaults-give-up-means")) }
        (unfit(visitor, listed))
        ul {
            @for loan in listed.loans.iter().take(SHOWN) { li { (line(visitor, loan)) } }
            @if listed.loans.len() > SHOWN { li { "…" } }
        }
        form method="post" action="/defaults/mass/ask" {
            (csrf::field(visitor))
            input type="hidden" name="which" value=(LISTED);
            input type="hidden" name="ids" value=(ids.join("\n"));
            input type="hidden" name="reason" value=(typed.reason);
            input type="hidden" name="note" value=(typed.note);
            input type="hidden" name="sure" value="yes";
            p { (layout::button(&text.counted("defaults-mass-ask-sure", count))) }
        }
        p.ways { a href="/defaults/mass/ask" { (text.get("defaults-mass-back")) } }
    }
}

fn line(visitor: &Visitor, loan: &Loan) -> Markup {
    let owed = visitor.text.money(loan.outstanding(), loan.currency);
    html! { (loan.name) ", " (loan.internal_loan_id) ": " (owed) }
}

/// Whether the visitor may ask; the page of requests offers it then.
pub(super) fn may_ask(visitor: &Visitor) -> bool {
    visitor.person.partner_id.is_some() && visitor.actor().may(Permission::DefaultLoans, visitor.partner).is_ok()
}
