//! One repayments report through the link, beside the same work by a plain Python script: rows a second and peak memory,
//! from three kinds of source, to a server that does nothing and to PA2.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use miette::{IntoDiagnostic, Result, WrapErr, miette};
use rust_xlsxwriter::Workbook;
use serde::Deserialize;
use serde_json::Value;
use sqlx::{Connection, PgConnection};
use tokio::process::Command;

use crate::report::Table;
use crate::server::{self, REPORTING, Server};
use crate::sink::{Sink, loan_id};

/// How often the memory of a running process is looked at. Its peak is kept by the system, so only the end may be missed.
const GLANCE: Duration = Duration::from_millis(5);

/// Of what a run said that went wrong, so many characters are shown.
const SHOWN: usize = 2_000;

/// Of every hundred seeded loans about so many are paying back.
const PAYING_BACK_OF_100: u64 = 21;

/// What is measured with.
pub struct Tools<'a> {
    /// The `fieldlink` binary.
    pub binary: &'a Path,
    /// The Python with the packages of `benches/peers/requirements.txt`.
    pub python: &'a Path,
    /// The script.
    pub script: &'a Path,
    /// A PostgreSQL database that may be written; that source is left out without one.
    pub postgres: Option<String>,
}

/// Where reports go.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Places {
    /// Only to a server that does nothing.
    Sink,
    /// Also to a seeded PA2.
    SinkAndPa2,
}

/// Where a report goes, and as whom.
struct Destination {
    name: &'static str,
    base: String,
    partner: i64,
    client_id: String,
    client_secret: String,
}

/// What one run took.
struct Took {
    time: Duration,
    /// Reading and mapping all rows, as `fieldlink map` does, the start of the program included.
    reading: Duration,
    peak_mb: u64,
}

#[derive(Deserialize)]
struct Script {
    rows: u64,
    seconds: f64,
    reading: f64,
    peak_kb: u64,
}

/// Measures all of it. A tenth of the rows first: what a row costs in memory is seen between the two.
pub async fn measure(tools: &Tools<'_>, rows: u64, places: Places, table: &mut Table) -> Result<()> {
    let folder = tempfile::tempdir().into_diagnostic()?;
    for rows in [rows / 10, rows] {
        to_sink(tools, folder.path(), rows, table).await?;
    }
    if places == Places::SinkAndPa2 {
        to_pa2(tools, folder.path(), rows, table).await?;
    }
    Ok(())
}

async fn to_sink(tools: &Tools<'_>, folder: &Path, rows: u64, table: &mut Table) -> Result<()> {
    let sink = Sink::start(rows).await?;
    let data: Vec<(String, String)> = (0..rows)
        .map(|at| (loan_id(at), format!("{}.{:02}", at % 1_000, at % 100)))
        .collect();
    let to = Destination {
        name: "sink",
        base: sink.url.clone(),
        partner: 1,
        client_id: String::from("c"),
        client_secret: String::from("s"),
    };
    for source in sources(tools, folder, &data).await? {
        let (ours, theirs) = pair(tools, folder, &source, &to, rows).await?;
        let taken = sink.taken();
        if taken != 2 * rows {
            return Err(miette!("the sink took {taken} rows instead of {}", 2 * rows));
        }
        show(table, &source, &to, rows, &ours, &theirs);
    }
    Ok(())
}

async fn to_pa2(tools: &Tools<'_>, folder: &Path, rows: u64, table: &mut Table) -> Result<()> {
    let data_folder = folder.join("pa2");
    server::seed(tools.binary, &data_folder, REPORTING, rows * 100 / PAYING_BACK_OF_100).await?;
    let server = Server::start(tools.binary, &data_folder).await?;
    let caller = server.caller(tools.binary, &data_folder, REPORTING).await?;
    let wanted = usize::try_from(rows).into_diagnostic()?;
    let seeded = crate::repayments::rows(&caller, wanted).await?;
    let data: Vec<(String, String)> = seeded.into_iter().map(|row| (row.loan_id, row.amount)).collect();
    let to = Destination {
        name: "PA2",
        base: server.url.clone(),
        partner: REPORTING,
        client_id: caller.client_id.clone(),
        client_secret: caller.client_secret.clone(),
    };
    for source in sources(tools, folder, &data).await? {
        let (ours, theirs) = pair(tools, folder, &source, &to, rows).await?;
        show(table, &source, &to, rows, &ours, &theirs);
    }
    Ok(())
}

/// A source as both sides are told of it.
struct Source {
    kind: &'static str,
    /// The file, or the database's URL.
    place: String,
}

async fn sources(tools: &Tools<'_>, folder: &Path, rows: &[(String, String)]) -> Result<Vec<Source>> {
    let mut csv = String::from("loan,amount\n");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory().into_diagnostic()?;
    sheet.write_row(0, 0, ["loan", "amount"]).into_diagnostic()?;
    for (at, (loan, amount)) in (1_u32..).zip(rows) {
        let _ = writeln!(csv, "{loan},{amount}");
        sheet.write_row(at, 0, [loan, amount]).into_diagnostic()?;
    }
    let (csv_file, book_file) = (folder.join("report.csv"), folder.join("report.xlsx"));
    std::fs::write(&csv_file, csv).into_diagnostic()?;
    book.save(&book_file).into_diagnostic()?;
    let mut sources = vec![
        Source {
            kind: "csv",
            place: csv_file.display().to_string(),
        },
        Source {
            kind: "xlsx",
            place: book_file.display().to_string(),
        },
    ];
    if let Some(url) = &tools.postgres {
        let mut connection = PgConnection::connect(url).await.into_diagnostic()?;
        for sql in [
            "DROP TABLE IF EXISTS repayment",
            "CREATE TABLE repayment (loan TEXT NOT NULL, amount NUMERIC NOT NULL)",
        ] {
            sqlx::query(sql).execute(&mut connection).await.into_diagnostic()?;
        }
        let (loans, amounts): (Vec<String>, Vec<String>) = rows.iter().cloned().unzip();
        sqlx::query("INSERT INTO repayment SELECT l, a::numeric FROM unnest($1::text[], $2::text[]) AS t(l, a)")
            .bind(loans)
            .bind(amounts)
            .execute(&mut connection)
            .await
            .into_diagnostic()?;
        sources.push(Source {
            kind: "postgres",
            place: url.clone(),
        });
    }
    Ok(sources)
}

async fn pair(
    tools: &Tools<'_>,
    folder: &Path,
    source: &Source,
    to: &Destination,
    rows: u64,
) -> Result<(Took, Script)> {
    let ours = link(tools, folder, source, to, rows).await?;
    let output = Command::new(tools.python)
        .arg(tools.script)
        .args(["--kind", source.kind, "--source", &source.place, "--base", &to.base])
        .args(["--partner", &to.partner.to_string(), "--client-id", &to.client_id])
        .args(["--client-secret", &to.client_secret])
        .output()
        .await
        .into_diagnostic()
        .wrap_err("the Python script")?;
    let theirs: Script = serde_json::from_slice(&output.stdout)
        .map_err(|_| miette!("the script failed: {}", String::from_utf8_lossy(&output.stderr)))?;
    if theirs.rows != rows {
        return Err(miette!("the script sent {} rows instead of {rows}", theirs.rows));
    }
    Ok((ours, theirs))
}

async fn link(tools: &Tools<'_>, folder: &Path, source: &Source, to: &Destination, rows: u64) -> Result<Took> {
    let place = match source.kind {
        "postgres" => String::from("url_env = \"BENCH_URL\"\n"),
        _ => format!("path = {:?}\n", source.place),
    };
    let query = match source.kind {
        "postgres" => "query = \"SELECT loan, amount FROM repayment ORDER BY loan\"\n",
        _ => "",
    };
    std::fs::write(folder.join("client-secret"), &to.client_secret).into_diagnostic()?;
    let config = format!(
        "[partner]\nid = {partner}\n\n[profile.bench]\ntoken_url = \"{base}/oauth/token\"\napi_base = \"{base}\"\n\
         client_id = \"{id}\"\nclient_secret_file = \"client-secret\"\nidempotency = true\n\n[source.report]\n\
         kind = \"{kind}\"\n{place}\n[repayments]\nsource = \"report\"\n{query}\n\
         [repayments.columns]\nloan_id = \"loan\"\namount = \"amount\"\n",
        partner = to.partner,
        base = to.base,
        id = to.client_id,
        kind = match source.kind {
            "xlsx" => "workbook",
            kind => kind,
        },
    );
    let file = folder.join("fieldlink.toml");
    std::fs::write(&file, config).into_diagnostic()?;
    let started = Instant::now();
    let mapped = Command::new(tools.binary)
        .args(["map", "--json", "--config"])
        .arg(&file)
        .env("BENCH_URL", &source.place)
        .output()
        .await
        .into_diagnostic()?;
    let reading = started.elapsed();
    let survey: Value = serde_json::from_slice(&mapped.stdout).unwrap_or_default();
    if survey["kinds"][0]["records"].as_u64() != Some(rows) {
        return Err(miette!("map: {survey} instead of {rows} records"));
    }
    // A ledger of its own each time: nothing was sent before.
    let ledger = tempfile::tempdir_in(folder).into_diagnostic()?;
    let started = Instant::now();
    let child = Command::new(tools.binary)
        .args(["send", "--json", "--config"])
        .arg(&file)
        .env("FIELDLINK_LEDGER__PATH", ledger.path().join("ledger.db"))
        .env("BENCH_URL", &source.place)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .into_diagnostic()?;
    let id = child.id().ok_or_else(|| miette!("it ended at once"))?;
    let watched = tokio::spawn(peak(id));
    let output = child.wait_with_output().await.into_diagnostic()?;
    let time = started.elapsed();
    let peak_kb = watched.await.into_diagnostic()?;
    let summary: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    let sent = summary["repayments"]["delivered"]["sent"].as_u64().unwrap_or_default();
    if sent != rows {
        let said = String::from_utf8_lossy(&output.stdout);
        let said: String = said.chars().take(SHOWN).collect();
        let why = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(miette!("send: {sent} rows instead of {rows}: {why}{said}"));
    }
    Ok(Took {
        time,
        reading,
        peak_mb: peak_kb / 1_000,
    })
}

/// The largest resident memory of a process until it ends, in kilobytes.
async fn peak(id: u32) -> u64 {
    let mut most = 0;
    while let Ok(status) = std::fs::read_to_string(format!("/proc/{id}/status")) {
        let line = status.lines().find(|line| line.starts_with("VmHWM:"));
        // A process that has ended and was not waited for yet has no memory.
        let Some(kilobytes) = line.and_then(|line| line.split_whitespace().nth(1)) else {
            break;
        };
        most = most.max(kilobytes.parse().unwrap_or_default());
        tokio::time::sleep(GLANCE).await;
    }
    most
}

fn show(table: &mut Table, source: &Source, to: &Destination, rows: u64, ours: &Took, theirs: &Script) {
    let rows = u32::try_from(rows).map_or(f64::MAX, f64::from);
    let (our_rate, their_rate) = (rows / ours.time.as_secs_f64(), rows / theirs.seconds);
    table.row(
        &format!("{} to {}", source.kind, to.name),
        &format!("report of {rows} rows"),
        &format!("{our_rate:.0} rows/s, {} MB", ours.peak_mb),
        &format!("script {their_rate:.0} rows/s, {} MB", theirs.peak_kb / 1_000),
        &format!("{:.1} times (aim 10, 60 MB)", our_rate / their_rate),
    );
    if to.name == "sink" {
        let ours = ours.reading.as_secs_f64();
        table.row(
            &format!("{} read and mapped", source.kind),
            &format!("report of {rows} rows"),
            &format!("{ours:.2} s"),
            &format!("script {:.2} s, not mapped", theirs.reading),
            &format!("{:.1} times (aim 10 for xlsx)", theirs.reading / ours),
        );
    }
}

/// The script of the repository.
pub fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../benches/peers/report.py")
}
