//! One GET, again where a failure passes by itself.

use std::time::Duration;

use fieldlink_say::{Message, message};
use reqwest::Response;
use reqwest::header::{CONTENT_TYPE, LINK};
use url::Url;

use super::answer::Answer;
use super::auth::Key;
use super::failed::{Failed, refused};
use super::paging;
use crate::config::HttpSource;
use crate::source::{Place, SourceError};

/// How often a request is made at most.
const ATTEMPTS: u32 = 5;
/// The first pause; each later one is twice as long.
const PAUSE: Duration = Duration::from_millis(400);
const MEGABYTE: usize = 1024 * 1024;

/// Asks one API.
pub struct Caller<'p> {
    http: reqwest::Client,
    settings: &'p HttpSource,
    place: &'p Place,
    section: String,
    key: Option<Key<'p>>,
    largest: usize,
}

impl<'p> Caller<'p> {
    /// A caller for a section.
    ///
    /// # Errors
    /// [`SourceError::Http`] when the connection cannot be set up.
    pub fn new(place: &'p Place, section: &str) -> Result<Caller<'p>, SourceError> {
        static NOTHING: std::sync::LazyLock<HttpSource> = std::sync::LazyLock::new(HttpSource::default);
        let settings = place.source().http.as_ref().unwrap_or(&NOTHING);
        let token_url = settings.auth.as_ref().and_then(|auth| auth.token_url.as_deref());
        let asked = [place.source().url.as_deref(), token_url].into_iter().flatten();
        let asked: Vec<Url> = asked.filter_map(|url| paging::base_of(url).ok()).collect();
        let http = fieldlink_client::connection(&asked)
            .user_agent(concat!("fieldlink/", env!("CARGO_PKG_VERSION")))
            // What signs us in must not follow to another server.
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(20))
            .timeout(Duration::from_secs(place.source().timeout_seconds))
            .build();
        let key = match (&settings.auth, place.secret()) {
            (Some(auth), Some(secret)) => Some(Key::new(auth, secret)),
            _ => None,
        };
        let caller = |http| Caller {
            http,
            settings,
            place,
            section: section.to_owned(),
            key,
            largest: usize::try_from(settings.max_megabytes.unwrap_or(32)).unwrap_or(32) * MEGABYTE,
        };
        match http {
            Ok(http) => Ok(caller(http)),
            Err(_) => Err(SourceError::Http {
                source_name: place.name().to_owned(),
                section: section.to_owned(),
                why: Box::new(message!("http-no-connection")),
            }),
        }
    }

    /// The bytes that the API answers for a path.
    ///
    /// # Errors
    /// [`SourceError::Http`].
    pub async fn bytes(&mut self, path: &str) -> Result<Vec<u8>, SourceError> {
        let base = self.place.source().url.as_deref().unwrap_or_default();
        let url = paging::base_of(base).and_then(|base| paging::joined(&base, path));
        let url = url.map_err(|why| self.wrong(why))?;
        match self.get(&url).await {
            Ok(answer) => Ok(answer.body),
            Err(failed) => Err(self.wrong(failed.why)),
        }
    }

    pub(super) async fn get(&mut self, url: &Url) -> Result<Answer, Failed> {
        let mut attempt = 1;
        let mut renewed = false;
        loop {
            let failed = match self.once(url).await {
                Ok(answer) => return Ok(answer),
                Err(failed) => failed,
            };
            let renew = failed.again.is_none() && !renewed && self.key.as_mut().is_some_and(Key::renew);
            if renew {
                renewed = true;
                continue;
            }
            let Some(asked) = failed.again.filter(|_| attempt < ATTEMPTS) else {
                return Err(failed);
            };
            let pause = PAUSE * 2_u32.pow(attempt - 1);
            tokio::time::sleep(asked.map_or(pause, |asked| asked.max(PAUSE))).await;
            attempt += 1;
        }
    }

    async fn once(&mut self, url: &Url) -> Result<Answer, Failed> {
        let mut request = self.http.get(url.clone()).header("accept", "application/json");
        for (name, value) in &self.settings.headers {
            request = request.header(name, value);
        }
        if let Some(key) = &mut self.key {
            request = key.sign(&self.http, request).await?;
        }
        let answer = request.send().await.map_err(|error| {
            let why = if error.is_timeout() {
                message!("http-timeout")
            } else if error.is_connect() {
                message!("http-unreachable")
            } else {
                message!("http-lost")
            };
            let again = (!error.is_builder()).then_some(None);
            Failed {
                why,
                status: None,
                again,
            }
        })?;
        let status = answer.status();
        let mut failed = (!status.is_success()).then(|| refused(status, &answer));
        let headers = answer.headers().clone();
        let all = |name| headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
        let link = all(LINK).collect::<Vec<_>>().join(", ");
        let kind = all(CONTENT_TYPE).collect::<String>().to_ascii_lowercase();
        let answer = match self.body(answer).await {
            Ok(body) => Answer {
                body,
                link: (!link.is_empty()).then_some(link),
                kind,
            },
            Err(broken) => return Err(failed.unwrap_or(broken)),
        };
        if let Some(failed) = &mut failed
            && let Some(said) = answer.words()
        {
            failed.why = message!("http-says", why = &failed.why, said = said);
        }
        if answer.is_page() {
            let why = message!("http-page", status = status.as_u16().to_string());
            failed = Some(match failed {
                Some(failed) => Failed { why, ..failed },
                None => Failed::for_good(why),
            });
        }
        failed.map_or(Ok(answer), Err)
    }

    async fn body(&self, mut answer: Response) -> Result<Vec<u8>, Failed> {
        let mut body = Vec::new();
        loop {
            match answer.chunk().await {
                Ok(Some(chunk)) if body.len() + chunk.len() > self.largest => {
                    let most = self.largest / MEGABYTE;
                    return Err(Failed::for_good(message!("http-too-long", most = most.to_string())));
                }
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => return Ok(body),
                Err(_) => {
                    return Err(Failed {
                        why: message!("http-broke-off"),
                        status: None,
                        again: Some(None),
                    });
                }
            }
        }
    }

    pub(super) fn wrong(&self, why: impl Into<Message>) -> SourceError {
        SourceError::Http {
            source_name: self.place.name().to_owned(),
            section: self.section.clone(),
            why: Box::new(why.into()),
        }
    }
}
