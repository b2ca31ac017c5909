//! A forgotten password, and the links of e-mails by which a password is chosen. For people who are not signed in.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use fieldlink_app::people::{PASSWORD_MAX, PASSWORD_MIN, PasswordLinkFor, Purpose};
use fieldlink_app::{Error, Kind};
use maud::{Markup, html};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::refusal;
use crate::AppState;
use crate::request::{Path, Plain};
use crate::site::layout::{SiteError, button, notice, plain_page};
use crate::site::text::Text;
use crate::site::{Pages, csrf};

/// The routes of this file.
pub(super) fn routes() -> Pages {
    Pages::new()
        .get("/password/forgot", ask)
        .post("/password/forgot", forgot)
        .get("/password/{link}", show)
        .post("/password/{link}", choose)
}

#[derive(Deserialize)]
struct Forgot {
    #[serde(default)]
    email: String,
}

#[derive(Deserialize)]
struct Chosen {
    #[serde(default)]
    new: SecretString,
    #[serde(default)]
    again: SecretString,
}

async fn ask(text: Text) -> Markup {
    let body = html! {
        form.sign-in method="post" action="/password/forgot" {
            p { (text.get("forgot-means")) }
            p {
                label for="email" { (text.get("sign-in-email")) }
                input #email name="email" type="email" autocomplete="username" required autofocus;
            }
            p { (button(&text.get("forgot-button"))) }
        }
        p.ways { a href="/sign-in" { (text.get("sign-in-title")) } }
    };
    plain_page(&text, &text.get("forgot-title"), body)
}

/// The same words whether there is such a person.
async fn forgot(
    State(state): State<AppState>,
    headers: HeaderMap,
    text: Text,
    Plain(typed): Plain<Forgot>,
) -> Result<Markup, SiteError> {
    csrf::must_come_from_here(&headers)?;
    state.pa2.forgot_password(&typed.email).await?;
    let body = html! {
        (notice(&text.get("forgot-sent")))
        p.ways { a href="/sign-in" { (text.get("sign-in-title")) } }
    };
    Ok(plain_page(&text, &text.get("forgot-title"), body))
}

async fn show(State(state): State<AppState>, text: Text, Path(link): Path<SecretString>) -> Result<Markup, SiteError> {
    let whose = state.pa2.password_link(&link).await?;
    Ok(page(&text, &link, &whose, None))
}

async fn choose(
    State(state): State<AppState>,
    headers: HeaderMap,
    text: Text,
    Path(link): Path<SecretString>,
    Plain(typed): Plain<Chosen>,
) -> Result<Response, SiteError> {
    csrf::must_come_from_here(&headers)?;
    let whose = state.pa2.password_link(&link).await?;
    let chosen = match typed.new.expose_secret() == typed.again.expose_secret() {
        true => state.pa2.use_password_link(&link, typed.new).await,
        false => Err(Error::invalid("The two new passwords differ.").said("error-passwords-differ", [])),
    };
    match chosen {
        Ok(()) => Ok(Redirect::to("/sign-in").into_response()),
        Err(error) if error.kind == Kind::Invalid => {
            let again = page(&text, &link, &whose, Some(&text.error(&error)));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, again).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn page(text: &Text, link: &SecretString, whose: &PasswordLinkFor, refused: Option<&str>) -> Markup {
    let title = text.get(match whose.purpose {
        Purpose::Invitation => "password-title-invited",
        Purpose::Forgotten => "password-title-forgotten",
    });
    let length = [("least", PASSWORD_MIN.into()), ("most", PASSWORD_MAX.into())];
    let body = html! {
        form.sign-in method="post" action=(format!("/password/{}", link.expose_secret())) {
            (refusal(refused))
            p { (text.with("password-length", &length)) }
            p {
                label for="email" { (text.get("sign-in-email")) }
                input #email type="email" autocomplete="username" readonly value=(whose.email);
            }
            p {
                label for="new" { (text.get("password-new")) }
                input #new name="new" type="password" autocomplete="new-password" required
                    aria-describedby=[refused.map(|_| "refused")];
            }
            p {
                label for="again" { (text.get("password-again")) }
                input #again name="again" type="password" autocomplete="new-password" required;
            }
            p { (button(&text.get("password-choose"))) }
        }
    };
    plain_page(text, &title, body)
}
