//! `[ledger]`: where the link remembers what it sent.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Deserialize;

/// A SQLite file by default; a PostgreSQL database when it must not live on one machine.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LedgerPlace {
    /// The SQLite file; made when it is missing. Keep it: it is what stops a loan from being sent twice.
    pub path: PathBuf,
    /// Instead of a file: the variable of the environment that holds a `postgres://` URL.
    pub url_env: Option<String>,
}

impl Default for LedgerPlace {
    fn default() -> Self {
        Self {
            path: PathBuf::from("fieldlink-ledger.db"),
            url_env: None,
        }
    }
}
