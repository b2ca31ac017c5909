//! What PA2's commands share: which database is meant, and whether a person or a program reads the answer.

use std::io::{BufRead as _, IsTerminal as _, Write as _};

use clap::Args;
use fieldlink_app::installation::Installation;
use fieldlink_app::{Error, Pa2};
use fieldlink_say::Language;
use fieldlink_web::site::text::Text;
use miette::{IntoDiagnostic, miette};
use serde_json::Value;

use super::open::Database;
use crate::manner::words;

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

    /// Opens the PA2 that is meant, which is about to become this, whatever it is now.
    pub async fn open_as(&self, new: Installation) -> miette::Result<Pa2> {
        self.database.open_as(new).await
    }

    /// Puts the audit trail under another key; the fingerprints of that and of the one before.
    pub async fn rekey(&self) -> miette::Result<(String, Option<String>)> {
        self.database.rekey().await
    }

    /// Asks a person, who writes this word to go on; a program has to say `--yes`.
    pub fn agreed(question: &str, word: &str) -> miette::Result<bool> {
        if !std::io::stdin().is_terminal() {
            return Err(miette!("{}", words().get("pa2-become-say-yes")));
        }
        eprint!("{} ", words().get(question));
        std::io::stderr().flush().into_diagnostic()?;
        let mut answer = String::new();
        std::io::stdin().lock().read_line(&mut answer).into_diagnostic()?;
        Ok(answer.trim() == word)
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

/// What PA2 refuses, in the language of who asked: with the site's texts.
pub trait InWords<T> {
    /// The same for the terminal.
    fn in_words(self) -> miette::Result<T>;
}

impl<T> InWords<T> for Result<T, Error> {
    fn in_words(self) -> miette::Result<T> {
        let text = match words().0 {
            Language::En => None,
            other => Some(Text::of(other)),
        };
        match (self, text) {
            // What lies below, such as a database's words, is for who runs PA2: it stays in the chain.
            (Err(mut error), Some(text)) => {
                error.message = text.error(&error);
                Err(error).into_diagnostic()
            }
            (result, _) => result.into_diagnostic(),
        }
    }
}
