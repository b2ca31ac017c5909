//! `fieldlink plan`: what would be sent.

use fieldlink_link::run::{self, Job, PlanSummary};

use super::shared::{Place, Scope, clock, print_json};
use super::watch::Bar;
use super::{Outcome, tables};

const EXIT_CODES: &str =
    "Exit codes: 0 nothing is held · 1 failed · 3 some rows are held · 4 some rows wait for a person";

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub struct Args {
    #[command(flatten)]
    pub place: Place,
    #[command(flatten)]
    scope: Scope,
    /// Show every held row, however many there are
    #[arg(long)]
    all: bool,
}

/// Runs the command.
pub async fn run(args: Args) -> Outcome {
    let config = args.place.load()?;
    let options = args.scope.options(args.place.profile.clone());
    let bar = Bar::new(args.place.json);
    let outcome = run::plan(&Job {
        config: &config,
        options: &options,
        clock: clock(),
        watch: &bar,
    })
    .await;
    bar.finish();
    let summary = outcome?;
    if args.place.json {
        print_json(&summary)?;
    } else {
        println!(
            "Plan for partner {} at {}, report of {}\n",
            summary.partner_id, summary.profile, summary.period
        );
        println!("{}", tables::plan(summary.kinds().collect::<Vec<_>>().into_iter()));
        print!("{}", tables::reasons(summary.kinds(), args.all));
        println!("\nNothing was sent. `fieldlink send` sends what is new and changed.");
    }
    Ok(exit_code(&summary))
}

fn exit_code(summary: &PlanSummary) -> u8 {
    if summary.kinds().any(|(_, plan)| plan.waiting > 0) {
        4
    } else if summary.kinds().any(|(_, plan)| !plan.held.is_empty()) {
        3
    } else {
        0
    }
}
