//! `fieldlink pa2 key`: the keys that sign access tokens.

use clap::{Args as ClapArgs, Subcommand};
use fieldlink_app::Actor;
use serde_json::json;

use super::common::{Common, InWords as _};
use crate::manner::words;

/// Arguments.
#[derive(Debug, ClapArgs)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a new key; it is published at once and signs in ten minutes, and no running token stops working
    Rotate(Common),
}

/// Runs it.
pub async fn run(args: Args) -> miette::Result<()> {
    let Command::Rotate(common) = args.command;
    let pa2 = common.open().await?;
    let kid = pa2.rotate_keys(&Actor::Operator).await.in_words()?;
    common.answer(&json!({ "kid": kid }), || {
        println!("{}", words().with("pa2-key", &[("key", kid.to_string().into())]));
    });
    Ok(())
}
