//! Why a run ended before anything could be planned or sent.

use crate::config::ConfigError;
use crate::delivery::Stop;
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
    pub(crate) fn api(error: fieldlink_client::Error) -> RunError {
        RunError::Api(Stop::of(&error))
    }

    /// What to do about it, when the message does not say.
    pub fn next(&self) -> Option<&'static str> {
        match self {
            RunError::Api(stop) => Some(stop.next),
            RunError::Columns { .. } => Some("correct the column names in fieldlink.toml, or the query"),
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
