//! Loan drafts: take, edit, check, publish.
