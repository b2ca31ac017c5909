//! `cargo xtask bench`: builds with optimisation, runs every bench target of the workspace, then the load table.

use std::process::ExitCode;

use crate::{Outcome, signals, workspace};

/// What `cargo xtask bench` can be told.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Given to `cargo bench` as they are
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    rest: Vec<String>,
}

/// Runs the benches; the exit code is theirs.
pub(crate) fn run(arguments: &Arguments) -> Outcome<ExitCode> {
    let _signal = signals::listen()?;
    let mut command = workspace::cargo();
    command
        .args(["bench", "--workspace", "--benches"])
        .args(&arguments.rest);
    if !signals::run(&mut command)?.success() {
        return Ok(ExitCode::FAILURE);
    }
    let mut build = workspace::cargo();
    build.args(["build", "--release", "--package", "fieldlink"]);
    let mut load = workspace::cargo();
    load.args(["run", "--release", "--package", "fieldlink-bench"]);
    let passed = signals::run(&mut build)?.success() && signals::run(&mut load)?.success();
    Ok(if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
