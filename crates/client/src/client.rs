//! The client: made once, cloned freely.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::TimeDelta;
use fieldlink_contract::json;
use rand::rngs::StdRng;
use rand::{RngCore, SeedableRng};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use secrecy::ExposeSecret;
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::Url;

use crate::call::Call;
use crate::clock::{Clock, SystemClock};
use crate::credentials::Credentials;
use crate::environment::Profile;
use crate::error::Error;
use crate::local::connection;
use crate::post::Post;
use crate::reply::Reply;
use crate::retry::{Repeat, RetryPolicy};
use crate::token::{Token, TokenSource};
use crate::transport::{Success, Transport, refused_in_disguise, unreadable};

/// Speaks to one Partner API for one partner. Cloning is cheap; clones share token and connections.
#[derive(Clone)]
pub struct Client {
    pub(crate) profile: Arc<Profile>,
    tokens: Arc<TokenSource>,
    transport: Arc<Transport>,
    timeouts: Timeouts,
    pub(crate) max_rows: usize,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("profile", &self.profile)
            .finish_non_exhaustive()
    }
}

/// How long to wait for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// For a connection.
    pub connect: Duration,
    /// For a token or a read, from the first byte sent to the last received.
    pub read: Duration,
    /// For a post, in the same way. Long, since photos travel over bad lines.
    pub post: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            read: Duration::from_secs(60),
            post: Duration::from_secs(300),
        }
    }
}

/// Settings of a [`Client`]. Everything but profile and credentials has a default.
pub struct ClientBuilder {
    profile: Profile,
    credentials: Credentials,
    clock: Arc<dyn Clock>,
    rng: Box<dyn RngCore + Send>,
    policy: RetryPolicy,
    timeouts: Timeouts,
    plain_http: bool,
    max_rows: usize,
    max_body: usize,
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("profile", &self.profile)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// The most repayment rows that Kiva advises for one call (`domain.md 1.7`).
    pub const MAX_ROWS: usize = 300;

    /// A client with the default settings.
    ///
    /// # Errors
    /// As [`ClientBuilder::build`].
    pub fn new(profile: Profile, credentials: Credentials) -> Result<Self, Error> {
        Self::builder(profile, credentials).build()
    }

    /// A client with settings of one's own.
    #[must_use]
    pub fn builder(profile: Profile, credentials: Credentials) -> ClientBuilder {
        ClientBuilder {
            profile,
            credentials,
            clock: Arc::new(SystemClock),
            rng: Box::new(StdRng::from_os_rng()),
            policy: RetryPolicy::default(),
            timeouts: Timeouts::default(),
            plain_http: false,
            max_rows: Self::MAX_ROWS,
            max_body: 64 * 1024 * 1024,
        }
    }

    /// Whom the client speaks to, and for whom.
    #[must_use]
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// The token that calls are made with: its scopes, issuer and end. Gets one when there is none. Calls do this by
    /// themselves; it is of use to see whether the credentials work.
    ///
    /// # Errors
    /// [`Error::TokenRefused`] when the service does not know the credentials, and the errors of any request.
    pub async fn token(&self) -> Result<Token, Error> {
        self.tokens.token().await
    }

    /// How far the server's clock is ahead of this machine's, as its last answer said; none before the first one, or
    /// when the server does not tell.
    #[must_use]
    pub fn server_ahead(&self) -> Option<TimeDelta> {
        let ahead = *self.transport.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        ahead.and_then(TimeDelta::try_seconds)
    }

    pub(crate) async fn get<T: DeserializeOwned, Q: Serialize>(
        &self,
        call: Call,
        url: Url,
        query: &Q,
    ) -> Result<Reply<T>, Error> {
        let timeout = self.timeouts.read;
        let build = |http: &reqwest::Client| http.get(url.clone()).query(query).timeout(timeout);
        let success = self.send(call, Repeat::Safe, build).await?;
        read(&success, json::from_slice)
    }

    pub(crate) async fn post<T: DeserializeOwned>(
        &self,
        call: Call,
        url: Url,
        body: &impl Serialize,
        post: &Post,
        reader: fn(&[u8]) -> Result<T, json::JsonError>,
    ) -> Result<Reply<T>, Error> {
        let key = post.header()?;
        let body = serde_json::to_vec(body).map_err(|_| Error::Settings {
            problem: format!("{call}: the body cannot be written as JSON"),
        })?;
        let body = bytes::Bytes::from(body);
        let timeout = self.timeouts.post;
        let build = |http: &reqwest::Client| {
            let request = http
                .post(url.clone())
                .header(CONTENT_TYPE, "application/json")
                .body(body.clone())
                .timeout(timeout);
            match &key {
                Some(key) => request.header("Idempotency-Key", key.clone()),
                None => request,
            }
        };
        let success = self.send(call, post.repeat, build).await?;
        read(&success, reader)
    }

    /// Sends with the token in hand; when that is refused, once more with a new one. A refused token means that
    /// nothing was done, so posts too may be sent again.
    async fn send(
        &self,
        call: Call,
        repeat: Repeat,
        build: impl Fn(&reqwest::Client) -> reqwest::RequestBuilder,
    ) -> Result<Success, Error> {
        let token = self.tokens.token().await?;
        let with = |bearer: HeaderValue| {
            let build = &build;
            move |http: &reqwest::Client| {
                build(http)
                    .header(AUTHORIZATION, bearer.clone())
                    .header(ACCEPT, "application/json")
            }
        };
        let mut unsettled = None;
        let outcome = match self
            .transport
            .run(call, repeat, &mut unsettled, with(bearer(&token)?))
            .await
        {
            Err(error) if self.may_be_the_tokens_fault(&error, &token) => {
                match self.tokens.renew(&token).await.and_then(|token| bearer(&token)) {
                    Ok(bearer) => self.transport.run(call, repeat, &mut unsettled, with(bearer)).await,
                    Err(error) => Err(error),
                }
            }
            outcome => outcome,
        };
        outcome.map_err(|error| error.after(unsettled))
    }

    /// 401 says so. 403 is also what an expired token gets by the newer page of Kiva's guide (`domain.md 1.3`), but
    /// with a token just obtained it means what it says.
    fn may_be_the_tokens_fault(&self, error: &Error, token: &Token) -> bool {
        match error {
            Error::Unauthorized(_) => true,
            Error::Forbidden(_) => self.transport.clock.now() - token.obtained_at >= TimeDelta::seconds(60),
            _ => false,
        }
    }
}

fn bearer(token: &Token) -> Result<HeaderValue, Error> {
    let mut value = HeaderValue::from_str(&format!("Bearer {}", token.secret().expose_secret())).map_err(|_| {
        let problem = "the token has characters that no header can carry".to_owned();
        Error::Settings { problem }
    })?;
    value.set_sensitive(true);
    Ok(value)
}

fn read<T>(success: &Success, reader: fn(&[u8]) -> Result<T, json::JsonError>) -> Result<Reply<T>, Error> {
    if let Some(refused) = refused_in_disguise(success) {
        return Err(refused);
    }
    let value = reader(&success.body).map_err(|error| unreadable(success, error.path()))?;
    Ok(Reply {
        value,
        status: success.status,
        request_id: success.request_id.clone(),
        attempts: success.attempts,
    })
}

impl ClientBuilder {
    /// Another clock.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Where the jitter of pauses comes from.
    #[must_use]
    pub fn rng(mut self, rng: impl RngCore + Send + 'static) -> Self {
        self.rng = Box::new(rng);
        self
    }

    /// How often and how fast to try again.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.policy = policy;
        self
    }

    /// How long to wait for answers.
    #[must_use]
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// The most repayment rows of one call. Kiva advises at most [`Client::MAX_ROWS`].
    #[must_use]
    pub fn max_repayment_rows(mut self, rows: usize) -> Self {
        self.max_rows = rows;
        self
    }

    /// The largest answer that is read, in bytes. 64 MiB by default.
    #[must_use]
    pub fn max_answer(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// Lets addresses of other machines begin with `http://`: secrets and names then travel in the open. For closed
    /// networks only.
    #[must_use]
    pub fn allow_plain_http(mut self, allow: bool) -> Self {
        self.plain_http = allow;
        self
    }

    /// The client. Nothing is sent yet.
    ///
    /// # Errors
    /// [`Error::Settings`] when an address is not usable or encryption cannot be set up.
    pub fn build(self) -> Result<Client, Error> {
        self.profile.environment.check(self.plain_http)?;
        let environment = &self.profile.environment;
        let http = connection([&environment.token_url, &environment.api_base])
            .user_agent(concat!("fieldlink/", env!("CARGO_PKG_VERSION")))
            // A post that is sent elsewhere could be done twice, and a token given to whom it is not for.
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(self.timeouts.connect)
            // Servers close idle connections after 5 seconds and more. A post that meets the closing is lost, and a
            // person must look whether it arrived; a new connection costs less.
            .pool_idle_timeout(Duration::from_secs(4))
            .timeout(self.timeouts.read)
            .build()
            .map_err(|error| Error::Settings {
                problem: format!("cannot set up the connection: {}", error.without_url()),
            })?;
        let profile = Arc::new(self.profile);
        let transport = Arc::new(Transport {
            http,
            clock: self.clock,
            rng: Mutex::new(self.rng),
            policy: self.policy,
            ahead: Mutex::new(None),
            max_body: self.max_body,
        });
        let tokens = Arc::new(TokenSource::new(transport.clone(), profile.clone(), self.credentials));
        Ok(Client {
            profile,
            tokens,
            transport,
            timeouts: self.timeouts,
            max_rows: self.max_rows,
        })
    }
}
