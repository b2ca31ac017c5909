//! `fieldlink pa2 audit`: whether nobody changed the audit trail.

use clap::{Args as ClapArgs, Subcommand};
use fieldlink_app::Actor;
use fieldlink_app::audit::ChainReport;
use miette::{IntoDiagnostic, miette};
use serde_json::{Value, json};

use super::common::Common;

/// Arguments.
#[derive(Debug, ClapArgs)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check every chain of the trail from its first row to its last; exit status 1 if one is broken
    Verify(Verify),
}

#[derive(Debug, ClapArgs)]
struct Verify {
    #[command(flatten)]
    common: Common,
}

/// Runs a command on the trail.
pub async fn run(args: Args) -> miette::Result<()> {
    let Command::Verify(args) = args.command;
    let pa2 = args.common.open().await?;
    let reports = pa2.check_whole_audit(&Actor::Operator).await.into_diagnostic()?;
    let json: Value = reports.iter().map(described).collect();
    args.common.answer(&json, || reports.iter().for_each(show));
    let broken: Vec<String> = reports
        .iter()
        .filter(|report| report.broken_at.is_some())
        .map(whose)
        .collect();
    if broken.is_empty() {
        return Ok(());
    }
    Err(miette!(
        help = "compare with a backup: rows from the one named on were changed, put in or taken away",
        "the audit trail is broken: {}",
        broken.join(", ")
    ))
}

fn whose(report: &ChainReport) -> String {
    report
        .partner_id
        .map_or_else(|| "the installation".into(), |partner| format!("partner {partner}"))
}

fn described(report: &ChainReport) -> Value {
    json!({
        "partner_id": report.partner_id.map(|partner| partner.0),
        "rows": report.rows,
        "last_hash": report.hash,
        "broken_at": report.broken_at,
    })
}

fn show(report: &ChainReport) {
    match report.broken_at {
        None => println!("{}: {} rows, whole; last {}", whose(report), report.rows, report.hash),
        Some(row) => println!("{}: {} rows, broken at row {row}", whose(report), report.rows),
    }
}
