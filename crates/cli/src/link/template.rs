//! `fieldlink template`: a workbook to be filled.

use std::path::PathBuf;

use fieldlink_link::{run, template};
use fieldlink_say::message;
use serde_json::json;

use super::Outcome;
use super::failure::Failure;
use super::init::comments;
use super::shared::{Place, clock, print_json};
use crate::manner::words;

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
        return Err(Failure::already_there(&args.file, message!("next-other-workbook")));
    }
    let config = args.place.load()?;
    let settings = config.settings();
    let taken = !settings.source.is_empty()
        || settings.loan_drafts.is_some()
        || settings.repayments.is_some()
        || settings.journals.is_some();
    if args.append && taken {
        return Err(Failure::new(
            message!("has-sources", file = config.file().display().to_string()),
            message!("next-append"),
        ));
    }
    let (_, profile) = config.profile(args.place.profile.as_deref())?;
    let client = run::client(&config, profile, clock())?;
    let offers = run::offers(&client).await.map_err(run::RunError::api)?;
    template::write(&args.file, &offers)?;
    let section = comments::said(&template::section(&args.file), words());
    if args.append {
        let failed = |error: std::io::Error| Failure::unwritable(config.file(), &error, message!("next-writable"));
        let mut text = fieldlink_link::text_file::read(config.file()).map_err(failed)?;
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
    let words = words();
    let values = [
        ("file", args.file.display().to_string().into()),
        ("activities", offers.activities.len().into()),
        ("themes", offers.themes.len().into()),
        ("locations", offers.locations.len().into()),
    ];
    println!("{}", words.with("template-wrote", &values));
    let file = [("file", config.file().display().to_string().into())];
    if args.append {
        println!("{}", words.with("template-added", &file));
        println!("{}", words.get("template-next"));
    } else {
        println!("{}\n{section}", words.with("template-add", &file));
    }
    Ok(0)
}
