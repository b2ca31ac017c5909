//! `cargo xtask bench`: builds with optimisation, then measures the parts one by one, then the whole program under load.

use std::path::Path;
use std::process::{Command, ExitCode};

use crate::servers::Servers;
use crate::{Outcome, dist, signals, workspace};

/// What `cargo xtask bench` can be told.
#[derive(clap::Args)]
#[command(after_long_help = PARTS)]
pub(crate) struct Arguments {
    /// Only this part; both when it is left out
    #[arg(long, value_name = "PART")]
    only: Option<Part>,
    /// Loans that the partner of the load table is seeded with
    #[arg(long, value_name = "N")]
    loans: Option<u64>,
    /// Seconds that each route of the load table is asked
    #[arg(long, value_name = "N")]
    seconds: Option<u64>,
    /// Rows of each report of the link's table
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    rows: u64,
    /// Of the inner figures only those whose names hold one of these words
    names: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// The parts that do the work, each by itself
    Inner,
    /// The running program, asked over HTTP
    Routes,
    /// The link beside a plain Python script
    Link,
}

const PARTS: &str = "\
The three parts:

  inner   The bench targets of the crates (crates/*/benches): reading and writing the wire, the rules, the mapping of
          rows, tokens beside the bare signatures in them, pages deep in a long list. Each file says why its figures
          matter. `median` is the one to look at; below the times stands the throughput. With NAMES only some of them:
          `cargo xtask bench --only inner tokens` or `... rules`.
  routes  The load table of crates/bench: starts the `fieldlink` binary with a seeded partner, asks it over HTTP, and
          prints each figure beside its limit, measured in the same run on the same machine: bare signatures, a handler
          that does nothing, raw inserts. A first look: `cargo xtask bench --only routes --loans 50000 --seconds 2`.
  link    The link's table: one repayments report through `fieldlink send` from CSV, .xlsx and PostgreSQL, to a server that
          does nothing and to PA2, each beside the same work by benches/peers/report.py with requests, psycopg and
          openpyxl, which are installed from PyPI into target/bench-venv.

Figures mean something only on a machine that does nothing else.";

/// Runs the benches; the exit code is theirs.
pub(crate) fn run(arguments: &Arguments) -> Outcome<ExitCode> {
    // Names choose inner figures: whoever gives them looks at those.
    let only = match (arguments.only, arguments.names.is_empty()) {
        (Some(Part::Routes | Part::Link), false) => return Err("these tables have no figures to choose by name".into()),
        (None, false) => Some(Part::Inner),
        (only, _) => only,
    };
    let _signal = signals::listen()?;
    let wanted = |part| only.is_none_or(|only| only == part);
    let mut steps = Vec::new();
    if wanted(Part::Inner) {
        steps.push(("The inner parts, one by one", inner(&arguments.names)));
    }
    if wanted(Part::Routes) || wanted(Part::Link) {
        steps.push(("The program, built as it is given out", dist::build()));
    }
    if wanted(Part::Routes) {
        steps.push(("The program under load", routes(arguments)));
    }
    // Held until the last step has run.
    let mut servers = None;
    if wanted(Part::Link) {
        let server = Servers::start(false, false)?;
        let python = workspace::root().join("target/bench-venv/bin/python");
        steps.push(("A Python of its own", virtual_environment()));
        steps.push(("The packages of the script", packages(&python)));
        steps.push(("The link beside a plain script", link(arguments, &python, &server)));
        servers = Some(server);
    }
    for (title, mut command) in steps {
        println!("\n{title}:");
        if !signals::run(&mut command)?.success() {
            return Ok(ExitCode::FAILURE);
        }
    }
    drop(servers);
    Ok(ExitCode::SUCCESS)
}

fn inner(names: &[String]) -> Command {
    let mut command = workspace::cargo();
    command.args(["bench", "--workspace", "--benches", "--"]).args(names);
    command
}

fn routes(arguments: &Arguments) -> Command {
    let mut command = workspace::cargo();
    command
        .args(["run", "--release", "--package", "fieldlink-bench", "--", "--binary"])
        .arg(dist::binary());
    for (option, value) in [("--loans", arguments.loans), ("--seconds", arguments.seconds)] {
        if let Some(value) = value {
            command.args([option, &value.to_string()]);
        }
    }
    command
}

fn virtual_environment() -> Command {
    let mut command = Command::new("python3");
    command
        .args(["-m", "venv", "target/bench-venv"])
        .current_dir(workspace::root());
    command
}

fn packages(python: &Path) -> Command {
    let mut command = Command::new(python);
    command
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
        .args(["--requirement", "benches/peers/requirements.txt"])
        .current_dir(workspace::root());
    command
}

fn link(arguments: &Arguments, python: &Path, servers: &Servers) -> Command {
    let mut command = workspace::cargo();
    command
        .args(["run", "--release", "--package", "fieldlink-bench", "--", "--binary"])
        .arg(dist::binary());
    command
        .args(["--link", &arguments.rows.to_string(), "--python"])
        .arg(python);
    let postgres = servers.variables().iter().find(|(name, _)| name.contains("POSTGRES"));
    if let Some((_, url)) = postgres {
        command.env("FIELDLINK_BENCH_POSTGRES_URL", url);
    }
    command
}
