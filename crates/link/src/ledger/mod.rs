//! The ledger: what the link has sent, is sending, holds back and does not know.
//!
//! The promise: the intent is committed before a request leaves, a definite answer closes it, a lost answer makes the
//! row uncertain. Every row ends in one state that a person can name, nothing vanishes, and nothing is sent twice
//! because a process died. See [`state`] for the states and [`lock`] for why only one process sends at a time.

mod claim;
mod close;
mod enter;
mod error;
mod history;
mod inbox;
mod list;
pub mod lock;
mod marks;
mod migration;
mod notes;
mod notices;
mod open;
mod prune;
mod pushed;
mod read;
mod row;
mod runs;
pub mod seal;
mod service_runs;
pub mod state;

pub use self::claim::Candidate;
pub use self::close::{Closing, Intent};
pub use self::enter::{Entered, Entry, PART};
pub use self::error::LedgerError;
pub use self::history::HistoryEntry;
pub use self::inbox::Confirmation;
pub use self::list::Wanted;
pub use self::lock::LedgerLock;
pub use self::marks::{Mark, Marked};
pub use self::notes::Note;
pub use self::notices::{Due, FreshNotice, Unsent};
pub use self::open::Ledger;
pub use self::prune::Pruned;
pub use self::pushed::{
    Batch, Hint, KeyHash, KnownKey, Origins, Purpose, Pushed, PushedPlace, PushedRow, Sheet, SheetCount, Taken, Took,
};
pub use self::read::{Known, LastAmount, Sent};
pub use self::row::Row;
pub use self::runs::RunEntry;
pub use self::service_runs::{Finished, Mishap, Outcome, Run};
pub use self::state::{Event, IllegalMove, State};
pub use fieldlink_rows::{Place, Trouble};
