//! `fieldlink link-schema`: the JSON schema of fieldlink.toml.

use fieldlink_link::config;
use fieldlink_say::message;

use super::Outcome;
use super::failure::Failure;

const EXAMPLES: &str = "Examples:
  fieldlink link-schema > fieldlink.schema.json
  fieldlink link-schema --markdown";

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Print the page for people instead: every key with its words
    #[arg(long)]
    markdown: bool,
}

/// Runs the command.
pub fn run(args: Args) -> Outcome {
    if args.markdown {
        print!("{}", config::page());
        return Ok(0);
    }
    let text = serde_json::to_string_pretty(&config::schema())
        .map_err(|error| Failure::new(message!("not-json", why = error.to_string()), message!("word-report")))?;
    println!("{text}");
    Ok(0)
}
