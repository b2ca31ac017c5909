//! `fieldlink pa2 audit`: whether nobody changed the audit trail, how far it has come, and the key it is kept under.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use fieldlink_app::Actor;
use fieldlink_app::audit::{ChainReport, Damage, Verified};
use fieldlink_domain::ids::PartnerId;
use fieldlink_web::site::text::Text;
use miette::{IntoDiagnostic as _, WrapErr as _, miette};
use serde_json::{Value, json};

use super::audit_key;
use super::common::{Common, InWords as _};
use crate::manner::words;

/// Arguments.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:
  fieldlink pa2 audit verify --data ./pa2-data
  fieldlink pa2 audit verify --data ./pa2-data --since-file ./e-mail-of-monday.eml
  fieldlink pa2 audit make-key /etc/fieldlink/audit-key")]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check every chain of the trail from its rows; exit status 1 if anything is wrong with one
    Verify(Verify),
    /// Print the end of each chain: its number, its last row, that row's hash. To be kept elsewhere
    Heads(Common),
    /// Write a new key into a file that is not there yet
    MakeKey {
        /// The file
        file: PathBuf,
    },
    /// Begin another key: what is there is sealed as it is found, and the trail says so for ever
    Rekey {
        /// Do not ask
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        common: Common,
    },
}

#[derive(Debug, ClapArgs)]
struct Verify {
    /// A hash that was noted elsewhere and must still be in the trail; can be given several times
    #[arg(long, value_name = "HASH")]
    since: Vec<String>,
    /// A file with such hashes among other words: an e-mail that was kept, a log, what `audit heads` printed
    #[arg(long, value_name = "FILE")]
    since_file: Vec<PathBuf>,
    #[command(flatten)]
    common: Common,
}

/// Runs a command on the trail.
pub async fn run(args: Args) -> miette::Result<()> {
    match args.command {
        Command::Verify(args) => verify(args).await,
        Command::Heads(common) => heads(&common).await,
        Command::MakeKey { file } => {
            let key = audit_key::make(&file)?;
            println!("{}", audit_key::made_words(&file, &key));
            Ok(())
        }
        Command::Rekey { yes, common } => rekey(yes, &common).await,
    }
}

async fn verify(args: Verify) -> miette::Result<()> {
    let since = noted(&args)?;
    let pa2 = args.common.open().await?;
    let Verified { chains, nowhere } = pa2.check_whole_audit(&Actor::Operator, &since).await.in_words()?;
    let lost = nowhere.iter().map(|hash| json!({ "since": hash, "found": false }));
    let json: Value = chains.iter().map(described).chain(lost).collect();
    args.common.answer(&json, || {
        chains.iter().for_each(show);
        for hash in since.iter().filter(|hash| !nowhere.contains(hash)) {
            println!("{}", words().with("pa2-audit-since", &[("hash", hash.as_str().into())]));
        }
        for hash in &nowhere {
            println!(
                "{}",
                words().with("pa2-audit-nowhere", &[("hash", hash.as_str().into())])
            );
        }
    });
    let damaged = chains.iter().filter(|report| !report.damages.is_empty());
    let mut damaged: Vec<String> = damaged.map(|report| whose(report.partner_id)).collect();
    damaged.extend(nowhere);
    if damaged.is_empty() {
        return Ok(());
    }
    let said = words().with("pa2-audit-broken", &[("whose", damaged.join(", ").into())]);
    Err(miette!(help = words().get("pa2-audit-compare"), "{said}"))
}

/// The hashes that were noted elsewhere.
fn noted(args: &Verify) -> miette::Result<Vec<String>> {
    let mut all = Vec::new();
    for given in &args.since {
        let found = hashes(given);
        if found.is_empty() {
            let said = words().with("pa2-audit-no-hash", &[("given", given.as_str().into())]);
            return Err(miette!("{said}"));
        }
        all.extend(found);
    }
    for file in &args.since_file {
        let name = [("file", file.display().to_string().into())];
        let text = std::fs::read_to_string(file)
            .into_diagnostic()
            .wrap_err_with(|| words().with("pa2-audit-file-unread", &name))?;
        let found = hashes(&text);
        if found.is_empty() {
            return Err(miette!("{}", words().with("pa2-audit-file-empty", &name)));
        }
        all.extend(found);
    }
    all.sort();
    all.dedup();
    Ok(all)
}

/// The hashes of a text: its words of 64 hexadecimal digits.
fn hashes(text: &str) -> Vec<String> {
    // An e-mail may break its lines anywhere, which it says by an equals sign.
    let text = text.replace("=\r\n", "").replace("=\n", "");
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| word.len() == 64 && word.bytes().all(|b| b.is_ascii_hexdigit()))
        .map(str::to_ascii_lowercase)
        .collect()
}

async fn heads(common: &Common) -> miette::Result<()> {
    let pa2 = common.open().await?;
    let heads = pa2.audit_heads(&Actor::Operator).await.in_words()?;
    let json: Value = heads
        .iter()
        .map(|head| json!({ "partner_id": head.partner_id.map(|id| id.0), "rows": head.seq, "last_hash": head.hash }))
        .collect();
    common.answer(&json, || heads.iter().for_each(|head| println!("{head}")));
    Ok(())
}

async fn rekey(yes: bool, common: &Common) -> miette::Result<()> {
    if !yes && !Common::agreed("pa2-rekey-question", "rekey")? {
        return Err(miette!("{}", words().get("pa2-become-not")));
    }
    let (key, before) = common.rekey().await?;
    common.answer(&json!({ "key": key, "before": before }), || {
        println!("{}", words().with("pa2-rekeyed", &[("key", key.as_str().into())]));
    });
    Ok(())
}

fn whose(partner: Option<PartnerId>) -> String {
    partner.map_or_else(
        || words().get("pa2-installation"),
        |partner| words().with("pa2-partner", &[("partner", partner.to_string().into())]),
    )
}

fn described(report: &ChainReport) -> Value {
    let damages: Vec<Value> = report
        .damages
        .iter()
        .map(|damage| json!({ "damage": damage.name(), "row": damage.row(), "last_row": damage.last() }))
        .collect();
    json!({
        "partner_id": report.partner_id.map(|partner| partner.0),
        "rows": report.rows,
        "last_hash": report.hash,
        "before_key": report.before.as_ref().map(|before| json!({ "rows": before.rows, "under": before.under, "sealed_at": before.at })),
        "whole": report.damages.is_empty(),
        "damages": damages,
        "broken_at": report.broken_at(),
    })
}

fn show(report: &ChainReport) {
    let text = Text::of(words().0);
    let id = if report.damages.is_empty() {
        "pa2-audit-whole"
    } else {
        "pa2-audit-damaged"
    };
    let values = [
        ("whose", whose(report.partner_id).into()),
        ("rows", report.rows.to_string().into()),
        ("last", report.hash.as_str().into()),
    ];
    println!("{}", words().with(id, &values));
    let damages = report.damages.iter().map(|damage: &Damage| text.damage(*damage));
    for said in damages.chain(report.before.as_ref().map(|before| text.before_key(before))) {
        println!("  {said}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_found_among_other_words() {
        let [one, two] = ["ab".repeat(32), "0C".repeat(32)];
        let broken = format!("{}=\r\n{}", &one[..40], &one[40..]);
        let text = format!(
            "partner 7\n7:41:{two}\nkey 00c0ffee00c0ffee\n{broken} {}",
            "ab".repeat(40)
        );
        assert_eq!(hashes(&text), [two.to_lowercase(), one]);
        assert!(hashes("nothing of the kind").is_empty());
    }
}
