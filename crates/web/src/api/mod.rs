//! The Partner API.

pub mod caller;
pub mod calls;
pub mod description;
pub mod idempotency;
pub mod sandbox;
pub mod v3;
