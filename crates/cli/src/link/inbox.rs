//! `fieldlink inbox`: links that a person must open.

use fieldlink_link::ledger::Confirmation;
use serde_json::json;

use super::Outcome;
use super::shared::{Place, clock, print_json};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    pub place: Place,
    /// Take this link off the list: its journals are published or discarded
    #[arg(long, value_name = "URL")]
    done: Option<String>,
    /// List those that are done as well
    #[arg(long)]
    all: bool,
}

/// Runs the command.
pub async fn run(args: Args) -> Outcome {
    let config = args.place.load()?;
    let ledger = args.place.ledger(&config).await?;
    if let Some(url) = &args.done {
        ledger.mark_done(url, clock().now()).await?;
    }
    let links = ledger.inbox(args.all).await?;
    if args.place.json {
        print_json(&json!({ "links": links }))?;
    } else if links.is_empty() {
        println!("Nothing waits to be confirmed.");
    } else {
        println!("Sign in to PA2, open each link, review the journals and publish them:\n");
        for link in &links {
            println!("{}", line(link));
        }
        println!("\nWhen one is done: fieldlink inbox --done URL");
    }
    Ok(0)
}

fn line(link: &Confirmation) -> String {
    let done = if link.done.is_some() { " (done)" } else { "" };
    format!(
        "{}\n    {} journals, since {}{done}",
        link.url,
        link.journals,
        link.received.format("%Y-%m-%d %H:%M UTC")
    )
}
