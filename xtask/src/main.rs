//! Development commands: `cargo xtask test | services | check | bench | prove | package | screenshots`.
//!
//! Invariant: this program depends on no crate of the workspace, so that it builds in seconds and can judge code that does not
//! compile.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line tool speaks on its standard streams"
)]

mod bench;
mod check;
mod dist;
mod package;
mod prove;
mod screenshots;
mod servers;
mod services;
mod signals;
mod test;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// What a step of a command can end with; the text is shown to the person at the terminal.
type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Development commands of Fieldlink")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install and start what the tests need, run all of them, and stop it again
    Test(test::Arguments),
    /// Check what a reviewer should not have to look for: imports, format, lints, licences, docs
    Check(check::Arguments),
    /// Measure, and print each figure beside the machine's own limit
    Bench(bench::Arguments),
    /// Run the link through bad days and kills, many times, and count in PA2 what arrived
    Prove(prove::Arguments),
    /// Build a Debian package
    Package(package::Arguments),
    /// Take the pictures in docs/images again
    Screenshots,
    /// Start the databases the tests use and keep them running until Ctrl-C
    Services(services::Arguments),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = match arguments.command {
        Command::Test(arguments) => test::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Bench(arguments) => bench::run(&arguments),
        Command::Prove(arguments) => prove::run(&arguments),
        Command::Package(arguments) => package::run(&arguments),
        Command::Screenshots => screenshots::run(),
        Command::Services(arguments) => services::run(&arguments),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("error: {error}");
        ExitCode::FAILURE
    })
}
