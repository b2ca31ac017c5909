//! The form that the routes of the token service read, with the client's credentials in it or in the header.

use std::collections::BTreeMap;

use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fieldlink_app::tokens::{Asking, TokenFailure};
use fieldlink_contract::token::{TokenErrorCode, TokenRequest};
use url::form_urlencoded;
use utoipa::ToSchema;

use super::refusal::Refusal;
use crate::api::calls::Noted;
use crate::request::{Unfit, body, check_encoded};
use crate::{AppState, client_address};

/// A form of the token service.
pub struct ClientForm {
    /// The parameters of a token request, and where it comes from.
    pub asking: Asking,
    /// `token`, for introspection and revocation.
    pub token: Option<String>,
    /// Whether there was an Authorization header, so that a refusal answers in its terms.
    pub used_header: bool,
}

/// The form of introspection and revocation, for the description.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the form is read by `ClientForm`; this says how it looks")]
pub struct ShownToken {
    /// The access token.
    #[schema(min_length = 1)]
    token: String,
    /// From PA2 > Account > API Access. Absent when HTTP Basic carries it.
    client_id: Option<String>,
    /// Its secret. Absent when HTTP Basic carries it.
    client_secret: Option<String>,
}

impl FromRequest<AppState> for ClientForm {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &AppState) -> Result<ClientForm, Refusal> {
        let headers = request.headers().clone();
        let trusted = &state.pa2.settings().trusted_proxies;
        let peer = client_address::of(request.extensions(), &headers, trusted);
        let noted = request.extensions().get::<Noted>().cloned().unwrap_or_default();
        if !is_form(&headers) {
            return Err(bad(
                "Send the parameters as application/x-www-form-urlencoded in the body.",
            ));
        }
        let body = body(request, state).await.map_err(|refused| bad(&refused.0.message))?;
        check_encoded(&body).map_err(|unfit| bad(&unfit.to_string()))?;
        let mut fields = fields(&body)?;
        let used_header = headers.contains_key(header::AUTHORIZATION);
        let mut request = TokenRequest {
            grant_type: fields.remove("grant_type").unwrap_or_default(),
            scope: fields.remove("scope"),
            audience: fields.remove("audience"),
            client_id: fields.remove("client_id"),
            client_secret: fields.remove("client_secret"),
        };
        if let Some((id, secret)) = basic(&headers)? {
            let fits = Unfit::check("client_id", &id).and_then(|()| Unfit::check("client_secret", &secret));
            fits.map_err(|unfit| bad(&unfit.to_string()))?;
            if request.client_secret.is_some() || request.client_id.as_ref().is_some_and(|other| *other != id) {
                return Err(bad(
                    "Send the client's credentials in the body or in the header, not in both.",
                ));
            }
            request.client_id = Some(id);
            request.client_secret = Some(secret);
        }
        if let Some(id) = &request.client_id {
            noted.claims_to_be(id);
        }
        Ok(ClientForm {
            asking: Asking { request, peer },
            token: fields.remove("token"),
            used_header,
        })
    }
}

fn bad(description: &str) -> Refusal {
    Refusal::new(TokenErrorCode::InvalidRequest, description)
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// The parameters that are read.
const KNOWN: [&str; 6] = ["grant_type", "scope", "audience", "client_id", "client_secret", "token"];

/// The parameters by name. One without a value is as good as absent, one that comes twice is an error, and one that nobody
/// knows is passed over (RFC 6749 section 3.2).
fn fields(body: &[u8]) -> Result<BTreeMap<&'static str, String>, Refusal> {
    let mut fields = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(body) {
        let Some(name) = KNOWN.into_iter().find(|known| *known == name) else {
            continue;
        };
        if fields.insert(name, value.into_owned()).is_some() {
            return Err(bad(&format!("{name} is given more than once.")));
        }
    }
    fields.retain(|_, value| !value.is_empty());
    Ok(fields)
}

/// The credentials of HTTP Basic, which RFC 6749 section 2.3.1 has form-encoded; none under another scheme.
fn basic(headers: &HeaderMap) -> Result<Option<(String, String)>, Refusal> {
    let Some(value) = headers.get(header::AUTHORIZATION) else {
        return Ok(None);
    };
    let unreadable = || {
        let failure = TokenFailure::refused(
            TokenErrorCode::InvalidClient,
            "The Authorization header cannot be read.",
        );
        Refusal::of(failure, true)
    };
    let (scheme, rest) = value
        .to_str()
        .ok()
        .and_then(|v| v.trim().split_once(' '))
        .ok_or_else(unreadable)?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return Ok(None);
    }
    let pair = STANDARD.decode(rest.trim()).map_err(|_| unreadable())?;
    let pair = String::from_utf8(pair).map_err(|_| unreadable())?;
    let (id, secret) = pair.split_once(':').ok_or_else(unreadable)?;
    Ok(Some((decoded(id), decoded(secret))))
}

fn decoded(text: &str) -> String {
    // A lone value: what would part it from others is escaped first.
    let text = text.replace('&', "%26").replace('=', "%3D");
    form_urlencoded::parse(text.as_bytes())
        .next()
        .map_or_else(String::new, |(name, _)| name.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basic_credentials_are_percent_decoded() {
        let headers = |pair: &str| {
            let value = format!("Basic {}", STANDARD.encode(pair));
            HeaderMap::from_iter([(header::AUTHORIZATION, value.parse().unwrap())])
        };
        let read = |pair: &str| basic(&headers(pair)).unwrap().unwrap();
        assert_eq!(read("id:secret"), ("id".into(), "secret".into()));
        assert_eq!(read("a%3Ab:s%25t+u"), ("a:b".into(), "s%t u".into()));
        assert_eq!(read("id:a=b&c:d"), ("id".into(), "a=b&c:d".into()));
        assert!(basic(&headers("no colon")).is_err());
    }

    #[test]
    fn a_parameter_comes_once_and_an_empty_one_is_absent() {
        let read = fields(b"scope=read%3Aloans++create%3Arepayment+&audience=&x=1").unwrap();
        assert_eq!(
            read.get("scope").map(String::as_str),
            Some("read:loans  create:repayment ")
        );
        assert!(!read.contains_key("audience"));
        assert!(fields(b"scope=a&scope=a").is_err());
        assert!(check_encoded(b"scope=%FF").is_err());
    }
}
