//! The wire: request and response types of the Partner API v3 and of its token service.
//!
//! One file per family of routes. Every type says what a field means, its unit, whether it may be absent, and
//! where that is known from (`domain.md 1.x`).
//!
//! Rules that hold for all of them:
//! - **Emit one way, read every way.** What we write is snake_case (two fields are camelCase on the wire:
//!   `partnerId` and `fundedAmount`). What we read may be snake_case or camelCase, and unknown fields are ignored.
//! - **Money never becomes a binary float.** [`Amount`] is read from the characters of the JSON text.
//! - **A partner's ids are text**, byte for byte. A client that sends a JSON number gets its exact characters kept.
//! - **No IO, no async, no HTTP, no SQL** in this crate.
//!
//! Read bodies with [`json::from_slice`]: its errors name the field and the row. Types here do not survive
//! `#[serde(flatten)]`, untagged enums or a detour through `serde_json::Value`, since those turn numbers into floats.

pub mod amount;
pub mod codes;
pub mod config;
#[cfg(test)]
mod hostile;
pub mod journals;
pub mod json;
pub mod loan_draft;
pub mod loans;
pub mod read;
pub mod repayments;
pub mod reply;
pub mod scope;
pub mod text;
pub mod time;
pub mod token;

pub use amount::{Amount, InvalidAmount};
pub use config::{ActivitiesReply, Activity, Locale, LocalesReply, Location, LocationsReply, Theme, ThemesReply};
pub use journals::{Journal, JournalsEnvelope, JournalsReply, JournalsRequest};
pub use json::JsonError;
pub use loan_draft::{Entrep, Gender, Installment, LoanDraft, LoanDraftReply, ScheduleParameters};
pub use loans::{Loan, LoanStatus, LoansQuery, LoansReply, UnknownStatus};
pub use repayments::{Problem, Repayment, RepaymentsReply, RepaymentsRequest, Severity};
pub use reply::{ApiMessage, one_or_list};
pub use scope::{Scope, ScopeSet, UnknownScope};
pub use text::{Misfit, Texts};
pub use token::{Claims, TokenError, TokenErrorCode, TokenReply, TokenRequest};
