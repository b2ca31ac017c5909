//! What can go wrong, and who must do something about it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use fieldlink_contract::{TokenErrorCode, codes};

use crate::call::Call;

/// A failed call. No text of it holds a token, a secret, or anything of a body: what the server said stands apart in
/// [`ServerText`], to be shown to a person and kept out of logs.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The client was set up wrongly, or called with what can never be sent. Nothing was sent.
    #[error("settings: {problem}")]
    Settings {
        /// What is wrong.
        problem: String,
    },
    /// More repayment rows than one call may have. Nothing was sent. See [`crate::repayments_batches`].
    #[error("repayments: {rows} rows in one call, at most {limit} are sent at once")]
    TooManyRows {
        /// Rows given.
        rows: usize,
        /// Rows allowed.
        limit: usize,
    },
    /// There was nothing to send.
    #[error("{call}: nothing to send")]
    NothingToSend {
        /// The call.
        call: Call,
    },
    /// No connection: name not found, refused, no agreement on encryption. The request did not leave.
    #[error("{call}: no connection to the server")]
    NotSent {
        /// The call.
        call: Call,
        /// What the connection said.
        source: Arc<reqwest::Error>,
    },
    /// The request left and the answer did not come, or broke off. Whether the server acted on it is not known.
    #[error("{call}: sent, but the answer was lost")]
    AnswerLost {
        /// The call.
        call: Call,
        /// What the connection said.
        source: Arc<reqwest::Error>,
    },
    /// 401, also with a new token.
    #[error("not authorized: {0}")]
    Unauthorized(Box<Answer>),
    /// 403: the token lacks the scope, or the partner id is not its own.
    #[error("forbidden: {0}")]
    Forbidden(Box<Answer>),
    /// 429.
    #[error("too many requests: {answer}")]
    RateLimited {
        /// The answer.
        answer: Box<Answer>,
        /// How long the server asks to wait.
        retry_after: Option<Duration>,
    },
    /// 408, 502, 503, 504, or what a network of servers says when it does not reach the one behind it (520 to 530). Only
    /// a 503 with the code [`codes::NOT_BEGUN`] is known to come before any work: whatever stands between may have sent
    /// the others, with or without a time to come back.
    #[error("server busy: {answer}")]
    ServerBusy {
        /// The answer.
        answer: Box<Answer>,
        /// How long the server asks to wait.
        retry_after: Option<Duration>,
    },
    /// 500 and other failures of the server. What was done by then is not known.
    #[error("server failed: {0}")]
    ServerFailed(Box<Answer>),
    /// The server still works on the first request with this idempotency key.
    #[error("still being worked on: {0}")]
    InProgress(Box<Answer>),
    /// What answered is not the server: a firewall, a proxy, or the page on which a network wants people to sign in. What
    /// the server did by then is not known, since such a thing may stop the answer as well as the request.
    #[error("a firewall or a proxy in between, not the server: {0} with a page of its own")]
    Intercepted(Box<Answer>),
    /// 413: the request is larger than the server, or something before it, takes. Nothing was done.
    #[error("too large for the server or something before it: {0}")]
    TooLarge(Box<Answer>),
    /// The server read the request and did not take it.
    #[error("refused: {0}")]
    Refused(Box<Answer>),
    /// The server said yes in words that cannot be read. A post has probably been taken.
    #[error("unreadable answer: {answer}{}", if place.is_empty() { String::new() } else { format!(" (at `{place}`)") })]
    UnreadableAnswer {
        /// The answer, without its text.
        answer: Box<Answer>,
        /// The field at fault, when known.
        place: String,
    },
    /// A post that may be repeated was, and the last try had no effect. An earlier one may have had.
    #[error("{last}; an earlier try may have been carried out: {earlier}")]
    Unsettled {
        /// The first failure after which nobody knew.
        earlier: Box<Error>,
        /// The failure that ended it.
        last: Box<Error>,
    },
    /// The token service gave no token.
    #[error("no token: {code}: {answer}")]
    TokenRefused {
        /// Why.
        code: TokenErrorCode,
        /// The answer; its text is the service's description.
        answer: Box<Answer>,
    },
    /// A token came, but not the one asked for: for another partner, or from another issuer.
    #[error("wrong token: its {what} is not the one of the profile")]
    WrongToken {
        /// `partner` or `issuer`.
        what: &'static str,
    },
}

/// What is known of an answer that was a failure. Printing it gives the call, status, code and request id only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The call.
    pub call: Call,
    /// The HTTP status.
    pub status: u16,
    /// The server's `code`, such as `api.error`. Empty when there was none.
    pub code: String,
    /// The server's sentence. May repeat what was sent.
    pub message: ServerText,
    /// The server's id of the request (`x-request-id`), for a report to Kiva.
    pub request_id: Option<String>,
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} answered {}", self.call, self.status)?;
        if !self.code.is_empty() {
            write!(f, " {}", self.code)?;
        }
        if let Some(id) = &self.request_id {
            write!(f, " (request id {id})")?;
        }
        Ok(())
    }
}

/// A sentence of the server. It may repeat borrower data, so printing it for debugging shows nothing; ask for
/// [`ServerText::as_str`] to show it to a person.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ServerText(String);

impl ServerText {
    /// The longest sentence that is kept, in characters.
    const MAX: usize = 2_000;

    pub(crate) fn new(text: &str) -> Self {
        Self(
            text.chars()
                .filter(|c| !c.is_control() || *c == '\n')
                .take(Self::MAX)
                .collect(),
        )
    }

    /// The sentence, without control characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ServerText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() {
            "ServerText()"
        } else {
            "ServerText([hidden])"
        })
    }
}

/// Who must do something before the call can succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    /// Nobody: it passes by itself. Repeat later.
    Nobody,
    /// Whoever set the link up: addresses, credentials, scopes, the network.
    Operator,
    /// Whoever keeps the records: the server does not take this content.
    RecordKeeper,
    /// Whoever runs the server: report the request id.
    Server,
    /// A person who looks in PA2 whether the post arrived.
    Checker,
}

/// What may have happened on the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Nothing: the same may be sent again.
    None,
    /// Perhaps it was done: sending again may do it twice.
    Unknown,
}

/// What to do about an [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Class {
    /// Who must act.
    pub who: Who,
    /// What may have happened.
    pub effect: Effect,
}

impl Class {
    /// Whether the same request may be sent again without doing anything twice. It says nothing about whether it will
    /// succeed: see [`Class::who`].
    #[must_use]
    pub fn safe_to_repeat(self) -> bool {
        self.effect == Effect::None
    }
}

impl Error {
    /// Whether there is no connection because the server's certificate is not accepted: an office whose network opens
    /// encrypted lines has an authority of its own.
    #[must_use]
    pub fn is_certificate(&self) -> bool {
        let Self::NotSent { source, .. } = self else {
            return false;
        };
        let mut cause: Option<&dyn std::error::Error> = Some(source.as_ref());
        while let Some(error) = cause {
            // The layers between hide the type of rustls.
            if error.to_string().contains("invalid peer certificate") {
                return true;
            }
            cause = error.source();
        }
        false
    }

    /// Who must act, and whether the request may be sent again.
    #[must_use]
    pub fn class(&self) -> Class {
        let class = |who, effect| Class { who, effect };
        match self {
            Self::Settings { .. } | Self::TooManyRows { .. } | Self::WrongToken { .. } => {
                class(Who::Operator, Effect::None)
            }
            Self::NothingToSend { .. } => class(Who::RecordKeeper, Effect::None),
            // A certificate gets no better by itself.
            Self::NotSent { .. } if self.is_certificate() => class(Who::Operator, Effect::None),
            Self::NotSent { .. } | Self::RateLimited { .. } => class(Who::Nobody, Effect::None),
            Self::AnswerLost { call, .. } => uncertain(*call, Who::Nobody),
            Self::ServerBusy { answer, .. } if answer.status == 503 && answer.code == codes::NOT_BEGUN => {
                class(Who::Nobody, Effect::None)
            }
            Self::ServerBusy { answer, .. } => uncertain(answer.call, Who::Nobody),
            Self::Intercepted(answer) => uncertain(answer.call, Who::Operator),
            Self::TooLarge(_) => class(Who::RecordKeeper, Effect::None),
            Self::Unsettled { .. } => class(Who::Checker, Effect::Unknown),
            Self::InProgress(answer) => uncertain(answer.call, Who::Nobody),
            Self::ServerFailed(answer) | Self::UnreadableAnswer { answer, .. } => uncertain(answer.call, Who::Server),
            Self::Unauthorized(_) | Self::Forbidden(_) => class(Who::Operator, Effect::None),
            Self::TokenRefused {
                code: TokenErrorCode::ServerError,
                ..
            } => class(Who::Server, Effect::None),
            Self::TokenRefused {
                code: TokenErrorCode::TemporarilyUnavailable,
                ..
            } => class(Who::Nobody, Effect::None),
            Self::TokenRefused { .. } => class(Who::Operator, Effect::None),
            Self::Refused(answer) => match answer.status {
                // These are said of the content. Moved, not found, wrong method and the like: the address is wrong.
                200..=299 | 400 | 409 | 422 if answer.call.posts() => class(Who::RecordKeeper, Effect::None),
                _ => class(Who::Operator, Effect::None),
            },
        }
    }

    /// The same error, unless it says "no effect" after an earlier try of which nobody knows.
    pub(crate) fn after(self, earlier: Option<Error>) -> Self {
        match earlier {
            Some(earlier) if self.class().effect == Effect::None => Self::Unsettled {
                earlier: Box::new(earlier),
                last: Box::new(self),
            },
            _ => self,
        }
    }

    /// The call that failed, when it came to one.
    #[must_use]
    pub fn call(&self) -> Option<Call> {
        match self {
            Self::TooManyRows { .. } => Some(Call::Repayments),
            Self::Settings { .. } => None,
            Self::WrongToken { .. } => Some(Call::Token),
            Self::Unsettled { earlier, .. } => earlier.call(),
            Self::NothingToSend { call } | Self::NotSent { call, .. } | Self::AnswerLost { call, .. } => Some(*call),
            _ => self.answer().map(|answer| answer.call),
        }
    }

    /// What the server answered, when it did.
    #[must_use]
    pub fn answer(&self) -> Option<&Answer> {
        match self {
            Self::Unauthorized(answer)
            | Self::Forbidden(answer)
            | Self::RateLimited { answer, .. }
            | Self::ServerBusy { answer, .. }
            | Self::ServerFailed(answer)
            | Self::InProgress(answer)
            | Self::Intercepted(answer)
            | Self::TooLarge(answer)
            | Self::Refused(answer)
            | Self::UnreadableAnswer { answer, .. }
            | Self::TokenRefused { answer, .. } => Some(answer),
            Self::Unsettled { last, .. } => last.answer(),
            _ => None,
        }
    }

    /// The server's id of the request, for a report to Kiva.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.answer().and_then(|answer| answer.request_id.as_deref())
    }

    /// How long the server asked to wait.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { retry_after, .. } | Self::ServerBusy { retry_after, .. } => *retry_after,
            Self::Unsettled { last, .. } => last.retry_after(),
            _ => None,
        }
    }
}

/// A post may have been carried out, so somebody must look; a read leaves nothing behind.
fn uncertain(call: Call, reading: Who) -> Class {
    if call.posts() {
        Class {
            who: Who::Checker,
            effect: Effect::Unknown,
        }
    } else {
        Class {
            who: reading,
            effect: Effect::None,
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn answer(call: Call, status: u16) -> Box<Answer> {
        let message = ServerText::new("Amina Wanjiru is not known");
        Box::new(Answer {
            call,
            status,
            code: "api.error".to_owned(),
            message,
            request_id: Some("r-1".to_owned()),
        })
    }

    #[test]
    fn a_text_for_people_tells_the_request_id_and_hides_the_servers_words() {
        let error = Error::Refused(answer(Call::LoanDraft, 400));
        assert_eq!(
            error.to_string(),
            "refused: loan draft answered 400 api.error (request id r-1)"
        );
        assert!(!format!("{error:?}").contains("Amina"), "{error:?}");
        assert_eq!(error.answer().unwrap().message.as_str(), "Amina Wanjiru is not known");
    }

    #[test]
    fn posts_are_uncertain_where_reads_are_not() {
        for (post, read) in [
            (
                Error::ServerFailed(answer(Call::Journals, 500)),
                Error::ServerFailed(answer(Call::Loans, 500)),
            ),
            (
                Error::ServerBusy {
                    answer: answer(Call::Journals, 504),
                    retry_after: None,
                },
                Error::ServerBusy {
                    answer: answer(Call::Loans, 504),
                    retry_after: None,
                },
            ),
        ] {
            assert_eq!(
                post.class(),
                Class {
                    who: Who::Checker,
                    effect: Effect::Unknown
                }
            );
            assert!(read.class().safe_to_repeat());
        }
    }

    #[test]
    fn who_must_act() {
        let who = |error: Error| error.class().who;
        assert_eq!(who(Error::Refused(answer(Call::Repayments, 400))), Who::RecordKeeper);
        assert_eq!(who(Error::Refused(answer(Call::Repayments, 404))), Who::Operator);
        assert_eq!(who(Error::Unauthorized(answer(Call::Loans, 401))), Who::Operator);
        assert_eq!(
            who(Error::RateLimited {
                answer: answer(Call::Journals, 429),
                retry_after: None
            }),
            Who::Nobody
        );
    }
}
