//! The `code` values of replies.
//!
//! Kiva's own validation codes are not public (`domain.md 1.3`). Those known are marked; the others are ours, in the
//! same spelling.

/// The call did what it says. Recorded (`domain.md 1.3`).
pub const SUCCESS: &str = "api.success";
/// Any failure without a better code. Seen at sibling services (`domain.md 1.3`).
pub const ERROR: &str = "api.error";
/// No token, or one that is not valid (any more). Seen at sibling services (`domain.md 1.3`).
pub const AUTHENTICATION_REQUIRED: &str = "api.authenticationRequired";
/// There is no such thing, or it is not the caller's. Seen at sibling services (`domain.md 1.3`).
pub const NOT_FOUND: &str = "api.notFound";
/// The token is valid but lacks the scope, or belongs to another partner. Ours.
pub const FORBIDDEN: &str = "api.forbidden";
/// The request cannot be read or breaks a rule that the message names. Ours.
pub const INVALID_REQUEST: &str = "api.invalidRequest";
/// The body is larger, or has more rows, than allowed. Ours.
pub const TOO_LARGE: &str = "api.tooLarge";
/// The thing has changed since, or is in a state that does not allow this. Ours.
pub const CONFLICT: &str = "api.conflict";
/// The same Idempotency-Key came with another request. Ours.
pub const IDEMPOTENCY_MISMATCH: &str = "api.idempotencyMismatch";
/// The first request with this Idempotency-Key is still being worked on. Ours.
pub const IDEMPOTENCY_IN_PROGRESS: &str = "api.idempotencyInProgress";
/// Too many requests; `Retry-After` says when to come back. Ours.
pub const RATE_LIMITED: &str = "api.rateLimited";
/// The server cannot work just now; `Retry-After` says when to come back. Ours.
pub const UNAVAILABLE: &str = "api.unavailable";
/// Nothing was begun, so it may be sent again whatever it is; `Retry-After` says when. Ours, and spelled so that it cannot be
/// taken for one of Kiva's.
pub const NOT_BEGUN: &str = "not_begun";
/// It is not known whether the call was kept: look before sending it again. Ours.
pub const OUTCOME_UNKNOWN: &str = "api.outcomeUnknown";

/// The `code` values of a repayment row's problem. Kiva's are not public; all of these are ours (`domain.md 2.5`).
pub mod problem {
    /// The loan ID or client ID is longer than [`crate::text::ID`] characters or holds U+0000. An error.
    pub const ID_UNUSABLE: &str = "id_unusable";
    /// No loan of this partner has that loan ID. An error.
    pub const LOAN_NOT_FOUND: &str = "loan_not_found";
    /// The loan exists, but for another client ID. An error.
    pub const CLIENT_MISMATCH: &str = "client_mismatch";
    /// The loan is neither paying back nor defaulted. An error.
    pub const NOT_REPAYABLE_STATUS: &str = "not_repayable_status";
    /// The same loan stands in the call more than once. A warning: the last row counts.
    pub const DUPLICATE_ROW: &str = "duplicate_row";
    /// The amount is negative or has more decimals than the currency. An error.
    pub const AMOUNT_INVALID: &str = "amount_invalid";
    /// The amount is above the loan's principal. An error.
    pub const AMOUNT_EXCEEDS_PRINCIPAL: &str = "amount_exceeds_principal";
    /// The cumulative amount is lower than reported before. A warning.
    pub const AMOUNT_DECREASED: &str = "amount_decreased";
    /// The partner reports a loan some months after its disbursal, and they have not passed. A warning.
    pub const NOT_ELIGIBLE_YET: &str = "not_eligible_yet";
    /// The report of this month is final and takes no more rows. An error.
    pub const ALREADY_FINAL: &str = "already_final";
}
