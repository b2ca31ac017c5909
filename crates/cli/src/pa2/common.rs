//! What PA2's commands share: which database is meant, and whether a person or a program reads the answer.

use clap::Args;
use fieldlink_app::Pa2;
use serde_json::Value;

use super::open::Database;

/// Arguments of every command that asks PA2 one thing.
#[derive(Debug, Clone, Args)]
pub struct Common {
    /// Print one JSON object, of a list one JSON array
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    database: Database,
}

impl Common {
    /// Opens the PA2 that is meant.
    pub async fn open(&self) -> miette::Result<Pa2> {
        self.database.open().await
    }

    /// Prints an answer, for a program or in words.
    pub fn answer(&self, json: &Value, words: impl FnOnce()) {
        if self.json {
            println!("{json}");
        } else {
            words();
        }
    }
}
