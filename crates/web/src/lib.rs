//! PA2 over HTTP: the Partner API, the token service and the site.
//!
//! Invariants: HTTP only. Every handler gets its caller from an extractor, calls one use case of `app` and renders the
//! answer; rules and SQL live elsewhere. Everything served stands in the binary.

mod answers;
mod assemble;
mod client_address;
mod error;
mod faults;
mod request;
mod state;

pub mod api;
pub mod mail;
pub mod oauth;
pub mod ops;
pub mod site;

pub use assemble::{openapi, router, served};
pub use axum::Router;
pub use state::AppState;
