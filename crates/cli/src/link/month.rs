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
use super::{Outcome, colour, tables};
use crate::manner::words;

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
        let made = made(&job, &words());
        report::write(&report::of_month(&summary, &made, words().text()), path)?;
    }
    if args.place.json {
        print_json(&summary)?;
    } else {
        let (_, profile) = config.profile(args.place.profile.as_deref())?;
        println!(
            "{}\n",
            tables::title(
                "month-title",
                summary.partner_id,
                &colour::profile(&summary.profile, profile),
                &summary.period
            )
        );
        show(&summary, args.all);
    }
    Ok(if summary.open() > 0 { 3 } else { 0 })
}

fn show(summary: &MonthSummary, all: bool) {
    let fine = summary.count(Standing::Ready) + summary.count(Standing::Changed) + summary.count(Standing::Reported);
    let filled = (fine * WIDTH).checked_div(summary.expected).unwrap_or(0).min(WIDTH);
    let words = words();
    let share = [("fine", fine.into()), ("expected", summary.expected.into())];
    println!(
        "[{}{}] {}\n",
        "#".repeat(filled),
        ".".repeat(WIDTH - filled),
        words.with("month-share", &share)
    );
    let mut table = Table::new();
    table.load_style(UTF8_HORIZONTAL_ONLY);
    table.set_header([String::new(), words.get("month-rows")]);
    for standing in Standing::ALL {
        if summary.count(standing) > 0 {
            table.add_row([words.said(&standing.words()), summary.count(standing).to_string()]);
        }
    }
    if let Some(column) = table.column_mut(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    println!("{table}");
    if summary.ignored > 0 {
        println!("{}", words.with("month-ignored", &[("rows", summary.ignored.into())]));
    }
    for standing in Standing::ALL {
        let quiet = matches!(standing, Standing::Ready | Standing::Reported);
        let rows: Vec<&MonthRow> = summary.rows.iter().filter(|row| row.standing == standing).collect();
        if rows.is_empty() || (quiet && !all) {
            continue;
        }
        println!("\n{}:", words.said(&standing.words()));
        let most = if all { usize::MAX } else { SHOWN };
        for row in rows.iter().take(most) {
            println!("  {}", line(row));
        }
        if rows.len() > most {
            println!("  {}", words.with("and-more", &[("rows", (rows.len() - most).into())]));
        }
    }
    if summary.batches > 0 {
        let values = [
            ("period", summary.period.as_str().into()),
            ("calls", summary.batches.into()),
        ];
        println!("\n{}", words.with("month-send", &values));
    }
}

fn line(row: &MonthRow) -> String {
    let words = words();
    let mut text = row.loan_id.clone();
    if let Some(id) = &row.kiva_id {
        text.push_str(&format!(" (Kiva ID {id})"));
    }
    if let Some(amount) = row.amount {
        text.push_str(&words.with("month-amount", &[("amount", amount.to_string().into())]));
    }
    if let Some(last) = row.last {
        text.push_str(&words.with("month-last", &[("amount", last.to_string().into())]));
    }
    for reason in &row.reasons {
        text.push_str(&format!("\n    {}", words.reason(reason)));
    }
    text
}
