//! `fieldlink send`: plan and send.

use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;

use fieldlink_link::config::Stands;
use fieldlink_link::daemon::plans;
use fieldlink_link::delivery::Delivered;
use fieldlink_link::run::{self, Job, Options, PlanFile, RunError, SendSummary};
use fieldlink_link::{Config, Kind, watched};
use fieldlink_say::message;

use super::failure::Failure;
use super::shared::{Place, Scope, clock, print_json};
use super::watch::Bar;
use super::{Outcome, colour, tables};
use crate::manner::words;
use crate::words::Words;

const EXIT_CODES: &str = "Examples:
  fieldlink send                                  everything that fieldlink.toml names
  fieldlink send --only journals                  one kind
  fieldlink send --checked L-204 --checked L-310  amounts that look wrong and that you have looked at

Exit codes: 0 all sent · 1 failed or stopped · 3 some rows are held or were refused · 4 some rows wait for a person ·
5 an answer was lost, and the next send asks again by itself
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
    #[arg(long, value_name = "FILE", conflicts_with_all = ["only", "period", "retry_refused", "checked", "limit", "whole"])]
    plan: Option<PathBuf>,
    /// Send this once although a limit of `[guards]` is passed; needs --by
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
    let mut config = args.place.load()?;
    let by = args.scope.by.clone();
    let mut planned = None;
    let mut options = match &args.plan {
        None => args.scope.options(args.place.profile.clone()),
        Some(file) => {
            let plan = PlanFile::read(file).map_err(RunError::from)?;
            let plain = config.clone();
            config = watched::planned(config, &plan).map_err(|why| Failure::new(*why, message!("next-drop-again")))?;
            let options = plan.options();
            planned = Some((plain, file, plan));
            options
        }
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
    if let Some((plain, file, plan)) = &planned
        && let Err(error) = plans::sent_by_hand(plain, (file, plan), &summary, clock().now(), words().text())
    {
        let values = [
            ("file", file.display().to_string().into()),
            ("why", error.to_string().into()),
        ];
        eprintln!("{}", words().with("send-not-moved", &values));
    }
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
            message!("nobody-asked", profile = name),
            message!("next-say-yes"),
        ));
    }
    let mut values = vec![
        ("partner", config.partner_at(profile).0.to_string().into()),
        ("profile", colour::profile(name, profile).into()),
    ];
    let id = match &options.plan {
        None => "send-ask",
        Some(plan) => {
            values.push(("rows", plan.rows().into()));
            "send-ask-rows"
        }
    };
    println!("{}", words().with(id, &values));
    print!("{} ", words().get("send-ask-name"));
    let mut typed = String::new();
    let heard = std::io::stdout()
        .flush()
        .and_then(|()| std::io::stdin().read_line(&mut typed));
    if heard.is_ok() && typed.trim() == name {
        Ok(())
    } else {
        Err(Failure::new(message!("nothing-sent"), message!("next-type-profile")))
    }
}

fn show(config: &Config, summary: &SendSummary, all: bool) {
    let profile = match config.profile(Some(&summary.profile)) {
        Ok((name, profile)) => colour::profile(name, profile),
        Err(_) => summary.profile.clone(),
    };
    let words = words();
    println!(
        "{}\n",
        tables::title("send-title", summary.partner_id, &profile, &summary.period)
    );
    let plans: Vec<_> = summary.kinds().map(|(kind, sent)| (kind, &sent.plan)).collect();
    println!("{}", tables::plan(plans.clone().into_iter()));
    print!("{}", tables::reasons(plans.into_iter(), all));
    println!();
    for (kind, sent) in summary.kinds() {
        delivered(words, kind, &sent.delivered);
    }
    if let Some(stop) = summary.stop() {
        let stopped = words.with("send-stopped", &[("message", words.said(&stop.into()).into())]);
        let next = words.with("next", &[("next", words.said(&stop.next).into())]);
        println!("\n{stopped}\n{next}");
    }
}

fn delivered(words: Words, kind: Kind, delivered: &Delivered) {
    let counts = [
        ("kinds", words.kinds(kind).into()),
        ("sent", delivered.sent.into()),
        ("refused", delivered.refused.len().into()),
        ("left", delivered.not_sent.into()),
    ];
    println!("{}", words.with("send-line", &counts));
    for problem in &delivered.problems {
        let values = [
            ("loan", problem.loan_id.as_str().into()),
            ("details", problem.details.as_str().into()),
            ("code", problem.code.as_str().into()),
        ];
        println!("  {}", words.with("send-loan", &values));
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
        println!("  {}", words.reason(held));
    }
    for row in &delivered.uncertain {
        let values = [
            ("row", row.row.to_string().into()),
            ("key", row.key.as_str().into()),
            ("message", row.message.as_str().into()),
        ];
        let id = if row.repeats { "send-row-again" } else { "send-row" };
        println!("  {}", words.with(id, &values));
    }
    for url in &delivered.confirm_urls {
        println!("  {}", words.with("send-open", &[("url", url.as_str().into())]));
    }
}
