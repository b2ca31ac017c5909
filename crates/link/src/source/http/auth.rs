//! How a request signs in.

use fieldlink_say::{Message, message};
use reqwest::RequestBuilder;
use reqwest::header::{HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

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

    /// The request, signed. The error is a sentence.
    pub(super) async fn sign(
        &mut self,
        http: &reqwest::Client,
        request: RequestBuilder,
    ) -> Result<RequestBuilder, Message> {
        let user = self.auth.user.as_deref().unwrap_or_default();
        let secret = self.secret.expose_secret();
        Ok(match self.auth.kind {
            HttpAuthKind::Basic => request.basic_auth(user, Some(secret)),
            HttpAuthKind::Bearer => request.bearer_auth(secret),
            HttpAuthKind::Header => {
                let name = self.auth.header.as_deref().unwrap_or_default();
                let name = HeaderName::try_from(name).map_err(|_| message!("http-no-header", name = name))?;
                let mut value = HeaderValue::from_str(secret).map_err(|_| message!("http-secret-characters"))?;
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

    async fn issued(&self, http: &reqwest::Client) -> Result<SecretString, Message> {
        let url = paging::base_of(self.auth.token_url.as_deref().unwrap_or_default())
            .map_err(|_| message!("http-token-url"))?;
        let mut form = vec![("grant_type", "client_credentials")];
        if let Some(scope) = &self.auth.scope {
            form.push(("scope", scope));
        }
        let user = self.auth.user.as_deref().unwrap_or_default();
        let asked = http
            .post(url)
            .basic_auth(user, Some(self.secret.expose_secret()))
            .form(&form)
            .send()
            .await;
        let answer = asked.map_err(|_| message!("http-no-token-server"))?;
        if !answer.status().is_success() {
            let status = answer.status().as_u16();
            return Err(message!("http-no-token", status = status.to_string()));
        }
        let token: Token = answer.json().await.map_err(|_| message!("http-other-token"))?;
        Ok(SecretString::from(token.access_token))
    }
}
