//! What can go wrong with what PA2 keeps, told apart by who must act.

/// An error of the store.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database failed, or holds what this program cannot have written.
    #[error(transparent)]
    Database(fieldlink_rows::Error),
    /// A unique value is there already.
    #[error("a row with this unique value exists already")]
    Duplicate(#[source] fieldlink_rows::Error),
    /// Another person or process changed the row since it was read.
    #[error("{what} was changed by somebody else in the meantime")]
    Stale {
        /// What was being saved.
        what: &'static str,
    },
    /// The audit trail is kept under another key by now.
    #[error("the audit trail was put under another key, {0}, after this process had started")]
    OtherKey(String),
    /// The photo store failed.
    #[error("the photo store failed")]
    Photos(#[source] object_store::Error),
}

/// What is known of a change that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing was begun; it may be asked again.
    NotBegun,
    /// Nothing was kept.
    NotKept,
    /// It may have been kept, or a part of it.
    NotKnown,
}

impl Error {
    /// What is known of what was asked, all of its transactions looked at.
    pub fn outcome(&self) -> Outcome {
        match self {
            _ if fieldlink_rows::has_kept() => Outcome::NotKnown,
            Error::Database(fieldlink_rows::Error::Unanswered(_)) => Outcome::NotKnown,
            Error::Database(fieldlink_rows::Error::NotBegun(_)) => Outcome::NotBegun,
            _ => Outcome::NotKept,
        }
    }

    /// That a row holds what this program cannot have written.
    pub fn corrupt(table: &'static str, row: impl ToString, column: &str) -> Error {
        Error::Database(fieldlink_rows::Error::Corrupt {
            table,
            row: row.to_string(),
            column: column.to_owned(),
        })
    }
}

impl From<fieldlink_rows::Error> for Error {
    fn from(error: fieldlink_rows::Error) -> Error {
        match error {
            fieldlink_rows::Error::Duplicate(_) => Error::Duplicate(error),
            other => Error::Database(other),
        }
    }
}
