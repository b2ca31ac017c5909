//! Archives with their journals, and the loans that journals can be written on.

pub(crate) mod eligible;
mod named;
pub(crate) mod read;
mod write;

pub use eligible::{EligibleLoan, EligiblePage, Rate, eligible, rate};
pub use fieldlink_domain::journal::Tally;
pub use named::{NamedLoan, named_loans};
pub use read::{
    ArchivePage, ArchiveStates, Lines, Summary, chosen, count_open, find, hold, of_loan, part, published_texts,
    summaries,
};
pub use write::{add, discard, insert, save, save_journals};
