//! Why a run ended before anything could be planned or sent.

use crate::config::ConfigError;
use crate::delivery::Stop;
use crate::kind::Kind;
use crate::ledger::LedgerError;
use crate::source::SourceError;

/// Why a run ended. Nothing is lost by it: what was sent is in the ledger.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The configuration cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A source cannot be read, or is empty.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A source lacks columns that the configuration names.
    #[error("source {source_name} has no column {} for [{section}]", columns(missing))]
    Columns {
        /// The source.
        source_name: String,
        /// The section.
        section: String,
        /// Each column with the nearest one there is.
        missing: Vec<(String, Option<String>)>,
    },
    /// A source has rows, and none of them is meant.
    #[error("[{section}] has {rows} rows, and none of them meets `when` ({when})")]
    NoneMeant {
        /// The section.
        section: String,
        /// How many rows there are.
        rows: usize,
        /// The condition.
        when: String,
    },
    /// There is no such row to be explained.
    #[error("{kind} has no row {wanted:?}{left_out}", kind = kind.plural())]
    NoSuchRow {
        /// Where it was looked for.
        kind: Kind,
        /// The row's number or id.
        wanted: String,
        /// Why it is not among the rows, when it is in the source all the same.
        left_out: String,
    },
    /// The ledger cannot be used.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The Partner API cannot be asked.
    #[error("{}", .0.message)]
    Api(Stop),
    /// There is nothing to do.
    #[error("fieldlink.toml has none of [loan_drafts], [repayments] and [journals] that this run should do")]
    NothingToDo,
}

impl RunError {
    /// When the Partner API cannot be asked.
    pub fn api(error: fieldlink_client::Error) -> RunError {
        RunError::Api(Stop::of(&error))
    }

    /// What to do about it, when the message does not say.
    pub fn next(&self) -> Option<&'static str> {
        match self {
            RunError::Api(stop) => Some(stop.next),
            RunError::Columns { .. } => Some("correct the column names in fieldlink.toml, or the query"),
            RunError::NoSuchRow { .. } => {
                Some("give the row's number as the file or sheet counts it, or its Loan ID; --kind says which section")
            }
            RunError::NoneMeant { .. } => {
                Some("check how the column is written now, or set `allow_empty = true` in this section if it is meant")
            }
            RunError::Source(SourceError::Connect { .. }) => {
                Some("check that the database runs and that the URL, user and password are right")
            }
            _ => None,
        }
    }
}

fn columns(missing: &[(String, Option<String>)]) -> String {
    let one = |(name, near): &(String, Option<String>)| match near {
        Some(near) => format!("{name:?} (did you mean {near:?}?)"),
        None => format!("{name:?}"),
    };
    missing.iter().map(one).collect::<Vec<_>>().join(", ")
}
