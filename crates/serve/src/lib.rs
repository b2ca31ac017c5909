//! The one HTTP server of all that listens: PA2, the link's receiver, the status page of `fieldlink run`.
//!
//! Invariants: whoever connects has a time for everything he does and no more; there is room for so many connections and
//! one more always finds some; once told to stop it ends within its time, whatever hangs, and breaks no request that it
//! took. It knows neither partner nor loan, and reads no settings: what it needs is handed to it.

mod activity;
mod body;
mod connection;
mod files;
mod host;
mod limits;
mod listen;
mod stopping;

pub use body::body_of;
pub use limits::Limits;
pub use listen::{Ended, Server};
pub use stopping::Stopping;
