//! The one table that says when a failed request is sent again, and after how long.

use std::time::Duration;

use rand::{Rng, RngCore};

use crate::error::{Effect, Error, Who};

/// Whether doing the request twice is the same as doing it once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Repeat {
    /// It is: reads, tokens; repayment rows whose amounts are cumulative or outstanding; any post with an idempotency
    /// key, to a server that is known to honour it.
    Safe,
    /// It is not, or nobody knows: a post is sent again only when it surely had no effect.
    #[default]
    Unsafe,
}

/// How often and how fast to try again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// How often a request is sent at most, the first time included.
    pub attempts: u32,
    /// The first pause is at most this long; each later one at most twice the one before.
    pub base: Duration,
    /// No pause is longer, unless the server asks for it.
    pub cap: Duration,
    /// The longest pause that the server may ask for. When it asks for more, the error goes to the caller, who can
    /// come back another time.
    pub patience: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 5,
            base: Duration::from_millis(500),
            cap: Duration::from_secs(30),
            patience: Duration::from_secs(120),
        }
    }
}

impl RetryPolicy {
    /// Sends everything once.
    #[must_use]
    pub fn never() -> Self {
        Self {
            attempts: 1,
            ..Self::default()
        }
    }
}

/// What becomes of a request that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is sent again by itself, after a pause.
    Again,
    /// It had no effect, and goes to the caller: somebody must do something first.
    NotTaken,
    /// It had no effect, and may fit in smaller parts.
    Smaller,
    /// The server read it and refused its content.
    Refused,
    /// Whether it had an effect is not known: somebody must look.
    Uncertain,
}

impl Fate {
    /// The one table of what follows a failure. A request that must not be done twice is sent again only when it never
    /// left, or after an answer that is documented to come before any work. The guide `docs/sending-safely.md` says the
    /// same, and a test holds it against this.
    #[must_use]
    pub fn of(error: &Error, repeat: Repeat) -> Fate {
        let class = error.class();
        let passes = class.who == Who::Nobody || (class.who == Who::Checker && may_pass(error));
        match (class.effect, class.who) {
            (Effect::None, _) if passes => Fate::Again,
            (Effect::Unknown, _) if passes && repeat == Repeat::Safe => Fate::Again,
            (Effect::Unknown, _) => Fate::Uncertain,
            (Effect::None, Who::RecordKeeper) if matches!(error, Error::TooLarge(_)) => Fate::Smaller,
            (Effect::None, Who::RecordKeeper) => Fate::Refused,
            (Effect::None, _) => Fate::NotTaken,
        }
    }
}

/// The pause before the request is sent again, or `None` when it is not: see [`Fate::of`]. Pauses grow by two with full
/// jitter, so that many clients do not come back together; a server's `Retry-After` is the least.
///
/// `attempt` counts from 1: how often the request has been sent so far.
pub fn pause(
    policy: &RetryPolicy,
    repeat: Repeat,
    error: &Error,
    attempt: u32,
    rng: &mut dyn RngCore,
) -> Option<Duration> {
    if attempt >= policy.attempts || Fate::of(error, repeat) != Fate::Again {
        return None;
    }
    let doublings = 1_u32.checked_shl(attempt.saturating_sub(1)).unwrap_or(u32::MAX);
    let ceiling = policy.base.saturating_mul(doublings).min(policy.cap);
    match error.retry_after() {
        Some(asked) if asked > policy.patience => None,
        // A little more than asked, since all who were told the same would come at the same moment.
        Some(asked) => Some(asked.saturating_add(jitter(policy.base, rng))),
        None => Some(jitter(ceiling, rng)),
    }
}

/// Failures of a post that pass by themselves, though what it did is not known.
fn may_pass(error: &Error) -> bool {
    matches!(
        error,
        Error::AnswerLost { .. } | Error::ServerBusy { .. } | Error::InProgress(_)
    )
}

fn jitter(ceiling: Duration, rng: &mut dyn RngCore) -> Duration {
    let millis = u64::try_from(ceiling.as_millis()).unwrap_or(u64::MAX);
    Duration::from_millis(rng.random_range(0..=millis))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::Call;
    use crate::error::tests::answer;
    use fieldlink_contract::TokenErrorCode;
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    fn tried(repeat: Repeat, error: &Error) -> bool {
        pause(&RetryPolicy::default(), repeat, error, 1, &mut StdRng::seed_from_u64(1)).is_some()
    }

    fn busy(call: Call, status: u16, retry_after: Option<u64>) -> Error {
        Error::ServerBusy {
            answer: answer(call, status),
            retry_after: retry_after.map(Duration::from_secs),
        }
    }

    fn limited(call: Call, retry_after: Option<u64>) -> Error {
        Error::RateLimited {
            answer: answer(call, 429),
            retry_after: retry_after.map(Duration::from_secs),
        }
    }

    /// (what, error of that call, unsafe post sent again?, safe request sent again?)
    #[test]
    fn the_table() {
        type Make = fn(Call) -> Error;
        let rows: [(&str, Make, bool, bool); 13] = [
            ("429", |c| limited(c, None), true, true),
            ("503 with Retry-After", |c| busy(c, 503, Some(1)), false, true),
            ("408", |c| busy(c, 408, None), false, true),
            ("503 without", |c| busy(c, 503, None), false, true),
            ("502", |c| busy(c, 502, None), false, true),
            ("504 with Retry-After", |c| busy(c, 504, Some(1)), false, true),
            ("still in progress", |c| Error::InProgress(answer(c, 409)), false, true),
            ("500", |c| Error::ServerFailed(answer(c, 500)), false, false),
            ("400", |c| Error::Refused(answer(c, 400)), false, false),
            ("401", |c| Error::Unauthorized(answer(c, 401)), false, false),
            ("403", |c| Error::Forbidden(answer(c, 403)), false, false),
            (
                "unreadable",
                |c| Error::UnreadableAnswer {
                    answer: answer(c, 200),
                    place: String::new(),
                },
                false,
                false,
            ),
            ("settings", |_| Error::Settings { problem: String::new() }, false, false),
        ];
        for (what, make, unsafe_again, safe_again) in rows {
            for post in [Call::LoanDraft, Call::Repayments, Call::Journals] {
                assert_eq!(
                    tried(Repeat::Unsafe, &make(post)),
                    unsafe_again,
                    "{what}, {post}, unsafe"
                );
                assert_eq!(tried(Repeat::Safe, &make(post)), safe_again, "{what}, {post}, safe");
            }
            for read in [Call::Token, Call::Loans, Call::Themes] {
                assert_eq!(tried(Repeat::Safe, &make(read)), safe_again, "{what}, {read}");
            }
        }
        let wrong = Error::TokenRefused {
            code: TokenErrorCode::InvalidClient,
            answer: answer(Call::Token, 401),
        };
        let later = Error::TokenRefused {
            code: TokenErrorCode::TemporarilyUnavailable,
            answer: answer(Call::Token, 400),
        };
        assert!(!tried(Repeat::Safe, &wrong) && tried(Repeat::Safe, &later));
    }

    #[test]
    fn pauses_grow_with_full_jitter_up_to_the_cap() {
        let policy = RetryPolicy {
            attempts: 100,
            ..RetryPolicy::default()
        };
        let mut rng = StdRng::seed_from_u64(7);
        for attempt in 1..=60 {
            let ceiling = Duration::from_millis(500)
                .saturating_mul(1 << (attempt - 1).min(20))
                .min(policy.cap);
            let pauses: Vec<_> = (0..200)
                .filter_map(|_| pause(&policy, Repeat::Safe, &busy(Call::Loans, 502, None), attempt, &mut rng))
                .collect();
            assert_eq!(pauses.len(), 200);
            assert!(pauses.iter().all(|pause| *pause <= ceiling), "{attempt}");
            assert!(pauses.iter().any(|pause| *pause > ceiling / 2), "{attempt}");
            assert!(pauses.iter().any(|pause| *pause < ceiling / 2), "{attempt}");
        }
    }

    #[test]
    fn it_ends() {
        let policy = RetryPolicy::default();
        let mut rng = StdRng::seed_from_u64(7);
        let error = limited(Call::Loans, None);
        assert!(pause(&policy, Repeat::Safe, &error, 4, &mut rng).is_some());
        assert!(pause(&policy, Repeat::Safe, &error, 5, &mut rng).is_none());
        assert!(pause(&RetryPolicy::never(), Repeat::Safe, &error, 1, &mut rng).is_none());
    }

    #[test]
    fn retry_after_is_the_least_and_patience_the_most() {
        let policy = RetryPolicy::default();
        let mut rng = StdRng::seed_from_u64(7);
        for _ in 0..50 {
            let pause = pause(&policy, Repeat::Unsafe, &limited(Call::Journals, Some(20)), 1, &mut rng).unwrap();
            assert!(
                pause >= Duration::from_secs(20) && pause <= Duration::from_millis(20_500),
                "{pause:?}"
            );
        }
        assert!(pause(&policy, Repeat::Safe, &limited(Call::Loans, Some(3600)), 1, &mut rng).is_none());
    }
}
