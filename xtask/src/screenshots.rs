//! `cargo xtask screenshots`: the pictures in the docs, taken by the test that walks the whole path in a browser.

use std::process::ExitCode;

use crate::servers::Servers;
use crate::{Outcome, signals, workspace};

/// Where the pictures go.
const FOLDER: &str = "docs/images";
/// Tells the test where to put them.
const VARIABLE: &str = "FIELDLINK_SCREENSHOTS";

/// Takes the pictures; the exit code is the test's.
pub(crate) fn run() -> Outcome<ExitCode> {
    let _signal = signals::listen()?;
    let servers = Servers::start(false, true)?;
    let folder = workspace::root().join(FOLDER);
    std::fs::create_dir_all(&folder)?;
    let mut command = workspace::cargo();
    command
        .args(["test", "--package", "fieldlink", "--test", "stories", "browser::"])
        .env(VARIABLE, &folder);
    for (name, value) in servers.variables() {
        command.env(name, value);
    }
    let passed = signals::run(&mut command)?.success();
    drop(servers);
    Ok(if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
