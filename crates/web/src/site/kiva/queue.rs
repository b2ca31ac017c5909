//! The reviewers' queue: the loans of all partners that wait to be approved, those that wait longest first.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Redirect;
use fieldlink_app::Permission;
use fieldlink_app::defaults::WaitingRequests;
use fieldlink_domain::ids::PartnerId;
use fieldlink_store::loan_queue::Waiting;
use maud::{Markup, html};
use serde::Deserialize;

use crate::AppState;
use crate::request::Query;
use crate::site::layout::{self, SiteError, Tab, section_bar};
use crate::site::loans::status_name;
use crate::site::session::{self, Visitor};
use crate::site::sign_in::local;
use crate::site::{Pages, csrf};

/// The routes of this file.
pub(super) fn routes() -> Pages {
    Pages::new().get("/kiva", show).post("/kiva/open", open)
}

#[derive(Debug, Default, Deserialize)]
struct After {
    /// Time and number of the last loan of the page before.
    at: Option<i64>,
    id: Option<i64>,
}

#[derive(Debug, Deserialize)]
struct Open {
    partner: i64,
    /// Empty for the partner's home.
    #[serde(default)]
    loan: String,
    /// The path of another page of it.
    #[serde(default)]
    to: String,
}

async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Query(after): Query<After>,
) -> Result<Markup, SiteError> {
    let operates = visitor.actor().may(Permission::Operate, visitor.partner).is_ok();
    let asked = match operates {
        true => state.pa2.waiting_default_requests(&visitor.actor()).await?,
        false => Vec::new(),
    };
    let (waiting, next) = state.pa2.review_queue(&visitor.actor(), after.at.zip(after.id)).await?;
    let text = &visitor.text;
    let body = html! {
        @if operates {
            p {
                a href="/kiva/partners" { (text.get("kiva-partners")) } " · "
                a href="/kiva/staff" { (text.get("kiva-staff")) }
            }
        }
        @if !asked.is_empty() { (requests(&visitor, &asked)) }
        (section_bar(&text.get("kiva-queue")))
        p { (text.get("kiva-queue-help")) }
        @if waiting.is_empty() { p { (text.get("kiva-queue-empty")) } } @else { (table(&visitor, &waiting)) }
        @if let Some((at, id)) = next {
            nav.pages { a href={ "/kiva?at=" (at) "&id=" (id) } rel="next" { (text.get("loans-next")) } }
        }
    };
    Ok(layout::page(&visitor, Tab::Kiva, &text.get("kiva-title"), body))
}

/// Requests about defaults that wait for an answer, by partner.
fn requests(visitor: &Visitor, asked: &[(String, WaitingRequests)]) -> Markup {
    let text = &visitor.text;
    html! {
        (section_bar(&text.get("kiva-default-requests")))
        ul.todo {
            @for (name, waiting) in asked {
                @for (to, count, label) in [
                    ("/defaults/mass/requests", waiting.mass, "kiva-mass-requests"),
                    ("/defaults/requests", waiting.not_to, "defaults-open-requests"),
                ] {
                    @let count = u64::try_from(count).unwrap_or(0);
                    @if count > 0 {
                        li {
                            (waiting.partner) " " (name) ": "
                            (open_at(visitor, waiting.partner, ("to", to), &text.counted(label, count)))
                        }
                    }
                }
            }
        }
    }
}

fn table(visitor: &Visitor, waiting: &[Waiting]) -> Markup {
    let text = &visitor.text;
    html! {
        div.scroll { table {
            thead { tr {
                th scope="col" { (text.get("loans-name")) }
                th scope="col" { (text.get("kiva-partner")) }
                th scope="col" { (text.get("loans-status")) }
                th scope="col" { (text.get("loan-posted")) }
                th scope="col" { (text.get("kiva-expires")) }
            } }
            tbody { @for loan in waiting { tr {
                td { (opener(visitor, loan.partner, &loan.id.to_string(), &loan.name)) }
                td { (loan.partner) " " (loan.partner_name) }
                td { (status_name(text, loan.status)) }
                td { (text.day_of(loan.posted)) }
                td { @if let Some(at) = loan.expires { (text.day_of(at)) } }
            } } }
        } }
    }
}

/// A button that looks like a link: it shows another partner, so it is no link.
pub(super) fn opener(visitor: &Visitor, partner: PartnerId, loan: &str, label: &str) -> Markup {
    open_at(visitor, partner, ("loan", loan), label)
}

pub(in crate::site) fn open_at(
    visitor: &Visitor,
    partner: PartnerId,
    (name, value): (&str, &str),
    label: &str,
) -> Markup {
    html! {
        form.inline method="post" action="/kiva/open" {
            (csrf::field(visitor))
            input type="hidden" name="partner" value=(partner);
            input type="hidden" name=(name) value=(value);
            button.link { (label) }
        }
    }
}

/// Shows a partner to one of Kiva's people, at one of its loans or at its home.
async fn open(
    State(state): State<AppState>,
    headers: HeaderMap,
    csrf::FormOfAnyPage(Open { partner, loan, to }): csrf::FormOfAnyPage<Open>,
) -> Result<Redirect, SiteError> {
    if let Some(held) = session::held(&headers, &state.pa2) {
        state.pa2.choose_partner(&held, PartnerId(partner)).await?;
    }
    Ok(match loan.parse::<i64>() {
        Ok(loan) => Redirect::to(&format!("/loans/{loan}")),
        Err(_) => Redirect::to(local(&to).unwrap_or("/")),
    })
}
