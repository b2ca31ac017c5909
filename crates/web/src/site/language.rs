//! Which language a page is in: the one the person chose on this browser, else the first of the browser's that the site
//! speaks, else English.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use fieldlink_app::Error;
use fluent_langneg::{NegotiationStrategy, accepted_languages, negotiate_languages};
use fluent_templates::LanguageIdentifier;

use crate::site::layout;
use crate::site::text::Text;

/// Name of the cookie that holds the choice.
const COOKIE: &str = "language";
/// How long a browser holds the choice, in seconds: a year.
const HELD_S: u32 = 31_536_000;

/// The texts of a request.
pub fn of(headers: &HeaderMap) -> Text {
    chosen(headers).or_else(|| asked_for(headers)).unwrap_or_default()
}

/// Has the browser hold the person's choice; none for a language that the site does not speak.
pub fn cookie(language: &str) -> Option<HeaderValue> {
    let text = Text::named(language)?;
    let cookie = format!(
        "{COOKIE}={}; Path=/; Max-Age={HELD_S}; HttpOnly; SameSite=Lax",
        text.language()
    );
    HeaderValue::from_str(&cookie).ok()
}

fn chosen(headers: &HeaderMap) -> Option<Text> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE)
        .and_then(|(_, language)| Text::named(language))
}

fn asked_for(headers: &HeaderMap) -> Option<Text> {
    let asked = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    let asked = accepted_languages::parse(asked);
    let spoken: Vec<LanguageIdentifier> = Text::all().map(|text| text.identifier().clone()).collect();
    let found = negotiate_languages(&asked, &spoken, None, NegotiationStrategy::Lookup);
    Text::named(found.first()?.language.as_str())
}

impl<S: Sync> FromRequestParts<S> for Text {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Text, Infallible> {
        Ok(of(&parts.headers))
    }
}

/// Renders the error that a page ended with, in the language of the request.
pub async fn say_errors(request: Request, next: Next) -> Response {
    let text = of(request.headers());
    let mut response = next.run(request).await;
    match response.extensions_mut().remove::<std::sync::Arc<Error>>() {
        Some(error) => layout::error_page(&text, &error),
        None => response,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language(name: header::HeaderName, value: &'static str) -> String {
        of(&HeaderMap::from_iter([(name, HeaderValue::from_static(value))])).language()
    }

    #[test]
    fn the_choice_of_the_person_then_that_of_the_browser() {
        assert_eq!(language(header::COOKIE, "a=b; language=fr"), "fr");
        assert_eq!(language(header::COOKIE, "language=xx"), "en");
        assert_eq!(language(header::ACCEPT_LANGUAGE, "es-PE,es;q=0.9,en;q=0.5"), "es");
        assert_eq!(language(header::ACCEPT_LANGUAGE, "de-DE, fr-BF;q=0.8"), "fr");
        assert_eq!(language(header::ACCEPT_LANGUAGE, "de"), "en");
        let both = HeaderMap::from_iter([
            (header::COOKIE, HeaderValue::from_static("language=en")),
            (header::ACCEPT_LANGUAGE, HeaderValue::from_static("fr")),
        ]);
        assert_eq!(of(&both).language(), "en");
    }

    #[test]
    fn a_browser_holds_only_what_the_site_speaks() {
        assert!(cookie("es").is_some());
        assert_eq!(cookie("xx; Path=/"), None);
    }
}
