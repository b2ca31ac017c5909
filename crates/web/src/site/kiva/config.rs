//! What Kiva sets of a partner, as one form.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use fieldlink_app::{Error, Kind};
use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::partner::{AmountMode, CsvUploadFormat, CurrencyLoss, Partner};
use fieldlink_domain::reference::{self, Activity, LANGUAGES, SECTORS, THEMES};
use maud::{Markup, html};
use serde::Serialize;

use super::form::Typed;
use crate::AppState;
use crate::request::Path;
use crate::site::fresh::Fresh;
use crate::site::layout::{self, SiteError, Tab, button, section_bar};
use crate::site::session::Visitor;
use crate::site::text::Text;
use crate::site::{Pages, csrf};

/// The routes of this file.
pub(super) fn routes() -> Pages {
    Pages::new()
        .get("/kiva/partners/{partner}", show)
        .post("/kiva/partners/{partner}", save)
}

async fn show(State(state): State<AppState>, visitor: Visitor, Path(id): Path<String>) -> Result<Response, SiteError> {
    let partner = configured(&state, &visitor, &id).await?;
    Ok(page(&visitor, &partner, &Typed::of(&partner), None).into_response())
}

async fn save(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    Fresh(typed): Fresh<Typed>,
) -> Result<Response, SiteError> {
    let partner = configured(&state, &visitor, &id).await?;
    let saved = match typed.change(&partner) {
        Ok(change) => state.pa2.configure_partner(&visitor.actor(), partner.id, change).await,
        Err(error) => Err(error),
    };
    match saved {
        Ok(partner) => Ok(Redirect::to(&format!("/kiva/partners/{}", partner.id)).into_response()),
        Err(error) if error.kind == Kind::Invalid => {
            let page = page(&visitor, &partner, &typed, Some(&error));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// The partner, for those who may configure it.
async fn configured(state: &AppState, visitor: &Visitor, id: &str) -> Result<Partner, SiteError> {
    let id = PartnerId(id.parse().unwrap_or(-1));
    Ok(state.pa2.partner_to_configure(&visitor.actor(), id).await?)
}

fn page(visitor: &Visitor, partner: &Partner, typed: &Typed, refused: Option<&Error>) -> Markup {
    let text = &visitor.text;
    let body = html! {
        p.ways { a href="/kiva/partners" { (text.get("kiva-partners")) } }
        @if let Some(error) = refused { p.error role="alert" { (text.error(error)) } }
        form method="post" action={ "/kiva/partners/" (partner.id) } {
            (csrf::field(visitor))
            (section_bar(&text.get("kiva-profile")))
            (profile(text, typed))
            (section_bar(&text.get("kiva-currencies")))
            (currencies(text, typed))
            (section_bar(&text.get("kiva-themes")))
            (themes(text, typed))
            (section_bar(&text.get("kiva-languages")))
            div.fields { @for language in LANGUAGES {
                (tick("language", language.id, language.name, typed.language.contains(&language.id)))
            } }
            (section_bar(&text.get("kiva-activities")))
            (activities(text, typed))
            p { (button(&text.get("kiva-save"))) }
        }
    };
    let title = format!("{} {}", partner.id, partner.name);
    layout::page(visitor, Tab::Kiva, &title, body)
}

fn profile(text: &Text, typed: &Typed) -> Markup {
    html! {
        div.fields {
            (field(text, "name", "kiva-partner-name", &typed.name))
            (choice(text, "amount_mode", &typed.amount_mode, &[
                AmountMode::CumulativePrincipalRepaid, AmountMode::PrincipalOutstanding, AmountMode::AmountThisMonth,
            ]))
            (choice(text, "csv_upload_format", &typed.csv_upload_format, &[
                CsvUploadFormat::TwoColumn, CsvUploadFormat::ThreeColumn,
            ]))
            (choice(text, "currency_loss", &typed.currency_loss, &[
                CurrencyLoss::Covered, CurrencyLoss::Possible, CurrencyLoss::NotApplicable,
            ]))
            (field(text, "credit_limit", "kiva-credit-limit", &typed.credit_limit))
            (field(text, "monthly_limit", "kiva-monthly-limit", &typed.monthly_limit))
            (field(text, "group_max", "kiva-group-max", &typed.group_max))
            (field(text, "repay_after", "kiva-repay-after", &typed.repay_after))
        }
    }
}

fn field(text: &Text, name: &str, label: &str, value: &str) -> Markup {
    html! {
        div.field {
            label for=(name) { (text.get(label)) } br;
            input id=(name) name=(name) value=(value);
        }
    }
}

/// A choice whose options are spelled, and said, by what they are called in JSON.
/// How a setting is spelled in a form.
fn spelled(option: &impl Serialize) -> String {
    let json = serde_json::to_value(option).unwrap_or_default();
    json.as_str().unwrap_or_default().to_owned()
}

/// What a setting is set to, in words.
pub(super) fn setting(text: &Text, name: &str, option: &impl Serialize) -> String {
    text.get(&format!("kiva-{name}-{}", spelled(option)).replace('_', "-"))
}

fn choice<T: Serialize + PartialEq>(text: &Text, name: &str, chosen: &T, options: &[T]) -> Markup {
    html! {
        div.field {
            label for=(name) { (text.get(&format!("kiva-{name}").replace('_', "-"))) } br;
            select id=(name) name=(name) {
                @for option in options {
                    @let value = spelled(option);
                    option value=(value) selected[option == chosen] { (setting(text, name, option)) }
                }
            }
        }
    }
}

fn currencies(text: &Text, typed: &Typed) -> Markup {
    html! {
        div.field {
            label for="currencies" { (text.get("kiva-rates")) } br;
            textarea.narrow #currencies name="currencies" rows="5" aria-describedby="currencies-help" { (typed.currencies) }
            br; small #currencies-help { (text.get("kiva-rates-help")) }
        }
    }
}

fn themes(text: &Text, typed: &Typed) -> Markup {
    html! {
        p { (text.get("kiva-themes-help")) }
        table {
            thead { tr {
                th scope="col" { (text.get("loan-theme")) }
                th scope="col" { (text.get("kiva-theme-limit")) }
            } }
            tbody { @for (at, theme) in THEMES.iter().enumerate() {
                @let limit = typed.theme_limit.get(at).map_or("", String::as_str);
                @let id = format!("theme-{}", theme.id);
                tr {
                    td { (tick("theme", theme.id, theme.name, typed.theme.contains(&theme.id))) }
                    td {
                        label.hidden for={ (id) "-limit" } { (theme.name) ": " (text.get("kiva-theme-limit")) }
                        input id={ (id) "-limit" } name="theme_limit" value=(limit);
                    }
                }
            } }
        }
    }
}

/// The activities by sector; those without a known sector last.
fn activities(text: &Text, typed: &Typed) -> Markup {
    let mut groups: Vec<(&str, Vec<&Activity>)> = SECTORS
        .iter()
        .map(|sector| {
            (
                sector.name,
                reference::activities()
                    .iter()
                    .filter(|a| a.sector_id == Some(sector.id))
                    .collect(),
            )
        })
        .collect();
    let other = text.get("kiva-no-sector");
    let without = reference::activities().iter().filter(|a| a.sector_id.is_none());
    groups.push((&other, without.collect()));
    html! {
        @for (name, activities) in groups.iter().filter(|(_, activities)| !activities.is_empty()) {
            @let held = activities.iter().filter(|a| typed.activity.contains(&a.id)).count();
            details {
                summary { (name) " (" (held) " / " (activities.len()) ")" }
                div.fields { @for activity in activities {
                    (tick("activity", activity.id, activity.name, typed.activity.contains(&activity.id)))
                } }
            }
        }
    }
}

fn tick(name: &str, value: i64, label: &str, ticked: bool) -> Markup {
    let id = format!("{name}-{value}");
    html! {
        div {
            input id=(id) type="checkbox" name=(name) value=(value) checked[ticked]; " "
            label for=(id) { (label) }
        }
    }
}
