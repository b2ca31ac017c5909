//! Questions and answers as they stand on the wire.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::{Method, RequestBuilder};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use url::Url;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Whom to ask, and as whom.
#[derive(Debug, Clone)]
pub struct Target {
    /// Where tokens are issued.
    pub token_url: Url,
    /// What stands before `/v3/partner/…`.
    pub api_base: Url,
    /// The audience.
    pub audience: String,
    /// The client.
    pub client_id: String,
    /// Its secret.
    pub secret: SecretString,
    /// The partner.
    pub partner_id: i64,
}

/// An answer.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) content_type: String,
    pub(super) json: Option<Value>,
}

impl Answer {
    /// A member of the answer's object.
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.json.as_ref()?.get(name)
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_str()
    }

    /// Names of the answer's members, in their order.
    pub(super) fn names(&self) -> Vec<&str> {
        names(self.json.as_ref())
    }
}

/// Names of an object's members.
pub(super) fn names(value: Option<&Value>) -> Vec<&str> {
    value
        .and_then(Value::as_object)
        .map(|object| object.keys().map(String::as_str).collect())
        .unwrap_or_default()
}

/// Asks.
pub(super) struct Wire<'a> {
    pub(super) http: reqwest::Client,
    pub(super) target: &'a Target,
}

impl<'a> Wire<'a> {
    pub(super) fn new(target: &'a Target) -> Result<Wire<'a>, reqwest::Error> {
        let http = fieldlink_client::connection([&target.token_url, &target.api_base])
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        Ok(Wire { http, target })
    }

    /// Asks for a token with these scopes and this secret.
    pub(super) async fn token(&self, scope: Option<&str>, secret: &str, grant: &str) -> Result<Answer, String> {
        let mut form = vec![
            ("grant_type", grant),
            ("audience", self.target.audience.as_str()),
            ("client_id", self.target.client_id.as_str()),
            ("client_secret", secret),
        ];
        form.extend(scope.map(|scope| ("scope", scope)));
        let request = self
            .http
            .post(self.target.token_url.clone())
            .header("accept", "application/json")
            .form(&form);
        answered(request).await
    }

    pub(super) fn secret(&self) -> &'a str {
        self.target.secret.expose_secret()
    }

    /// `{api}/v3/{spelling}/{partner}/{tail}`
    pub(super) fn request(&self, method: Method, spelling: &str, partner: i64, tail: &str) -> RequestBuilder {
        let base = self.target.api_base.as_str().trim_end_matches('/');
        self.http
            .request(method, format!("{base}/v3/{spelling}/{partner}/{tail}"))
            .header("accept", "application/json")
    }

    /// A GET below the partner's path.
    pub(super) async fn get(&self, tail: &str, token: &str) -> Result<Answer, String> {
        let request = self.request(Method::GET, "partner", self.target.partner_id, tail);
        answered(request.bearer_auth(token)).await
    }
}

/// Sends it; what went wrong names no address, which may hold a search.
pub(super) async fn answered(request: RequestBuilder) -> Result<Answer, String> {
    let reply = request
        .send()
        .await
        .map_err(|error| fieldlink_say::chain(&error.without_url()))?;
    let status = reply.status().as_u16();
    let content_type = reply
        .headers()
        .get("content-type")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let bytes = reply.bytes().await.map_err(|error| error.without_url().to_string())?;
    Ok(Answer {
        status,
        content_type,
        json: serde_json::from_slice(&bytes).ok(),
    })
}

/// A part of a JWT: 0 is its header, 1 its claims.
pub(super) fn part(token: &str, at: usize) -> Option<Value> {
    let text = token.split('.').nth(at)?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
}
