//! `fieldlink send`: plan and send.

use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;

use fieldlink_link::Config;
use fieldlink_link::config::Stands;
use fieldlink_link::run::{self, Job, Options, PlanFile, RunError, SendSummary};

use super::failure::Failure;
use super::shared::{Place, Scope, clock, print_json};
use super::watch::Bar;
use super::{Outcome, colour, tables};

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
    /// Send this plan and nothing else, with the choices it was made with; only if nothing has changed since
    #[arg(long, value_name = "FILE", conflicts_with_all = ["only", "period", "retry_refused", "checked", "limit"])]
    plan: Option<PathBuf>,
    /// Send this once although a limit of [guards] is passed; needs --by
    #[arg(long, requires = "by")]
    override_guards: bool,
    /// Send although the clock was set back since the last run: it is right now
    #[arg(long)]
    clock_is_right: bool,
    /// Send to production without being asked; for schedules
    #[arg(long)]
    yes: bool,
    /// Show every held row, however many there are
    #[arg(long)]
    all: bool,
}

/// Runs the command.
pub async fn run(args: Args) -> Outcome {
    let config = args.place.load()?;
    let by = args.scope.by.clone();
    let mut options = match &args.plan {
        None => args.scope.options(args.place.profile.clone()),
        Some(file) => PlanFile::read(file).map_err(RunError::from)?.options(),
    };
    if let Some(profile) = &args.place.profile {
        options.profile = Some(profile.clone());
    }
    options.override_guards = args.override_guards;
    options.clock_is_right = args.clock_is_right;
    options.by = by;
    ask(&config, &options, args.yes)?;
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
        show(&config, &summary, args.all);
    }
    Ok(summary.exit_code())
}

/// Nothing goes to production by a slip of the finger: a person is asked, a schedule says --yes.
fn ask(config: &Config, options: &Options, yes: bool) -> Result<(), Failure> {
    let (name, profile) = config.profile(options.profile.as_deref())?;
    if yes || profile.stands() != Stands::Production {
        return Ok(());
    }
    if !std::io::stdin().is_terminal() {
        return Err(Failure::new(
            format!("profile {name} is for production, and nobody is here to be asked"),
            "say --yes where this is meant, such as in a schedule",
        ));
    }
    let rows = options
        .plan
        .as_ref()
        .map_or_else(String::new, |plan| format!("{} rows ", plan.rows()));
    print!(
        "This sends {rows}for partner {} to {}. What is sent there is seen by lenders.\nType the profile's name to go on: ",
        config.partner_at(profile).0,
        colour::profile(name, profile)
    );
    let mut typed = String::new();
    let heard = std::io::stdout()
        .flush()
        .and_then(|()| std::io::stdin().read_line(&mut typed));
    if heard.is_ok() && typed.trim() == name {
        Ok(())
    } else {
        Err(Failure::new(
            "nothing was sent",
            "the name that was typed is not that of the profile",
        ))
    }
}

fn show(config: &Config, summary: &SendSummary, all: bool) {
    let profile = match config.profile(Some(&summary.profile)) {
        Ok((name, profile)) => colour::profile(name, profile),
        Err(_) => summary.profile.clone(),
    };
    println!(
        "Sent for partner {} to {profile}, report of {}\n",
        summary.partner_id, summary.period
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
