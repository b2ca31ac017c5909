//! Delivery: planned rows leave, and what became of them is kept.
//!
//! Each request goes the same way: the intent is committed, the request leaves, the answer is kept. When the process
//! dies in between, [`recovery`] finds the intent and knows what may be sent again.

mod batches;
mod journals;
mod loan_drafts;
mod outcome;
pub mod recovery;
mod repayments;
mod repeats;
mod request;

pub use self::journals::send as send_journals;
pub use self::loan_drafts::send as send_loan_drafts;
pub use self::outcome::{Delivered, RefusedRow, RowProblem, Stop, UncertainRow};
pub use self::repayments::send as send_repayments;
pub use self::repeats::Repeats;
pub use self::request::{Courier, Ready};
