//! Test-only helpers: real databases that fail where they are told to, a clock to move, seeded randomness, a bad line, a browser.
//!
//! Invariants: nothing here is a stand-in for the real thing where the real thing can run; a helper that lacks what it needs
//! fails the test and says how to get it, it never skips; and nothing depends on store, app or web, whose tests use this crate.

pub mod browser;
pub mod clock;
pub mod databases;
pub mod fault_server;
pub mod fineract;
pub mod proxy;
pub mod seeded;
pub mod strikes;
pub mod texts;

pub use self::clock::TestClock;
pub use self::databases::{Engine, TestDatabase};
pub use self::fault_server::{Call, CallFault, FaultServer};
pub use self::proxy::{Fault, FaultProxy};
pub use self::seeded::Seeded;
pub use self::strikes::{Met, Strikes};
