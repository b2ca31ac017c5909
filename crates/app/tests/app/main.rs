//! Use cases that need no HTTP, on both databases.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends by panicking")]

mod audit_cost;
mod audit_daily;
mod audit_damages;
mod audit_keys;
mod support;
