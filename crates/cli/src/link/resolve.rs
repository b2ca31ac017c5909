//! `fieldlink resolve`: what a person found in PA2 about a row whose answer was lost.

use fieldlink_link::ledger::{Closing, Event, Ledger, LedgerLock, State};
use fieldlink_link::mapping::Reason;
use fieldlink_say::message;

use super::Outcome;
use super::failure::Failure;
use super::shared::{Place, clock, print_json};
use crate::manner::words;

const EXAMPLES: &str = "Examples:
  fieldlink resolve 17 --arrived        it is in PA2
  fieldlink resolve 17 --not-arrived    it is not: the next send takes it along";

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    pub place: Place,
    /// The row's number, as `fieldlink status` shows it
    row: i64,
    /// Your name, for the row's history
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    #[command(flatten)]
    answer: Answer,
}

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct Answer {
    /// It is in PA2: never send it again
    #[arg(long)]
    arrived: bool,
    /// It is not in PA2: send it with the next `fieldlink send`
    #[arg(long)]
    not_arrived: bool,
}

/// Runs the command.
pub async fn run(args: Args) -> Outcome {
    let config = args.place.load()?;
    // Not while another process sends: it may be about to find out itself.
    let (_, profile) = config.profile(args.place.profile.as_deref())?;
    let _lock = LedgerLock::take(&Ledger::place_of(&config, profile)?).await?;
    let ledger = args.place.ledger(&config).await?.acting("by hand", args.by.as_deref());
    let row = ledger.row(args.row).await?;
    let now = clock().now();
    if row.state == State::Sending {
        ledger
            .close(&[Closing::new(row.id, Event::LoseAnswer)], None, now)
            .await?;
    } else if row.state != State::Uncertain {
        return Err(Failure::new(
            message!(
                "nothing-to-resolve",
                row = row.id.to_string(),
                state = words().state(row.state)
            ),
            message!("next-status"),
        ));
    }
    let (event, rule, message) = if args.answer.arrived {
        (Event::FoundThere, "found_there", "a person found it in PA2")
    } else {
        (Event::FoundMissing, "found_missing", "a person did not find it in PA2")
    };
    let reasons = vec![Reason::without_origin(rule, message)];
    ledger
        .close(
            &[Closing {
                reasons,
                ..Closing::new(row.id, event)
            }],
            None,
            now,
        )
        .await?;
    let row = ledger.row(args.row).await?;
    if args.place.json {
        print_json(&row)?;
    } else {
        let words = words();
        let values = [
            ("row", row.id.to_string().into()),
            ("kind", words.kind(row.kind).into()),
            ("key", row.key.as_str().into()),
            ("state", words.state(row.state).into()),
        ];
        println!("{}", words.with("resolve-done", &values));
    }
    Ok(0)
}
