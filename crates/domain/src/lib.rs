//! PA2's types, rules and transitions.
//!
//! Invariants: no input or output, no async, no HTTP, no SQL; time and randomness come in as arguments;
//! money is a currency and an integer of minor units or an exact decimal; a rule stands once, here, and both
//! PA2 (at publish) and the link (before sending) apply the same function.

pub mod calendar;
pub mod default;
pub mod draft;
pub mod draft_rules;
pub mod finding;
pub mod ids;
pub mod journal;
pub mod life;
pub mod loan;
pub mod money;
pub mod network;
pub mod partner;
pub mod reference;
pub mod repayment;
pub mod schedule;
pub mod search;
pub mod settings;
pub mod statement;
