//! The link: from a partner's records to the Partner API.
//!
//! ```text
//! source -> record -> mapping -> plan -> ledger -> delivery -> inbox
//! ```
//! A source yields records, the mapping makes of each what the contract wants, the plan decides (with the same rules
//! that PA2 applies), the ledger commits the intent, delivery sends it and keeps the answer, and the inbox holds the
//! links that a person must open. [`run::plan`] and [`run::send`] are the whole of it.
//!
//! Invariants: sources are only read; every record ends in one state that a person can name; nothing is sent twice
//! because a process died; an unmatched loan is never reported as zero; ids go through byte for byte and amounts never
//! become floats; no store, app or web is used here, only the contract, the rules of `domain` and the client.

pub mod config;
pub mod daemon;
pub mod delivery;
pub mod doctor;
pub mod go_live;
pub mod kind;
pub mod ledger;
pub mod mapping;
pub mod notify;
pub mod overview;
pub mod photo;
pub mod plan;
pub mod preset;
pub mod probe;
pub mod progress;
pub mod propose;
pub mod reading;
pub mod receive;
pub mod record;
pub mod report;
pub mod run;
pub mod source;
pub mod spool;
pub mod support;
pub mod template;
pub mod text_file;
pub mod watched;

pub use self::config::Config;
pub use self::kind::Kind;
