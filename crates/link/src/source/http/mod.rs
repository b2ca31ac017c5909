//! APIs that answer JSON over HTTP.
//!
//! Numbers are never read as floats: a value's text is what the answer has. Nothing but GET is sent, besides the POST
//! that asks for a token. TLS is required, except to this machine itself.

mod answer;
mod auth;
mod call;
pub mod columns;
mod exact;
mod failed;
mod paging;
pub mod read;
mod rows;

pub use self::call::Caller;
