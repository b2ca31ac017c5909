//! Format, lints and API docs, by cargo's own tools.

use super::{Verdict, must_pass};
use crate::workspace;

/// rustfmt would change nothing.
pub(super) fn format() -> Verdict {
    let mut command = workspace::cargo();
    command.args(["fmt", "--all", "--", "--check", "-l"]);
    must_pass(&mut command, "run `cargo fmt --all`; it would change:")?;
    Ok("formatted".to_owned())
}

/// clippy says nothing about any target, tests and benches included.
pub(super) fn clippy() -> Verdict {
    let mut command = workspace::cargo();
    command.args([
        "clippy",
        "--quiet",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]);
    must_pass(&mut command, "clippy:")?;
    Ok("no warnings".to_owned())
}

/// The API docs build, and every link in them leads somewhere.
pub(super) fn docs() -> Verdict {
    let mut command = workspace::cargo();
    // With the examples, dependencies get the features that clippy gave them, so nothing is compiled a second time.
    command
        .args([
            "doc",
            "--quiet",
            "--workspace",
            "--no-deps",
            "--lib",
            "--bins",
            "--examples",
        ])
        .env("RUSTDOCFLAGS", "-D warnings");
    must_pass(&mut command, "rustdoc:")?;
    Ok("built".to_owned())
}
