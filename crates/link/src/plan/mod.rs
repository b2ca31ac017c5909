//! The plan: what would be sent, and why the rest would not.
//!
//! Invariants: pure functions of records, ledger and what Kiva answers; the rules are those of `domain`, the same that
//! PA2 applies; and every record gets one decision.

mod decision;
pub mod journals;
pub mod loan_drafts;
pub mod loans;
pub mod repayments;
pub mod rows;
mod short;

pub use self::decision::{Decision, Item, Policy, Repeated, by_place, hash_of};
