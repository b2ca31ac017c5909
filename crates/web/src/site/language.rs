//! Which language a page is in: the one the person chose on this browser, else the first of the browser's that the site
//! speaks, else English.

use std::convert::Infallible;
use std::sync::OnceLock;

use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::{IntoResponse, Redirect, Response};
use fieldlink_say::LanguageIdentifier;
use fluent_langneg::{NegotiationStrategy, accepted_languages, negotiate_languages};
use maud::{Markup, html};
use serde::Deserialize;
use url::Url;

use crate::AppState;
use crate::request::Plain;
use crate::site::layout::SiteError;
use crate::site::session::Visitor;
use crate::site::sign_in::local;
use crate::site::text::Text;
use crate::site::{self, Pages, csrf};

/// Name of the cookie that holds the choice.
const COOKIE: &str = "language";
/// How long a browser holds the choice, in seconds: a year.
const HELD_S: u32 = 31_536_000;

/// What the site speaks, each by its own name.
const NAMES: [(&str, &str); 3] = [("en", "English"), ("es", "Español"), ("fr", "Français")];

/// The routes of this file.
pub fn routes() -> Pages {
    Pages::new().post("/language", choose)
}

/// The buttons at the foot of every page.
pub fn form(text: &Text) -> Markup {
    let current = text.language().as_str();
    html! {
        form.languages method="post" action="/language" {
            span.hidden { (text.get("language-label")) }
            @for (language, name) in NAMES {
                button.link name="language" value=(language) lang=(language)
                    aria-pressed=(if language == current { "true" } else { "false" }) { (name) }
            }
        }
    }
}

#[derive(Deserialize)]
struct Chosen {
    language: String,
}

/// Strangers choose a language too, so the form carries no token. Nothing but a language can be chosen with it, and a
/// form of another site is refused by what the browser says of where it came from.
async fn choose(
    State(state): State<AppState>,
    headers: HeaderMap,
    visitor: Option<Visitor>,
    Plain(chosen): Plain<Chosen>,
) -> Result<Response, SiteError> {
    csrf::must_come_from_here(&headers)?;
    let mut response = Redirect::to(&page_before(&headers)).into_response();
    if let Some(cookie) = cookie(&chosen.language) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
        if let Some(visitor) = visitor {
            state.pa2.choose_language(&visitor.person, &chosen.language).await?;
        }
    }
    Ok(response)
}

/// The page that the form stood on; above it where that is only the answer to another form.
pub(super) fn page_before(headers: &HeaderMap) -> String {
    let before = headers.get(header::REFERER).and_then(|value| value.to_str().ok());
    let Some(before) = before.and_then(|text| Url::parse(text).ok()) else {
        return "/".into();
    };
    if is_page(before.path()) {
        let query = before.query().map_or(String::new(), |query| format!("?{query}"));
        let whole = format!("{}{query}", before.path());
        return local(&whole).unwrap_or("/").to_owned();
    }
    let mut path = before.path();
    while let Some((above, _)) = path.rsplit_once('/') {
        if is_page(above) {
            return local(above).unwrap_or("/").to_owned();
        }
        path = above;
    }
    "/".into()
}

/// Whether a page has this path.
fn is_page(path: &str) -> bool {
    static PAGES: OnceLock<Vec<&'static str>> = OnceLock::new();
    let pages = PAGES.get_or_init(|| {
        let listed = site::routes();
        let pages = listed.listed().iter().filter(|(method, _)| *method == Method::GET);
        pages.map(|(_, path)| *path).collect()
    });
    let part_fits = |(wanted, part): (&str, &str)| (wanted.starts_with('{') && !part.is_empty()) || wanted == part;
    pages.iter().any(|page| {
        let same_length = page.split('/').count() == path.split('/').count();
        same_length && page.split('/').zip(path.split('/')).all(part_fits)
    })
}

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
    let spoken: Vec<LanguageIdentifier> = Text::all().map(|text| text.language().identifier()).collect();
    let found = negotiate_languages(&asked, &spoken, None, NegotiationStrategy::Lookup);
    Text::named(found.first()?.language.as_str())
}

impl<S: Sync> FromRequestParts<S> for Text {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Text, Infallible> {
        Ok(of(&parts.headers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language(name: header::HeaderName, value: &'static str) -> String {
        of(&HeaderMap::from_iter([(name, HeaderValue::from_static(value))]))
            .language()
            .to_string()
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
        assert_eq!(of(&both).language().as_str(), "en");
    }

    #[test]
    fn the_page_before_is_one_of_ours_that_can_be_shown() {
        let before = |value: &'static str| {
            page_before(&HeaderMap::from_iter([(
                header::REFERER,
                HeaderValue::from_static(value),
            )]))
        };
        assert_eq!(before("http://pa2.test/loans?query=Ana%20D"), "/loans?query=Ana%20D");
        assert_eq!(before("http://pa2.test/drafts/7/terms"), "/drafts/7/terms");
        // The answer to a form that failed.
        assert_eq!(before("http://pa2.test/drafts/7/publish"), "/drafts/7");
        assert_eq!(
            before("http://pa2.test/account/api-access/clients"),
            "/account/api-access"
        );
        assert_eq!(before("http://pa2.test//evil.example"), "/");
        assert_eq!(before("http://pa2.test/no/such/page"), "/");
        assert_eq!(page_before(&HeaderMap::new()), "/");
    }

    #[test]
    fn a_browser_holds_only_what_the_site_speaks() {
        assert!(cookie("es").is_some());
        assert_eq!(cookie("xx; Path=/"), None);
    }
}
