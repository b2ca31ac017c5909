//! The figures of `cargo xtask bench`. Starts the real `fieldlink` binary with a seeded partner, asks it over HTTP, and
//! prints each figure beside its limit, measured in the same run on the same machine.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line program speaks to its terminal"
)]
#![expect(clippy::float_arithmetic, reason = "rates and shares of time; no money here")]

mod limits;
mod line;
mod link;
mod load;
mod repayments;
mod report;
mod server;
mod sink;
mod site;

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Parser;
use miette::Result;

use load::Load;
use report::Table;
use server::{FINAL, LARGE, REPORTING, Server};
use site::Person;

/// Measures PA2 and the link under load.
#[derive(Debug, Parser)]
struct Args {
    /// The `fieldlink` binary to measure
    #[arg(long, default_value = "target/release/fieldlink")]
    binary: PathBuf,
    /// Loans that the partner is seeded with
    #[arg(long, default_value_t = 1_000_000)]
    loans: u64,
    /// Loans of the report that a person makes final
    #[arg(long, default_value_t = 20_000)]
    report: usize,
    /// Seconds that each route is asked
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// Only the link's table: reports of this many rows, beside the script run by --python
    #[arg(long, value_name = "ROWS", requires = "python")]
    link: Option<u64>,
    /// A Python with the packages of benches/peers/requirements.txt
    #[arg(long)]
    python: Option<PathBuf>,
    /// A PostgreSQL database that may be written, as a source
    #[arg(long, env = "FIELDLINK_BENCH_POSTGRES_URL", hide_env_values = true)]
    postgres: Option<String>,
    /// Leave PA2 out of the link's table
    #[arg(long)]
    sink_only: bool,
}

#[tokio::main]
async fn main() -> Result<()> {
    let args = Args::parse();
    if let (Some(rows), Some(python)) = (args.link, &args.python) {
        return link_table(&args, rows, python).await;
    }
    let time = Duration::from_secs(args.seconds);
    let folder = tempfile::tempdir().map_err(|e| miette::miette!("no temporary folder: {e}"))?;
    let mut table = Table::new();

    let seeding = server::seed(&args.binary, folder.path(), LARGE, args.loans).await?;
    server::seed(&args.binary, folder.path(), REPORTING, 48_000).await?;
    // About one of five made loans is paying back.
    server::seed(&args.binary, folder.path(), FINAL, args.report as u64 * 5).await?;
    table.row(
        "seed",
        &format!("{} loans", args.loans),
        &format!("{:.1} s", seeding.as_secs_f64()),
        "120 s",
        "",
    );

    let server = Server::start(&args.binary, folder.path()).await?;
    table.row(
        "start",
        "until /livez answers",
        &format!("{} ms", server.started_in.as_millis()),
        "200 ms",
        "",
    );
    table.row(
        "memory",
        "at rest",
        &format!("{} MB", server.resident_mb()?),
        "30 MB",
        "",
    );
    table.row(
        "binary",
        "size",
        &format!("{} MB", server::size_mb(&args.binary)?),
        "40 MB",
        "",
    );
    let large = server.caller(&args.binary, folder.path(), LARGE).await?;
    let reporting = server.caller(&args.binary, folder.path(), REPORTING).await?;

    // Before and after: a machine's pace drifts within a minute.
    let before = limits::signatures_per_second(time / 2);
    let tokens = load::run(&Load::token(&server, &large), time).await?;
    let signatures = (before + limits::signatures_per_second(time / 2)) / 2.0;
    table.share("token issue", tokens.per_second(), "signatures", signatures, 80);

    let total = large.total_loans().await?;
    for (name, offset) in [
        ("loans page, offset 0", 0),
        ("loans page, deepest offset", total.saturating_sub(20)),
    ] {
        let asked = Load::loans(&server, &large, offset);
        let bytes = asked.once().await?;
        let bare = limits::bare_http(bytes, time).await?;
        let page = load::run(&asked, time).await?;
        table.latency(name, &page, &bare, Duration::from_millis(5));
    }

    let rows = repayments::rows(&large, 300).await?;
    let raw = limits::raw_insert(folder.path(), &rows, time).await?;
    let calls = repayments::calls(&server, &large, &rows, time).await?;
    table.share("300-row repayments call", calls, "raw inserts of 300 rows", raw, 50);

    let rows = repayments::rows(&reporting, 10_000).await?;
    let raw = limits::raw_insert_once(folder.path(), &rows).await?;
    let sent = repayments::report_from_csv(&args.binary, folder.path(), &server, &reporting, &rows).await?;
    table.row(
        "10,000-row report from CSV",
        "fieldlink send, to the last answer",
        &format!("{:.2} s", sent.as_secs_f64()),
        &format!("{:.2} s raw insert", raw.as_secs_f64()),
        "",
    );
    let person = Person::sign_in(&server, &args.binary, folder.path(), LARGE).await?;
    site::searches(&person, &large, time, &mut table).await?;
    let caller = server.caller(&args.binary, folder.path(), FINAL).await?;
    site::send_report(&caller, args.report).await?;
    // Another process: what it holds at most is of the report alone.
    drop(server);
    let server = Server::start(&args.binary, folder.path()).await?;
    let person = Person::sign_in(&server, &args.binary, folder.path(), FINAL).await?;
    site::report(&server, &person, (args.report, time), &mut table).await?;
    table.print();
    Ok(())
}

async fn link_table(args: &Args, rows: u64, python: &Path) -> Result<()> {
    let script = link::script();
    let tools = link::Tools {
        binary: &args.binary,
        python,
        script: &script,
        postgres: args.postgres.clone(),
    };
    let mut table = Table::new();
    let places = if args.sink_only {
        link::Places::Sink
    } else {
        link::Places::SinkAndPa2
    };
    link::measure(&tools, rows, places, &mut table).await?;
    table.print();
    Ok(())
}
