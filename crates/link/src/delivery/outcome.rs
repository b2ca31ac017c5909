//! What became of the rows of one kind.

use fieldlink_client::Error;
use fieldlink_contract::Severity;
use fieldlink_say::{Message, message};
use serde::Serialize;

use crate::mapping::Reason;

/// What became of the rows of one kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Delivered {
    /// Rows that the server took, those with problems included.
    pub sent: usize,
    /// Of those, rows that the server remarked something on.
    pub with_problems: usize,
    /// Rows that the server did not take.
    pub refused: Vec<RefusedRow>,
    /// Rows whose answer was lost.
    pub uncertain: Vec<UncertainRow>,
    /// Rows that were fit to be sent and were not, because delivery stopped.
    pub not_sent: usize,
    /// Rows that turned out to be unfit at the last moment, such as a photo that vanished.
    pub held: Vec<Reason>,
    /// The server's numbers of the uploads.
    pub uploads: Vec<i64>,
    /// What the server remarked on rows.
    pub problems: Vec<RowProblem>,
    /// Where a person confirms journals.
    pub confirm_urls: Vec<String>,
    /// Why delivery stopped before all was sent.
    pub stop: Option<Stop>,
}

impl Delivered {
    /// Adds what another delivery of the same kind did.
    pub fn add(&mut self, other: Delivered) {
        self.sent += other.sent;
        self.with_problems += other.with_problems;
        self.refused.extend(other.refused);
        self.uncertain.extend(other.uncertain);
        self.not_sent += other.not_sent;
        self.held.extend(other.held);
        self.uploads.extend(other.uploads);
        self.problems.extend(other.problems);
        self.confirm_urls.extend(other.confirm_urls);
        self.stop = self.stop.take().or(other.stop);
    }
}

/// A row that the server did not take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RefusedRow {
    /// How the record is known.
    pub key: String,
    /// The server's code.
    pub code: String,
    /// The server's sentence.
    pub message: String,
}

/// A row whose answer was lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UncertainRow {
    /// Its number in the ledger, for `fieldlink resolve`.
    pub row: i64,
    /// How the record is known.
    pub key: String,
    /// What happened.
    pub message: String,
    /// Whether the next send settles it by itself. Otherwise a person must look.
    pub repeats: bool,
}

/// What the server remarked on a row that it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowProblem {
    /// The row's Loan ID.
    pub loan_id: String,
    /// The server's code.
    pub code: String,
    /// The server's sentence.
    pub details: String,
    /// Whether the row was left out or only remarked on.
    pub severity: Severity,
}

/// Why delivery stopped, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stop {
    /// A stable name: `credentials`, `permission`, `address`, `settings`, `busy`, `unreachable`, `server`, `uncertain`,
    /// `unanswered`, `refusing`, `firewall`, `stopped`.
    pub why: &'static str,
    /// What happened.
    pub message: String,
    /// What to do about it.
    pub next: Message,
}

impl Stop {
    /// Whether the next request would end the same way whatever is in it, so that nothing else is tried.
    pub fn is_for_all(&self) -> bool {
        matches!(self.why, "credentials" | "busy" | "unreachable" | Stop::ASKED)
    }

    /// The server refuses one row after the other: the fault is not in the rows.
    pub(super) fn refusing(rows: usize, code: &str) -> Stop {
        Stop {
            why: "refusing",
            message: format!("the server refused {rows} rows one after the other, each sent alone ({code})"),
            next: message!("stop-refusing"),
        }
    }

    /// An answer was lost, and only a person can tell whether the request arrived.
    pub(super) fn uncertain(message: String) -> Stop {
        Stop {
            why: "uncertain",
            message,
            next: message!("stop-uncertain"),
        }
    }

    /// An answer was lost, and the same request again cannot do anything twice.
    pub const UNANSWERED: &str = "unanswered";

    /// An answer was lost, and the next send asks again by itself.
    pub(super) fn unanswered(message: String) -> Stop {
        Stop {
            why: Stop::UNANSWERED,
            message,
            next: message!("stop-unanswered"),
        }
    }

    /// Why delivery stopped when it was asked to.
    pub const ASKED: &str = "stopped";

    /// Delivery was asked to stop; what was under way is kept.
    pub(super) fn asked() -> Stop {
        Stop {
            why: Stop::ASKED,
            message: String::from("the link was told to stop; what it had sent is kept"),
            next: message!("stop-stopped"),
        }
    }

    /// The stop that an error calls for.
    pub fn of(error: &Error) -> Stop {
        let (why, next) = match error {
            Error::Unauthorized(_) | Error::TokenRefused { .. } => ("credentials", message!("stop-credentials")),
            Error::WrongToken { .. } => ("credentials", message!("stop-wrong-token")),
            Error::Forbidden(_) => ("permission", message!("stop-permission")),
            Error::RateLimited { .. } | Error::ServerBusy { .. } | Error::InProgress(_) => {
                ("busy", message!("stop-busy"))
            }
            Error::NotSent { .. } if error.is_certificate() => ("certificate", message!("stop-certificate")),
            Error::NotSent { .. } => ("unreachable", message!("stop-unreachable")),
            Error::AnswerLost { .. } | Error::Unsettled { .. } => return Stop::uncertain(text_of(error)),
            Error::Intercepted(_) => ("firewall", message!("stop-firewall")),
            Error::TooLarge(_) => ("settings", message!("stop-too-large")),
            Error::Refused(_) => ("address", message!("stop-address")),
            Error::ServerFailed(_) | Error::UnreadableAnswer { .. } => ("server", message!("stop-server")),
            _ => ("settings", message!("stop-settings")),
        };
        Stop {
            why,
            message: text_of(error),
            next,
        }
    }
}

impl From<&Stop> for Message {
    /// Why delivery stopped; the details are the server's or the network's own.
    fn from(stop: &Stop) -> Message {
        Message::new(format!("api-{}", stop.why)).with("message", &stop.message)
    }
}

/// The error with the server's own sentence, for a person.
pub(super) fn text_of(error: &Error) -> String {
    let said = error.answer().map(|answer| answer.message.as_str()).unwrap_or_default();
    if said.is_empty() {
        error.to_string()
    } else {
        format!("{error}: {said}")
    }
}
