//! Repayment uploads: take, check, keep.
