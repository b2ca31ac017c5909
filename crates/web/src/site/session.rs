//! The signed-in person of a page, and the cookie that says who it is.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use fieldlink_app::forms::FormKey;
use fieldlink_app::people::Origin;
use fieldlink_app::{Actor, Pa2, PersonActor};
use fieldlink_domain::ids::PartnerId;
use secrecy::{ExposeSecret, SecretString};
use url::form_urlencoded;

use crate::site::language;
use crate::site::layout::SiteError;
use crate::site::text::Text;
use crate::{AppState, client_address};

/// A signed-in person looking at a page. A handler that takes it cannot be reached by others: they are sent to
/// `/sign-in` and from there back.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// Who it is.
    pub person: PersonActor,
    /// Whose things they look at.
    pub partner: PartnerId,
    /// The partner's name, for Kiva's people: they look at now one, now another.
    pub looks_at: Option<String>,
    /// Stands in each form of their pages; see [`crate::site::csrf`].
    pub csrf: String,
    /// Made it, and those of their pages about other partners.
    pub form_key: FormKey,
    /// The texts in their language.
    pub text: Text,
    /// Whether this PA2 is a sandbox; each page says so.
    pub sandbox: bool,
    /// When they last showed their password; see [`crate::site::fresh`].
    pub checked_at: DateTime<Utc>,
    /// Whether they must set up a second step before anything else.
    must_set_up: bool,
}

/// Seconds for which a browser is known after the last sign-in in it: half a year.
const KNOWN_S: u32 = 182 * 24 * 60 * 60;
/// Where somebody who must set up a second step may go.
const SET_UP: &str = "/account/security";

impl Visitor {
    /// For the use case.
    pub fn actor(&self) -> Actor {
        Actor::Person(self.person.clone())
    }
}

/// Why a page is not shown: nobody is signed in, or the session cannot be read.
#[derive(Debug)]
pub enum NotSignedIn {
    /// Sign in first; where to go afterwards.
    SignIn {
        /// Path and query of the page.
        next: Option<String>,
    },
    /// A second step must be set up first.
    SetUp,
    /// The session could not be read.
    Failed(SiteError),
}

impl IntoResponse for NotSignedIn {
    fn into_response(self) -> Response {
        match self {
            NotSignedIn::SignIn { next: None } => Redirect::to("/sign-in").into_response(),
            NotSignedIn::SignIn { next: Some(next) } => {
                let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
                Redirect::to(&format!("/sign-in?next={next}")).into_response()
            }
            NotSignedIn::SetUp => Redirect::to(SET_UP).into_response(),
            NotSignedIn::Failed(error) => error.into_response(),
        }
    }
}

impl FromRequestParts<AppState> for Visitor {
    type Rejection = NotSignedIn;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Visitor, NotSignedIn> {
        if let Some(visitor) = visitor(parts, &state.pa2).await.map_err(NotSignedIn::Failed)? {
            let path = parts.uri.path();
            if visitor.must_set_up && !path.starts_with(SET_UP) && path != "/sign-out" {
                return Err(NotSignedIn::SetUp);
            }
            return Ok(visitor);
        }
        // After a form there is no page to come back to.
        let next = (parts.method == Method::GET)
            .then(|| parts.uri.path_and_query().map(ToString::to_string))
            .flatten();
        Err(NotSignedIn::SignIn {
            next: next.filter(|next| next != "/"),
        })
    }
}

/// For pages that strangers may see too.
impl OptionalFromRequestParts<AppState> for Visitor {
    type Rejection = SiteError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Option<Visitor>, SiteError> {
        visitor(parts, &state.pa2).await
    }
}

async fn visitor(parts: &mut Parts, pa2: &Pa2) -> Result<Option<Visitor>, SiteError> {
    // A form's handler asks twice, for itself and for the form's check; the session is read once.
    if let Some(visitor) = parts.extensions.get::<Visitor>() {
        return Ok(Some(visitor.clone()));
    }
    let Some(held) = held(&parts.headers, pa2) else {
        return Ok(None);
    };
    let Some(signed_in) = pa2.session(&held).await? else {
        return Ok(None);
    };
    let looks_at = if signed_in.person.role.is_kivas() {
        // Before the first partner is made there is none to look at.
        pa2.partner_name(signed_in.partner).await.ok()
    } else {
        None
    };
    let visitor = Visitor {
        person: signed_in.person,
        looks_at,
        partner: signed_in.partner,
        csrf: signed_in.form_key.token(signed_in.partner),
        form_key: signed_in.form_key,
        checked_at: signed_in.checked_at,
        must_set_up: signed_in.must_set_up,
        text: language::of(&parts.headers),
        sandbox: pa2.settings().sandbox,
    };
    parts.extensions.insert(visitor.clone());
    Ok(Some(visitor))
}

/// Where somebody comes from who signs in.
#[derive(Debug)]
pub(super) struct Whence(pub(super) Origin);

impl FromRequestParts<AppState> for Whence {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Whence, Infallible> {
        let trusted = &state.pa2.settings().trusted_proxies;
        let address = client_address::of(&parts.extensions, &parts.headers, trusted);
        // What comes from the machine itself comes through a proxy that nobody named: the address is that of everybody.
        let address = address.filter(|ip| !ip.is_loopback());
        let browser = cookie_of(&parts.headers, known_name(&state.pa2)).map(String::from);
        Ok(Whence(Origin { address, browser }))
    }
}

/// The cookie's name. Under HTTPS it has the prefix with which browsers refuse it from any other host or path.
fn cookie_name(pa2: &Pa2) -> &'static str {
    if is_https(pa2) { "__Host-fieldlink" } else { "fieldlink" }
}

/// That of the cookie by which a browser is known in which somebody signed in before.
fn known_name(pa2: &Pa2) -> &'static str {
    if is_https(pa2) {
        "__Host-fieldlink-known"
    } else {
        "fieldlink-known"
    }
}

fn is_https(pa2: &Pa2) -> bool {
    pa2.public_url().starts_with("https://")
}

/// What the browser holds.
pub(super) fn held(headers: &HeaderMap, pa2: &Pa2) -> Option<SecretString> {
    cookie_of(headers, cookie_name(pa2)).map(SecretString::from)
}

fn cookie_of<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(this, _)| *this == name)
        .map(|(_, value)| value)
}

/// What the browser calls itself.
pub(super) fn agent(headers: &HeaderMap) -> &str {
    headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

/// Has the browser hold a session until it is closed. Lax: a link from an e-mail opens the page, a form of another site
/// posts nothing.
pub(super) fn set_cookie(pa2: &Pa2, held: &SecretString) -> Option<HeaderValue> {
    cookie(pa2, cookie_name(pa2), held.expose_secret(), "")
}

/// Has the browser hold for long that somebody signed in there.
pub(super) fn known_cookie(pa2: &Pa2, known: &str) -> Option<HeaderValue> {
    cookie(pa2, known_name(pa2), known, &format!("; Max-Age={KNOWN_S}"))
}

/// Has the browser forget its session.
pub(super) fn clear_cookie(pa2: &Pa2) -> Option<HeaderValue> {
    cookie(pa2, cookie_name(pa2), "", "; Max-Age=0")
}

fn cookie(pa2: &Pa2, name: &str, value: &str, more: &str) -> Option<HeaderValue> {
    let secure = if is_https(pa2) { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{more}");
    let mut cookie = HeaderValue::from_str(&cookie).ok()?;
    cookie.set_sensitive(true);
    Some(cookie)
}
