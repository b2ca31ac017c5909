//! What can go wrong with the ledger.

use crate::said::Said;
use std::path::PathBuf;

use sea_orm::{DbErr, RuntimeErr};

use super::seal::SealError;
use super::state::Event;

/// Why the ledger cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The variable or file that holds its URL is not there.
    #[error("{0} should hold the ledger's URL and cannot be read")]
    NoUrl(Box<Said>),
    /// It cannot be opened.
    #[error("cannot open the ledger {place}{}", because(of_statement(.source)))]
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
    #[error("cannot lock the ledger {place}{}", because(of_driver(.source)))]
    Lock {
        /// The server.
        place: String,
        /// Why.
        source: sqlx::Error,
    },
    /// A statement failed.
    #[error("the ledger could not be read or written{}", because(of_statement(.0)))]
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
    /// What is the matter with the disk or the server that it stands on, where that is what it is.
    pub fn trouble(&self) -> Option<Trouble> {
        match self {
            LedgerError::Statement(source) | LedgerError::Unreachable { source, .. } => of_statement(source),
            LedgerError::Lock { source, .. } => of_driver(source),
            error => of_words(error),
        }
    }
}

/// What passes when somebody looks after the disk or the server of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The disk is full, or the file may not grow.
    Full,
    /// The server has no memory left.
    Memory,
    /// The server lets nobody else in, or does not say who may come in.
    Connections,
    /// The server is being stopped, or is not ready yet.
    Stopping,
}

impl Trouble {
    /// PostgreSQL's codes (its manual, appendix A).
    fn of_code(code: &str) -> Option<Trouble> {
        match code {
            "53100" => Some(Trouble::Full),
            "53200" => Some(Trouble::Memory),
            "53300" => Some(Trouble::Connections),
            "57P01" | "57P02" | "57P03" => Some(Trouble::Stopping),
            _ => None,
        }
    }

    /// In words that follow what could not be done.
    fn as_str(self) -> &'static str {
        match self {
            Trouble::Full => "its disk is full",
            Trouble::Memory => "its server has no memory left",
            Trouble::Connections => "its server gives no connection",
            Trouble::Stopping => "its server is being stopped, or is not ready yet",
        }
    }
}

fn because(trouble: Option<Trouble>) -> String {
    trouble.map_or_else(String::new, |trouble| format!(": {}", trouble.as_str()))
}

fn of_statement(error: &DbErr) -> Option<Trouble> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(error))
        | DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error)) => of_driver(error),
        error => of_words(error),
    }
}

fn of_driver(error: &sqlx::Error) -> Option<Trouble> {
    // While a server says that none is left, the driver asks on until its time is over.
    if matches!(error, sqlx::Error::PoolTimedOut) {
        return Some(Trouble::Connections);
    }
    let code = error.as_database_error().and_then(|error| error.code());
    code.and_then(|code| Trouble::of_code(&code))
        .or_else(|| of_words(error))
}

/// SQLite's words for its codes 13 and 778, and the system's: neither comes with a code that says so.
fn of_words(error: &dyn std::error::Error) -> Option<Trouble> {
    let mut text = error.to_string();
    let mut below = error.source();
    while let Some(error) = below {
        text.push_str(&error.to_string());
        below = error.source();
    }
    ["disk is full", "disk I/O error", "No space left", "File too large"]
        .into_iter()
        .any(|words| text.contains(words))
        .then_some(Trouble::Full)
}

/// The result of a ledger's function.
pub type Result<T> = std::result::Result<T, LedgerError>;
