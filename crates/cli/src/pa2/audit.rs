//! `fieldlink pa2 audit`: whether nobody changed the audit trail.

use clap::{Args as ClapArgs, Subcommand};
use fieldlink_app::Actor;
use fieldlink_app::audit::ChainReport;
use miette::miette;
use serde_json::{Value, json};

use super::common::{Common, InWords as _};
use crate::manner::words;

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
    let reports = pa2.check_whole_audit(&Actor::Operator).await.in_words()?;
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
    let said = words().with("pa2-audit-broken", &[("whose", broken.join(", ").into())]);
    Err(miette!(help = words().get("pa2-audit-compare"), "{said}"))
}

fn whose(report: &ChainReport) -> String {
    report.partner_id.map_or_else(
        || words().get("pa2-installation"),
        |partner| words().with("pa2-partner", &[("partner", partner.to_string().into())]),
    )
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
    let mut values = vec![
        ("whose", whose(report).into()),
        ("rows", report.rows.to_string().into()),
    ];
    let said = match report.broken_at {
        None => {
            values.push(("last", report.hash.to_string().into()));
            words().with("pa2-audit-whole", &values)
        }
        Some(row) => {
            values.push(("row", row.to_string().into()));
            words().with("pa2-audit-broken-at", &values)
        }
    };
    println!("{said}");
}
