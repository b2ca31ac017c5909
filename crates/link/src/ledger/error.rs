//! What can go wrong with the ledger.

use crate::said::Said;
use std::path::PathBuf;

use sea_orm::DbErr;

use super::seal::SealError;
use super::state::Event;

/// Why the ledger cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The variable or file that holds its URL is not there.
    #[error("{0} should hold the ledger's URL and cannot be read")]
    NoUrl(Box<Said>),
    /// It cannot be opened.
    #[error("cannot open the ledger {place}")]
    Unreachable {
        /// The file, or the server without user and password.
        place: String,
        /// Why.
        source: DbErr,
    },
    /// Its tables cannot be brought up to date.
    #[error("the tables of the ledger {place} cannot be brought up to date")]
    Migration {
        /// The file, or the server without user and password.
        place: String,
        /// Why.
        source: sqlx::migrate::MigrateError,
    },
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
    #[error("cannot lock the ledger {place}")]
    Lock {
        /// The server.
        place: String,
        /// Why.
        source: sqlx::Error,
    },
    /// A statement failed.
    #[error("the ledger could not be read or written")]
    Statement(#[from] DbErr),
    /// A row is not as it should be.
    #[error("the ledger's row {id} has an unreadable {column}")]
    Corrupt {
        /// The row.
        id: i64,
        /// The column.
        column: &'static str,
    },
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
    /// Whether the disk that it stands on is full, or the file may not grow.
    pub fn is_full(&self) -> bool {
        let error: &dyn std::error::Error = self;
        let mut below = error.source();
        let mut text = error.to_string();
        while let Some(error) = below {
            text.push_str(&error.to_string());
            below = error.source();
        }
        // SQLite's words for its codes 13 and 778, PostgreSQL's for 53100.
        ["disk is full", "disk I/O error", "No space left", "File too large"]
            .into_iter()
            .any(|words| text.contains(words))
    }
}

/// The result of a ledger's function.
pub type Result<T> = std::result::Result<T, LedgerError>;
