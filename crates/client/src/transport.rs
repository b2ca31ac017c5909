//! Sends one request, again where that is safe, and turns what comes back into an answer or an [`Error`].

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use fieldlink_contract::{ApiMessage, TokenError, codes, json};
use rand::RngCore;
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};
use reqwest::{RequestBuilder, Response, StatusCode};

use crate::call::Call;
use crate::clock::Clock;
use crate::error::{Answer, Effect, Error, ServerText};
use crate::reply::Reply;
use crate::retry::{Repeat, RetryPolicy, pause};

/// An answer that is a success, unread.
pub(crate) struct Success {
    pub call: Call,
    pub status: u16,
    pub request_id: Option<String>,
    pub body: Vec<u8>,
    pub attempts: u32,
}

pub(crate) struct Transport {
    pub http: reqwest::Client,
    pub clock: Arc<dyn Clock>,
    pub rng: Mutex<Box<dyn RngCore + Send>>,
    pub policy: RetryPolicy,
    /// Seconds that the server's clock is ahead of ours, as its last answer said.
    pub ahead: Mutex<Option<i64>>,
    /// Answers larger than this are not read: a server gone wrong must not fill our memory.
    pub max_body: usize,
}

impl Transport {
    /// Sends what `build` makes, again as the retry table says. The first failure after which nobody knows whether the
    /// request was carried out is left in `unsettled`, since a later failure may sound harmless.
    pub async fn run(
        &self,
        call: Call,
        repeat: Repeat,
        unsettled: &mut Option<Error>,
        build: impl Fn(&reqwest::Client) -> RequestBuilder,
    ) -> Result<Success, Error> {
        let mut attempt = 1;
        loop {
            let error = match self.once(call, build(&self.http)).await {
                Ok(mut success) => {
                    success.attempts = attempt;
                    return Ok(success);
                }
                Err(error) => error,
            };
            if error.class().effect == Effect::Unknown && unsettled.is_none() {
                *unsettled = Some(error.clone());
            }
            let wait = {
                let mut rng = self.rng.lock().unwrap_or_else(PoisonError::into_inner);
                pause(&self.policy, repeat, &error, attempt, &mut **rng)
            };
            let Some(wait) = wait else { return Err(error) };
            tracing::debug!(%call, attempt, %error, wait_ms = %wait.as_millis(), "sending again");
            self.clock.sleep(wait).await;
            attempt += 1;
        }
    }

    async fn once(&self, call: Call, request: RequestBuilder) -> Result<Success, Error> {
        let response = request.send().await.map_err(|error| failed_to_send(call, error))?;
        let status = response.status();
        let headers = response.headers().clone();
        self.compare_clocks(&headers);
        let request_id = request_id(&headers);
        tracing::debug!(%call, status = status.as_u16(), request_id, "answered");
        let body = match self.read(response).await {
            Ok(body) => body,
            // The status of a failure says enough without its body.
            Err(_) if !status.is_success() => Vec::new(),
            Err(ReadError::Broken(error)) => {
                return Err(Error::AnswerLost {
                    call,
                    source: Arc::new(error.without_url()),
                });
            }
            Err(ReadError::TooLarge) => {
                let answer = Answer {
                    call,
                    status: status.as_u16(),
                    code: String::new(),
                    message: ServerText::default(),
                    request_id,
                };
                return Err(Error::UnreadableAnswer {
                    answer: Box::new(answer),
                    place: "more bytes than are read".to_owned(),
                });
            }
        };
        let success = Success {
            call,
            status: status.as_u16(),
            request_id,
            body,
            attempts: 1,
        };
        if status.is_success() {
            return Ok(success);
        }
        Err(failure(success, status, retry_after(&headers, self.clock.now())))
    }

    /// Keeps what the answer's `Date` (RFC 9110 section 6.6.1) says of the two clocks.
    fn compare_clocks(&self, headers: &HeaderMap) {
        let date = headers.get(DATE).and_then(|value| value.to_str().ok());
        if let Some(theirs) = date.and_then(|text| DateTime::parse_from_rfc2822(text).ok()) {
            let ahead = (theirs.to_utc() - self.clock.now()).num_seconds();
            *self.ahead.lock().unwrap_or_else(PoisonError::into_inner) = Some(ahead);
        }
    }

    async fn read(&self, mut response: Response) -> Result<Vec<u8>, ReadError> {
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(ReadError::Broken)? {
            if body.len() + chunk.len() > self.max_body {
                return Err(ReadError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

enum ReadError {
    Broken(reqwest::Error),
    TooLarge,
}

fn failed_to_send(call: Call, error: reqwest::Error) -> Error {
    // The address may hold what was searched for.
    let error = error.without_url();
    if error.is_builder() {
        Error::Settings {
            problem: format!("{call}: the request cannot be built"),
        }
    } else if error.is_connect() {
        Error::NotSent {
            call,
            source: Arc::new(error),
        }
    } else {
        Error::AnswerLost {
            call,
            source: Arc::new(error),
        }
    }
}

/// What a status other than success means.
fn failure(success: Success, status: StatusCode, retry_after: Option<Duration>) -> Error {
    let Success {
        call, request_id, body, ..
    } = success;
    let answer = |code: &str, message: &str| {
        let status = status.as_u16();
        Box::new(Answer {
            call,
            status,
            code: plain(code),
            message: ServerText::new(message),
            request_id: request_id.clone(),
        })
    };
    if call == Call::Token
        && status.is_client_error()
        && status != StatusCode::TOO_MANY_REQUESTS
        && let Ok(TokenError {
            error,
            error_description,
        }) = json::from_slice(&body)
    {
        let answer = answer("", error_description.as_deref().unwrap_or_default());
        return Error::TokenRefused { code: error, answer };
    }
    let said: ApiMessage = json::from_slice(&body).unwrap_or_default();
    let answer = answer(&said.code, &said.message);
    match status.as_u16() {
        401 => Error::Unauthorized(answer),
        403 if is_anothers(&body) => Error::Intercepted(answer),
        403 => Error::Forbidden(answer),
        // Whoever asks for a sign-in to the network, or to a proxy.
        407 | 511 => Error::Intercepted(answer),
        409 if said.code == codes::IDEMPOTENCY_IN_PROGRESS => Error::InProgress(answer),
        413 => Error::TooLarge(answer),
        429 => Error::RateLimited { answer, retry_after },
        408 | 502..=504 | 520..=530 => Error::ServerBusy { answer, retry_after },
        400 | 409 | 422 if is_page(&body) => Error::Intercepted(answer),
        500..=599 => Error::ServerFailed(answer),
        300..=499 => Error::Refused(answer),
        _ => Error::UnreadableAnswer {
            answer,
            place: String::new(),
        },
    }
}

/// Whether an answer is none of the API's, which speaks in JSON objects or says nothing.
fn is_anothers(body: &[u8]) -> bool {
    let object = json::from_slice::<serde_json::Map<String, serde_json::Value>>(body);
    !body.trim_ascii().is_empty() && object.is_err()
}

/// Whether an answer is a web page.
fn is_page(body: &[u8]) -> bool {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    body.trim_ascii_start().starts_with(b"<")
}

/// A success status whose code says that it was none. Only codes known to mean failure count: taking an unknown one
/// for a refusal could make a caller send again what was taken.
pub(crate) fn refused_in_disguise(success: &Success) -> Option<Error> {
    let said: ApiMessage = json::from_slice(&success.body).ok()?;
    let failure = [
        codes::ERROR,
        codes::AUTHENTICATION_REQUIRED,
        codes::NOT_FOUND,
        codes::FORBIDDEN,
        codes::INVALID_REQUEST,
    ];
    failure.contains(&said.code.as_str()).then(|| {
        Error::Refused(Box::new(Answer {
            call: success.call,
            status: success.status,
            code: plain(&said.code),
            message: ServerText::new(&said.message),
            request_id: success.request_id.clone(),
        }))
    })
}

/// The answer was a success, but its content is not what was agreed.
pub(crate) fn unreadable(success: &Success, place: &str) -> Error {
    let answer = Answer {
        call: success.call,
        status: success.status,
        code: String::new(),
        message: ServerText::default(),
        request_id: success.request_id.clone(),
    };
    if is_page(&success.body) {
        return Error::Intercepted(Box::new(answer));
    }
    Error::UnreadableAnswer {
        answer: Box::new(answer),
        place: place.to_owned(),
    }
}

/// The answer was a success and a list, but nothing was in it.
pub(crate) fn unreadable_list<T>(call: Call, reply: &Reply<T>) -> Error {
    let message = ServerText::default();
    let answer = Answer {
        call,
        status: reply.status,
        code: String::new(),
        message,
        request_id: reply.request_id.clone(),
    };
    Error::UnreadableAnswer {
        answer: Box::new(answer),
        place: "the list is empty".to_owned(),
    }
}

fn request_id(headers: &HeaderMap) -> Option<String> {
    headers
        .get("x-request-id")
        .and_then(|value| value.to_str().ok())
        .map(plain)
        .filter(|id| !id.is_empty())
}

/// Codes and ids go into logs: only what such things are made of, and not much of it.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_ascii_alphanumeric() || "._-:/+=".contains(*c))
        .take(80)
        .collect()
}

/// `Retry-After` in seconds or as a date (RFC 9110 section 10.2.3).
fn retry_after(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let at = DateTime::parse_from_rfc2822(text).ok()?.to_utc();
    Some((at - now).to_std().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::retry::Fate;

    fn asked(value: &str) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, value.parse().unwrap());
        retry_after(&headers, DateTime::from_timestamp(1_445_412_470, 0).unwrap())
    }

    #[test]
    fn retry_after_in_seconds_and_as_a_date() {
        assert_eq!(asked("120"), Some(Duration::from_secs(120)));
        assert_eq!(asked("Wed, 21 Oct 2015 07:28:00 GMT"), Some(Duration::from_secs(10)));
        assert_eq!(asked("Wed, 21 Oct 2015 07:27:00 GMT"), Some(Duration::ZERO));
        assert_eq!(asked("soon"), None);
    }

    #[test]
    fn codes_cannot_break_a_log_line() {
        assert_eq!(plain("api.error\n<b>Amina W"), "api.errorbAminaW");
        assert_eq!(plain(&"a".repeat(500)).len(), 80);
    }

    fn success(status: u16, body: &str) -> Success {
        Success {
            call: Call::LoanDraft,
            status,
            request_id: None,
            body: body.as_bytes().to_vec(),
            attempts: 1,
        }
    }

    #[test]
    fn only_known_codes_make_a_success_a_refusal() {
        assert!(refused_in_disguise(&success(200, r#"{"code":"api.error","message":"x"}"#)).is_some());
        assert!(refused_in_disguise(&success(200, r#"{"code":"api.partial","message":"x"}"#)).is_none());
        assert!(refused_in_disguise(&success(200, r#"{"code":"api.success"}"#)).is_none());
        assert!(refused_in_disguise(&success(200, "Success")).is_none());
    }

    /// The table of the guide against what really becomes of such an answer.
    #[test]
    fn the_guide_says_what_becomes_of_each_answer() {
        let guide = include_str!("../../../docs/sending-safely.md");
        let words = |fate| match fate {
            Fate::Again => "again",
            Fate::NotTaken => "not taken",
            Fate::Smaller => "smaller",
            Fate::Refused => "refused",
            Fate::Uncertain => "uncertain",
        };
        let bodies = [
            ("empty", String::new()),
            ("page", "<html><h1>Request blocked</h1></html>".to_owned()),
            ("api", r#"{"code":"api.error","message":"no"}"#.to_owned()),
            (
                "gateway",
                r#"{"code":"gateway","message":"upstream timed out"}"#.to_owned(),
            ),
            ("not begun", format!(r#"{{"code":"{}"}}"#, codes::NOT_BEGUN)),
            (
                "in progress",
                format!(r#"{{"code":"{}"}}"#, codes::IDEMPOTENCY_IN_PROGRESS),
            ),
        ];
        let mut seen = Vec::new();
        for line in guide.lines().skip_while(|line| !line.starts_with("| answer |")).skip(2) {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            let [statuses, kinds, once, twice, _] = cells[..] else {
                break;
            };
            for (status, kind) in statuses
                .split(", ")
                .flat_map(|status| kinds.split(", ").map(move |kind| (status, kind)))
            {
                let (_, body) = bodies
                    .iter()
                    .find(|(name, _)| *name == kind)
                    .unwrap_or_else(|| panic!("{kind}"));
                let number: u16 = status.parse().unwrap();
                let code = StatusCode::from_u16(number).unwrap();
                for retry_after in [None, Some(Duration::from_secs(1))] {
                    let error = failure(success(number, body), code, retry_after);
                    for (repeat, wanted) in [(Repeat::Unsafe, once), (Repeat::Safe, twice)] {
                        assert_eq!(
                            words(Fate::of(&error, repeat)),
                            wanted,
                            "{status} {kind} {repeat:?}: {error}"
                        );
                    }
                }
                seen.push((number, kind));
            }
        }
        for row in [
            (503, "gateway"),
            (503, "not begun"),
            (403, "page"),
            (413, "empty"),
            (408, "empty"),
            (521, "page"),
        ] {
            assert!(seen.contains(&row), "the guide is silent about {row:?}");
        }
    }

    #[test]
    fn a_page_of_the_network_is_not_the_servers() {
        for page in ["<!DOCTYPE html><p>Sign in to the hotel", "\u{feff}\n <html>"] {
            let read = Success {
                call: Call::Loans,
                ..success(200, page)
            };
            let error = unreadable(&read, "");
            assert!(matches!(error, Error::Intercepted(_)), "{error}");
            assert!(error.class().safe_to_repeat());
            assert!(!unreadable(&success(200, page), "").class().safe_to_repeat());
        }
    }

    #[test]
    fn an_error_page_is_a_failure_all_the_same() {
        for (status, body) in [
            (500, "<html>"),
            (413, ""),
            (301, "moved"),
            (400, r#"{"code":5,"message":null}"#),
        ] {
            let error = failure(success(status, body), StatusCode::from_u16(status).unwrap(), None);
            assert_eq!(error.answer().unwrap().status, status);
        }
    }
}
