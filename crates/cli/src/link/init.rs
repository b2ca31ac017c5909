//! `fieldlink init`: a commented fieldlink.toml to begin with.

mod look;
mod template;

use std::path::PathBuf;

use serde_json::json;

use super::Outcome;
use super::failure::Failure;
use super::shared::print_json;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where to write
    #[arg(long, value_name = "FILE", default_value = "fieldlink.toml")]
    config: PathBuf,
    /// Look at this source and propose which column is what: a .csv, .xlsx or SQLite file, or a postgres:// or mysql:// URL
    #[arg(long, value_name = "FILE|URL")]
    source: Option<String>,
    /// The partner's number at Kiva
    #[arg(long, value_name = "ID")]
    partner: Option<i64>,
    /// Write over a file that is there
    #[arg(long)]
    force: bool,
    /// Print one JSON object and nothing else on standard output
    #[arg(long)]
    pub json: bool,
}

/// Runs the command.
pub async fn run(args: Args) -> Outcome {
    if args.config.exists() && !args.force {
        return Err(Failure::new(
            format!("{} is there already", args.config.display()),
            "choose another name with --config, or write over it with --force",
        ));
    }
    let seen = match &args.source {
        Some(source) => Some(look::at(source).await?),
        None => None,
    };
    let text = template::text(args.partner, seen.as_ref());
    std::fs::write(&args.config, &text).map_err(|error| {
        Failure::new(
            format!("cannot write {}: {error}", args.config.display()),
            "check that its folder exists",
        )
    })?;
    let sections: Vec<&str> = seen
        .iter()
        .flat_map(|seen| &seen.proposals)
        .map(|p| p.section.name())
        .collect();
    if args.json {
        print_json(&json!({ "file": args.config, "proposed": sections }))?;
    } else {
        println!("Wrote {}.", args.config.display());
        if args.source.is_some() {
            match sections.as_slice() {
                [] => println!(
                    "No table of the source looks like loans, repayments or journals; fill the columns in yourself."
                ),
                found => println!(
                    "Proposed columns for: {}. Check every line: these are guesses.",
                    found.join(", ")
                ),
            }
        }
        println!("Next: read it through, set the client id and secret, then run `fieldlink doctor`.");
    }
    Ok(0)
}
