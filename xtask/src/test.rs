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
    let mut passed = true;
    for command in commands(&arguments.rest) {
        if !signals::interrupted() {
            passed &= run_one(command, servers)?;
        }
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

/// cargo's own runner, or cargo-nextest where it is installed; that one leaves the examples in the docs to cargo.
/// Benches are not run: clippy compiles them, and their harnesses are no test runners.
fn commands(rest: &[String]) -> Vec<Command> {
    let names_a_package = rest.iter().any(|word| word == "-p" || word == "--package");
    let workspace: &[&str] = if names_a_package { &[] } else { &["--workspace"] };
    let nextest = workspace::cargo()
        .args(["nextest", "--version"])
        .output()
        .is_ok_and(|output| output.status.success());
    let mut main_part = workspace::cargo();
    if !nextest {
        main_part.args(["test", "--no-fail-fast"]).args(workspace).args(rest);
        return vec![main_part];
    }
    // It must not read keys from the terminal: it runs in a background process group.
    main_part
        .args(["nextest", "run", "--no-fail-fast", "--no-tests=warn"])
        .args(workspace)
        .args(rest)
        .env("NEXTEST_NO_INPUT_HANDLER", "1");
    let mut commands = vec![main_part];
    // A filter means somebody looks at one thing; ODBC and the examples in the docs belong to the full run.
    if rest.is_empty() {
        // A feature of its own, since a program with it needs the ODBC driver manager to run at all.
        let mut odbc = workspace::cargo();
        odbc.args([
            "nextest",
            "run",
            "--no-fail-fast",
            "-p",
            "fieldlink-link",
            "--features",
            "odbc",
            "odbc",
        ])
        .env("NEXTEST_NO_INPUT_HANDLER", "1");
        commands.push(odbc);
        let mut examples = workspace::cargo();
        examples.args(["test", "--workspace", "--doc"]);
        commands.push(examples);
    }
    commands
}

fn run_one(mut command: Command, servers: &Servers) -> Outcome<bool> {
    for (name, value) in servers.variables() {
        command.env(name, value);
    }
    Ok(signals::run(&mut command)?.success())
}
