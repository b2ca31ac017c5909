mod config;
mod journals;
mod loan_draft;
pub mod loans;
pub mod repayments;
