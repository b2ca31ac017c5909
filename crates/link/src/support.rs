//! What somebody who helps needs to see: versions, settings without secrets, counts, the names of the last faults.
//!
//! Nothing of borrowers, no secret, no id of a record and no text of a server is in it: what goes in is named one by
//! one here.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::config::{Config, ConfigError};
use crate::ledger::{Ledger, LedgerError, Run, RunEntry, State};
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
    "calls_at_once",
    "csv_upload_format",
    "default_profile",
    "delimiter",
    "encoding",
    "environment",
    "first_run_rows",
    "format",
    "idempotency",
    "idempotency_days",
    "ignore_other_loans",
    "keep_days",
    "kind",
    "look_again",
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
    let service: Vec<ServiceRun> = ledger
        .service_runs(None, RUNS)
        .await?
        .into_iter()
        .map(of_service)
        .collect();
    files.insert("service-runs.json", json(&service));
    Ok(files)
}

/// A run of `fieldlink run`, without the names that the partner gave and without words of a server.
#[derive(Serialize)]
struct ServiceRun {
    started: DateTime<Utc>,
    ended: Option<DateTime<Utc>>,
    outcome: &'static str,
    sent: i64,
    held: i64,
    waiting: i64,
    why: Option<String>,
}

fn of_service(run: Run) -> ServiceRun {
    ServiceRun {
        started: run.started,
        ended: run.ended,
        outcome: run.outcome.as_str(),
        sent: run.sent,
        held: run.held,
        waiting: run.waiting,
        why: run.mishap.map(|mishap| mishap.why),
    }
}

/// Lines of a log that are told of.
const LINES: usize = 500;
/// Texts of a line that are told: names of ours, never words of a partner or a server.
const TOLD: &[&str] = &["call", "event", "kind", "outcome", "why"];

/// The end of a log as `FIELDLINK_LOG_FILE` keeps it: of each line when, how grave, where in the program, our own
/// sentence, and what is a number or a name of ours.
pub fn log_tail(log: &str) -> String {
    let lines: Vec<&str> = log.lines().collect();
    let mut tail = String::new();
    for line in &lines[lines.len().saturating_sub(LINES)..] {
        let Ok(Value::Object(line)) = serde_json::from_str(line) else {
            continue;
        };
        let ours = line
            .get("target")
            .and_then(Value::as_str)
            .is_some_and(|target| target.starts_with("fieldlink"));
        let mut told = Map::new();
        for name in ["timestamp", "level", "target"] {
            if let Some(value) = line.get(name) {
                told.insert(name.to_owned(), value.clone());
            }
        }
        let fields = line.get("fields").and_then(Value::as_object);
        for (name, value) in fields.into_iter().flatten() {
            let sentence = ours && name == "message";
            if sentence || value.is_number() || value.is_boolean() || TOLD.contains(&name.as_str()) {
                told.insert(name.clone(), value.clone());
            }
        }
        tail.push_str(&Value::Object(told).to_string());
        tail.push('\n');
    }
    tail
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
    let text = crate::text_file::read(config.file()).map_err(|source| ConfigError::Unreadable {
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
    fn of_a_log_only_what_is_ours_is_told() {
        let log = r#"{"timestamp":"2026-11-22T02:30:00Z","level":"WARN","target":"fieldlink_link::daemon","fields":{"message":"ended","run":"Amina's nightly","outcome":"failed","why":"source","what":"row L-17 of Otieno","sent":3}}
{"timestamp":"2026-11-22T02:31:00Z","level":"ERROR","target":"sqlx::query","fields":{"message":"SELECT name FROM borrower"}}
half a li"#;
        let tail = log_tail(log);
        assert_eq!(tail.lines().count(), 2);
        for hidden in ["Amina", "L-17", "Otieno", "SELECT", "borrower"] {
            assert!(!tail.contains(hidden), "{hidden} in {tail}");
        }
        for told in ["\"ended\"", "\"source\"", "\"sent\":3", "sqlx::query"] {
            assert!(tail.contains(told), "{told} in {tail}");
        }
        let long = log.lines().next().unwrap().to_owned() + "\n";
        assert_eq!(log_tail(&long.repeat(2_000)).lines().count(), LINES);
    }

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
