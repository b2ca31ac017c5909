//! What the demo prints.

use std::path::Path;

use fieldlink_link::run::{KindSent, SendSummary};
use miette::{IntoDiagnostic, Result};

use super::outcome::{Outcome, held};

/// Prints to standard output; with `--json`, words go to standard error.
pub struct Tell {
    json: bool,
}

impl Tell {
    /// For people, or for a program that wants the one object.
    pub fn new(json: bool) -> Tell {
        Tell { json }
    }

    /// A line.
    pub fn line(&self, text: &str) {
        if self.json {
            eprintln!("{text}");
        } else {
            println!("{text}");
        }
    }

    /// What the link sent and held back, with the reasons.
    pub fn sent(&self, summary: &SendSummary) {
        for (kind, sent) in summary.kinds() {
            let held_back = sent.plan.held.len();
            let remarks = sent.delivered.problems.len();
            self.line(&format!(
                "  {:<13} {:>3} sent, {held_back} held back, {remarks} remarked on by PA2",
                kind.plural(),
                sent.delivered.sent
            ));
            self.reasons(sent);
        }
    }

    fn reasons(&self, sent: &KindSent) {
        for (key, reason) in held(sent) {
            let why = reason.map_or_else(String::new, ToString::to_string);
            self.line(&format!("      held {key}: {why}"));
        }
        for row in &sent.delivered.refused {
            self.line(&format!("      refused {}: {}", row.key, row.message));
        }
        if let Some(stop) = &sent.delivered.stop {
            self.line(&format!("      stopped: {} {}", stop.message, stop.next));
        }
    }

    /// The end.
    pub fn outcome(&self, outcome: &Outcome) -> Result<()> {
        if self.json {
            println!("{}", serde_json::to_string(outcome).into_diagnostic()?);
            return Ok(());
        }
        println!();
        println!(
            "Counted in PA2's tables: {} lost, {} there twice.",
            outcome.lost, outcome.sent_twice
        );
        for url in &outcome.journals.confirm_urls {
            println!("Confirm URL: {url}");
        }
        println!("It took {:.1} seconds.", outcome.seconds);
        Ok(())
    }

    /// Where a person goes on.
    pub fn where_to_go(&self, url: &str, email: &str, password: &str, folder: &Path) {
        self.line("");
        self.line("PA2 keeps running. What a Kiva Coordinator does now:");
        self.line(&format!("  sign in at         {url}/sign-in"));
        self.line(&format!("  as                 {email}"));
        self.line(&format!("  with the password  {password}"));
        self.line("  then publish the new drafts, open the confirm URL, and finalize the month's report.");
        self.line(&format!(
            "The records, fieldlink.toml and the ledger are in {}",
            folder.display()
        ));
        self.line("Stop with Ctrl-C.");
    }
}
