//! Signing in and out.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use fieldlink_app::{Kind, PersonActor};
use maud::{Markup, html};
use secrecy::SecretString;
use serde::Deserialize;

use crate::AppState;
use crate::request::{Plain, Query};
use crate::site::Pages;
use crate::site::layout::{SiteError, button, plain_page};
use crate::site::session::{self, Visitor, Whence};
use crate::site::text::Text;
use crate::site::{csrf, language, second_step};

/// The routes of this file.
pub fn routes() -> Pages {
    Pages::new()
        .get("/sign-in", show)
        .post("/sign-in", sign_in)
        .post("/sign-out", sign_out)
}

/// Where to go afterwards.
#[derive(Deserialize)]
pub(super) struct Where {
    pub(super) next: Option<String>,
}

#[derive(Deserialize)]
struct Credentials {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: SecretString,
    #[serde(default)]
    next: String,
}

async fn show(visitor: Option<Visitor>, text: Text, Query(to): Query<Where>) -> Response {
    let next = to.next.as_deref().and_then(local).unwrap_or("/");
    if visitor.is_some() {
        return Redirect::to(next).into_response();
    }
    page(&text, "", next, None).into_response()
}

/// There is no session yet whose token the form could carry; that another site signs somebody in to an account of its
/// choice is prevented by what the browser says of where the form came from.
async fn sign_in(
    State(state): State<AppState>,
    headers: HeaderMap,
    Whence(origin): Whence,
    text: Text,
    Plain(form): Plain<Credentials>,
) -> Result<Response, SiteError> {
    csrf::must_come_from_here(&headers)?;
    let next = local(&form.next).unwrap_or("/");
    match state.pa2.check_password(&form.email, form.password, &origin).await {
        Ok(right) if right.second_step => second_step::ask(&state, &headers, &right.person, next).await,
        Ok(right) => let_in(&state, &headers, &right.person, next).await,
        Err(error) if error.kind == Kind::Unauthenticated => {
            let again = page(&text, &form.email, next, Some(&text.get("sign-in-refused")));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, again).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// Begins the session of somebody who has shown all that is asked for.
pub(super) async fn let_in(
    state: &AppState,
    headers: &HeaderMap,
    person: &PersonActor,
    next: &str,
) -> Result<Response, SiteError> {
    // The session before, if any, ends: one browser, one session.
    if let Some(held) = session::held(headers, &state.pa2) {
        state.pa2.end_session(&held).await?;
    }
    let held = state.pa2.begin_session(person, session::agent(headers)).await?;
    let mut response = Redirect::to(next).into_response();
    let language = person.locale.as_deref().and_then(language::cookie);
    let known = session::known_cookie(&state.pa2, &state.pa2.known_browser(person).await?);
    for cookie in session::set_cookie(&state.pa2, &held)
        .into_iter()
        .chain(known)
        .chain(language)
    {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

async fn sign_out(
    State(state): State<AppState>,
    headers: HeaderMap,
    _: csrf::FormOfAnyPage<csrf::Nothing>,
) -> Result<Response, SiteError> {
    if let Some(held) = session::held(&headers, &state.pa2) {
        state.pa2.end_session(&held).await?;
    }
    let mut response = Redirect::to("/sign-in").into_response();
    if let Some(cookie) = session::clear_cookie(&state.pa2) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

fn page(text: &Text, email: &str, next: &str, refused: Option<&str>) -> Markup {
    let body = html! {
        form.sign-in method="post" action="/sign-in" {
            @if let Some(refused) = refused {
                p.error #refused role="alert" { (refused) }
            }
            input type="hidden" name="next" value=(next);
            p {
                label for="email" { (text.get("sign-in-email")) }
                input #email name="email" type="email" autocomplete="username" required value=(email)
                    autofocus[email.is_empty()] aria-describedby=[refused.map(|_| "refused")];
            }
            p {
                label for="password" { (text.get("sign-in-password")) }
                input #password name="password" type="password" autocomplete="current-password" required
                    autofocus[!email.is_empty()] aria-describedby=[refused.map(|_| "refused")];
            }
            p { (button(&text.get("sign-in-button"))) }
        }
        p.ways { a href="/password/forgot" { (text.get("sign-in-forgot")) } }
    };
    plain_page(text, &text.get("sign-in-title"), body)
}

/// The text if it is a path on this site; a browser must not be sent elsewhere from here.
pub(super) fn local(next: &str) -> Option<&str> {
    let mut characters = next.chars();
    let path = characters.next() == Some('/') && !matches!(characters.next(), Some('/' | '\\'));
    let clean = !next.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\');
    (path && clean && next.is_ascii()).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_is_a_path_on_this_site() {
        for good in ["/", "/drafts/7", "/loans?query=Ana%20Diaz&x=//y"] {
            assert_eq!(local(good), Some(good));
        }
        for bad in [
            "",
            "drafts",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/\t/evil.example",
            "/a\r\nb",
        ] {
            assert_eq!(local(bad), None, "{bad:?}");
        }
    }
}
