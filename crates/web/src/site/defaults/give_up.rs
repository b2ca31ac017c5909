//! Giving loans up: a second look at the list of them, then what became of each.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use fieldlink_app::Kind;
use fieldlink_app::defaults::{Outcome, Reason};
use fieldlink_domain::ids::KivaId;
use fieldlink_domain::loan::Loan;
use maud::{Markup, html};

use super::{Part, page};
use crate::AppState;
use crate::site::csrf;
use crate::site::fresh::Fresh;
use crate::site::layout::{self, SiteError};
use crate::site::session::Visitor;
use crate::site::text::Text;

/// What is chosen beyond is refused by the use case.
const MOST: usize = 1_000;

/// The form as it was posted.
struct Posted {
    loans: Vec<KivaId>,
    reason: Option<Reason>,
    note: String,
    sure: bool,
}

impl Posted {
    fn read(pairs: &[(String, String)]) -> Posted {
        let one = |wanted: &str| {
            let found = pairs.iter().find(|(name, _)| name == wanted);
            found.map_or("", |(_, value)| value.as_str())
        };
        let loans = pairs.iter().filter(|(name, _)| name == "loan");
        let mut loans: Vec<KivaId> = loans.filter_map(|(_, id)| Some(KivaId(id.parse().ok()?))).collect();
        loans.sort_unstable();
        loans.dedup();
        loans.truncate(MOST);
        Posted {
            loans,
            reason: one("reason").parse().ok(),
            note: one("note").to_owned(),
            sure: one("sure") == "yes",
        }
    }
}

pub(super) async fn give_up(
    State(state): State<AppState>,
    visitor: Visitor,
    Fresh(pairs): Fresh<Vec<(String, String)>>,
) -> Result<Response, SiteError> {
    let (actor, partner, text) = (visitor.actor(), visitor.partner, &visitor.text);
    state.pa2.may_default(&actor, partner)?;
    let posted = Posted::read(&pairs);
    let loans = state.pa2.loans_by_ids(&actor, partner, &posted.loans).await?;
    let wrong = match (loans.is_empty(), posted.reason) {
        (true, _) => Some(text.get("defaults-none-chosen")),
        (false, None) => Some(text.get("defaults-reason-missing")),
        (false, Some(_)) => None,
    };
    let body = match (wrong, posted.reason) {
        (None, Some(reason)) if posted.sure => {
            let note = posted.note.as_str();
            match state
                .pa2
                .default_loans(&actor, partner, &posted.loans, (reason, note))
                .await
            {
                Ok(done) => results(text, &loans, &done),
                Err(error) if error.kind == Kind::Invalid => {
                    confirmation(&visitor, &posted, &loans, Some(&text.error(&error)))
                }
                Err(error) => return Err(error.into()),
            }
        }
        (wrong, _) => confirmation(&visitor, &posted, &loans, wrong.as_deref()),
    };
    Ok(page(&visitor, Part::AtRisk, body).into_response())
}

/// What is about to happen to which loans, or what is missing for it.
fn confirmation(visitor: &Visitor, posted: &Posted, loans: &[Loan], wrong: Option<&str>) -> Markup {
    let text = &visitor.text;
    html! {
        @if let Some(wrong) = wrong { p.banner role="alert" { (wrong) } }
        @if !loans.is_empty() {
            (layout::section_bar(&text.counted("defaults-give-up-these", loans.len() as u64)))
            p { (text.get("defaults-give-up-means")) }
            form method="post" action="/defaults/give-up" {
                (csrf::field(visitor))
                ul {
                    @for loan in loans {
                        li {
                            (loan.name) ", " (loan.internal_loan_id) ": "
                            (text.money(loan.outstanding(), loan.currency))
                            input type="hidden" name="loan" value=(loan.id);
                        }
                    }
                }
                (reason_fields(text, posted.reason, &posted.note))
                input type="hidden" name="sure" value="yes";
                p { button.danger { (text.counted("defaults-give-up-sure", loans.len() as u64)) } }
            }
        }
        p.ways { a href="/defaults" { (text.get("defaults-back")) } }
    }
}

/// The choice of a reason, and room for a few words.
pub(super) fn reason_fields(text: &Text, chosen: Option<Reason>, note: &str) -> Markup {
    html! {
        div.fields {
            div.field {
                label for="reason" { (text.get("defaults-reason")) }
                br;
                select #reason name="reason" {
                    option value="" { (text.get("defaults-choose")) }
                    @for reason in Reason::ALL {
                        option value=(reason) selected[chosen == Some(reason)] { (reason_name(text, reason)) }
                    }
                }
            }
            div.field.wide {
                label for="note" { (text.get("defaults-note")) }
                textarea #note name="note" rows="3" { "\n" (note) }
            }
        }
    }
}

/// A reason in words.
pub(super) fn reason_name(text: &Text, reason: Reason) -> String {
    text.get(match reason {
        Reason::Death => "defaults-reason-death",
        Reason::Illness => "defaults-reason-illness",
        Reason::Business => "defaults-reason-business",
        Reason::Moved => "defaults-reason-moved",
        Reason::Disaster => "defaults-reason-disaster",
        Reason::Unrest => "defaults-reason-unrest",
        Reason::Fraud => "defaults-reason-fraud",
        Reason::Unwilling => "defaults-reason-unwilling",
        Reason::Other => "defaults-reason-other",
    })
}

fn results(text: &Text, loans: &[Loan], done: &[Outcome]) -> Markup {
    let given_up = done.iter().filter(|one| one.outcome.is_ok()).count();
    let name = |id: KivaId| {
        let loan = loans.iter().find(|loan| loan.id == id);
        loan.map_or_else(|| id.to_string(), |loan| loan.name.clone())
    };
    html! {
        (layout::notice(&text.with(
            "defaults-given-up-many",
            &[("done", given_up.into()), ("of", done.len().into())],
        )))
        div.scroll {
            table {
                thead { tr {
                    th scope="col" { (text.get("loans-name")) }
                    th scope="col" { (text.get("defaults-outcome")) }
                } }
                tbody {
                    @for one in done {
                        tr {
                            td { a href={ "/loans/" (one.loan) } { (name(one.loan)) } }
                            td {
                                @match &one.outcome {
                                    Ok(_) => (text.get("defaults-given-up")),
                                    Err(error) => span.error { (text.error(error)) },
                                }
                            }
                        }
                    }
                }
            }
        }
        p.ways { a href="/defaults" { (text.get("defaults-back")) } }
    }
}
