//! `cargo xtask prove`: bad days and kills by the hundred, with the program as it is released.

use std::process::ExitCode;

use clap::ValueEnum;

use crate::servers::Servers;
use crate::{Outcome, signals, workspace};

/// What `cargo xtask prove` can be told.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// What to prove
    what: What,
    /// How many bad days, or kills, of each kind
    #[arg(long, value_name = "N", default_value_t = 200)]
    runs: u64,
    /// Repeat from the seed that a failure printed
    #[arg(long, value_name = "SEED")]
    seed: Option<u64>,
}

#[derive(Clone, Copy, ValueEnum)]
enum What {
    /// A line between link and PA2 that refuses, loses, cuts, garbles and doubles: with keys and without
    Faults,
    /// kill -9 of the link at random moments: over a ledger in a file and over one in PostgreSQL
    Kills,
}

/// Runs the proof; the exit code is the tests'.
pub(crate) fn run(arguments: &Arguments) -> Outcome<ExitCode> {
    let _signal = signals::listen()?;
    let servers = Servers::start(false, false)?;
    let story = match arguments.what {
        What::Faults => "faults::",
        What::Kills => "kills::",
    };
    let mut command = workspace::cargo();
    command
        .args(["test", "--release", "--package", "fieldlink", "--test", "stories"])
        .args(["--", "--nocapture", "--test-threads=2", story])
        .env("FIELDLINK_PROVE_RUNS", arguments.runs.to_string())
        .env("FIELDLINK_PROVE_FULL", "1");
    if let Some(seed) = arguments.seed {
        command.env("FIELDLINK_TEST_SEED", seed.to_string());
    }
    for (name, value) in servers.variables() {
        command.env(name, value);
    }
    let passed = signals::run(&mut command)?.success();
    drop(servers);
    Ok(if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
