//! `fieldlink doctor`: looks at everything a run needs.

use fieldlink_link::doctor::{Check, examine};
use fieldlink_link::progress::Unwatched;
use fieldlink_link::run::{Job, Options};
use serde_json::json;

use super::Outcome;
use super::shared::{Place, clock, print_json};

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit codes: 0 all is fine · 1 something is not")]
pub struct Args {
    #[command(flatten)]
    pub place: Place,
}

/// Runs the command.
pub async fn run(args: Args) -> Outcome {
    let config = args.place.load()?;
    let configuration = Check {
        name: String::from("configuration file"),
        ok: true,
        detail: config.file().display().to_string(),
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
            println!(
                "{} {}: {}",
                if check.ok { "ok     " } else { "PROBLEM" },
                check.name,
                check.detail
            );
            if let Some(next) = &check.next {
                println!("        next: {next}");
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
        println!("\nAll is well. `fieldlink plan` shows what would be sent.");
    }
    Ok(u8::from(!fine))
}
