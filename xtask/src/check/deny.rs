//! The dependencies' licences, sources, bans and known holes, by cargo-deny with `deny.toml`.

use super::{Verdict, must_pass};
use crate::{Outcome, signals, workspace};

/// What is installed when the machine has no cargo-deny: the version this repository was last checked with.
const VERSION: &str = "0.20.2";

/// cargo-deny finds nothing. Known holes are looked up when their list can be fetched; without a network the remark says so.
pub(super) fn check() -> Verdict {
    install()?;
    let mut command = workspace::cargo();
    command.args([
        "deny",
        "--log-level=error",
        "check",
        "--show-stats",
        "bans",
        "licenses",
        "sources",
    ]);
    must_pass(&mut command, "cargo-deny:")?;
    let holes = if advisories()? {
        "no known holes"
    } else {
        "known holes not looked up: their list cannot be fetched from here"
    };
    Ok(format!("licences, bans and sources; {holes}"))
}

/// Builds cargo-deny into cargo's own folder, once.
fn install() -> Outcome<()> {
    let there = workspace::cargo().args(["deny", "--version"]).output();
    if there.is_ok_and(|output| output.status.success()) {
        return Ok(());
    }
    let mut command = workspace::cargo();
    // Without optimisation it is built in half of the time, and a run still takes seconds.
    command.args([
        "install",
        "--quiet",
        "--debug",
        "--locked",
        "cargo-deny",
        "--version",
        VERSION,
    ]);
    // Our own target folder is not meant for it.
    command
        .current_dir(std::env::temp_dir())
        .env_remove("CARGO_TARGET_DIR")
        .env("CARGO_PROFILE_DEV_DEBUG", "0");
    must_pass(&mut command, "cargo-deny is not installed, and installing it failed:")?;
    Ok(())
}

/// Whether the list of known holes could be fetched; an error when it names one of our dependencies.
fn advisories() -> Outcome<bool> {
    let mut command = std::process::Command::new("timeout");
    command
        .arg("90")
        .arg(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .current_dir(workspace::root())
        .args(["deny", "--log-level=error", "check", "advisories"]);
    let (status, output) = signals::capture(&mut command)?;
    if status.success() {
        return Ok(true);
    }
    // 124 is `timeout`'s own answer. Anything else that is not understood counts as a finding.
    let out_of_reach = output.contains("failed to fetch advisory database") || status.code() == Some(124);
    if !out_of_reach {
        return Err(format!("cargo-deny:\n{}", output.trim_end()).into());
    }
    Ok(false)
}
