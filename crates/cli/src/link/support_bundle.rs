//! `fieldlink support-bundle`: what somebody who helps needs to see, without secrets and borrowers.

use std::fs::File;
use std::io::Write as _;
use std::path::PathBuf;

use fieldlink_link::progress::Unwatched;
use fieldlink_link::run::{Job, Options};
use fieldlink_link::support;
use fieldlink_say::message;
use serde_json::json;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::Outcome;
use super::failure::Failure;
use super::shared::{Place, clock, print_json};

const EXAMPLES: &str = "Examples:
  fieldlink support-bundle
  fieldlink support-bundle --profile production --out october.zip";

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    pub place: Place,
    /// The log of `fieldlink run`, as FIELDLINK_LOG_FILE keeps it; its last lines go along without names
    #[arg(long, value_name = "FILE", env = "FIELDLINK_LOG_FILE")]
    log: Option<PathBuf>,
    /// Where to write
    #[arg(long, value_name = "FILE", default_value = "fieldlink-support.zip")]
    out: PathBuf,
}

/// Runs the command.
pub async fn run(args: Args) -> Outcome {
    let config = args.place.load()?;
    let options = Options {
        profile: args.place.profile.clone(),
        ..Options::default()
    };
    let job = Job {
        config: &config,
        options: &options,
        clock: clock(),
        watch: &Unwatched,
    };
    let mut files = support::bundle(&job).await?;
    if let Some(log) = &args.log {
        let bytes = std::fs::read(log).map_err(|error| {
            Failure::new(
                message!("cannot-read", file = log.display().to_string(), why = error.to_string()),
                message!("next-log"),
            )
        })?;
        files.insert("log.jsonl", support::log_tail(&String::from_utf8_lossy(&bytes)));
    }
    let failed = |error: &dyn std::fmt::Display| Failure::unwritable(&args.out, error, message!("next-other-out"));
    let mut archive = ZipWriter::new(File::create(&args.out).map_err(|error| failed(&error))?);
    for (name, text) in &files {
        archive
            .start_file(*name, SimpleFileOptions::default())
            .map_err(|error| failed(&error))?;
        archive.write_all(text.as_bytes()).map_err(|error| failed(&error))?;
    }
    archive.finish().map_err(|error| failed(&error))?;
    let names: Vec<&str> = files.keys().copied().collect();
    if args.place.json {
        print_json(&json!({ "file": args.out, "holds": names }))?;
    } else {
        println!(
            "Wrote {}: {}.\nNo secret, no borrower and no id of a record is in it; look through it before you send it all the same.",
            args.out.display(),
            names.join(", ")
        );
    }
    Ok(0)
}
