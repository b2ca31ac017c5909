//! `fieldlink pa2 sandbox`: scenarios, snapshots and faults of a test PA2.

use clap::builder::PossibleValuesParser;
use clap::{Args as ClapArgs, Subcommand};
use fieldlink_app::Actor;
use fieldlink_app::sandbox::{Fault, FaultKind, FaultRoute, Scenario};
use fieldlink_domain::ids::PartnerId;
use fieldlink_store::snapshots::Snapshot;
use miette::miette;
use serde_json::json;

use super::busy;
use super::common::{Common, InWords as _};
use crate::manner::words;

/// Arguments.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:
  fieldlink pa2 sandbox scenario month-end --partner 1 --data ./pa2-data
  fieldlink pa2 sandbox snapshot save before-report --data ./pa2-data
  fieldlink pa2 sandbox snapshot restore before-report --data ./pa2-data
  fieldlink pa2 sandbox fault add --route repayments --kind cut_after --calls 3 --data ./pa2-data")]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Add a scenario to a partner, which is made if missing
    Scenario {
        /// Which one
        #[arg(value_parser = PossibleValuesParser::new(Scenario::ALL.map(Scenario::name)))]
        name: String,
        /// Whose loans
        #[arg(long, value_name = "ID")]
        partner: i64,
        #[command(flatten)]
        common: Common,
    },
    /// Keep what partners have under a name, and put it back
    #[command(subcommand)]
    Snapshot(SnapshotCommand),
    /// Let calls of the API go wrong on purpose
    #[command(subcommand)]
    Fault(FaultCommand),
    /// Take all drafts, loans, reports and journals away and set the clock to real time
    Reset {
        /// Say that everything may go
        #[arg(long, required = true)]
        yes: bool,
        #[command(flatten)]
        common: Common,
    },
}

#[derive(Debug, Subcommand)]
enum SnapshotCommand {
    /// Keep the sandbox as it is now
    Save(Named),
    /// Put a snapshot back
    Restore(Named),
    /// Forget a snapshot
    Forget(Named),
    /// List the snapshots, newest first
    List(Common),
}

#[derive(Debug, ClapArgs)]
struct Named {
    /// Name of the snapshot
    name: String,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Subcommand)]
enum FaultCommand {
    /// Add a fault; a server that runs takes it up within a second
    Add {
        /// Which calls it strikes
        #[arg(long, default_value = "all", value_parser = PossibleValuesParser::new(FaultRoute::ALL.map(FaultRoute::name)))]
        route: String,
        /// What goes wrong
        #[arg(long, value_parser = PossibleValuesParser::new(FaultKind::ALL.map(FaultKind::name)))]
        kind: String,
        /// Seconds in Retry-After, of the kinds that have one
        #[arg(long, value_name = "SECONDS", default_value_t = 5)]
        retry_after: u32,
        /// How many calls it strikes; every call without it
        #[arg(long, value_name = "N")]
        calls: Option<u32>,
        #[command(flatten)]
        common: Common,
    },
    /// List the faults that wait, in the order in which they strike
    List(Common),
    /// Take all faults away
    Clear(Common),
}

/// Runs it.
pub async fn run(args: Args) -> miette::Result<()> {
    match args.command {
        Command::Scenario { name, partner, common } => scenario(&name, PartnerId(partner), &common).await,
        Command::Snapshot(command) => snapshot(command).await,
        Command::Fault(command) => fault(command).await,
        Command::Reset { yes: _, common } => {
            let pa2 = common.open().await?;
            pa2.reset_sandbox(&Actor::Operator).await.in_words()?;
            common.answer(&json!({ "reset": true }), || {
                println!("{}", words().get("pa2-sandbox-empty"));
            });
            Ok(())
        }
    }
}

async fn scenario(name: &str, partner: PartnerId, common: &Common) -> miette::Result<()> {
    let scenario = Scenario::named(name)
        .ok_or_else(|| miette!("{}", words().with("pa2-no-scenario", &[("name", name.into())])))?;
    let pa2 = common.open().await?;
    let busy = busy(words().get("pa2-making-loans"));
    let made = pa2.load_scenario(&Actor::Operator, partner, scenario, &|_| {}).await;
    busy.finish_and_clear();
    let (loans, drafts) = made.in_words()?;
    let answer = json!({ "scenario": name, "partner_id": partner.0, "loans": loans, "drafts": drafts });
    common.answer(&answer, || {
        let values = [
            ("loans", loans.to_string().into()),
            ("drafts", drafts.to_string().into()),
            ("partner", partner.to_string().into()),
        ];
        println!("{}", words().with("pa2-scenario-made", &values));
    });
    Ok(())
}

async fn snapshot(command: SnapshotCommand) -> miette::Result<()> {
    let actor = Actor::Operator;
    let (named, done, text) = match command {
        SnapshotCommand::List(common) => {
            let pa2 = common.open().await?;
            let all = pa2.snapshots(&actor).await.in_words()?;
            list(&all, &common);
            return Ok(());
        }
        SnapshotCommand::Save(named) => {
            let pa2 = named.common.open().await?;
            pa2.save_snapshot(&actor, &named.name).await.in_words()?;
            (named, "kept", "pa2-snapshot-kept")
        }
        SnapshotCommand::Restore(named) => {
            let pa2 = named.common.open().await?;
            pa2.restore_snapshot(&actor, &named.name).await.in_words()?;
            (named, "put back", "pa2-snapshot-back")
        }
        SnapshotCommand::Forget(named) => {
            let pa2 = named.common.open().await?;
            pa2.delete_snapshot(&actor, &named.name).await.in_words()?;
            (named, "forgotten", "pa2-snapshot-forgotten")
        }
    };
    let answer = json!({ "snapshot": named.name, "done": done });
    named.common.answer(&answer, || {
        println!(
            "{}",
            words().with(text, &[("name", format!("{:?}", named.name).into())])
        );
    });
    Ok(())
}

fn list(all: &[Snapshot], common: &Common) {
    let rows: Vec<_> = all
        .iter()
        .map(|s| json!({ "name": s.name, "made_at": s.made_at, "loans": s.loans, "current": s.current }))
        .collect();
    common.answer(&json!(rows), || {
        if all.is_empty() {
            println!("{}", words().get("pa2-no-snapshot"));
        }
        for s in all {
            let loans = words().with("pa2-loans", &[("loans", s.loans.to_string().into())]);
            println!("{}  {loans}  {}", s.made_at.format("%Y-%m-%d %H:%M"), s.name);
        }
    });
}

async fn fault(command: FaultCommand) -> miette::Result<()> {
    let actor = Actor::Operator;
    match command {
        FaultCommand::Add {
            route,
            kind,
            retry_after,
            calls,
            common,
        } => {
            let fault = FaultRoute::named(&route).zip(FaultKind::named(&kind, retry_after));
            let (route, kind) = fault.ok_or_else(|| miette!("{}", words().get("pa2-no-fault-kind")))?;
            let pa2 = common.open().await?;
            let fault = Fault { route, kind, calls };
            pa2.add_fault(&actor, fault).await.in_words()?;
            common.answer(&shown(&fault), || {
                println!("{}", words().get("pa2-fault-waits"));
            });
        }
        FaultCommand::List(common) => {
            let pa2 = common.open().await?;
            let faults = pa2.faults(&actor).await.in_words()?;
            let rows: Vec<_> = faults.iter().map(shown).collect();
            common.answer(&json!(rows), || {
                if faults.is_empty() {
                    println!("{}", words().get("pa2-no-fault"));
                }
                for fault in &faults {
                    let calls = fault.calls.map_or_else(
                        || words().get("pa2-every-call"),
                        |n| words().with("pa2-more-calls", &[("calls", n.to_string().into())]),
                    );
                    println!("{}  {}  {calls}", fault.route.name(), fault.kind.name());
                }
            });
        }
        FaultCommand::Clear(common) => {
            let pa2 = common.open().await?;
            pa2.clear_faults(&actor).await.in_words()?;
            common.answer(&json!([]), || println!("{}", words().get("pa2-no-fault")));
        }
    }
    Ok(())
}

fn shown(fault: &Fault) -> serde_json::Value {
    json!({
        "route": fault.route.name(),
        "kind": fault.kind.name(),
        "retry_after_s": fault.kind.retry_after_s(),
        "calls": fault.calls,
    })
}
