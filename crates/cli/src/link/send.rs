//! `fieldlink send`: plan and send.

use fieldlink_link::run::{self, Job, SendSummary};

use super::shared::{Place, Scope, clock, print_json};
use super::watch::Bar;
use super::{Outcome, tables};

const EXIT_CODES: &str = "Exit codes: 0 all sent · 1 failed or stopped · 3 some rows are held or were refused · 4 some rows wait for a person
Interrupted? Run it again: it goes on where it stopped and sends nothing twice.";

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
    let outcome = run::send(&Job {
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
        show(&summary, args.all);
    }
    Ok(summary.exit_code())
}

fn show(summary: &SendSummary, all: bool) {
    println!(
        "Sent for partner {} to {}, report of {}\n",
        summary.partner_id, summary.profile, summary.period
    );
    let plans: Vec<_> = summary.kinds().map(|(kind, sent)| (kind, &sent.plan)).collect();
    println!("{}", tables::plan(plans.clone().into_iter()));
    print!("{}", tables::reasons(plans.into_iter(), all));
    println!();
    for (kind, sent) in summary.kinds() {
        let delivered = &sent.delivered;
        println!(
            "{}: {} sent, {} refused, {} not sent",
            kind.plural(),
            delivered.sent,
            delivered.refused.len(),
            delivered.not_sent
        );
        for problem in &delivered.problems {
            println!("  loan {}: {} ({})", problem.loan_id, problem.details, problem.code);
        }
        for refused in &delivered.refused {
            if !delivered
                .problems
                .iter()
                .any(|problem| refused.key.ends_with(&problem.loan_id))
            {
                println!("  {}: {} ({})", refused.key, refused.message, refused.code);
            }
        }
        for held in &delivered.held {
            println!("  {held}");
        }
        for row in &delivered.uncertain {
            println!("  row {} ({}): {}", row.row, row.key, row.message);
        }
        for url in &delivered.confirm_urls {
            println!("  open to review and publish: {url}");
        }
    }
    if let Some(stop) = summary.stop() {
        println!("\nStopped: {}\nNext: {}", stop.message, stop.next);
    }
}
