//! What can go wrong with the ledger.

use std::path::PathBuf;

use fieldlink_rows::{Error, Trouble};

use super::seal::SealError;
use super::state::Event;
use crate::said::Said;

/// Why the ledger cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The variable or file that holds its URL is not there.
    #[error("{0} should hold the ledger's URL and cannot be read")]
    NoUrl(Box<Said>),
    /// It cannot be written next to.
    #[error("cannot make the lock file {}", path.display())]
    LockFile {
        /// The lock file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Another process sends with it.
    #[error(
        "another fieldlink is sending with the ledger {place}; wait until it is done (two at once could send a row twice)"
    )]
    InUse {
        /// The file or server.
        place: String,
    },
    /// The lock's connection failed.
    #[error("cannot lock the ledger {place}{}", because(.source))]
    Lock {
        /// The server.
        place: String,
        /// Why.
        source: Error,
    },
    /// The database failed, or holds what this program cannot have written.
    #[error("{}", told(.0))]
    Database(#[from] Error),
    /// Rows were not in a state that allows the move: somebody else changed them.
    #[error(
        "{expected} rows of the ledger should {event:?}, but only {moved} could: the ledger was changed by somebody else"
    )]
    Moved {
        /// What should have happened.
        event: Event,
        /// To how many rows.
        expected: u64,
        /// To how many it could.
        moved: u64,
    },
    /// There is no such row for this profile and partner.
    #[error("the ledger has no row {0} for this profile")]
    NoSuchRow(i64),
    /// A key of this name was given out before.
    #[error("a sender called {0} has a key already; choose another name, so that the senders stay apart")]
    KeyExists(String),
    /// There is no such key that could be revoked.
    #[error("no sender called {0} has a key that opens anything")]
    NoSuchKey(String),
    /// The keys of the ledger are not where the configuration says.
    #[error("{place} should hold the keys of the ledger and cannot be read")]
    NoKey {
        /// The variable or the file.
        place: Box<Said>,
    },
    /// The keys of the ledger cannot be used.
    #[error("the keys of the ledger cannot be used")]
    Keys(#[source] SealError),
    /// A payload cannot be opened.
    #[error("what row {id} of the ledger keeps to be sent cannot be read")]
    Sealed {
        /// The row.
        id: i64,
        /// Why.
        source: SealError,
    },
    /// A move that the row's state does not allow.
    #[error("row {id} is {state}: {why}")]
    NotNow {
        /// The row.
        id: i64,
        /// Where it stands.
        state: super::state::State,
        /// What can be done instead.
        why: &'static str,
    },
    /// There is no such link in the inbox.
    #[error("the inbox has no link {0}")]
    NoSuchLink(String),
}

impl LedgerError {
    /// That a row holds what this program cannot have written.
    pub fn corrupt(table: &'static str, row: i64, column: &str) -> LedgerError {
        LedgerError::Database(Error::Corrupt {
            table,
            row: row.to_string(),
            column: column.to_owned(),
        })
    }

    /// What is the matter with the disk or the server that it stands on, where that is what it is.
    pub fn trouble(&self) -> Option<Trouble> {
        match self {
            LedgerError::Database(source) | LedgerError::Lock { source, .. } => source.trouble(),
            LedgerError::LockFile { source, .. } => Trouble::of_words(source),
            _ => None,
        }
    }
}

/// What a database's error means for whoever sends.
fn told(error: &Error) -> String {
    let why = because(error);
    match error {
        Error::Place { .. } => String::from("what should hold the ledger's URL is no postgres:// URL"),
        Error::Unopened { place, .. } => format!("cannot open the ledger {place}{why}"),
        Error::Migration { place, .. } => format!("the tables of the ledger {place} cannot be brought up to date{why}"),
        Error::Corrupt { table, row, column } => {
            format!("the ledger's row {row} has an unreadable {column} (table {table})")
        }
        Error::Unanswered(_) => format!("it is not known whether the ledger kept it{why}"),
        _ => format!("the ledger could not be read or written{why}"),
    }
}

fn because(error: &Error) -> String {
    error
        .trouble()
        .map_or_else(String::new, |trouble| format!(": {}", trouble.as_str()))
}

/// The result of a ledger's function.
pub type Result<T> = std::result::Result<T, LedgerError>;
