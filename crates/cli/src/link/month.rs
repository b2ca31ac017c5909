//! `fieldlink month`: the loans that Kiva expects a repayment of, beside what the MIS says.

use std::path::PathBuf;

use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{CellAlignment, Table};
use fieldlink_domain::calendar::Period;
use fieldlink_link::report;
use fieldlink_link::run::month::{MonthRow, Standing};
use fieldlink_link::run::{Job, MonthSummary, Options, month};

use super::plan::made;
use super::shared::{Place, clock, print_json};
use super::watch::Bar;
use super::{Outcome, colour};

/// Rows shown of each standing; `--all` and `--json` have them all.
const SHOWN: usize = 20;
/// Characters of the bar.
const WIDTH: usize = 60;

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 nothing is open · 1 failed · 3 some rows need a look\nExamples:\n  fieldlink month\n  fieldlink month 2026-10 --report october.xlsx"
)]
pub struct Args {
    #[command(flatten)]
    pub place: Place,
    /// The month, such as 2026-10; what `repayments.period` says when left out
    month: Option<Period>,
    /// Write a report for the finance officer: a page (.html) or a workbook (.xlsx)
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Your name, for the report
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Show every row, however many there are
    #[arg(long)]
    all: bool,
}

/// Runs the command.
pub async fn run(args: Args) -> Outcome {
    let config = args.place.load()?;
    let options = Options {
        profile: args.place.profile.clone(),
        period: args.month,
        by: args.by.clone(),
        ..Options::default()
    };
    let bar = Bar::new(args.place.json);
    let job = Job {
        config: &config,
        options: &options,
        clock: clock(),
        watch: &bar,
    };
    let outcome = month(&job).await;
    bar.finish();
    let summary = outcome?;
    if let Some(path) = &args.report {
        report::write(&report::of_month(&summary, &made(&job)), path)?;
    }
    if args.place.json {
        print_json(&summary)?;
    } else {
        let (_, profile) = config.profile(args.place.profile.as_deref())?;
        println!(
            "Repayments of partner {} at {}, {}\n",
            summary.partner_id,
            colour::profile(&summary.profile, profile),
            summary.period
        );
        show(&summary, args.all);
    }
    Ok(if summary.open() > 0 { 3 } else { 0 })
}

fn show(summary: &MonthSummary, all: bool) {
    let fine = summary.count(Standing::Ready) + summary.count(Standing::Changed) + summary.count(Standing::Reported);
    let filled = (fine * WIDTH).checked_div(summary.expected).unwrap_or(0).min(WIDTH);
    println!(
        "[{}{}] {fine} of {} loans that Kiva expects are ready or reported\n",
        "#".repeat(filled),
        ".".repeat(WIDTH - filled),
        summary.expected
    );
    let mut table = Table::new();
    table.load_style(UTF8_HORIZONTAL_ONLY);
    table.set_header(["", "rows"]);
    for standing in Standing::ALL {
        if summary.count(standing) > 0 {
            table.add_row([standing.words().to_owned(), summary.count(standing).to_string()]);
        }
    }
    if let Some(column) = table.column_mut(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    println!("{table}");
    if summary.ignored > 0 {
        println!("{} rows of other loans were passed over.", summary.ignored);
    }
    for standing in Standing::ALL {
        let quiet = matches!(standing, Standing::Ready | Standing::Reported);
        let rows: Vec<&MonthRow> = summary.rows.iter().filter(|row| row.standing == standing).collect();
        if rows.is_empty() || (quiet && !all) {
            continue;
        }
        println!("\n{}:", standing.words());
        let most = if all { usize::MAX } else { SHOWN };
        for row in rows.iter().take(most) {
            println!("  {}", line(row));
        }
        if rows.len() > most {
            println!("  … and {} more (--all shows them)", rows.len() - most);
        }
    }
    if summary.batches > 0 {
        println!(
            "\n`fieldlink send --only repayments --period {}` sends what is ready in {} calls.",
            summary.period, summary.batches
        );
    }
}

fn line(row: &MonthRow) -> String {
    let amount = row
        .amount
        .map(|amount| format!(", amount {amount}"))
        .unwrap_or_default();
    let last = row.last.map(|last| format!(", last time {last}")).unwrap_or_default();
    let kiva = row
        .kiva_id
        .as_ref()
        .map(|id| format!(" (Kiva ID {id})"))
        .unwrap_or_default();
    let mut text = format!("{}{kiva}{amount}{last}", row.loan_id);
    for reason in &row.reasons {
        text.push_str(&format!("\n    {reason}"));
    }
    text
}
