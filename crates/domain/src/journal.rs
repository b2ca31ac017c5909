//! Journals: what makes one fit to publish, and the life of an archive (domain.md 1.8, 2.8).
//!
//! [`check`] is the one place where the rules of a row stand: PA2 applies it when journals arrive, when a person looks at
//! them and when they are published; the link applies it before sending.

mod archive;
#[cfg(test)]
mod life_tests;
mod rules;

pub use archive::{Archive, ArchiveState, Closed, Journal, JournalError, JournalState, Origin, Selection, Tally};
/// The text and the ids of a journal, as on the wire.
pub use fieldlink_contract::journals::Journal as Sent;
pub use rules::{
    Checked, ELIGIBLE, KnownTexts, LoanFacts, Rules, check, check_part, code, eligible, warn_of_published,
};
