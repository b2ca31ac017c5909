//! `fieldlink approve`: somebody says yes to a plan.

use std::path::PathBuf;

use fieldlink_link::progress::Unwatched;
use fieldlink_link::run::{Job, PlanFile, approve};
use serde_json::json;

use super::Outcome;
use super::failure::Failure;
use super::shared::{Place, clock, print_json, write};
use crate::manner::words;

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  fieldlink approve october.json --by Grace")]
pub struct Args {
    #[command(flatten)]
    pub place: Place,
    /// The plan, as `fieldlink plan --out` wrote it
    file: PathBuf,
    /// Your name: it stands in the plan, and in the history of every row that is sent by it
    #[arg(long, value_name = "NAME")]
    by: String,
}

/// Runs the command.
pub async fn run(args: Args) -> Outcome {
    let config = args.place.load()?;
    let file = PlanFile::read(&args.file).map_err(|error| Failure::from(fieldlink_link::run::RunError::from(error)))?;
    let mut options = file.options();
    if args.place.profile.is_some() {
        options.profile.clone_from(&args.place.profile);
    }
    let job = Job {
        config: &config,
        options: &options,
        clock: clock(),
        watch: &Unwatched,
    };
    let approved = approve(&job, &file, &args.by).await?;
    write(&args.file, &approved.text())?;
    if args.place.json {
        print_json(&json!({ "file": args.file, "rows": approved.rows(), "approval": approved.approval }))?;
    } else {
        let values = [
            ("by", args.by.trim().into()),
            ("rows", approved.rows().into()),
            ("partner", approved.plan.partner_id.to_string().into()),
            ("profile", approved.plan.profile.as_str().into()),
            ("file", args.file.display().to_string().into()),
        ];
        println!("{}", words().with("approve-done", &values));
        println!("{}", words().with("approve-next", &values));
    }
    Ok(0)
}
