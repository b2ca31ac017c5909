//! The Partner API.

pub mod caller;
pub mod idempotency;
pub mod v3;
