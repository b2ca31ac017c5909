//! `cargo xtask bench`: builds with optimisation, then measures the parts one by one, then the whole program under load.

use std::process::{Command, ExitCode};

use crate::{Outcome, signals, workspace};

/// What `cargo xtask bench` can be told.
#[derive(clap::Args)]
#[command(after_long_help = PARTS)]
pub(crate) struct Arguments {
    /// Only this part; both when it is left out
    #[arg(long, value_name = "PART")]
    only: Option<Part>,
    /// Loans that the partner of the load table is seeded with
    #[arg(long, value_name = "N")]
    loans: Option<u64>,
    /// Seconds that each route of the load table is asked
    #[arg(long, value_name = "N")]
    seconds: Option<u64>,
    /// Of the inner figures only those whose names hold one of these words
    names: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// The parts that do the work, each by itself
    Inner,
    /// The running program, asked over HTTP
    Routes,
}

const PARTS: &str = "\
The two parts:

  inner   The bench targets of the crates (crates/*/benches): reading and writing the wire, the rules, the mapping of
          rows, tokens beside the bare signatures in them, pages deep in a long list. Each file says why its figures
          matter. `median` is the one to look at; below the times stands the throughput. With NAMES only some of them:
          `cargo xtask bench --only inner tokens` or `... rules`.
  routes  The load table of crates/bench: starts the `fieldlink` binary with a seeded partner, asks it over HTTP, and
          prints each figure beside its limit, measured in the same run on the same machine: bare signatures, a handler
          that does nothing, raw inserts. A first look: `cargo xtask bench --only routes --loans 50000 --seconds 2`.

Figures mean something only on a machine that does nothing else.";

/// Runs the benches; the exit code is theirs.
pub(crate) fn run(arguments: &Arguments) -> Outcome<ExitCode> {
    // Names choose inner figures: whoever gives them looks at those.
    let only = match (arguments.only, arguments.names.is_empty()) {
        (Some(Part::Routes), false) => return Err("the load table has no figures to choose by name".into()),
        (None, false) => Some(Part::Inner),
        (only, _) => only,
    };
    let _signal = signals::listen()?;
    let mut steps = Vec::new();
    if only != Some(Part::Routes) {
        steps.push(("The inner parts, one by one", inner(&arguments.names)));
    }
    if only != Some(Part::Inner) {
        steps.push(("The program, built", program()));
        steps.push(("The program under load", routes(arguments)));
    }
    for (title, mut command) in steps {
        println!("\n{title}:");
        if !signals::run(&mut command)?.success() {
            return Ok(ExitCode::FAILURE);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn inner(names: &[String]) -> Command {
    let mut command = workspace::cargo();
    command.args(["bench", "--workspace", "--benches", "--"]).args(names);
    command
}

fn program() -> Command {
    let mut command = workspace::cargo();
    command.args(["build", "--release", "--package", "fieldlink"]);
    command
}

fn routes(arguments: &Arguments) -> Command {
    let mut command = workspace::cargo();
    command.args(["run", "--release", "--package", "fieldlink-bench", "--"]);
    for (option, value) in [("--loans", arguments.loans), ("--seconds", arguments.seconds)] {
        if let Some(value) = value {
            command.args([option, &value.to_string()]);
        }
    }
    command
}
