//! Archives with their journals, and the loans that journals can be written on.

pub(crate) mod eligible;
mod named;
mod read;
mod write;

pub use eligible::{EligibleLoan, EligiblePage, Rate, eligible, rate};
pub use named::{NamedLoan, named_loans};
pub use read::{Summary, Tally, count_open, find, hold, of_loan, published_texts, summaries};
pub use write::{add, insert, save};
