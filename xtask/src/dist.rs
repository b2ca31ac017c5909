//! The program as it is given out: with the profile `dist` (ADR 0032).

use std::path::PathBuf;
use std::process::Command;

use crate::workspace;

/// Builds it.
pub(crate) fn build() -> Command {
    let mut command = workspace::cargo();
    command.args(["build", "--profile", "dist", "--locked", "--package", "fieldlink"]);
    command
}

/// Where it is then.
pub(crate) fn binary() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR");
    let target = target.map_or_else(|| workspace::root().join("target"), PathBuf::from);
    target.join("dist/fieldlink")
}
