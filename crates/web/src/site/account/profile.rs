//! ACCOUNT > Profile (domain.md 2.5, 2.9).

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use fieldlink_app::partners::OwnProfile;
use fieldlink_app::{Kind, Permission};
use fieldlink_domain::partner::{AmountMode, Contact, CsvUploadFormat, Partner};
use maud::{Markup, html};
use serde::Deserialize;

use super::{may, page, refusal};
use crate::AppState;
use crate::request::Query;
use crate::site::Pages;
use crate::site::csrf;
use crate::site::fresh::Fresh;
use crate::site::layout::{SiteError, button, notice, section_bar};
use crate::site::session::Visitor;
use crate::site::text::Text;

const PAGE: &str = "/account/profile";
const FORMATS: [(CsvUploadFormat, &str, &str); 2] = [
    (CsvUploadFormat::TwoColumn, "two_column", "profile-two-columns"),
    (CsvUploadFormat::ThreeColumn, "three_column", "profile-three-columns"),
];
const MODES: [(AmountMode, &str, &str); 3] = [
    (
        AmountMode::CumulativePrincipalRepaid,
        "cumulative_principal_repaid",
        "profile-mode-cumulative",
    ),
    (
        AmountMode::PrincipalOutstanding,
        "principal_outstanding",
        "profile-mode-outstanding",
    ),
    (AmountMode::AmountThisMonth, "amount_this_month", "profile-mode-month"),
];

/// The routes of this file.
pub(super) fn routes() -> Pages {
    Pages::new().get(PAGE, show).post(PAGE, save)
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    saved: Option<String>,
}

#[derive(Deserialize)]
struct Typed {
    csv_upload_format: CsvUploadFormat,
    amount_mode: AmountMode,
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    telephone: String,
}

async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Markup, SiteError> {
    let partner = state.pa2.partner(visitor.partner).await?;
    let said = asked.saved.map(|_| notice(&visitor.text.get("account-saved")));
    Ok(render(&visitor, &partner, said.as_ref(), None))
}

async fn save(
    State(state): State<AppState>,
    visitor: Visitor,
    Fresh(typed): Fresh<Typed>,
) -> Result<Response, SiteError> {
    let own = OwnProfile {
        amount_mode: typed.amount_mode,
        csv_upload_format: typed.csv_upload_format,
        contact: Contact {
            name: typed.name,
            email: typed.email,
            telephone: typed.telephone,
        },
    };
    match state
        .pa2
        .save_profile(&visitor.actor(), visitor.partner, own.clone())
        .await
    {
        Ok(()) => Ok(Redirect::to(&format!("{PAGE}?saved=1")).into_response()),
        Err(error) if error.kind == Kind::Invalid => {
            let mut partner = state.pa2.partner(visitor.partner).await?;
            partner.profile.amount_mode = own.amount_mode;
            partner.profile.csv_upload_format = own.csv_upload_format;
            partner.profile.contact = own.contact;
            let again = render(&visitor, &partner, None, Some(&visitor.text.error(&error)));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, again).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn render(visitor: &Visitor, partner: &Partner, said: Option<&Markup>, refused: Option<&str>) -> Markup {
    let text = &visitor.text;
    let body = html! {
        @if let Some(said) = said { (said) }
        dl.facts {
            dt { (text.get("account-partner")) } dd { (partner.name) }
            dt { (text.get("api-access-partner")) } dd { code { (partner.id) } }
        }
        @if let Some(months) = partner.profile.repay_after_months {
            p { (text.with("profile-repay-after", &[("months", months.into())])) }
        }
        form method="post" action=(PAGE) {
            (csrf::field(visitor))
            (refusal(refused))
            fieldset disabled[!may(visitor, Permission::ManageProfile)] {
                legend.hidden { (text.get("account-profile")) }
                (section_bar(&text.get("profile-files")))
                (choices(text, "csv_upload_format", "profile-format", &FORMATS, partner.profile.csv_upload_format))
                (choices(text, "amount_mode", "profile-mode", &MODES, partner.profile.amount_mode))
                p { (text.get("profile-mode-note")) }
                (section_bar(&text.get("profile-contact")))
                (contact(text, &partner.profile.contact))
                @if may(visitor, Permission::ManageProfile) { p { (button(&text.get("account-save"))) } }
            }
        }
    };
    page(visitor, PAGE, &text.get("account-profile"), body)
}

fn choices<T: PartialEq + Copy>(text: &Text, name: &str, legend: &str, all: &[(T, &str, &str)], current: T) -> Markup {
    html! {
        fieldset {
            legend.label { (text.get(legend)) }
            @for (choice, value, label) in all {
                div {
                    input type="radio" name=(name) value=(value) id=(value) checked[*choice == current];
                    " " label for=(value) { (text.get(label)) }
                }
            }
        }
    }
}

fn contact(text: &Text, contact: &Contact) -> Markup {
    html! {
        div.fields {
            div.field {
                label for="name" { (text.get("profile-contact-name")) }
                input #name name="name" maxlength="200" value=(contact.name);
            }
            div.field {
                label for="email" { (text.get("profile-contact-email")) }
                input #email name="email" type="email" maxlength="200" value=(contact.email);
            }
            div.field {
                label for="telephone" { (text.get("profile-contact-telephone")) }
                input #telephone name="telephone" type="tel" maxlength="200" value=(contact.telephone);
            }
        }
    }
}
