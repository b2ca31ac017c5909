mod config;
pub mod journals;
pub mod loan_draft;
pub mod loans;
pub mod repayments;
