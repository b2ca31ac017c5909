//! What the demo prints.

use std::path::Path;

use fieldlink_link::run::{KindSent, SendSummary};
use fieldlink_say::Message;
use miette::{IntoDiagnostic, Result};

use super::outcome::{Outcome, held};
use crate::manner::words;

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
            let values = [
                ("kinds", format!("{:<13}", words().kinds(kind)).into()),
                ("sent", format!("{:>3}", sent.delivered.sent).into()),
                ("held", sent.plan.held.len().to_string().into()),
                ("remarks", sent.delivered.problems.len().to_string().into()),
            ];
            self.line(&format!("  {}", words().with("demo-sent", &values)));
            self.reasons(sent);
        }
    }

    fn reasons(&self, sent: &KindSent) {
        for (key, reason) in held(sent) {
            let why = reason.map_or_else(String::new, |reason| words().reason(reason));
            let values = [("key", key.into()), ("why", why.into())];
            self.line(&format!("      {}", words().with("demo-held", &values)));
        }
        for row in &sent.delivered.refused {
            let values = [("key", row.key.as_str().into()), ("why", row.message.as_str().into())];
            self.line(&format!("      {}", words().with("demo-refused", &values)));
        }
        if let Some(stop) = &sent.delivered.stop {
            let next = words().said(&stop.next);
            let values = [
                ("why", words().said(&Message::from(stop)).into()),
                ("next", next.into()),
            ];
            self.line(&format!("      {}", words().with("demo-stopped", &values)));
        }
    }

    /// The end.
    pub fn outcome(&self, outcome: &Outcome) -> Result<()> {
        if self.json {
            println!("{}", serde_json::to_string(outcome).into_diagnostic()?);
            return Ok(());
        }
        println!();
        let counted = [
            ("lost", outcome.lost.to_string().into()),
            ("twice", outcome.sent_twice.to_string().into()),
        ];
        println!("{}", words().with("demo-counted", &counted));
        for url in &outcome.journals.confirm_urls {
            println!("{}", words().with("demo-confirm", &[("url", url.as_str().into())]));
        }
        let took = format!("{:.1}", outcome.seconds);
        println!("{}", words().with("demo-took", &[("seconds", took.into())]));
        Ok(())
    }

    /// Where a person goes on: the last three lines are what to open, whom to sign in as, and what to try next.
    pub fn where_to_go(&self, url: &str, email: &str, password: &str, folder: &Path) {
        let values = [
            ("url", url.into()),
            ("email", email.into()),
            ("password", password.into()),
            ("folder", folder.display().to_string().into()),
        ];
        self.line("");
        self.line(&words().with("demo-where", &values));
        self.line("");
        for text in ["demo-open", "demo-sign-in", "demo-next"] {
            self.line(&words().with(text, &values));
        }
    }
}
