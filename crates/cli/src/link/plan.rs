//! `fieldlink plan`: what would be sent.

use std::path::PathBuf;

use fieldlink_link::report::{self, Maker};
use fieldlink_link::run::{self, Job, PlanSummary};

use super::shared::{Place, Scope, clock, print_json, write};
use super::watch::Bar;
use super::{Outcome, colour, tables};
use crate::manner::words;
use crate::words::Words;

const EXIT_CODES: &str = "Examples:
  fieldlink plan                                  everything that fieldlink.toml names
  fieldlink plan --only repayments --all          one kind, with every held row
  fieldlink plan --period 2026-10 --json          another month's report, for a program

Exit codes: 0 nothing is held · 1 failed · 3 some rows are held · 4 some rows wait for a person";

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub struct Args {
    #[command(flatten)]
    pub place: Place,
    #[command(flatten)]
    scope: Scope,
    /// Write the plan into a file that `fieldlink approve` and `fieldlink send --plan` take
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Write a report for the finance officer: a page (.html) or a workbook (.xlsx)
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Show every held row, however many there are
    #[arg(long)]
    all: bool,
}

/// Runs the command.
pub async fn run(args: Args) -> Outcome {
    let config = args.place.load()?;
    let options = args.scope.options(args.place.profile.clone());
    let bar = Bar::new(args.place.json);
    let job = Job {
        config: &config,
        options: &options,
        clock: clock(),
        watch: &bar,
    };
    let outcome = match &args.out {
        None => run::plan(&job).await.map(|summary| (summary, None)),
        Some(_) => run::plan_to_file(&job)
            .await
            .map(|(summary, file)| (summary, Some(file))),
    };
    bar.finish();
    let (summary, file) = outcome?;
    if let (Some(path), Some(file)) = (&args.out, &file) {
        write(path, &file.text())?;
    }
    if let Some(path) = &args.report {
        let made = made(&job, &words());
        report::write(&report::of_plan(&summary, &made, words().text()), path)?;
    }
    if args.place.json {
        print_json(&summary)?;
    } else {
        let (_, profile) = config.profile(args.place.profile.as_deref())?;
        println!(
            "{}\n",
            tables::title(
                "plan-title",
                summary.partner_id,
                &colour::profile(&summary.profile, profile),
                &summary.period
            )
        );
        println!("{}", tables::plan(summary.kinds().collect::<Vec<_>>().into_iter()));
        print!("{}", tables::reasons(summary.kinds(), args.all));
        for guard in &summary.guards {
            println!(
                "\n{}",
                words().with("plan-guard", &[("guard", words().said(&guard.into()).into())])
            );
        }
        match &args.out {
            Some(path) => {
                let file = path.display().to_string();
                println!("\n{}", words().with("plan-written", &[("file", file.into())]));
            }
            None => println!("\n{}", words().get("plan-nothing-sent")),
        }
    }
    Ok(exit_code(&summary))
}

/// When and by whom, for a report.
pub fn made(job: &Job<'_>, words: &Words) -> String {
    let by = job.options.by.as_deref().map_or(Maker::Unnamed, Maker::Person);
    report::made(job.clock.now(), by, words.text())
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
