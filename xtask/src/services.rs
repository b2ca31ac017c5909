//! `cargo xtask services`: the tests' databases, kept running for a person who runs single tests over and over.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::servers::Servers;
use crate::{Outcome, signals};

/// What `cargo xtask services` can be told.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Also write the variables to this file, as lines for `source`
    #[arg(long)]
    env_file: Option<PathBuf>,
    /// Leave MariaDB out
    #[arg(long)]
    no_mariadb: bool,
    /// Leave Chromium out
    #[arg(long)]
    no_browser: bool,
}

/// Starts the servers, prints the variables, and waits for a signal.
pub(crate) fn run(arguments: &Arguments) -> Outcome<ExitCode> {
    let signal = signals::listen()?;
    let servers = Servers::start(!arguments.no_mariadb, !arguments.no_browser)?;
    let lines: String = servers
        .variables()
        .iter()
        .map(|(name, value)| format!("export {name}='{value}'\n"))
        .collect();
    print!("{lines}");
    if let Some(path) = &arguments.env_file {
        std::fs::write(path, &lines)?;
    }
    eprintln!("The servers run until Ctrl-C. Give the lines above to the shell that runs `cargo test`.");
    let _ = signal.recv();
    if let Some(path) = &arguments.env_file {
        let _ = std::fs::remove_file(path);
    }
    drop(servers);
    Ok(ExitCode::SUCCESS)
}
