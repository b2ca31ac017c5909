//! The ledger: what the link has sent, is sending, holds back and does not know.
//!
//! The promise: the intent is committed before a request leaves, a definite answer closes it, a lost answer makes the
//! row uncertain. Every row ends in one state that a person can name, nothing vanishes, and nothing is sent twice
//! because a process died. See [`state`] for the states and [`lock`] for why only one process sends at a time.

mod close;
mod enter;
mod entity;
mod error;
mod inbox;
pub mod lock;
mod migration;
mod open;
mod pushed;
mod read;
mod row;
pub mod state;

pub use self::close::{Closing, Intent};
pub use self::enter::Entry;
pub use self::error::LedgerError;
pub use self::inbox::Confirmation;
pub use self::lock::LedgerLock;
pub use self::open::{Ledger, LedgerUrl};
pub use self::pushed::{Batch, Hint, KeyHash, KnownKey, Purpose, Pushed, PushedRow, Sheet, SheetCount, Taken, Took};
pub use self::read::{Known, LastAmount, Sent};
pub use self::row::Row;
pub use self::state::{Event, IllegalMove, State};
