//! The partners: all of them, and a new one.

use axum::extract::State;
use axum::response::Redirect;
use fieldlink_app::Error;
use fieldlink_app::partners::NewPartner;
use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::partner::{Partner, PartnerConfig, Profile};
use maud::{Markup, html};
use serde::Deserialize;

use super::queue::opener;
use crate::AppState;
use crate::site::layout::{self, SiteError, Tab, button, section_bar};
use crate::site::session::Visitor;
use crate::site::{Pages, csrf};

/// The routes of this file.
pub(super) fn routes() -> Pages {
    Pages::new().get("/kiva/partners", show).post("/kiva/partners", create)
}

#[derive(Debug, Deserialize)]
struct New {
    #[serde(default)]
    id: String,
    #[serde(default)]
    name: String,
}

async fn show(State(state): State<AppState>, visitor: Visitor) -> Result<Markup, SiteError> {
    let all = state.pa2.list_partners(&visitor.actor()).await?;
    let text = &visitor.text;
    let body = html! {
        p { a href="/kiva" { (text.get("kiva-queue")) } }
        (table(&visitor, &all))
        (section_bar(&text.get("kiva-new")))
        form method="post" action="/kiva/partners" {
            (csrf::field(&visitor))
            div.field {
                label for="id" { (text.get("kiva-partner-id")) } br;
                input #id name="id" type="number" min="1" required;
            }
            div.field {
                label for="name" { (text.get("kiva-partner-name")) } br;
                input #name name="name" required;
            }
            (button(&text.get("kiva-new-button")))
        }
    };
    Ok(layout::page(&visitor, Tab::Kiva, &text.get("kiva-partners"), body))
}

fn table(visitor: &Visitor, all: &[Partner]) -> Markup {
    let text = &visitor.text;
    html! {
        div.scroll { table {
            thead { tr {
                th scope="col" { (text.get("kiva-partner-id")) }
                th scope="col" { (text.get("kiva-partner-name")) }
                th scope="col" { (text.get("kiva-currencies")) }
                th scope="col" { (text.get("kiva-do")) }
            } }
            tbody { @for partner in all { tr {
                td { (partner.id) }
                th scope="row" { (partner.name) }
                td { (currencies(partner)) }
                td {
                    a href={ "/kiva/partners/" (partner.id) } aria-label={ (text.get("kiva-configure")) ": " (partner.name) } {
                        (text.get("kiva-configure"))
                    }
                    " " (opener(visitor, partner.id, "", &text.get("kiva-look")))
                }
            } } }
        } }
    }
}

fn currencies(partner: &Partner) -> String {
    let codes: Vec<&str> = partner.config.currencies.iter().map(|c| c.currency.code()).collect();
    codes.join(", ")
}

async fn create(
    State(state): State<AppState>,
    visitor: Visitor,
    csrf::Form(typed): csrf::Form<New>,
) -> Result<Redirect, SiteError> {
    let id =
        typed.id.trim().parse().map_err(|_| {
            SiteError(Error::invalid("A partner's number is a whole number.").said("error-partner-id", []))
        })?;
    let new = NewPartner {
        id: PartnerId(id),
        name: typed.name,
        profile: Profile::default(),
        config: PartnerConfig::default(),
    };
    let partner = state.pa2.create_partner(&visitor.actor(), new).await?;
    Ok(Redirect::to(&format!("/kiva/partners/{}", partner.id)))
}
