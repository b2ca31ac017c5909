//! `fieldlink`: the link and PA2 in one binary. Wiring, commands and what the terminal shows; no rules.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line program speaks to its terminal"
)]

mod demo;
mod link;
mod pa2;

use std::io::IsTerminal as _;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

const EXAMPLES: &str = "Examples:
  fieldlink demo                           a partner's month, from its records to a final report, on this machine
  fieldlink init                           write a fieldlink.toml for your own records
  fieldlink plan                           what would be sent, and what is held back and why
  fieldlink send                           send it
  fieldlink pa2 serve --data ./pa2-data    your own PA2 to test against

Exit codes: 0 done · 1 failed · 2 wrong arguments · 3 some rows were held back or refused · 4 some rows wait for a person";

/// Connects a Field Partner's records to Kiva, and is PA2 for tests and training.
#[derive(Debug, Parser)]
#[command(version, about, after_help = EXAMPLES, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show the whole way once: records, loan drafts, repayments, journals, PA2
    Demo(demo::Args),
    #[command(flatten)]
    Link(link::Command),
    /// Run and look after a PA2
    #[command(subcommand)]
    Pa2(Box<pa2::Command>),
}

impl Command {
    /// A server logs its requests; other commands speak for themselves.
    fn log_level(&self) -> &'static str {
        match self {
            Command::Pa2(command) if matches!(**command, pa2::Command::Serve(_)) => "warn,fieldlink=info",
            _ => "warn",
        }
    }
}

/// Logs to standard error: as much as `FIELDLINK_LOG` says, or this much.
fn log(otherwise: &str) {
    let wanted = std::env::var("FIELDLINK_LOG").ok();
    let filter: Targets = wanted
        .and_then(|wanted| wanted.parse().ok())
        .or_else(|| otherwise.parse().ok())
        .unwrap_or_default();
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    let lines = match std::env::var("FIELDLINK_LOG_FORMAT").as_deref() {
        Ok("json") => lines.json().boxed(),
        _ => lines.boxed(),
    };
    tracing_subscriber::registry().with(filter).with(lines).init();
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    log(cli.command.log_level());
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("the program cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let result = runtime.block_on(async {
        match cli.command {
            Command::Demo(args) => demo::run(args).await,
            Command::Link(command) => link::run(command).await,
            Command::Pa2(command) => pa2::run(*command).await.map(|()| ExitCode::SUCCESS),
        }
    });
    result.unwrap_or_else(|report| {
        eprintln!("{report:?}");
        ExitCode::FAILURE
    })
}
