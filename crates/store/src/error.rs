//! What can go wrong with the database, told apart by who must act.

use sea_orm::{DbErr, SqlErr};

/// An error of the store.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database cannot be reached or opened: the operator must act.
    #[error("the database at {place} cannot be opened")]
    Unreachable {
        /// File or host, without credentials.
        place: String,
        /// The driver's error.
        #[source]
        source: DbErr,
    },
    /// The tables cannot be brought up to date: the operator must act.
    #[error("the database's tables cannot be brought up to date")]
    Migration(#[source] sqlx::migrate::MigrateError),
    /// A unique value is there already.
    #[error("a row with this unique value exists already")]
    Duplicate(#[source] DbErr),
    /// A row holds what this program cannot have written.
    #[error("table {table}, row {row}: column {column} cannot be read")]
    Corrupt {
        /// Table.
        table: &'static str,
        /// Primary key of the row.
        row: String,
        /// Column.
        column: &'static str,
    },
    /// Another person or process changed the row since it was read.
    #[error("{what} was changed by somebody else in the meantime")]
    Stale {
        /// What was being saved.
        what: &'static str,
    },
    /// The photo store failed.
    #[error("the photo store failed")]
    Photos(#[source] object_store::Error),
    /// Anything else the driver says.
    #[error("the database refused a statement")]
    Driver(#[source] DbErr),
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Error {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => Error::Duplicate(error),
            _ => Error::Driver(error),
        }
    }
}
