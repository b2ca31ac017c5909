//! Loan drafts.
