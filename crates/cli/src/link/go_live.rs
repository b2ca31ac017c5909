//! `fieldlink go-live`: from Stage to production, step by step.

use std::path::PathBuf;

use fieldlink_link::go_live::{self, Way};
use fieldlink_link::progress::Unwatched;
use fieldlink_link::run::{Job, Options};
use fieldlink_say::{Language, message};

use super::Outcome;
use super::failure::Failure;
use super::shared::{Place, clock, print_json, write};
use crate::manner::words;
use crate::words::Words;

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:\n  fieldlink go-live\n  fieldlink go-live --report go-live.html\n  fieldlink go-live --report go-live-es.md --report-language es\n\nExit codes: 0 all steps are done · 1 failed · 3 steps are left"
)]
pub struct Args {
    #[command(flatten)]
    pub place: Place,
    /// Write a report for Kiva: Markdown (.md) or a page (.html)
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// The language of the report, for your own people: en, es or fr. English, for Kiva, when left out
    #[arg(long, value_name = "LANGUAGE", requires = "report")]
    report_language: Option<Language>,
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Say that a step is done which only a person can know
    Confirm(Confirm),
    /// Take production back: nothing is sent with it until `forth`
    Back(Back),
    /// Let production send again
    Forth(Forth),
}

#[derive(Debug, clap::Args)]
struct Confirm {
    #[command(flatten)]
    place: Place,
    /// The step, as the list names it
    step: String,
    /// Your name
    #[arg(long, value_name = "NAME")]
    by: String,
    /// More about it, such as the date of Kiva's mail
    #[arg(long, value_name = "WORDS", default_value = "")]
    words: String,
}

#[derive(Debug, clap::Args)]
struct Back {
    #[command(flatten)]
    place: Place,
    /// Your name
    #[arg(long, value_name = "NAME")]
    by: String,
    /// Why
    #[arg(long, value_name = "WHY")]
    why: String,
}

#[derive(Debug, clap::Args)]
struct Forth {
    #[command(flatten)]
    place: Place,
    /// Your name
    #[arg(long, value_name = "NAME")]
    by: String,
}

impl Args {
    fn asked(&self) -> (&Place, Option<&str>) {
        match &self.action {
            None => (&self.place, None),
            Some(Action::Confirm(args)) => (&args.place, Some(&args.by)),
            Some(Action::Back(args)) => (&args.place, Some(&args.by)),
            Some(Action::Forth(args)) => (&args.place, Some(&args.by)),
        }
    }

    /// Whether the answer is to be JSON.
    pub fn json(&self) -> bool {
        self.asked().0.json
    }
}

/// Runs the command.
pub async fn run(args: Args) -> Outcome {
    let (place, by) = args.asked();
    let config = place.load()?;
    let options = Options {
        by: by.map(str::to_owned),
        ..Options::default()
    };
    let job = Job {
        config: &config,
        options: &options,
        clock: clock(),
        watch: &Unwatched,
    };
    match &args.action {
        None => {}
        Some(Action::Confirm(args)) => go_live::confirm(&job, &args.step, &args.words).await?,
        Some(Action::Back(args)) => go_live::back(&job, &args.why).await?,
        Some(Action::Forth(_)) => go_live::forth(&job).await?,
    }
    let way = go_live::look(&job).await?;
    if let Some(path) = &args.report {
        let now = job.clock.now();
        let voice = Words(args.report_language.unwrap_or_default());
        match path.extension().and_then(|ending| ending.to_str()) {
            Some("md") => write(path, &go_live::markdown(&way, now, voice.text()))?,
            Some("html" | "htm") => write(path, &go_live::html(&way, now, voice.text()))?,
            _ => {
                return Err(Failure::new(
                    message!("go-live-ending", file = path.display().to_string()),
                    message!("next-report-ending"),
                ));
            }
        }
    }
    if place.json {
        print_json(&way)?;
    } else {
        show(&way);
    }
    Ok(if way.is_done() { 0 } else { 3 })
}

fn show(way: &Way) {
    let words = words();
    let values = [
        ("stage", way.stage.as_str().into()),
        ("production", way.production.as_str().into()),
        ("partner", way.partner_id.to_string().into()),
    ];
    println!("{}\n", words.with("go-live-title", &values));
    for step in &way.steps {
        let mark = words.get(if step.done { "go-live-done" } else { "go-live-open" });
        println!("{mark}  {}: {}", step.step, words.said(&step.words));
        println!("        {}", words.said(&step.detail));
    }
    let next = |next: &str| words.with("next", &[("next", next.into())]);
    if let Some(back) = &way.back {
        let values = [
            ("by", back.by.as_deref().unwrap_or("?").into()),
            ("why", back.value.as_str().into()),
        ];
        println!("\n{}", words.with("go-live-back", &values));
        println!("{}", next("fieldlink go-live forth --by NAME"));
    } else if let Some(step) = way.next().and_then(|step| step.next.as_ref()) {
        println!("\n{}", next(&words.said(step)));
    } else {
        println!("\n{}", words.get("go-live-all-done"));
    }
}
