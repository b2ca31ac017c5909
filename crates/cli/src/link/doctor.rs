//! `fieldlink doctor`: looks at everything a run needs.

use fieldlink_link::doctor::{Check, examine};
use fieldlink_link::progress::Unwatched;
use fieldlink_link::run::{Job, Options};
use fieldlink_say::message;
use serde_json::json;

use super::Outcome;
use super::shared::{Place, clock, print_json};
use crate::manner::words;

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  fieldlink doctor
  fieldlink doctor --profile production --json

Exit codes: 0 all is fine · 1 something is not")]
pub struct Args {
    #[command(flatten)]
    pub place: Place,
}

/// Runs the command.
pub async fn run(args: Args) -> Outcome {
    let config = args.place.load()?;
    let configuration = Check {
        name: message!("configuration-file"),
        ok: true,
        detail: config.file().display().to_string().into(),
        next: None,
    };
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
    let json = args.place.json;
    let tell = |check: &Check| {
        if !json {
            let words = words();
            println!(
                "{} {}: {}",
                verdict(check),
                words.said(&check.name),
                words.said(&check.detail)
            );
            if let Some(next) = &check.next {
                println!(
                    "        {}",
                    words.with("doctor-next", &[("next", words.said(next).into())])
                );
            }
        }
    };
    tell(&configuration);
    let mut checks = vec![configuration];
    checks.extend(examine(&job, tell).await);
    let fine = checks.iter().all(|check| check.ok);
    if json {
        print_json(&json!({ "ok": fine, "checks": checks }))?;
    } else if fine {
        println!("\n{}", words().get("doctor-well"));
    }
    Ok(u8::from(!fine))
}

fn verdict(check: &Check) -> String {
    let words = words();
    let word = words.get(if check.ok { "doctor-ok" } else { "doctor-problem" });
    // Both as wide as the longer one, so that what follows stands in a column.
    let width = words.get("doctor-problem").chars().count();
    format!("{word:width$}")
}
