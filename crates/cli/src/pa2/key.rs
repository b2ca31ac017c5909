//! `fieldlink pa2 key`: the keys that sign access tokens.

use clap::{Args as ClapArgs, Subcommand};
use fieldlink_app::Actor;
use miette::IntoDiagnostic;
use serde_json::json;

use super::open::Database;

/// Arguments.
#[derive(Debug, ClapArgs)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a new key; it is published at once and signs in ten minutes, and no running token stops working
    Rotate(Rotate),
}

#[derive(Debug, ClapArgs)]
struct Rotate {
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    database: Database,
}

/// Runs it.
pub async fn run(args: Args) -> miette::Result<()> {
    let Command::Rotate(args) = args.command;
    let pa2 = args.database.open().await?;
    let kid = pa2.rotate_keys(&Actor::Operator).await.into_diagnostic()?;
    if args.json {
        println!("{}", json!({ "kid": kid }));
    } else {
        println!("Key {kid} is published and will sign in ten minutes.");
    }
    Ok(())
}
