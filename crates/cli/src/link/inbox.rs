//! `fieldlink inbox`: links that a person must open.

use chrono::{DateTime, Utc};
use fieldlink_link::ledger::Confirmation;
use serde_json::json;

use super::Outcome;
use super::shared::{Place, clock, print_json};
use crate::manner::words;

const EXAMPLES: &str = "Examples:
  fieldlink inbox
  fieldlink inbox done https://partners.example/journals/archives/7";

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Args {
    #[command(flatten)]
    pub place: Place,
    /// List those that are done as well
    #[arg(long)]
    all: bool,
    /// After how many days a link is marked as due
    #[arg(long, value_name = "DAYS", default_value_t = 3)]
    remind_after: i64,
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Take a link off the list: its journals are published or discarded
    Done(Done),
}

#[derive(Debug, clap::Args)]
struct Done {
    #[command(flatten)]
    place: Place,
    /// The link
    url: String,
}

impl Args {
    /// Whether the answer is to be JSON.
    pub fn json(&self) -> bool {
        match &self.action {
            Some(Action::Done(done)) => done.place.json,
            None => self.place.json,
        }
    }
}

/// Runs the command.
pub async fn run(args: Args) -> Outcome {
    let place = match &args.action {
        Some(Action::Done(done)) => &done.place,
        None => &args.place,
    };
    let config = place.load()?;
    let ledger = place.ledger(&config).await?;
    let now = clock().now();
    if let Some(Action::Done(done)) = &args.action {
        ledger.mark_done(&done.url, now).await?;
    }
    let links = ledger.inbox(args.all).await?;
    let due = |link: &Confirmation| link.done.is_none() && days(link, now) >= args.remind_after;
    if place.json {
        let links: Vec<_> = links
            .iter()
            .map(|link| {
                json!({
                    "url": link.url, "archive_id": link.archive_id, "journals": link.journals,
                    "received": link.received, "done": link.done, "days": days(link, now), "due": due(link),
                })
            })
            .collect();
        print_json(&json!({ "links": links }))?;
    } else if links.is_empty() {
        println!("{}", words().get("inbox-empty"));
    } else {
        println!("{}\n", words().get("inbox-how"));
        for link in &links {
            println!("{}", line(link, now, due(link)));
        }
        println!("\n{}", words().get("inbox-then"));
    }
    Ok(0)
}

/// Whole days that a link has waited.
fn days(link: &Confirmation, now: DateTime<Utc>) -> i64 {
    (link.done.unwrap_or(now) - link.received).num_days()
}

fn line(link: &Confirmation, now: DateTime<Utc>, due: bool) -> String {
    let words = words();
    let state = match (link.done, due) {
        (Some(_), _) => format!(" {}", words.get("inbox-done")),
        (None, true) => format!(", {}", words.with("inbox-due", &[("days", days(link, now).into())])),
        (None, false) => String::new(),
    };
    let since = link.received.format("%Y-%m-%d %H:%M UTC").to_string();
    let about = words.with(
        "inbox-line",
        &[("journals", link.journals.into()), ("since", since.into())],
    );
    format!("{}\n    {about}{state}", link.url)
}
