//! `cargo xtask bench`: builds with optimisation and runs every bench target of the workspace.

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
    let passed = signals::run(&mut command)?.success();
    Ok(if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
