//! The status page of `fieldlink run`: one page, in the style of the site, without a script.
//!
//! It shows and does nothing: what a person must do stands there as a command. It is for this machine only unless its
//! owner says otherwise, since there is no sign-in.

#![expect(
    clippy::disallowed_types,
    reason = "a language is compared with those that there are"
)]

mod page;

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Router, routing::get};
use fieldlink_client::Clock;
use fieldlink_link::Config;
use fieldlink_link::daemon::Stopper;
use fieldlink_link::ledger::Ledger;
use fieldlink_link::overview;
use fieldlink_say::Language;
use fieldlink_serve::{Limits, Server};
use serde::Deserialize;
use tokio::net::TcpListener;

use crate::words::Words;

/// The site's own styles.
const STYLE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../web/static/site.css"));

/// What the page is made of.
pub struct Source {
    pub config: Arc<Config>,
    pub profile: String,
    pub ledger: Ledger,
    pub clock: Arc<dyn Clock>,
}

#[derive(Deserialize)]
struct Wish {
    lang: Option<String>,
}

/// Serves the page until the link stops.
pub async fn serve(listener: TcpListener, source: Source, stopper: Stopper) {
    let router = Router::new()
        .route("/", get(show))
        .route("/site.css", get(style))
        .with_state(Arc::new(source));
    let server = Server::new(Limits::small());
    let stop = Box::pin(async move { stopper.wait().await });
    server.run(listener, router, stop).await;
}

async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE).into_response()
}

async fn show(State(source): State<Arc<Source>>, Query(wish): Query<Wish>, headers: HeaderMap) -> Response {
    // A page of another site must not read this one through a name that it points at this machine.
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    if !host.is_some_and(is_own_name) {
        return (StatusCode::MISDIRECTED_REQUEST, "ask by this machine's address").into_response();
    }
    let language = language(wish.lang.as_deref(), &headers);
    let now = source.clock.now();
    let body = match overview::look(&source.config, &source.profile, &source.ledger, now).await {
        Ok(seen) => page::whole(Words(language), &seen, source.config.settings().partner.timezone),
        Err(error) => {
            tracing::error!(%error, "the status page cannot read the ledger");
            return (StatusCode::SERVICE_UNAVAILABLE, error.to_string()).into_response();
        }
    };
    let policy = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'";
    (
        [
            (header::CONTENT_SECURITY_POLICY, policy),
            (header::CACHE_CONTROL, "no-store"),
            (header::REFERRER_POLICY, "no-referrer"),
        ],
        body,
    )
        .into_response()
}

/// An address, or the name of this machine itself.
fn is_own_name(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let bare = name.trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost") || bare.parse::<std::net::IpAddr>().is_ok()
}

/// The language that is asked for, or the first one of the browser's that we speak.
fn language(wish: Option<&str>, headers: &HeaderMap) -> Language {
    let browser = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    wish.into_iter()
        .chain(
            browser
                .split(',')
                .map(|one| one.split(';').next().unwrap_or_default().trim()),
        )
        .find_map(|text| text.parse().ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strangers_name_for_this_machine_is_refused() {
        for host in [
            "127.0.0.1:8620",
            "localhost",
            "LOCALHOST:1",
            "[::1]:8620",
            "192.168.1.4:80",
        ] {
            assert!(is_own_name(host), "{host}");
        }
        for host in ["evil.example", "evil.example:8620", "127.0.0.1.evil.example", ""] {
            assert!(!is_own_name(host), "{host}");
        }
    }

    #[test]
    fn the_page_speaks_the_browsers_language() {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, "de-DE,fr-CA;q=0.8,en;q=0.5".parse().unwrap());
        assert_eq!(language(None, &headers), Language::Fr);
        assert_eq!(language(Some("es"), &headers), Language::Es);
        assert_eq!(language(None, &HeaderMap::new()), Language::En);
    }
}
