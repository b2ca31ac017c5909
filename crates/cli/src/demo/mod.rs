//! `fieldlink demo`: a partner's month on one machine, from its records to a final report. Everything is real: PA2 with
//! its embedded database, a sample MIS, the link between them over HTTP, and the site's own forms.

mod audit;
mod config;
mod coordinator;
mod mis;
mod outcome;
mod photos;
mod records;
mod stage;
mod tell;
mod workbook;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Args as ClapArgs;
use miette::{IntoDiagnostic, Result};

use stage::Stage;
use tell::Tell;

use crate::pa2::serve::stop_signal;

/// Arguments.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// Do the human steps too (publish, confirm, finalize), then end
    #[arg(long)]
    once: bool,
    /// Print one JSON object and nothing else on standard output
    #[arg(long)]
    json: bool,
    /// Keep everything in this folder; a second run goes on where the first one stopped. By default a temporary folder
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

/// Runs the demo.
pub async fn run(args: Args) -> Result<ExitCode> {
    let started = Instant::now();
    let tell = Tell::new(args.json);
    let temporary = if args.data.is_none() {
        Some(tempfile::tempdir().into_diagnostic()?)
    } else {
        None
    };
    let folder = match (&args.data, &temporary) {
        (Some(folder), _) => folder.clone(),
        (None, Some(folder)) => folder.path().to_owned(),
        (None, None) => PathBuf::from("."),
    };
    let mut stage = Stage::open(&folder, &tell).await?;
    stage.earlier_months(&tell).await?;
    stage.this_month(&tell).await?;
    let sent = stage.send(&tell).await?;
    if args.once {
        stage.human_steps(&tell).await?;
    }
    let outcome = stage.count(&sent, started.elapsed()).await?;
    tell.outcome(&outcome)?;
    if !args.once {
        tell.where_to_go(stage.url(), stage.email(), stage.password(), &folder);
        stop_signal().await;
        return Ok(ExitCode::SUCCESS);
    }
    let whole = outcome.lost == 0 && outcome.sent_twice == 0;
    Ok(if whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
