//! `cargo xtask check`: what a reviewer should not have to look for. Each check prints one line; all of them run, so that
//! one run tells everything that is wrong.

mod book;
mod circles;
mod code;
mod deny;
mod imports;
mod length;
mod openapi;
mod paths;
mod sources;
mod texts;
mod weights;
mod words;

use std::io::Write;
use std::process::{Command, ExitCode};
use std::time::Instant;

use crate::{Outcome, signals};

/// What `cargo xtask check` can be told.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Only these checks, for example `imports words`; all when none is named
    checks: Vec<String>,
}

/// How a check ended: a remark for its line, or what is wrong and what to do.
type Verdict = Outcome<String>;

/// A check's name and what it does.
type Check = (&'static str, fn() -> Verdict);

/// The quick ones first: a wrong import is told at once, not after the compiler.
const CHECKS: &[Check] = &[
    ("imports", imports::check),
    ("circles", circles::check),
    ("words", words::check),
    ("texts", texts::check),
    ("length", length::check),
    ("paths", paths::check),
    ("book", book::check),
    ("format", code::format),
    ("deny", deny::check),
    ("clippy", code::clippy),
    ("docs", code::docs),
    ("openapi", openapi::check),
    ("weights", weights::check),
];

/// Runs the checks; fails when one of them did.
pub(crate) fn run(arguments: &Arguments) -> Outcome<ExitCode> {
    let _signal = signals::listen()?;
    let names: Vec<&str> = CHECKS.iter().map(|(name, _)| *name).collect();
    if let Some(unknown) = arguments.checks.iter().find(|name| !names.contains(&name.as_str())) {
        return Err(format!("there is no check `{unknown}`; there are: {}", names.join(", ")).into());
    }
    let mut failed = Vec::new();
    let mut count = 0_usize;
    for (name, check) in CHECKS {
        if !arguments.checks.is_empty() && !arguments.checks.iter().any(|wanted| wanted == name) {
            continue;
        }
        if signals::interrupted() {
            return Err("interrupted".into());
        }
        count += 1;
        print!("{name:<8} ");
        std::io::stdout().flush()?;
        let begin = Instant::now();
        let verdict = check();
        let seconds = begin.elapsed().as_secs();
        match verdict {
            Ok(remark) => println!("ok      {remark} ({seconds} s)"),
            Err(reason) => {
                println!("FAILED  {reason}");
                failed.push(*name);
            }
        }
    }
    if failed.is_empty() {
        println!("All {count} checks passed.");
        Ok(ExitCode::SUCCESS)
    } else {
        println!("{} of {count} checks FAILED: {}.", failed.len(), failed.join(", "));
        Ok(ExitCode::FAILURE)
    }
}

/// Joins what a check found into a reason, or gives the remark when it found nothing.
fn verdict(found: &[String], remark: String) -> Verdict {
    if found.is_empty() {
        return Ok(remark);
    }
    let list: String = found.iter().map(|one| format!("\n  {one}")).collect();
    Err(format!("{} found:{list}", found.len()).into())
}

/// Runs a command of a check; its output is the reason when it fails.
fn must_pass(command: &mut Command, what_to_do: &str) -> Verdict {
    let (status, output) = signals::capture(command)?;
    if status.success() {
        return Ok(output);
    }
    Err(format!("{what_to_do}\n{}", output.trim_end()).into())
}
