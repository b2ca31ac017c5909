//! The second step of signing in: the code of a telephone, or a recovery code.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use fieldlink_app::{Kind, PersonActor};
use maud::{Markup, html};
use serde::Deserialize;

use crate::AppState;
use crate::request::{Plain, Query};
use crate::site::layout::{SiteError, button, plain_page};
use crate::site::session::Whence;
use crate::site::sign_in::{self, Where, local};
use crate::site::text::Text;
use crate::site::{Pages, csrf, session};

/// The routes of this file.
pub fn routes() -> Pages {
    Pages::new().get("/sign-in/code", show).post("/sign-in/code", answer)
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    code: String,
    #[serde(default)]
    next: String,
}

async fn show(
    State(state): State<AppState>,
    headers: HeaderMap,
    text: Text,
    Query(to): Query<Where>,
) -> Result<Response, SiteError> {
    let next = to.next.as_deref().and_then(local).unwrap_or("/");
    match waiting(&state, &headers).await? {
        Some(_) => Ok(page(&text, next, None).into_response()),
        None => Ok(Redirect::to("/sign-in").into_response()),
    }
}

/// The cookie of the first step stands for the token; another site's form is refused by what the browser says.
async fn answer(
    State(state): State<AppState>,
    headers: HeaderMap,
    Whence(origin): Whence,
    text: Text,
    Plain(answer): Plain<Answer>,
) -> Result<Response, SiteError> {
    csrf::must_come_from_here(&headers)?;
    let Some(person) = waiting(&state, &headers).await? else {
        return Ok(Redirect::to("/sign-in").into_response());
    };
    let next = local(&answer.next).unwrap_or("/");
    match state.pa2.check_second_step(&person, &answer.code, &origin).await {
        Ok(()) => sign_in::let_in(&state, &headers, &person, next).await,
        Err(error) if error.kind == Kind::Unauthenticated => {
            let again = page(&text, next, Some(&text.get("second-step-refused")));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, again).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn waiting(state: &AppState, headers: &HeaderMap) -> Result<Option<PersonActor>, SiteError> {
    match session::held(headers, &state.pa2) {
        Some(held) => Ok(state.pa2.waiting_for_second_step(&held).await?),
        None => Ok(None),
    }
}

/// Remembers that the first step was right, and asks for the second.
pub(super) async fn ask(
    state: &AppState,
    headers: &HeaderMap,
    person: &PersonActor,
    next: &str,
) -> Result<Response, SiteError> {
    let held = state
        .pa2
        .begin_second_step_of_session(person, session::agent(headers))
        .await?;
    let next: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
    let mut response = Redirect::to(&format!("/sign-in/code?next={next}")).into_response();
    if let Some(cookie) = session::set_cookie(&state.pa2, &held) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

fn page(text: &Text, next: &str, refused: Option<&str>) -> Markup {
    let body = html! {
        form.sign-in method="post" action="/sign-in/code" {
            @if let Some(refused) = refused { p.error #refused role="alert" { (refused) } }
            input type="hidden" name="next" value=(next);
            p {
                label for="code" { (text.get("second-step-code")) }
                input #code name="code" autocomplete="one-time-code" autocapitalize="none" spellcheck="false" required
                    autofocus aria-describedby=(if refused.is_some() { "refused code-hint" } else { "code-hint" });
            }
            p #code-hint { (text.get("second-step-hint")) }
            p { (button(&text.get("sign-in-button"))) }
        }
        p.ways { a href="/sign-in" { (text.get("second-step-again")) } }
    };
    plain_page(text, &text.get("second-step-title"), body)
}
