//! Pages of repayments.
