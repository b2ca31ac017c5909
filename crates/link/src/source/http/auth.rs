//! How a request signs in.

use fieldlink_say::message;
use reqwest::RequestBuilder;
use reqwest::header::{HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::failed::{Failed, refused};
use super::paging;
use crate::config::{HttpAuth, HttpAuthKind};

/// What a token endpoint answers (RFC 6749 section 5.1).
#[derive(Deserialize)]
struct Token {
    access_token: String,
}

/// The way in, with the token that was last issued.
pub(super) struct Key<'s> {
    auth: &'s HttpAuth,
    secret: SecretString,
    token: Option<SecretString>,
}

impl<'s> Key<'s> {
    pub(super) fn new(auth: &'s HttpAuth, secret: &SecretString) -> Key<'s> {
        Key {
            auth,
            secret: secret.clone(),
            token: None,
        }
    }

    /// Whether another token may help, after a 401.
    pub(super) fn renew(&mut self) -> bool {
        self.auth.kind == HttpAuthKind::ClientCredentials && self.token.take().is_some()
    }

    /// The request, signed.
    pub(super) async fn sign(
        &mut self,
        http: &reqwest::Client,
        request: RequestBuilder,
    ) -> Result<RequestBuilder, Failed> {
        let user = self.auth.user.as_deref().unwrap_or_default();
        let secret = self.secret.expose_secret();
        Ok(match self.auth.kind {
            HttpAuthKind::Basic => request.basic_auth(user, Some(secret)),
            HttpAuthKind::Bearer => request.bearer_auth(secret),
            HttpAuthKind::Header => {
                let name = self.auth.header.as_deref().unwrap_or_default();
                let name = HeaderName::try_from(name)
                    .map_err(|_| Failed::for_good(message!("http-no-header", name = name)))?;
                let mut value =
                    HeaderValue::from_str(secret).map_err(|_| Failed::for_good(message!("http-secret-characters")))?;
                value.set_sensitive(true);
                request.header(name, value)
            }
            HttpAuthKind::ClientCredentials => {
                let token = match &self.token {
                    Some(token) => token.clone(),
                    None => self.issued(http).await?,
                };
                let request = request.bearer_auth(token.expose_secret());
                self.token = Some(token);
                request
            }
        })
    }

    /// A token. Servers differ in where they want the secret (RFC 6749 section 2.3.1): one that does not take it in the
    /// header is given it in the form.
    async fn issued(&self, http: &reqwest::Client) -> Result<SecretString, Failed> {
        let url = paging::base_of(self.auth.token_url.as_deref().unwrap_or_default())
            .map_err(|_| Failed::for_good(message!("http-token-url")))?;
        let mut form = vec![("grant_type", "client_credentials")];
        if let Some(scope) = &self.auth.scope {
            form.push(("scope", scope));
        }
        let (user, secret) = (
            self.auth.user.as_deref().unwrap_or_default(),
            self.secret.expose_secret(),
        );
        let asked = http.post(url.clone()).basic_auth(user, Some(secret)).form(&form).send();
        let mut answer = asked
            .await
            .map_err(|_| Failed::unanswered(message!("http-no-token-server")))?;
        if matches!(answer.status().as_u16(), 400 | 401) {
            form.extend([("client_id", user), ("client_secret", secret)]);
            let asked = http.post(url).form(&form).send().await;
            answer = asked.map_err(|_| Failed::unanswered(message!("http-no-token-server")))?;
        }
        let status = answer.status();
        if !status.is_success() {
            let told = status.as_u16().to_string();
            let why = match status.as_u16() {
                400..=403 => message!("http-no-token", status = told),
                _ => message!("http-token-server", status = told),
            };
            return Err(Failed {
                why,
                ..refused(status, &answer)
            });
        }
        let token: Result<Token, _> = answer.json().await;
        let token = token.map_err(|_| Failed::for_good(message!("http-other-token")))?;
        Ok(SecretString::from(token.access_token))
    }
}
