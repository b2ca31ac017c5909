//! One token for all callers of a client.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use fieldlink_contract::{ScopeSet, TokenReply, TokenRequest, json};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;

use crate::call::Call;
use crate::credentials::Credentials;
use crate::environment::Profile;
use crate::error::{Error, Who};
use crate::retry::Repeat;
use crate::transport::{Transport, refused_in_disguise, unreadable};

/// A token as callers hold it. Printing it hides the token.
#[derive(Clone, Debug)]
pub struct Token {
    secret: SecretString,
    serial: u64,
    /// When it was asked for.
    pub obtained_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// What it allows. Empty when the service did not say.
    pub scopes: ScopeSet,
    /// Who issued it. Empty when the service did not say.
    pub issuer: String,
    /// The Field Partner it speaks for. Empty when the service did not say.
    pub partner_id: String,
    /// Its id.
    pub id: String,
}

impl Token {
    /// The token itself, for the `Authorization` header.
    #[must_use]
    pub fn secret(&self) -> &SecretString {
        &self.secret
    }
}

/// What the last requests left.
#[derive(Default)]
struct Held {
    token: Option<Token>,
    /// From then on the token is renewed before it is handed out.
    renew_at: DateTime<Utc>,
    /// Why the last request failed, if it did.
    failure: Option<Error>,
}

/// Gets tokens, keeps the newest, and hands it to whoever asks.
///
/// However many callers ask at once, one request goes out; they all get its outcome, a failure included. A token is
/// renewed a minute before it ends, and when a caller says that it was refused. While the service cannot renew it, the
/// token in hand is used to its end.
pub struct TokenSource {
    transport: Arc<Transport>,
    profile: Arc<Profile>,
    credentials: Credentials,
    held: Mutex<Held>,
    /// How many requests have ended. Tells a caller that waited whether the outcome is of its own time.
    ended: AtomicU64,
}

impl fmt::Debug for TokenSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenSource")
            .field("credentials", &self.credentials)
            .finish_non_exhaustive()
    }
}

impl TokenSource {
    /// Seconds before its end at which a token is renewed.
    const MARGIN: i64 = 60;
    /// Seconds until the next try, when a token in hand could not be renewed.
    const SOON: i64 = 10;
    /// No token is kept longer, whatever the service says: thirty days.
    const LONGEST: i64 = 30 * 24 * 3600;

    pub(crate) fn new(transport: Arc<Transport>, profile: Arc<Profile>, credentials: Credentials) -> Self {
        Self {
            transport,
            profile,
            credentials,
            held: Mutex::default(),
            ended: AtomicU64::new(0),
        }
    }

    /// The token in hand, or a new one.
    ///
    /// # Errors
    /// Those of the token request, after its retries.
    pub async fn token(&self) -> Result<Token, Error> {
        self.token_unless(None).await
    }

    /// A token other than the refused one: the one that another caller has got meanwhile, or a new one.
    ///
    /// # Errors
    /// Those of the token request, after its retries.
    pub async fn renew(&self, refused: &Token) -> Result<Token, Error> {
        self.token_unless(Some(refused.serial)).await
    }

    async fn token_unless(&self, refused: Option<u64>) -> Result<Token, Error> {
        let seen = self.ended.load(Ordering::Acquire);
        let mut held = self.held.lock().await;
        let now = self.transport.clock.now();
        let in_hand = held
            .token
            .clone()
            .filter(|token| Some(token.serial) != refused && now < token.expires_at);
        if let Some(token) = &in_hand
            && now < held.renew_at
        {
            return Ok(token.clone());
        }
        if let Some(failure) = &held.failure
            && self.ended.load(Ordering::Acquire) != seen
        {
            // This caller waited while the request failed: the failure is its answer too.
            return Err(failure.clone());
        }
        let outcome = self.request(self.ended.load(Ordering::Acquire)).await;
        self.ended.fetch_add(1, Ordering::Release);
        match (outcome, in_hand) {
            (Ok(token), _) => {
                let life = (token.expires_at - token.obtained_at).num_seconds();
                let margin = TimeDelta::seconds(Self::MARGIN.min(life / 2));
                *held = Held {
                    renew_at: token.expires_at - margin,
                    token: Some(token.clone()),
                    failure: None,
                };
                Ok(token)
            }
            (Err(error), Some(token)) if error.class().who != Who::Operator => {
                tracing::warn!(%error, "the token cannot be renewed yet; using it to its end");
                held.renew_at = self.transport.clock.now() + TimeDelta::seconds(Self::SOON);
                Ok(token)
            }
            (Err(error), _) => {
                *held = Held {
                    failure: Some(error.clone()),
                    ..Held::default()
                };
                Err(error)
            }
        }
    }

    async fn request(&self, serial: u64) -> Result<Token, Error> {
        let environment = &self.profile.environment;
        let scope = self.credentials.scopes.as_ref().map(ToString::to_string);
        let mut form = vec![
            ("grant_type", TokenRequest::CLIENT_CREDENTIALS),
            ("audience", environment.audience.as_str()),
            ("client_id", self.credentials.client_id.as_str()),
            ("client_secret", self.credentials.client_secret.expose_secret()),
        ];
        if let Some(scope) = &scope {
            form.push(("scope", scope));
        }
        let obtained_at = self.transport.clock.now();
        let build = |http: &reqwest::Client| {
            http.post(environment.token_url.clone())
                .header(reqwest::header::ACCEPT, "application/json")
                .form(&form)
        };
        let success = self.transport.run(Call::Token, Repeat::Safe, &mut None, build).await?;
        let reply: TokenReply = json::from_slice(&success.body)
            .map_err(|error| refused_in_disguise(&success).unwrap_or_else(|| unreadable(&success, error.path())))?;
        self.check(&reply)?;
        tracing::debug!(scope = %ScopeSet::known_in(&reply.scope), seconds = reply.expires_in, "token obtained");
        Ok(Token {
            secret: reply.access_token.into(),
            serial,
            obtained_at,
            expires_at: obtained_at + TimeDelta::seconds(reply.expires_in.clamp(0, Self::LONGEST)),
            scopes: ScopeSet::known_in(&reply.scope),
            issuer: reply.iss,
            partner_id: reply.partner_id,
            id: reply.jti,
        })
    }

    /// Credentials of another partner or environment are found here, before anything is sent with the token.
    fn check(&self, reply: &TokenReply) -> Result<(), Error> {
        if !reply.partner_id.is_empty() && reply.partner_id != self.profile.partner_id.to_string() {
            return Err(Error::WrongToken { what: "partner" });
        }
        let bare = |issuer: &str| issuer.trim_end_matches('/').to_owned();
        match &self.profile.environment.issuer {
            Some(issuer) if !reply.iss.is_empty() && bare(issuer) != bare(&reply.iss) => {
                Err(Error::WrongToken { what: "issuer" })
            }
            _ => Ok(()),
        }
    }
}
