//! What can go wrong with the ledger.

use std::path::PathBuf;

use fieldlink_rows::{Error, Trouble};
use fieldlink_say::{Message, message};

use super::seal::SealError;
use super::state::Event;

/// Why the ledger cannot be used.
#[derive(Debug, fieldlink_say::Error)]
#[say("ledger")]
pub enum LedgerError {
    /// The variable or file that holds its URL is not there.
    NoUrl(#[say("place")] Box<Message>),
    /// It cannot be written next to.
    LockFile {
        /// The lock file.
        #[say("file")]
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Another process sends with it.
    InUse {
        /// The file or server.
        place: String,
    },
    /// The lock's connection failed.
    Lock {
        /// The server.
        place: String,
        /// Why.
        source: Error,
    },
    /// The database failed, or holds what this program cannot have written.
    #[say(with = told)]
    Database(#[from] Error),
    /// Rows were not in a state that allows the move: somebody else changed them.
    Moved {
        /// What should have happened.
        #[say(skip)]
        event: Event,
        /// To how many rows.
        expected: u64,
        /// To how many it could.
        moved: u64,
    },
    /// There is no such row for this profile and partner.
    NoSuchRow(#[say("row")] i64),
    /// A key of this name was given out before.
    KeyExists(#[say("name")] String),
    /// There is no such key that could be revoked.
    NoSuchKey(#[say("name")] String),
    /// The keys of the ledger are not where the configuration says.
    NoKey {
        /// The variable or the file.
        place: Box<Message>,
    },
    /// The keys of the ledger cannot be used.
    Keys(#[source] SealError),
    /// A payload cannot be opened.
    Sealed {
        /// The row.
        #[say("row")]
        id: i64,
        /// Why.
        source: SealError,
    },
    /// A move that the row's state does not allow.
    NotNow {
        /// The row.
        #[say("row")]
        id: i64,
        /// Where it stands.
        state: super::state::State,
        /// What can be done instead.
        why: Box<Message>,
    },
    /// There is no such link in the inbox.
    NoSuchLink(#[say("url")] String),
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
fn told(error: &Error) -> Message {
    match (error, error.trouble()) {
        (Error::Unanswered(_), _) => message!("ledger-unanswered"),
        (_, Some(Trouble::Full)) => message!("ledger-full"),
        (_, Some(Trouble::Memory)) => message!("ledger-memory"),
        (_, Some(Trouble::Connections)) => message!("ledger-connections"),
        (_, Some(Trouble::Stopping)) => message!("ledger-stopping"),
        (_, Some(Trouble::Away)) => message!("ledger-away"),
        (Error::Place { .. }, _) => message!("ledger-no-place"),
        (Error::Unopened { place, .. }, _) => message!("ledger-unreachable", place = place),
        (Error::Migration { place, .. }, _) => message!("ledger-tables", place = place),
        (Error::Corrupt { row, column, .. }, _) => message!("ledger-corrupt", row = row, column = column),
        _ => message!("ledger-statement"),
    }
}

/// The result of a ledger's function.
pub type Result<T> = std::result::Result<T, LedgerError>;
