//! `fieldlink ledger`: looking at rows, and saying what is to become of them.

use std::collections::BTreeSet;
use std::str::FromStr;

use chrono::TimeDelta;
use comfy_table::Table;
use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use fieldlink_link::config::SourceKind;
use fieldlink_link::delivery::Repeats;
use fieldlink_link::ledger::{HistoryEntry, Ledger, LedgerLock, Pruned, Pushed, Row, State, Wanted, seal};
use fieldlink_link::{Config, Kind};
use fieldlink_say::{Value, message};
use serde_json::json;

use super::failure::Failure;
use super::shared::{Place, clock, print_json};
use super::{Outcome, resolve};
use crate::help::Expected;
use crate::manner::words;

/// Commands of the ledger.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// List rows, newest first
    List(List),
    /// Show one row with everything that happened to it
    Show(One),
    /// Send a refused row again with the next send, though its record has not changed
    Retry(Named),
    /// Hold a record back until it is released
    Hold(Hold),
    /// Say of a row whose answer was lost whether it had arrived
    Resolve(resolve::Args),
    /// List the runs that sent, newest first
    Runs(Runs),
    /// Take away what is older than `ledger.keep_days` and not needed to know what was sent
    Prune(Prune),
    /// Print a fresh key for `ledger.key_file` or `ledger.key_env`
    NewKey,
    /// Seal what is kept with the current key, after a key was changed
    Reseal(Bare),
}

/// Arguments of `list`.
#[derive(Debug, clap::Args)]
pub struct List {
    #[command(flatten)]
    place: Place,
    /// Only this kind: loan_drafts, repayments or journals
    #[arg(long, value_name = "KIND")]
    kind: Option<Kind>,
    /// Only rows in this state, such as held or accepted; can be given several times
    #[arg(long, value_name = "STATE", value_parser = state)]
    state: Vec<State>,
    /// Only records whose key contains this, such as a Loan ID
    #[arg(long, value_name = "TEXT")]
    key: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 50)]
    most: u64,
}

/// Arguments of `runs`.
#[derive(Debug, clap::Args)]
pub struct Runs {
    #[command(flatten)]
    place: Place,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 50)]
    most: u64,
}

/// Arguments of commands about one row.
#[derive(Debug, clap::Args)]
pub struct One {
    #[command(flatten)]
    place: Place,
    /// The row's number, as `fieldlink ledger list` shows it
    row: i64,
}

/// One row, and a name.
#[derive(Debug, clap::Args)]
pub struct Named {
    #[command(flatten)]
    one: One,
    /// Your name, for the row's history
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

/// Arguments of `hold`.
#[derive(Debug, clap::Args)]
pub struct Hold {
    #[command(flatten)]
    named: Named,
    /// Why it is held
    #[arg(long, value_name = "WHY", required_unless_present = "release")]
    why: Option<String>,
    /// Let it go again
    #[arg(long, conflicts_with = "why")]
    release: bool,
}

/// Arguments of `prune`.
#[derive(Debug, clap::Args)]
pub struct Prune {
    #[command(flatten)]
    place: Place,
    /// Days to keep, instead of what `ledger.keep_days` says
    #[arg(long, value_name = "DAYS")]
    days: Option<u32>,
}

/// No argument of its own.
#[derive(Debug, clap::Args)]
pub struct Bare {
    #[command(flatten)]
    place: Place,
}

impl Command {
    /// Whether the answer is to be JSON.
    pub fn json(&self) -> bool {
        match self {
            Command::List(args) => args.place.json,
            Command::Runs(args) => args.place.json,
            Command::Show(args) => args.place.json,
            Command::Retry(args) => args.one.place.json,
            Command::Hold(args) => args.named.one.place.json,
            Command::Resolve(args) => args.place.json,
            Command::Prune(args) => args.place.json,
            Command::Reseal(args) => args.place.json,
            Command::NewKey => false,
        }
    }
}

/// Runs the command.
pub async fn run(command: Command) -> Outcome {
    match command {
        Command::List(args) => list(args).await,
        Command::Show(args) => show(args).await,
        Command::Retry(args) => retry(args).await,
        Command::Hold(args) => hold(args).await,
        Command::Resolve(args) => resolve::run(args).await,
        Command::Runs(args) => runs(args).await,
        Command::Prune(args) => prune(args).await,
        Command::NewKey => {
            println!("{}", seal::new_key().map_err(key_failure)?);
            Ok(0)
        }
        Command::Reseal(args) => reseal(args).await,
    }
}

fn state(text: &str) -> Result<State, Expected> {
    State::from_str(&text.replace([' ', '-'], "_")).map_err(|_| Expected::one_of(State::ALL.map(State::as_str)))
}

fn key_failure(error: seal::SealError) -> Failure {
    Failure::new(error.to_string(), message!("try-again"))
}

async fn list(args: List) -> Outcome {
    let config = args.place.load()?;
    let ledger = args.place.ledger(&config).await?;
    let wanted = Wanted {
        kind: args.kind,
        states: args.state,
        key: args.key,
        most: Some(args.most),
    };
    let rows = ledger.list(&wanted).await?;
    if args.place.json {
        print_json(&json!({ "rows": rows }))?;
    } else if rows.is_empty() {
        println!("{}", words().get("ledger-none"));
    } else {
        let mut table = Table::new();
        table.load_style(UTF8_HORIZONTAL_ONLY);
        let words = words();
        table.set_header([
            words.get("ledger-row"),
            words.get("ledger-kind"),
            words.get("ledger-record"),
            words.get("ledger-state"),
            words.get("ledger-changed"),
            words.get("ledger-reference"),
        ]);
        let (_, profile) = config.profile(args.place.profile.as_deref())?;
        let repeats = Repeats::of(&config, profile, clock().now());
        for row in &rows {
            let open = matches!(row.state, State::Uncertain | State::Sending);
            let mut state = words.state(row.state);
            if open && repeats.row(row) {
                state.push_str(&words.get("ledger-settles"));
            }
            table.add_row([
                row.id.to_string(),
                words.kind(row.kind),
                row.key.clone(),
                state,
                row.updated.format("%Y-%m-%d %H:%M").to_string(),
                row.reference.clone().unwrap_or_default(),
            ]);
        }
        println!("{table}");
    }
    Ok(0)
}

async fn runs(args: Runs) -> Outcome {
    let config = args.place.load()?;
    let ledger = args.place.ledger(&config).await?;
    let runs = ledger.runs(args.most).await?;
    if args.place.json {
        print_json(&json!({ "runs": runs }))?;
    } else {
        let mut table = Table::new();
        table.load_style(UTF8_HORIZONTAL_ONLY);
        let words = words();
        table.set_header([
            words.get("ledger-ended"),
            words.get("ledger-run"),
            words.get("ledger-by"),
            words.get("ledger-approved-by"),
            words.get("ledger-sent"),
            words.get("ledger-exit-code"),
            words.get("ledger-stopped"),
        ]);
        for run in runs {
            table.add_row([
                run.at.format("%Y-%m-%d %H:%M").to_string(),
                run.run,
                run.by.unwrap_or_default(),
                run.approved_by.unwrap_or_default(),
                run.sent.to_string(),
                run.exit_code.to_string(),
                run.stopped.unwrap_or_default(),
            ]);
        }
        println!("{table}");
    }
    Ok(0)
}

async fn show(args: One) -> Outcome {
    let config = args.place.load()?;
    let ledger = args.place.ledger(&config).await?;
    let row = ledger.row(args.row).await?;
    let history = ledger.history(row.id).await?;
    if args.place.json {
        print_json(&json!({ "row": row, "history": history }))?;
    } else {
        print_row(&row, &history);
    }
    Ok(0)
}

fn print_row(row: &Row, history: &[HistoryEntry]) {
    let words = words();
    let values = [
        ("row", row.id.to_string().into()),
        ("kind", words.kind(row.kind).into()),
        ("key", row.key.as_str().into()),
        ("revision", row.revision.to_string().into()),
        ("state", words.state(row.state).into()),
    ];
    println!("{}", words.with("ledger-one", &values));
    let facts = [
        ("ledger-place", row.origin.as_ref().map(ToString::to_string)),
        ("ledger-at-server", row.reference.clone()),
        ("ledger-to-open", row.confirm_url.clone()),
    ];
    for (name, value) in facts {
        if let Some(value) = value {
            println!("  {}: {value}", words.get(name));
        }
    }
    for reason in &row.reasons {
        println!("  {}", words.reason(reason));
    }
    if history.is_empty() {
        return;
    }
    let mut table = Table::new();
    table.load_style(UTF8_HORIZONTAL_ONLY);
    table.set_header([
        words.get("ledger-when"),
        words.get("ledger-what"),
        words.get("ledger-by"),
        words.get("ledger-run"),
        words.get("ledger-request"),
        words.get("ledger-answer"),
    ]);
    for entry in history {
        table.add_row([
            entry.at.format("%Y-%m-%d %H:%M:%S").to_string(),
            words.event(&entry.event),
            entry.by.clone().unwrap_or_default(),
            entry.run.clone(),
            entry.request_id.clone().unwrap_or_default(),
            entry.answer.clone().unwrap_or_default(),
        ]);
    }
    println!("\n{table}");
}

/// The ledger in the hand of whoever types, with the row.
async fn taken(one: &One, by: Option<&str>) -> Result<(Ledger, Row), Failure> {
    let config = one.place.load()?;
    let ledger = one.place.ledger(&config).await?.acting("by hand", by);
    let row = ledger.row(one.row).await?;
    Ok((ledger, row))
}

async fn retry(args: Named) -> Outcome {
    let (ledger, row) = taken(&args.one, args.by.as_deref()).await?;
    ledger.retry(&row, clock().now()).await?;
    if args.one.place.json {
        print_json(&row)?;
    } else {
        println!("{}", words().with("ledger-retried", &named(&row)));
    }
    Ok(0)
}

async fn hold(args: Hold) -> Outcome {
    let one = &args.named.one;
    let (ledger, row) = taken(one, args.named.by.as_deref()).await?;
    let now = clock().now();
    let id = if args.release {
        if !ledger.release(&row, now).await? {
            return Err(Failure::new(
                message!("not-held", row = row.id.to_string()),
                message!("next-ledger-show"),
            ));
        }
        "ledger-released"
    } else {
        ledger.hold(&row, args.why.as_deref().unwrap_or_default(), now).await?;
        "ledger-held"
    };
    if one.place.json {
        print_json(&row)?;
    } else {
        println!("{}", words().with(id, &named(&row)));
    }
    Ok(0)
}

/// A record by its kind and key.
fn named(row: &Row) -> [(&'static str, Value<'static>); 2] {
    [("kind", words().kind(row.kind).into()), ("key", row.key.clone().into())]
}

/// The sources of records that were pushed.
fn pushed_sources(config: &Config) -> BTreeSet<&str> {
    let sources = config.settings().source.iter();
    sources
        .filter(|(_, source)| source.kind == SourceKind::Push)
        .map(|(name, _)| name.as_str())
        .collect()
}

async fn prune(args: Prune) -> Outcome {
    let config = args.place.load()?;
    let (_, profile) = config.profile(args.place.profile.as_deref())?;
    let Some(days) = args.days.or(config.ledger_of(profile).keep_days) else {
        return Err(Failure::new(message!("history-unsaid"), message!("next-keep-days")));
    };
    let _lock = LedgerLock::take(&Ledger::place_of(&config, profile)?).await?;
    let ledger = args.place.ledger(&config).await?;
    let before = clock().now() - TimeDelta::days(i64::from(days));
    let sources = pushed_sources(&config);
    let records = if sources.is_empty() || !config.may_prune_pushed(profile) {
        0
    } else {
        // Asked first: pruning forgets where old rows stood.
        let origins = ledger.origins(&sources).await?;
        Pushed::of(&config).await?.prune(before, &origins).await?
    };
    let pruned = Pruned {
        records,
        ..ledger.prune(before).await?
    };
    if args.place.json {
        print_json(&pruned)?;
    } else {
        let values = [
            ("history", pruned.history.into()),
            ("withdrawn", pruned.withdrawn.into()),
            ("links", pruned.links.into()),
            ("runs", pruned.runs.into()),
            ("records", pruned.records.into()),
            ("emptied", pruned.emptied.into()),
        ];
        println!("{}", words().with("ledger-pruned", &values));
    }
    Ok(0)
}

async fn reseal(args: Bare) -> Outcome {
    let config = args.place.load()?;
    let (_, profile) = config.profile(args.place.profile.as_deref())?;
    let _lock = LedgerLock::take(&Ledger::place_of(&config, profile)?).await?;
    let mut sealed = args.place.ledger(&config).await?.reseal().await?;
    if !pushed_sources(&config).is_empty() {
        sealed += Pushed::of(&config).await?.reseal().await?;
    }
    if args.place.json {
        print_json(&json!({ "sealed": sealed }))?;
    } else {
        println!("{}", words().with("ledger-resealed", &[("rows", sealed.into())]));
    }
    Ok(0)
}
