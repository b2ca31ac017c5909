//! `fieldlink pa2 become`: what a database is, a sandbox or real.

use clap::{Args as ClapArgs, ValueEnum};
use fieldlink_app::Actor;
use fieldlink_app::installation::Installation;
use miette::miette;
use serde_json::json;

use super::common::{Common, InWords as _};
use crate::manner::words;

/// Arguments.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:
  fieldlink pa2 become real --database-url-file /etc/fieldlink/database-url
  fieldlink pa2 become sandbox --data ./pa2-data --yes")]
pub struct Args {
    /// What the database shall be
    new: New,
    /// Do not ask
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum New {
    /// The records of real loans: no clock to move, nothing to reset
    Real,
    /// A test environment that any client may reset
    Sandbox,
}

/// Runs it.
pub async fn run(args: Args) -> miette::Result<()> {
    let new = match args.new {
        New::Real => Installation::Real,
        New::Sandbox => Installation::Sandbox,
    };
    let pa2 = args.common.open_as(new).await?;
    // The word itself, in any language: a key struck in passing changes nothing.
    if !args.yes && !Common::agreed(question(new), new.name())? {
        return Err(miette!("{}", words().get("pa2-become-not")));
    }
    pa2.become_installation(&Actor::Operator, new).await.in_words()?;
    args.common.answer(&json!({ "installation": new.name() }), || {
        println!("{}", words().get(done(new)));
    });
    Ok(())
}

fn question(new: Installation) -> &'static str {
    match new {
        Installation::Real => "pa2-become-real",
        Installation::Sandbox => "pa2-become-sandbox",
    }
}

fn done(new: Installation) -> &'static str {
    match new {
        Installation::Real => "pa2-became-real",
        Installation::Sandbox => "pa2-became-sandbox",
    }
}
