//! What can go wrong with a database, told apart by what is known of the change and by who must act.

use std::error::Error as StdError;

/// An error of a database.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The text does not say where a database is. Only how it begins is repeated: a password may stand in it.
    #[error("{scheme}: is no address of a database that can be used here: postgres://user@host/name is one")]
    Place {
        /// How the address begins.
        scheme: String,
        /// What is wrong with the rest.
        #[source]
        source: Option<sqlx::Error>,
    },
    /// The database cannot be opened: the operator must act.
    #[error("the database at {place} cannot be opened")]
    Unopened {
        /// File or host, without credentials.
        place: String,
        /// The driver's error.
        #[source]
        source: sqlx::Error,
    },
    /// The tables cannot be brought up to date: the operator must act.
    #[error("the tables of the database at {place} cannot be brought up to date")]
    Migration {
        /// File or host, without credentials.
        place: String,
        /// What is wrong.
        #[source]
        source: sqlx::migrate::MigrateError,
    },
    /// Nothing was begun, so nothing was changed: the database cannot be reached, or is busy. It may be tried again.
    #[error("the database did not begin")]
    NotBegun(#[source] sqlx::Error),
    /// A statement failed before the commit: nothing was changed.
    #[error("the database refused a statement")]
    Failed(#[source] sqlx::Error),
    /// An earlier statement of the transaction failed: nothing was changed, and nothing more will be.
    #[error("an earlier statement of this transaction failed")]
    Spoilt,
    /// The commit was asked for and not answered: whether the change was kept is not known.
    #[error("the database did not answer the commit")]
    Unanswered(#[source] sqlx::Error),
    /// A unique value is there already; nothing was changed.
    #[error("a row with this unique value exists already")]
    Duplicate(#[source] sqlx::Error),
    /// A row holds what this program cannot have written.
    #[error("table {table}, row {row}: column {column} cannot be read")]
    Corrupt {
        /// Table.
        table: &'static str,
        /// What the row is known by.
        row: String,
        /// Column.
        column: String,
    },
}

impl Error {
    /// What a statement's error means before the commit.
    pub(crate) fn of_statement(error: sqlx::Error) -> Error {
        match error.as_database_error() {
            Some(told) if told.is_unique_violation() => Error::Duplicate(error),
            _ => Error::Failed(error),
        }
    }

    /// What the error of a read outside of a transaction means: nothing can have changed.
    pub(crate) fn of_read(error: sqlx::Error) -> Error {
        if is_lost(&error) || is_busy(&error) {
            Error::NotBegun(error)
        } else {
            Error::Failed(error)
        }
    }

    /// What a commit's error means: the server's word that it refused is one, all else is no answer.
    pub(crate) fn of_commit(error: sqlx::Error) -> Error {
        match &error {
            // An I/O error of SQLite may come after the last page was written: who reads the file later may find it whole.
            sqlx::Error::Database(told) if !is_lost(&error) && !told.message().contains("disk I/O error") => {
                Error::Failed(error)
            }
            _ => Error::Unanswered(error),
        }
    }

    /// What is the matter with the disk or the server, where that is what it is.
    pub fn trouble(&self) -> Option<Trouble> {
        match self {
            Error::Unopened { source, .. }
            | Error::NotBegun(source)
            | Error::Failed(source)
            | Error::Unanswered(source) => Trouble::of(source),
            Error::Migration { source, .. } => Trouble::of_words(source),
            _ => None,
        }
    }
}

/// Whether the connection is gone, or the server about to end it.
pub(crate) fn is_lost(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => true,
        sqlx::Error::Database(told) => told
            .code()
            .is_some_and(|code| code.starts_with("08") || code.starts_with("57P") || code == "25P03"),
        _ => false,
    }
}

/// Whether another writer of SQLite's file did not make room in time.
pub(crate) fn is_busy(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .is_some_and(|told| told.message().contains("database is locked") || told.message().contains("table is locked"))
}

/// What passes when somebody looks after the disk or the server.
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
    /// The server does not answer.
    Away,
}

impl Trouble {
    fn of(error: &sqlx::Error) -> Option<Trouble> {
        // While a server says that none is left, the driver asks on until its time is over.
        if matches!(error, sqlx::Error::PoolTimedOut) {
            return Some(Trouble::Connections);
        }
        let code = error.as_database_error().and_then(|told| told.code());
        code.and_then(|code| Trouble::of_code(&code))
            .or_else(|| Trouble::of_words(error))
            .or_else(|| matches!(error, sqlx::Error::Io(_)).then_some(Trouble::Away))
    }

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
    pub fn as_str(self) -> &'static str {
        match self {
            Trouble::Full => "its disk is full",
            Trouble::Memory => "its server has no memory left",
            Trouble::Connections => "its server gives no connection",
            Trouble::Stopping => "its server is being stopped, or is not ready yet",
            Trouble::Away => "its server does not answer",
        }
    }

    /// By SQLite's words for its codes 13 and 778, and the system's: neither comes with a code that says so.
    pub fn of_words(error: &dyn StdError) -> Option<Trouble> {
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
}
