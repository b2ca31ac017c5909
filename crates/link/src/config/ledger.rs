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
    /// Instead of a variable: the file that holds that URL and nothing else.
    pub url_file: Option<PathBuf>,
    /// Whether several processes may send with this ledger at once, each taking rows that no other has. Only on
    /// PostgreSQL. When not, a second one is refused.
    pub workers: bool,
    /// The variable of the environment that holds the keys which seal what is kept of borrowers until an answer has
    /// come. `fieldlink ledger new-key` prints one.
    pub key_env: Option<String>,
    /// The file that holds those keys: one for each line, the current one first.
    pub key_file: Option<PathBuf>,
    /// How many days the history of a row is kept after its last change; `fieldlink ledger prune` takes away what is
    /// older. What is needed to know that something was sent stays for ever.
    pub keep_days: Option<u32>,
}

impl Default for LedgerPlace {
    fn default() -> Self {
        Self {
            path: PathBuf::from("fieldlink-ledger.db"),
            url_env: None,
            url_file: None,
            workers: false,
            key_env: None,
            key_file: None,
            keep_days: None,
        }
    }
}
