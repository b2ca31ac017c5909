mod config;
pub mod journals;
pub mod loan_draft;
pub mod loans;
mod quota;
pub mod repayments;
