//! `cargo xtask package`: a Debian package of the optimised program, with its service, manual pages and completions.

use std::path::PathBuf;
use std::process::{Command, ExitCode};

use crate::{Outcome, dist, signals, workspace};

/// What `cargo xtask package` can be told.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A binary that is built already, instead of an optimised one of this tree
    #[arg(long, value_name = "FILE")]
    binary: Option<PathBuf>,
    /// The folder for the package
    #[arg(long, value_name = "DIR", default_value = "target/debian")]
    folder: PathBuf,
}

/// Builds the package; prints where it is.
pub(crate) fn run(arguments: &Arguments) -> Outcome<ExitCode> {
    let _signal = signals::listen()?;
    let binary = match &arguments.binary {
        Some(binary) => std::path::absolute(binary)?,
        None => {
            if !signals::run(&mut dist::build())?.success() {
                return Ok(ExitCode::FAILURE);
            }
            dist::binary()
        }
    };
    let manifest: toml::Table = std::fs::read_to_string(workspace::root().join("Cargo.toml"))?.parse()?;
    let version = manifest["workspace"]["package"]["version"]
        .as_str()
        .ok_or("Cargo.toml names no version")?
        .to_owned();
    let mut build = Command::new(workspace::root().join("packaging/debian/build.sh"));
    build
        .arg(binary)
        .arg(version)
        .arg(workspace::root().join(&arguments.folder));
    Ok(if signals::run(&mut build)?.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
