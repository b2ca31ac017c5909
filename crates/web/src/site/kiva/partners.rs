//! The partners: all of them, and a new one.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use fieldlink_app::Error;
use fieldlink_app::partners::NewPartner;
use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::money::Minor;
use fieldlink_domain::partner::{Partner, PartnerConfig, Profile};
use maud::{Markup, html};
use serde::Deserialize;

use super::config::setting;
use super::queue::opener;
use crate::AppState;
use crate::request::Query;
use crate::site::export::{self, Cell, Column, Format, Reader, Sheet};
use crate::site::fresh::Fresh;
use crate::site::layout::{self, SiteError, Tab, button, section_bar};
use crate::site::repayments::export_links;
use crate::site::session::Visitor;
use crate::site::{Pages, csrf};

/// Partners on a page.
const PAGE: usize = 50;
/// Partners read at once for a file.
const EXPORTED: usize = 200;

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

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    /// The number of the last partner of the page before.
    after: String,
    /// `csv` or `xlsx` for all partners as a file.
    format: String,
}

async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, SiteError> {
    let after = wanted.after.parse().ok().map(PartnerId);
    // Before the file begins: whoever may not see the list gets none.
    let (partners, next) = state.pa2.page_of_partners(&visitor.actor(), (after, PAGE)).await?;
    if let Some(format) = Format::asked(&wanted.format) {
        return export(&state, &visitor, format).await;
    }
    let text = &visitor.text;
    let body = html! {
        p.ways { a href="/kiva" { (text.get("kiva-queue")) } }
        (table(&visitor, &partners))
        (export_links(text, |format| format!("/kiva/partners?format={format}")))
        @if after.is_some() || next.is_some() {
            nav.pages aria-label=(text.get("loans-pages")) {
                @if after.is_some() { a href="/kiva/partners" { (text.get("defaults-first")) } }
                @if let Some(next) = next {
                    a href={ "/kiva/partners?after=" (next) } rel="next" { (text.get("loans-next")) }
                }
            }
        }
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
    Ok(layout::page(&visitor, Tab::Kiva, &text.get("kiva-partners"), body).into_response())
}

async fn export(state: &AppState, visitor: &Visitor, format: Format) -> Result<Response, SiteError> {
    let sheet = Sheet {
        name: String::from("partners"),
        head: export::head(&visitor.text, &columns()),
    };
    let rows = Reader::new(state, visitor).parts(|from, after| async move {
        let (partners, next) = from.pa2.page_of_partners(&from.actor, (after, EXPORTED)).await?;
        Ok((export::rows(&from.text, &columns(), &partners), next))
    });
    export::send(format, sheet, rows).await
}

fn columns() -> [Column<Partner>; 13] {
    [
        ("kiva-partner-id", |_, partner| Cell::Whole(partner.id.0)),
        ("kiva-partner-name", |_, partner| Cell::Text(partner.name.clone())),
        ("kiva-rates", |_, partner| Cell::Text(rates(partner))),
        ("kiva-amount-mode", |text, partner| {
            Cell::Text(setting(text, "amount_mode", &partner.profile.amount_mode))
        }),
        ("kiva-csv-upload-format", |text, partner| {
            Cell::Text(setting(text, "csv_upload_format", &partner.profile.csv_upload_format))
        }),
        ("kiva-currency-loss", |text, partner| {
            Cell::Text(setting(text, "currency_loss", &partner.profile.currency_loss))
        }),
        ("kiva-credit-limit", |_, partner| dollars(partner.profile.credit_limit)),
        ("kiva-monthly-limit", |_, partner| {
            dollars(partner.profile.monthly_limit)
        }),
        ("kiva-group-max", |_, partner| dollars(partner.profile.group_max_usd)),
        ("kiva-repay-after", |_, partner| {
            let months = partner.profile.repay_after_months;
            months.map_or(Cell::Empty, |months| Cell::count(months.into()))
        }),
        ("profile-contact", |_, partner| {
            Cell::Text(partner.profile.contact.name.clone())
        }),
        ("profile-contact-email", |_, partner| {
            Cell::Text(partner.profile.contact.email.clone())
        }),
        ("profile-contact-telephone", |_, partner| {
            Cell::Text(partner.profile.contact.telephone.clone())
        }),
    ]
}

fn dollars(limit: Option<Minor>) -> Cell {
    limit.map_or(Cell::Empty, Cell::usd)
}

/// Each currency with what a dollar costs in it: `KES 129.50`.
fn rates(partner: &Partner) -> String {
    let each = partner
        .config
        .currencies
        .iter()
        .map(|one| format!("{} {}", one.currency.code(), one.rate));
    each.collect::<Vec<String>>().join(", ")
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
    Fresh(typed): Fresh<New>,
) -> Result<Redirect, SiteError> {
    let id = typed.id.trim().parse().map_err(|_| {
        SiteError::from(Error::invalid("A partner's number is a whole number.").said("error-partner-id", []))
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
