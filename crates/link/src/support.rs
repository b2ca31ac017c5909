//! What somebody who helps needs to see: versions, settings without secrets, counts, the names of the last faults.
//!
//! Nothing of borrowers, no secret, no id of a record and no text of a server is in it: what goes in is named one by
//! one here.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::config::{Config, ConfigError};
use crate::ledger::{Ledger, LedgerError, RunEntry, State};
use crate::run::{Job, RunError};

/// The files of a bundle, by name.
pub type Bundle = BTreeMap<&'static str, String>;

/// Runs that are told of.
const RUNS: u64 = 50;
/// Keys of fieldlink.toml whose values are shown; of all others only the name.
const SHOWN: &[&str] = &[
    "allow_empty",
    "amount_mode",
    "api_base",
    "audience",
    "batch",
    "body_min",
    "csv_upload_format",
    "default_profile",
    "delimiter",
    "encoding",
    "environment",
    "first_run_rows",
    "format",
    "idempotency",
    "ignore_other_loans",
    "keep_days",
    "kind",
    "max_changed_percent",
    "max_held_percent",
    "max_rows",
    "max_suspicious_percent",
    "period",
    "photo_max_edge",
    "require_approval",
    "resend_changed",
    "send_incomplete",
    "timeout_seconds",
    "timezone",
    "token_url",
    "workers",
];

#[derive(Serialize)]
struct Versions {
    fieldlink: &'static str,
    system: &'static str,
    processor: &'static str,
    made_at: DateTime<Utc>,
}

#[derive(Serialize)]
struct Count {
    kind: &'static str,
    state: &'static str,
    rows: u64,
}

/// Makes a bundle.
///
/// # Errors
/// When the configuration or the ledger cannot be read.
pub async fn bundle(job: &Job<'_>) -> Result<Bundle, RunError> {
    let (name, profile) = job.profile()?;
    let ledger = Ledger::of(job.config, name, profile).await?;
    let versions = Versions {
        fieldlink: env!("CARGO_PKG_VERSION"),
        system: std::env::consts::OS,
        processor: std::env::consts::ARCH,
        made_at: job.clock.now(),
    };
    let mut files = Bundle::new();
    files.insert("versions.json", json(&versions));
    files.insert("fieldlink.toml", settings(job.config)?);
    files.insert("counts.json", json(&counts(&ledger).await?));
    let runs: Vec<RunEntry> = ledger.runs(RUNS).await?.into_iter().map(nameless).collect();
    files.insert("runs.json", json(&runs));
    files.insert("reasons.json", json(&reasons(&ledger).await?));
    Ok(files)
}

async fn counts(ledger: &Ledger) -> Result<Vec<Count>, LedgerError> {
    let counts = ledger.counts().await?;
    Ok(counts
        .into_iter()
        .map(|((kind, state), rows)| Count {
            kind: kind.as_str(),
            state: state.as_str(),
            rows,
        })
        .collect())
}

/// How often each rule holds, refuses or doubts rows. Rules have stable names; what they were said of stays here.
async fn reasons(ledger: &Ledger) -> Result<BTreeMap<String, usize>, LedgerError> {
    let states = [
        State::Held,
        State::Refused,
        State::Uncertain,
        State::AcceptedWithProblems,
    ];
    let mut counts = BTreeMap::new();
    for row in ledger.rows(&states, None).await? {
        for reason in &row.reasons {
            // A server could call a problem anything.
            let plain = reason.rule.len() <= 60
                && reason
                    .rule
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || b"_.".contains(&byte));
            let rule = if plain { reason.rule.as_str() } else { "(another name)" };
            *counts.entry(format!("{} {} {rule}", row.kind, row.state)).or_default() += 1;
        }
    }
    Ok(counts)
}

/// A run without the people's names.
fn nameless(run: RunEntry) -> RunEntry {
    RunEntry {
        by: None,
        approved_by: None,
        ..run
    }
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

/// The configuration with every value blanked that is not on the list.
fn settings(config: &Config) -> Result<String, ConfigError> {
    let text = std::fs::read_to_string(config.file()).map_err(|source| ConfigError::Unreadable {
        file: config.file().to_owned(),
        source,
    })?;
    let Ok(mut table) = text.parse::<toml::Table>() else {
        return Ok(String::from("# it cannot be read as TOML\n"));
    };
    blank(&mut table);
    Ok(toml::to_string(&table).unwrap_or_default())
}

fn blank(table: &mut toml::Table) {
    for (key, value) in table.iter_mut() {
        match value {
            toml::Value::Table(inner) => blank(inner),
            _ if SHOWN.contains(&key.as_str()) => strip_user(value),
            toml::Value::Array(items) => *value = toml::Value::String(format!("({} items)", items.len())),
            _ => *value = toml::Value::String(String::from("(set)")),
        }
    }
}

/// An address may carry a user and a password.
fn strip_user(value: &mut toml::Value) {
    if let toml::Value::String(text) = value
        && let Some((scheme, rest)) = text.split_once("://")
        && let Some((_, host)) = rest.rsplit_once('@')
    {
        *text = format!("{scheme}://{host}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_values_on_the_list_are_shown() {
        let mut table: toml::Table = "
[partner]
id = 4711
timezone = \"Africa/Nairobi\"
[profile.p]
client_id = \"abc\"
client_secret = \"s3cret\"
api_base = \"https://user:s3cret@api.example\"
[repayments]
checked = [\"L-1\"]
query = \"SELECT 1\"
"
        .parse()
        .unwrap();
        blank(&mut table);
        let shown = toml::to_string(&table).unwrap();
        for hidden in ["4711", "abc", "s3cret", "L-1", "SELECT"] {
            assert!(!shown.contains(hidden), "{hidden} in {shown}");
        }
        assert!(shown.contains("Africa/Nairobi") && shown.contains("https://api.example"));
    }
}
