//! Refusals that no handler words: an address that is not there, a method that it does not take, a body that is too
//! large, a time that ran out, a panic. They are answered in the form of who asks: a page to a browser, with the tabs of
//! whoever is signed in; `{code, message}` to a program.

use std::any::Any;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{OptionalFromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use fieldlink_app::{Error, Kind};
use fieldlink_contract::codes;

use crate::AppState;
use crate::error::ApiError;
use crate::site::session::Visitor;
use crate::site::{language, layout};

/// What every page is sent with.
pub(crate) const PAGE_HEADERS: [(HeaderName, &str); 4] = [
    // A page may load only our own styles and pictures, and send forms only to ourselves.
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    ),
    // Pages show people's names: no cache on the way or on a shared computer keeps them.
    (header::CACHE_CONTROL, "no-store"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
];

/// Where programs ask.
const OF_PROGRAMS: [&str; 6] = [
    "/v3/",
    "/oauth/",
    "/.well-known/",
    "/sandbox/partner/",
    "/openapi.json",
    "/swagger-ui",
];
/// What operators ask for is plain text, refusals too.
const OF_OPERATORS: [&str; 3] = ["/livez", "/readyz", "/metrics"];

/// Words what a request ended with, where nobody has worded it.
pub(crate) async fn in_form(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if OF_OPERATORS.contains(&path) {
        return next.run(request).await;
    }
    let is_program = OF_PROGRAMS.iter().any(|begin| path.starts_with(begin));
    let (parts, body) = request.into_parts();
    let asker = (!is_program).then(|| kept(&parts));
    let mut response = next.run(Request::from_parts(parts, body)).await;
    let said = response.extensions_mut().remove::<Arc<Error>>();
    match (asker, said) {
        (Some(asker), Some(error)) => page(&state, asker, response, &error).await,
        (Some(asker), None) if is_bare(&response) && takes_pages(&asker.headers) => {
            let error = worded(response.status());
            page(&state, asker, response, &error).await
        }
        (_, None) if is_bare(&response) => program(response),
        _ => response,
    }
}

/// Turns a panic into a refusal that says nothing of it; what it was stands on standard error.
pub(crate) fn panicked(_: Box<dyn Any + Send>) -> Response {
    tracing::error!("a request panicked");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

/// As much of the request as it takes to know who asks.
fn kept(parts: &Parts) -> Parts {
    let (mut kept, ()) = Request::new(()).into_parts();
    kept.method = parts.method.clone();
    kept.uri = parts.uri.clone();
    kept.headers = parts.headers.clone();
    kept
}

fn takes_pages(headers: &HeaderMap) -> bool {
    let accept = headers.get_all(header::ACCEPT).iter();
    accept
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.contains("text/html"))
}

/// Whether a refusal comes from the frame around the handlers, which says it in plain text or not at all.
fn is_bare(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    let is_text = kind.is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    let status = response.status();
    is_text && (status.is_client_error() || status.is_server_error())
}

/// What such a refusal means.
fn worded(status: StatusCode) -> Error {
    match status {
        StatusCode::NOT_FOUND => {
            Error::new(Kind::NotFound, codes::NOT_FOUND, "There is no such route.").said("error-no-page", [])
        }
        StatusCode::METHOD_NOT_ALLOWED => {
            Error::invalid("This address does not take this method.").said("error-no-method", [])
        }
        StatusCode::PAYLOAD_TOO_LARGE => {
            Error::new(Kind::TooLarge, codes::TOO_LARGE, "The body is too large.").said("error-too-large", [])
        }
        StatusCode::GATEWAY_TIMEOUT | StatusCode::REQUEST_TIMEOUT => Error::new(
            Kind::Busy,
            codes::UNAVAILABLE,
            "This took too long. It is not known whether anything was saved.",
        )
        .said("error-too-long", []),
        status if status.is_server_error() => Error::not_known(status.to_string()),
        _ => Error::invalid("The request cannot be read.").said("error-unreadable", []),
    }
}

fn program(response: Response) -> Response {
    let status = response.status();
    let error = worded(status);
    let answer = ApiError::new(status, error.code, error.message).into_response();
    with_body_of(response, answer)
}

async fn page(state: &AppState, mut asker: Parts, response: Response, error: &Error) -> Response {
    let text = language::of(&asker.headers);
    // Where we are the ones in trouble, nothing more is asked of the database.
    let visitor = match error.kind {
        Kind::Internal | Kind::Busy => None,
        _ => <Visitor as OptionalFromRequestParts<AppState>>::from_request_parts(&mut asker, state)
            .await
            .unwrap_or_default(),
    };
    let answer = layout::error_page(&text, visitor.as_ref(), error).into_response();
    let mut response = with_body_of(response, answer);
    for (name, value) in PAGE_HEADERS {
        let value = HeaderValue::from_static(value);
        response.headers_mut().entry(name).or_insert(value);
    }
    response
}

/// A response with its own status and headers, and what another one says.
fn with_body_of(response: Response, answer: Response) -> Response {
    let (mut parts, _) = response.into_parts();
    let (said, body) = answer.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    if let Some(kind) = said.headers.get(header::CONTENT_TYPE) {
        parts.headers.insert(header::CONTENT_TYPE, kind.clone());
    }
    Response::from_parts(parts, Body::new(body))
}
