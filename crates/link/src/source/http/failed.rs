//! Why a request failed, and whether another try may help.

use std::time::Duration;

use fieldlink_say::{Message, message};
use reqwest::header::RETRY_AFTER;
use reqwest::{Response, StatusCode};

/// The longest pause that a server may ask for.
const PATIENCE: Duration = Duration::from_secs(120);

/// Why an attempt failed: a sentence, the status if it was answered, and how long to wait before the next one; none when
/// it would fail again.
pub(super) struct Failed {
    pub(super) why: Message,
    pub(super) status: Option<StatusCode>,
    pub(super) again: Option<Option<Duration>>,
}

impl Failed {
    /// Nothing was answered; another time it may be.
    pub(super) fn unanswered(why: Message) -> Failed {
        Failed {
            why,
            status: None,
            again: Some(None),
        }
    }

    /// It would fail again.
    pub(super) fn for_good(why: Message) -> Failed {
        Failed {
            why,
            status: None,
            again: None,
        }
    }
}

/// An answer that is no success: why, and whether it passes by itself.
pub(super) fn refused(status: StatusCode, answer: &Response) -> Failed {
    let code = status.as_u16();
    let asked = answer
        .headers()
        .get(RETRY_AFTER)
        .and_then(|value| value.to_str().ok()?.trim().parse().ok())
        .map(Duration::from_secs);
    // 520 to 530 are those of networks that stand before a server and cannot reach it.
    let passes = matches!(code, 408 | 429 | 502..=504 | 520..=527 | 530) && asked.is_none_or(|asked| asked <= PATIENCE);
    let why = match code {
        300..=399 => message!("http-elsewhere", status = code.to_string()),
        401 => message!("http-not-let-in"),
        403 => message!("http-not-allowed"),
        404 => message!("http-nothing-there"),
        429 => message!("http-too-many"),
        _ => message!("http-answered", status = code.to_string()),
    };
    Failed {
        why,
        status: Some(status),
        again: passes.then_some(asked),
    }
}
