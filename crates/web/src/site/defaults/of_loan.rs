//! What a loan's page says of its default, and the ways that a person has from there.

use fieldlink_app::defaults::GivenUp;
use fieldlink_app::loans::LoanView;
use maud::{Markup, html};

use super::give_up::{reason_fields, reason_name};
use super::list::state_name;
use super::requests::is_open;
use crate::site::csrf;
use crate::site::loans::who;
use crate::site::session::Visitor;
use crate::site::text::Text;

/// When, why and by whom it was given up, and what came back since.
pub fn told(text: &Text, view: &LoanView, given_up: &GivenUp) -> Markup {
    let loan = &view.loan;
    html! {
        p { (text.with("defaults-told", &[
            ("day", text.day_of(given_up.at).into()),
            ("who", who(text, &view.names.who(&given_up.actor)).into()),
            ("lost", text.money(loan.principal - given_up.repaid, loan.currency).into()),
            ("recovered", text.money(loan.repaid - given_up.repaid, loan.currency).into()),
        ])) }
        @if let Some(reason) = given_up.reason {
            p { strong { (reason_name(text, reason)) } " " (given_up.note) }
        }
    }
}

/// The requests not to default it.
pub fn requests_of_loan(text: &Text, view: &LoanView) -> Markup {
    html! {
        @if !view.requests.is_empty() {
            ul {
                @for request in &view.requests {
                    li {
                        (text.day_of(request.asked_at)) ": " (request.reason) " "
                        strong { (state_name(text, request.state)) } " " (request.answer)
                    }
                }
            }
        }
    }
}

/// Giving it up, and asking Kiva that it waits; each behind a second look. `asks`: whether the visitor may ask.
pub fn ways(visitor: &Visitor, view: &LoanView, asks: bool) -> Markup {
    let text = &visitor.text;
    html! {
        details {
            summary { (text.get("defaults-give-up")) }
            form method="post" action="/defaults/give-up" {
                (csrf::field(visitor))
                input type="hidden" name="loan" value=(view.loan.id);
                p { (text.get("defaults-give-up-means")) }
                (reason_fields(text, None, ""))
                p { button.danger { (text.get("defaults-give-up-go-on")) } }
            }
        }
        @if asks && !view.requests.iter().any(is_open) {
            details {
                summary { (text.get("defaults-ask")) }
                (ask_form(visitor, view, "", ""))
            }
        }
    }
}

/// The form of a request.
pub(super) fn ask_form(visitor: &Visitor, view: &LoanView, why: &str, wanted: &str) -> Markup {
    let text = &visitor.text;
    html! {
        form method="post" action="/defaults/requests" {
            (csrf::field(visitor))
            input type="hidden" name="loan" value=(view.loan.id);
            p { (text.get("defaults-ask-means")) }
            div.fields {
                div.field {
                    label for="wanted" { (text.get("defaults-wanted")) }
                    br;
                    input #wanted type="date" name="wanted" value=(wanted);
                }
                div.field.wide {
                    label for="why" { (text.get("defaults-why")) }
                    textarea #why name="why" rows="4" { "\n" (why) }
                }
            }
            p { button.main { (text.get("defaults-ask-send")) } }
        }
    }
}
