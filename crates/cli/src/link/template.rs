//! `fieldlink template`: a workbook to be filled.

use std::path::PathBuf;

use fieldlink_link::{run, template};
use serde_json::json;

use super::Outcome;
use super::failure::Failure;
use super::shared::{Place, clock, print_json};

const HELP: &str = "Examples:
  fieldlink template kiva.xlsx             the workbook, and the part of fieldlink.toml that reads it on the terminal
  fieldlink template kiva.xlsx --append    the same, with that part added to fieldlink.toml";

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct Args {
    /// The workbook to be written
    #[arg(value_name = "FILE.xlsx")]
    file: PathBuf,
    #[command(flatten)]
    pub place: Place,
    /// Add the part that reads the workbook to fieldlink.toml
    #[arg(long)]
    append: bool,
    /// Write over a workbook that is there
    #[arg(long)]
    force: bool,
}

/// Runs the command.
pub async fn run(args: Args) -> Outcome {
    if args.file.exists() && !args.force {
        return Err(Failure::new(
            format!("{} is there already, and may be filled", args.file.display()),
            "choose another name, or write over it with --force",
        ));
    }
    let config = args.place.load()?;
    let settings = config.settings();
    let taken = !settings.source.is_empty()
        || settings.loan_drafts.is_some()
        || settings.repayments.is_some()
        || settings.journals.is_some();
    if args.append && taken {
        return Err(Failure::new(
            format!("{} has sources or sections already", config.file().display()),
            "leave --append out, and copy what is printed where it belongs",
        ));
    }
    let (_, profile) = config.profile(args.place.profile.as_deref())?;
    let client = run::client(&config, profile, clock())?;
    let offers = run::offers(&client).await.map_err(run::RunError::api)?;
    template::write(&args.file, &offers)?;
    let section = template::section(&args.file);
    if args.append {
        let failed = |error| {
            Failure::new(
                format!("cannot write {}: {error}", config.file().display()),
                "check that it can be written",
            )
        };
        let mut text = std::fs::read_to_string(config.file()).map_err(failed)?;
        text.push_str(&section);
        std::fs::write(config.file(), text).map_err(failed)?;
    }
    if args.place.json {
        print_json(&json!({
            "file": args.file, "appended": args.append, "section": section,
            "activities": offers.activities.len(), "themes": offers.themes.len(),
            "locations": offers.locations.len(), "locales": offers.locales.len(),
        }))?;
        return Ok(0);
    }
    println!(
        "Wrote {}, with {} activities, {} loan themes and {} locations to choose from.",
        args.file.display(),
        offers.activities.len(),
        offers.themes.len(),
        offers.locations.len()
    );
    if args.append {
        println!("Added the part that reads it to {}.", config.file().display());
        println!("Next: fill it, write yes under Send where a row is complete, and run `fieldlink plan`.");
    } else {
        println!("Add this to {}:\n{section}", config.file().display());
    }
    Ok(0)
}
