//! Lists and pages of loans.
