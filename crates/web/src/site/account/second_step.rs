//! ACCOUNT > Sign-in > second step: setting a telephone up, recovery codes, turning it off.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use fieldlink_app::Kind;
use fieldlink_app::people::TotpSetup;
use maud::{Markup, PreEscaped, html};
use qrcode::QrCode;
use qrcode::render::svg;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::{page, refusal, security};
use crate::AppState;
use crate::site::fresh::Fresh;
use crate::site::layout::{SiteError, button};
use crate::site::session::Visitor;
use crate::site::{Pages, csrf};

const PAGE: &str = "/account/security/second-step";

/// The routes of this file.
pub(super) fn routes() -> Pages {
    Pages::new()
        .get(PAGE, show)
        .post(PAGE, begin)
        .post("/account/security/second-step/on", turn_on)
        .post("/account/security/second-step/codes", new_codes)
        .post("/account/security/second-step/off", turn_off)
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    code: String,
}

async fn show(State(state): State<AppState>, visitor: Visitor) -> Result<Response, SiteError> {
    match state.pa2.second_step_setup(&visitor.person).await? {
        Some(setup) => Ok(setup_page(&visitor, &setup, None).into_response()),
        None => Ok(Redirect::to(security::PAGE).into_response()),
    }
}

async fn begin(
    State(state): State<AppState>,
    visitor: Visitor,
    _: Fresh<csrf::Nothing>,
) -> Result<Redirect, SiteError> {
    state.pa2.begin_second_step(&visitor.person).await?;
    Ok(Redirect::to(PAGE))
}

async fn turn_on(
    State(state): State<AppState>,
    visitor: Visitor,
    csrf::Form(answer): csrf::Form<Answer>,
) -> Result<Response, SiteError> {
    match state.pa2.turn_on_second_step(&visitor.person, &answer.code).await {
        Ok(codes) => Ok(codes_page(&visitor, &codes).into_response()),
        Err(error) if error.kind == Kind::Invalid => {
            let Some(setup) = state.pa2.second_step_setup(&visitor.person).await? else {
                return Ok(Redirect::to(security::PAGE).into_response());
            };
            let said = visitor.text.error(&error);
            let again = setup_page(&visitor, &setup, Some(&said));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, again).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn new_codes(
    State(state): State<AppState>,
    visitor: Visitor,
    _: Fresh<csrf::Nothing>,
) -> Result<Markup, SiteError> {
    let codes = state.pa2.new_recovery_codes(&visitor.person).await?;
    Ok(codes_page(&visitor, &codes))
}

async fn turn_off(
    State(state): State<AppState>,
    visitor: Visitor,
    _: Fresh<csrf::Nothing>,
) -> Result<Redirect, SiteError> {
    state.pa2.turn_off_second_step(&visitor.person).await?;
    Ok(Redirect::to(security::PAGE))
}

fn setup_page(visitor: &Visitor, setup: &TotpSetup, refused: Option<&str>) -> Markup {
    let text = &visitor.text;
    let body = html! {
        ol {
            li { (text.get("second-step-app")) }
            li {
                p { (text.get("second-step-scan")) }
                @if let Some(picture) = picture(setup.url.expose_secret()) {
                    figure.qr role="img" aria-label=(text.get("second-step-picture")) { (picture) }
                }
                p { (text.get("second-step-type")) }
                p.secret { (setup.grouped()) }
            }
            li {
                form method="post" action="/account/security/second-step/on" {
                    (csrf::field(visitor))
                    (refusal(refused))
                    p {
                        label for="code" { (text.get("second-step-answer")) }
                        " " input #code name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="7" required
                            aria-describedby=[refused.map(|_| "refused")];
                    }
                    p { (button(&text.get("second-step-turn-on"))) }
                }
            }
        }
    };
    page(visitor, security::PAGE, &text.get("second-step-title"), body)
}

/// The picture that the telephone's camera reads.
fn picture(url: &str) -> Option<Markup> {
    let code = QrCode::new(url.as_bytes()).ok()?;
    let drawn = code.render::<svg::Color<'_>>().min_dimensions(200, 200).build();
    // What stands before the picture itself belongs to a file, not to a page.
    let (_, drawn) = drawn.split_once("?>").unwrap_or(("", &drawn));
    Some(PreEscaped(drawn.to_owned()))
}

fn codes_page(visitor: &Visitor, codes: &[SecretString]) -> Markup {
    let text = &visitor.text;
    let body = html! {
        section.notice role="status" {
            p { strong { (text.get("second-step-codes-once")) } }
            p { (text.get("second-step-codes-mean")) }
        }
        ul.codes { @for code in codes { li { code { (code.expose_secret()) } } } }
        p.ways { a href=(security::PAGE) { (text.get("second-step-codes-kept")) } }
    };
    page(visitor, security::PAGE, &text.get("second-step-codes"), body)
}
