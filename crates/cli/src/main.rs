//! `fieldlink`: the link and PA2 in one binary. Wiring, commands and what the terminal shows; no rules.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line program speaks to its terminal"
)]

mod demo;
mod help;
mod link;
mod manner;
mod pa2;
mod private;
mod words;

use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

const EXAMPLES: &str = "Examples:
  fieldlink demo                           a partner's month, from its records to a final report, on this machine
  fieldlink init                           write a fieldlink.toml for your own records
  fieldlink plan                           what would be sent, and what is held back and why
  fieldlink send                           send it
  fieldlink pa2 serve --data ./pa2-data    your own PA2 to test against

Exit codes: 0 done · 1 failed · 2 wrong arguments · 3 some rows were held back or refused · 4 some rows wait for a person ·
5 an answer was lost, and the next send asks again by itself";

/// Connects a Field Partner's records to Kiva, and is PA2 for tests and training.
#[derive(Debug, Parser)]
#[command(version, about, after_help = EXAMPLES, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    manner: manner::Manner,
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
            Command::Link(link::Command::Run(_)) => "warn,fieldlink=info,fieldlink_link=info",
            _ => "warn",
        }
    }

    /// Whether the log is for machines.
    fn log_is_json(&self) -> bool {
        match self {
            Command::Link(link::Command::Run(args)) => args.log == link::run::LogFormat::Json,
            _ => std::env::var("FIELDLINK_LOG_FORMAT").as_deref() == Ok("json"),
        }
    }
}

enum LogKind {
    Text,
    Json,
}

/// A log that has grown beyond this begins anew; the one before it is kept beside it.
const LOG_BYTES: u64 = 10 * 1024 * 1024;

/// The file of `FIELDLINK_LOG_FILE`, which gets every line as JSON too. A log that cannot be written stops nothing.
fn log_file() -> Option<std::fs::File> {
    let path = std::path::PathBuf::from(std::env::var_os("FIELDLINK_LOG_FILE").filter(|path| !path.is_empty())?);
    if std::fs::metadata(&path).is_ok_and(|file| file.len() > LOG_BYTES) {
        let mut before = path.clone().into_os_string();
        before.push(".1");
        let _ = std::fs::rename(&path, before);
    }
    let opened = std::fs::OpenOptions::new().create(true).append(true).open(&path);
    if let Err(error) = &opened {
        eprintln!("the log cannot be written to {}: {error}", path.display());
    }
    opened.ok()
}

/// How long work on threads of their own may take after everything else has ended.
const LAST_THREADS: std::time::Duration = std::time::Duration::from_secs(2);

/// What is never logged: a parser of URLs repeats the values of parameters that it does not know, a verifier each failure
/// that is said where it belongs, and slow statements are printed whole.
const UNHEARD: [(&str, LevelFilter); 4] = [
    ("sqlx_postgres::options", LevelFilter::OFF),
    ("sqlx_mysql::options", LevelFilter::OFF),
    ("rustls_platform_verifier", LevelFilter::OFF),
    ("sqlx::query", LevelFilter::ERROR),
];

/// Logs to standard error: as much as `FIELDLINK_LOG` says, or this much.
fn log(otherwise: &str, json: LogKind) {
    let wanted = std::env::var("FIELDLINK_LOG").ok();
    let filter: Targets = wanted
        .and_then(|wanted| wanted.parse::<Targets>().ok())
        .or_else(|| otherwise.parse().ok())
        .unwrap_or_default()
        .with_targets(UNHEARD);
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(manner::colour_on(&std::io::stderr()));
    let lines = match json {
        LogKind::Json => lines.json().boxed(),
        LogKind::Text => lines.boxed(),
    };
    let file = log_file().map(|file| {
        tracing_subscriber::fmt::layer()
            .json()
            .with_writer(std::sync::Arc::new(file))
    });
    tracing_subscriber::registry()
        .with(filter)
        .with(lines)
        .with(file)
        .init();
}

fn main() -> ExitCode {
    private::make_private();
    let words = manner::asked(help::asked_for(std::env::args()));
    let matches = help::spoken(Cli::command(), words).try_get_matches();
    let matches = matches.unwrap_or_else(|error| help::exit(&error, words));
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| help::exit(&error, words));
    cli.manner.apply();
    let kind = if cli.command.log_is_json() {
        LogKind::Json
    } else {
        LogKind::Text
    };
    log(cli.command.log_level(), kind);
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
    // Work on a thread of its own that hangs must not hold up the end.
    runtime.shutdown_timeout(LAST_THREADS);
    result.unwrap_or_else(|report| {
        // miette has one English word of its own.
        let next = format!("  {} ", manner::words().get("failure-next"));
        eprintln!("{}", format!("{report:?}").replacen("  help: ", &next, 1));
        ExitCode::FAILURE
    })
}

#[cfg(test)]
mod tests {

    use super::*;

    /// The lines of a command's help that show how it is used.
    fn examples(command: &clap::Command) -> Vec<String> {
        let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        help.lines()
            .filter_map(|line| line.strip_prefix("  fieldlink "))
            // What it does stands two blanks away; what a shell does with it behind a sign of the shell's.
            .map(|line| line.split("  ").next().unwrap_or(line))
            .map(|line| line.split(['>', '&', '|']).next().unwrap_or(line))
            .map(|line| line.trim().to_owned())
            .collect()
    }

    fn all(command: &clap::Command, path: &str, found: &mut Vec<(String, Vec<String>, bool)>) {
        let alone = !command.has_subcommands();
        found.push((path.to_owned(), examples(command), alone));
        for below in command.get_subcommands() {
            all(below, &format!("{path} {}", below.get_name()), found);
        }
    }

    #[test]
    fn every_example_of_the_help_is_one_that_works() {
        let mut found = Vec::new();
        all(&Cli::command(), "fieldlink", &mut found);
        let mut shown = 0;
        for (path, examples, _) in &found {
            for example in examples {
                let words = std::iter::once("fieldlink").chain(example.split_whitespace());
                if let Err(error) = Cli::try_parse_from(words) {
                    panic!("{path}: fieldlink {example}: {error}");
                }
                shown += 1;
            }
        }
        assert!(shown > 20, "{shown}");
        // A command that stands alone shows how it is used.
        for (path, examples, alone) in &found {
            let link = path.split(' ').count() == 2 && !path.ends_with(" demo") && *alone;
            assert!(!link || !examples.is_empty(), "{path} shows no example");
        }
    }

    #[test]
    fn the_command_line_has_no_two_options_of_one_name() {
        Cli::command().debug_assert();
    }
}
