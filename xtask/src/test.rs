//! `cargo xtask test`: everything the tests need, then all tests, then nothing left behind.

use std::process::{Command, ExitCode};

use crate::servers::Servers;
use crate::{Outcome, signals, workspace};

/// What `cargo xtask test` can be told.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Given to the test runner as they are: names to filter by, `-p CRATE`, and so on
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    rest: Vec<String>,
}

/// Runs the tests; the exit code is theirs.
pub(crate) fn run(arguments: &Arguments) -> Outcome<ExitCode> {
    let _signal = signals::listen()?;
    let servers = Servers::start(true, true)?;
    let code = run_all(arguments, &servers);
    drop(servers);
    code
}

fn run_all(arguments: &Arguments, servers: &Servers) -> Outcome<ExitCode> {
    let mut passed = run_one(main_part(&arguments.rest), servers)?;
    // A filter means somebody looks at one thing; the examples in the docs belong to the full run.
    if arguments.rest.is_empty() && !signals::interrupted() {
        let mut command = workspace::cargo();
        command.args(["test", "--workspace", "--doc"]);
        passed &= run_one(command, servers)?;
    }
    if signals::interrupted() {
        println!("Tests interrupted.");
        return Ok(ExitCode::from(130));
    }
    if passed {
        println!("All tests passed.");
        Ok(ExitCode::SUCCESS)
    } else {
        println!("Some tests FAILED; see above.");
        Ok(ExitCode::FAILURE)
    }
}

/// cargo-nextest where it is installed, else cargo's own runner.
fn main_part(rest: &[String]) -> Command {
    let nextest = workspace::cargo()
        .args(["nextest", "--version"])
        .output()
        .is_ok_and(|output| output.status.success());
    let mut command = workspace::cargo();
    if nextest {
        // It must not read keys from the terminal: it runs in a background process group.
        command
            .args(["nextest", "run", "--no-fail-fast", "--no-tests=warn"])
            .env("NEXTEST_NO_INPUT_HANDLER", "1");
    } else {
        command.args(["test", "--no-fail-fast"]);
    }
    if !rest
        .iter()
        .any(|word| word == "-p" || word == "--package" || word == "--workspace")
    {
        command.arg("--workspace");
    }
    // Benches are compiled by clippy's --all-targets; their harnesses are not test runners.
    command.args(["--lib", "--bins", "--tests", "--examples"]).args(rest);
    command
}

fn run_one(mut command: Command, servers: &Servers) -> Outcome<bool> {
    for (name, value) in servers.variables() {
        command.env(name, value);
    }
    Ok(signals::run(&mut command)?.success())
}
