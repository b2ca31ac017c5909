//! The rules of a repayment row (domain.md 2.5).
