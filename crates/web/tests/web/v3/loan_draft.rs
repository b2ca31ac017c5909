//! Routes of loan_draft.
