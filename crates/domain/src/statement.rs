//! A month's report: expected, reported, categories and the statement's sums (domain.md 2.5, 2.6).
