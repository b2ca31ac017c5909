//! `fieldlink map`: what the mapping makes of the records.

use std::fmt::Write as _;

use fieldlink_link::Kind;
use fieldlink_link::mapping::Reason;
use fieldlink_link::mapping::explain::{Explanation, FieldExplained};
use fieldlink_link::run::{self, Job, Options, Survey};
use fieldlink_say::message;
use serde_json::json;

use super::Outcome;
use super::failure::Failure;
use super::shared::{Place, clock, print_json};
use super::watch::Bar;
use crate::manner::words;
use crate::words::Words;

const HELP: &str = "Examples:
  fieldlink map                                 what does not fit, value by value
  fieldlink map --explain 00017                 how the loan 00017 becomes its JSON
  fieldlink map --explain 12 --kind repayments  the same for the repayment in row 12

What --explain prints holds borrowers' data: it is for your eyes, not for a ticket.

Exit codes: 0 all records fit · 1 failed · 3 some do not fit";

/// Findings shown per kind.
const SHOWN: usize = 40;

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct Args {
    #[command(flatten)]
    pub place: Place,
    /// Show field by field how one record becomes its JSON: its Loan ID, or the number of its row
    #[arg(long, value_name = "ROW")]
    explain: Option<String>,
    /// Which section: loan_drafts, repayments or journals. With --explain the first that is configured when left out
    #[arg(long, value_name = "KIND")]
    kind: Option<Kind>,
}

/// Runs the command.
pub async fn run(args: Args) -> Outcome {
    let config = args.place.load()?;
    let options = Options {
        profile: args.place.profile.clone(),
        only: args.kind.map(|kind| [kind].into()),
        ..Options::default()
    };
    let bar = Bar::new(args.place.json);
    let job = Job {
        config: &config,
        options: &options,
        clock: clock(),
        watch: &bar,
    };
    let Some(wanted) = &args.explain else {
        let surveys = run::survey(&job).await;
        bar.finish();
        return answer(&surveys?, args.place.json);
    };
    let settings = config.settings();
    let first = [
        (Kind::LoanDraft, settings.loan_drafts.is_some()),
        (Kind::Repayment, settings.repayments.is_some()),
        (Kind::Journal, settings.journals.is_some()),
    ];
    let kind = args
        .kind
        .or_else(|| first.into_iter().find(|(_, there)| *there).map(|(kind, _)| kind))
        .ok_or_else(|| Failure::new(message!("maps-nothing"), message!("next-init")))?;
    let explained = run::explain(&job, kind, wanted).await;
    bar.finish();
    let explained = explained?;
    let code = if explained.reasons.is_empty() { 0 } else { 3 };
    if args.place.json {
        print_json(&explained)?;
    } else {
        print!("{}", shown(words(), &explained));
    }
    Ok(code)
}

fn answer(surveys: &[Survey], as_json: bool) -> Outcome {
    if as_json {
        print_json(&json!({ "kinds": surveys }))?;
    } else {
        let words = words();
        for survey in surveys {
            let values = [
                ("kinds", words.kinds(survey.kind).into()),
                ("records", survey.records.into()),
                ("fit", (survey.records - survey.unfit).into()),
            ];
            println!("{}", words.with("map-survey", &values));
            for finding in survey.findings.iter().take(SHOWN) {
                println!("  {:>5} × {}", finding.rows, found(words, &finding.first));
            }
            if survey.findings.len() > SHOWN {
                let more = survey.findings.len() - SHOWN;
                println!("  {}", words.with("map-more", &[("rows", more.into())]));
            }
        }
        println!("\n{}", words.get("map-next"));
    }
    Ok(
        if surveys
            .iter()
            .any(|survey| survey.unfit > 0 || !survey.findings.is_empty())
        {
            3
        } else {
            0
        },
    )
}

/// What is wrong, and where it stands first.
fn found(words: Words, first: &Reason) -> String {
    let mut text = String::new();
    if let Some(column) = &first.column {
        text.push_str(&words.with("map-column", &[("column", column.as_str().into())]));
    }
    if let Some(value) = &first.value {
        text.push_str(&words.with("reason-value", &[("value", format!("{value:?}").into())]));
    }
    text.push_str(&words.with("map-what", &[("what", first.sentence(words.text()).into())]));
    if let Some(origin) = &first.origin {
        let place = words.said(&origin.into());
        text.push_str(&words.with("map-first", &[("place", place.into())]));
    }
    text
}

fn shown(words: Words, explained: &Explanation) -> String {
    let mut text = String::new();
    for row in &explained.rows {
        let _ = writeln!(
            text,
            "{} ({})",
            words.said(&row.what),
            words.said(&(&row.origin).into())
        );
        for field in &row.fields {
            let _ = writeln!(text, "  {}", line(words, field));
        }
    }
    if let Some(photo) = &explained.photo {
        let _ = writeln!(text, "{}", words.with("map-photo", &[("photo", photo.as_str().into())]));
    }
    if let Some(json) = &explained.json {
        let pretty = serde_json::to_string_pretty(json).unwrap_or_default();
        let _ = writeln!(text, "\n{}\n{pretty}", words.get("map-would-send"));
    } else {
        let _ = writeln!(text, "\n{}", words.get("map-would-not"));
        for reason in &explained.reasons {
            let _ = writeln!(text, "  {}", words.reason(reason));
        }
    }
    text
}

/// `gender <- sex: "F" -> values "female" -> gender "female" => entreps[0].gender`.
fn line(words: Words, field: &FieldExplained) -> String {
    let constant = || words.get("map-constant");
    let column = field.column.clone().unwrap_or_else(constant);
    let mut line = format!("{} <- {column}", field.field);
    let mut last: Option<&Option<String>> = None;
    for (at, step) in field.steps.iter().enumerate() {
        let value = match &step.value {
            Some(value) => format!("{value:?}"),
            None => words.get("map-empty"),
        };
        if at == 0 {
            let _ = write!(line, ": {value}");
        } else if last == Some(&step.value) {
            // A step that changed nothing is not worth the room.
            continue;
        } else {
            let _ = write!(line, " -> {} {value}", words.said(&step.what));
        }
        last = Some(&step.value);
    }
    if !field.wire.is_empty() {
        let _ = write!(line, " => {}", field.wire);
    }
    line
}
