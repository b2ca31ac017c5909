//! What cannot be undone, and what gives others access or moves money, asks for the password again, if it was last shown a while ago (`reauth_minutes`).
//!
//! The form is not lost: the page that asks holds its fields, and goes where it went.

use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::html;
use secrecy::SecretString;
use serde::de::DeserializeOwned;
use url::form_urlencoded;

use crate::AppState;
use crate::site::csrf::Posted;
use crate::site::layout::{SiteError, button, plain_page};
use crate::site::session;

/// Name of the field that the page adds.
const PASSWORD: &str = "confirm_password";

/// A form like [`crate::site::csrf::Form`], by somebody who showed their password lately or shows it with the form.
#[derive(Debug, Clone)]
pub struct Fresh<T>(pub T);

impl<T: DeserializeOwned> FromRequest<AppState> for Fresh<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<Fresh<T>, Response> {
        let posted = Posted::read(request, state).await?;
        if !state.pa2.is_fresh(posted.visitor.checked_at) {
            let (Some(password), Some(held)) = (
                posted.field(PASSWORD).map(SecretString::from),
                session::held(&posted.parts.headers, &state.pa2),
            ) else {
                return Err(ask(&posted, false));
            };
            let right = state.pa2.confirm_again(&held, password).await;
            if !right.map_err(|error| SiteError::from(error).into_response())? {
                return Err(ask(&posted, true));
            }
        }
        Ok(Fresh(posted.parse().await?))
    }
}

fn ask(posted: &Posted, wrong: bool) -> Response {
    let text = &posted.visitor.text;
    let fields = form_urlencoded::parse(&posted.bytes).filter(|(name, _)| name != PASSWORD);
    let body = html! {
        form.sign-in method="post" action=(posted.parts.uri.path()) {
            p { (text.get("fresh-why")) }
            @for (name, value) in fields { input type="hidden" name=(name) value=(value); }
            @if wrong { p.error #refused role="alert" { (text.get("error-password-wrong")) } }
            p {
                label for="password" { (text.get("sign-in-password")) }
                input #password name=(PASSWORD) type="password" autocomplete="current-password" required autofocus
                    aria-describedby=[wrong.then_some("refused")];
            }
            p { (button(&text.get("fresh-button"))) }
        }
        p.ways { a href="/" { (text.get("fresh-leave")) } }
    };
    let status = if wrong {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    (status, plain_page(text, &text.get("fresh-title"), body)).into_response()
}
