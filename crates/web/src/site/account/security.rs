//! ACCOUNT > Sign-in: one's own password and sessions.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use fieldlink_app::people::{PASSWORD_MAX, PASSWORD_MIN, SecondStep};
use fieldlink_app::sessions::OpenSession;
use fieldlink_app::{Error, Kind};
use maud::{Markup, html};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::{browser, page, refusal, time};
use crate::AppState;
use crate::request::Query;
use crate::site::layout::{SiteError, button, notice, section_bar};
use crate::site::session::{self, Visitor};
use crate::site::{Pages, csrf};

pub(super) const PAGE: &str = "/account/security";

/// The routes of this file.
pub(super) fn routes() -> Pages {
    Pages::new()
        .get(PAGE, show)
        .post("/account/security/password", change_password)
        .post("/account/security/sessions/end", end_session)
        .post("/account/security/sessions/end-others", end_others)
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    changed: Option<String>,
}

#[derive(Deserialize)]
struct NewPassword {
    #[serde(default)]
    old: SecretString,
    #[serde(default)]
    new: SecretString,
    #[serde(default)]
    again: SecretString,
}

#[derive(Deserialize)]
struct Ended {
    #[serde(default)]
    session: String,
}

async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Markup, SiteError> {
    let said = asked
        .changed
        .map(|_| notice(&visitor.text.get("security-password-changed")));
    render(&state, &visitor, &headers, said, None).await
}

async fn change_password(
    State(state): State<AppState>,
    visitor: Visitor,
    headers: HeaderMap,
    csrf::Form(typed): csrf::Form<NewPassword>,
) -> Result<Response, SiteError> {
    let changed = match typed.new.expose_secret() == typed.again.expose_secret() {
        true => state.pa2.change_password(&visitor.person, typed.old, typed.new).await,
        false => Err(Error::invalid("The two new passwords differ.").said("error-passwords-differ", [])),
    };
    match changed {
        Ok(()) => {
            // The old session ended with the old password.
            let held = state
                .pa2
                .begin_session(&visitor.person, session::agent(&headers))
                .await?;
            let mut response = Redirect::to(&format!("{PAGE}?changed=1")).into_response();
            if let Some(cookie) = session::set_cookie(&state.pa2, &held) {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
            Ok(response)
        }
        Err(error) if error.kind == Kind::Invalid => {
            let said = visitor.text.error(&error);
            let again = render(&state, &visitor, &headers, None, Some(&said)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, again).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn end_session(
    State(state): State<AppState>,
    visitor: Visitor,
    csrf::Form(ended): csrf::Form<Ended>,
) -> Result<Redirect, SiteError> {
    match state.pa2.end_one_session(&visitor.person, &ended.session).await {
        Err(error) if error.kind != Kind::NotFound => Err(error.into()),
        _ => Ok(Redirect::to(PAGE)),
    }
}

async fn end_others(
    State(state): State<AppState>,
    visitor: Visitor,
    headers: HeaderMap,
    _: csrf::Pressed,
) -> Result<Redirect, SiteError> {
    if let Some(held) = session::held(&headers, &state.pa2) {
        state.pa2.end_other_sessions(&visitor.person, &held).await?;
    }
    Ok(Redirect::to(PAGE))
}

async fn render(
    state: &AppState,
    visitor: &Visitor,
    headers: &HeaderMap,
    said: Option<Markup>,
    refused: Option<&str>,
) -> Result<Markup, SiteError> {
    let text = &visitor.text;
    let sessions = match session::held(headers, &state.pa2) {
        Some(held) => state.pa2.own_sessions(&held).await?,
        None => Vec::new(),
    };
    let second_step = state.pa2.second_step(&visitor.person).await?;
    let body = html! {
        @if let Some(said) = said { (said) }
        (section_bar(&text.get("security-password")))
        (password_form(visitor, refused))
        (section_bar(&text.get("second-step-title")))
        (second_step_part(visitor, second_step))
        (section_bar(&text.get("security-sessions")))
        (sessions_part(visitor, &sessions))
    };
    Ok(page(visitor, PAGE, &text.get("account-security"), body))
}

fn password_form(visitor: &Visitor, refused: Option<&str>) -> Markup {
    let text = &visitor.text;
    let field = |name: &str, label: &str, complete: &str| {
        html! {
            p {
                label for=(name) { (text.get(label)) }
                input id=(name) name=(name) type="password" autocomplete=(complete) required
                    aria-describedby=[refused.map(|_| "refused")];
            }
        }
    };
    let length = [("least", PASSWORD_MIN.into()), ("most", PASSWORD_MAX.into())];
    html! {
        form.sign-in method="post" action="/account/security/password" {
            (csrf::field(visitor))
            (refusal(refused))
            input type="hidden" name="username" autocomplete="username" value=(visitor.person.email);
            (field("old", "security-password-old", "current-password"))
            p { (text.with("password-length", &length)) }
            (field("new", "password-new", "new-password"))
            (field("again", "password-again", "new-password"))
            p { (button(&text.get("security-password-change"))) }
        }
    }
}

fn second_step_part(visitor: &Visitor, step: SecondStep) -> Markup {
    let text = &visitor.text;
    let deed = |to: &str, label: &str| {
        html! {
            form method="post" action=(to) {
                (csrf::field(visitor))
                button { (text.get(label)) }
            }
        }
    };
    html! {
        p { (text.get("second-step-means")) }
        @if step.on {
            p { (text.get("second-step-is-on")) }
            p class=[step.is_short().then_some("warning")] {
                (text.counted("second-step-codes-left", u64::try_from(step.recovery_codes).unwrap_or(0)))
            }
            (deed("/account/security/second-step/codes", "second-step-new-codes"))
            (deed("/account/security/second-step/off", "second-step-turn-off"))
        } @else {
            (deed("/account/security/second-step", "second-step-begin"))
        }
    }
}

fn sessions_part(visitor: &Visitor, sessions: &[OpenSession]) -> Markup {
    let text = &visitor.text;
    html! {
        table {
            thead { tr {
                th scope="col" { (text.get("security-browser")) }
                th scope="col" { (text.get("security-started")) }
                th scope="col" { (text.get("security-seen")) }
                th scope="col" { span.hidden { (text.get("security-end")) } }
            } }
            tbody { @for session in sessions {
                tr {
                    td { @if session.agent.is_empty() { (text.get("security-no-name")) } @else { (browser::name(&session.agent)) } }
                    td { (time(session.started_at)) }
                    td { (time(session.seen_at)) }
                    td {
                        @if session.own {
                            (text.get("security-this"))
                        } @else {
                            form method="post" action="/account/security/sessions/end" {
                                (csrf::field(visitor))
                                input type="hidden" name="session" value=(session.id);
                                button { (text.get("security-end")) }
                            }
                        }
                    }
                }
            } }
        }
        form method="post" action="/account/security/sessions/end-others" {
            (csrf::field(visitor))
            button { (text.get("security-end-others")) }
        }
    }
}
