//! `fieldlink status`: what the ledger knows.

use comfy_table::CellAlignment;
use fieldlink_link::Kind;
use fieldlink_link::daemon::plans;
use fieldlink_link::ledger::{Row, State};
use fieldlink_link::overview;
use serde_json::json;

use super::shared::{Place, clock, print_json};
use super::{Outcome, tables};
use crate::manner::words;
use crate::words::Words;

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  fieldlink status
  fieldlink status --profile production --json

Exit codes: 0 nothing waits · 1 failed · 4 some rows wait for a person · 5 answers were lost, and the next send asks again by itself")]
pub struct Args {
    #[command(flatten)]
    pub place: Place,
}

/// Runs the command.
pub async fn run(args: Args) -> Outcome {
    let config = args.place.load()?;
    let ledger = args.place.ledger(&config).await?;
    let counts = ledger.counts().await?;
    let (profile, _) = config.profile(args.place.profile.as_deref())?;
    let (waiting, unanswered) = overview::open_rows(&config, profile, &ledger, clock().now()).await?;
    let plans = plans::waiting(&config, profile);
    let refused = ledger.rows(&[State::Refused], None).await?;
    let held = ledger.rows(&[State::Held], None).await?;
    let inbox = ledger.inbox(false).await?;
    if args.place.json {
        let counts: Vec<_> = counts
            .iter()
            .map(|((kind, state), rows)| json!({ "kind": kind, "state": state, "rows": rows }))
            .collect();
        print_json(
            &json!({ "counts": counts, "waiting": waiting, "unanswered": unanswered, "plans": plans, "refused": refused, "held": held, "inbox": inbox }),
        )?;
    } else {
        let words = words();
        let mut table = tables::table();
        table.set_header(std::iter::once(String::new()).chain(State::ALL.iter().map(|state| words.state(*state))));
        for kind in Kind::ALL {
            let number = |state: &State| counts.get(&(kind, *state)).copied().unwrap_or(0).to_string();
            table.add_row(std::iter::once(words.kinds(kind)).chain(State::ALL.iter().map(number)));
        }
        for column in table.column_iter_mut().skip(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        println!("{table}");
        list(words, "status-waiting", &waiting);
        list(words, "status-unanswered", &unanswered);
        list(words, "status-refused", &refused);
        list(words, "status-held", &held);
        for plan in &plans {
            let values = [
                ("file", plan.file.display().to_string().into()),
                ("rows", plan.rows.into()),
            ];
            println!("\n{}", words.with("status-plan", &values));
        }
        if !inbox.is_empty() {
            println!("\n{}", words.with("status-inbox", &[("links", inbox.len().into())]));
        }
    }
    Ok(match (waiting.is_empty(), unanswered.is_empty()) {
        (false, _) => 4,
        (true, false) => 5,
        (true, true) => 0,
    })
}

fn list(words: Words, title: &str, rows: &[Row]) {
    if rows.is_empty() {
        return;
    }
    println!("\n{}:", words.get(title));
    for row in rows {
        let values = [
            ("row", row.id.to_string().into()),
            ("kind", words.kind(row.kind).into()),
            ("key", row.key.as_str().into()),
        ];
        println!("  {}", words.with("status-row", &values));
        for reason in &row.reasons {
            println!("    {}", words.reason(reason));
        }
    }
}
