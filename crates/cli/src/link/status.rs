//! `fieldlink status`: what the ledger knows.

use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{CellAlignment, Table};
use fieldlink_link::Kind;
use fieldlink_link::ledger::{Row, State};
use serde_json::json;

use super::Outcome;
use super::shared::{Place, print_json};

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit codes: 0 nothing waits · 1 failed · 4 some rows wait for a person")]
pub struct Args {
    #[command(flatten)]
    pub place: Place,
}

/// Runs the command.
pub async fn run(args: Args) -> Outcome {
    let config = args.place.load()?;
    let ledger = args.place.ledger(&config).await?;
    let counts = ledger.counts().await?;
    let waiting = ledger.rows(&[State::Uncertain, State::Sending], None).await?;
    let refused = ledger.rows(&[State::Refused], None).await?;
    let held = ledger.rows(&[State::Held], None).await?;
    let inbox = ledger.inbox(false).await?;
    if args.place.json {
        let counts: Vec<_> = counts
            .iter()
            .map(|((kind, state), rows)| json!({ "kind": kind, "state": state, "rows": rows }))
            .collect();
        print_json(&json!({ "counts": counts, "waiting": waiting, "refused": refused, "held": held, "inbox": inbox }))?;
    } else {
        let mut table = Table::new();
        table.load_style(UTF8_HORIZONTAL_ONLY);
        table.set_header(std::iter::once(String::new()).chain(State::ALL.iter().map(|s| s.as_str().replace('_', " "))));
        for kind in Kind::ALL {
            let number = |state: &State| counts.get(&(kind, *state)).copied().unwrap_or(0).to_string();
            table.add_row(std::iter::once(kind.plural().to_owned()).chain(State::ALL.iter().map(number)));
        }
        for column in table.column_iter_mut().skip(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        println!("{table}");
        list(
            "Wait for a person: look in PA2 whether they arrived, then `fieldlink resolve ROW --arrived` or `--not-arrived`",
            &waiting,
        );
        list("Refused by the server", &refused);
        list("Held back at the last send", &held);
        if !inbox.is_empty() {
            println!("\n{} links to open: see `fieldlink inbox`.", inbox.len());
        }
    }
    Ok(if waiting.is_empty() { 0 } else { 4 })
}

fn list(title: &str, rows: &[Row]) {
    if rows.is_empty() {
        return;
    }
    println!("\n{title}:");
    for row in rows {
        println!("  row {}, {} {}", row.id, row.kind, row.key);
        for reason in &row.reasons {
            println!("    {reason}");
        }
    }
}
