//! Routes of repayments.
