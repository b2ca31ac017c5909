//! `fieldlink receive`: takes records from plug-ins and macros.

use std::net::SocketAddr;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use fieldlink_link::Config;
use fieldlink_link::ledger::{KeyHash, Purpose, Pushed};
use fieldlink_link::preset::fineract::hook::LONGEST_URL;
use fieldlink_link::receive;
use fieldlink_say::message;
use secrecy::ExposeSecret as _;
use serde_json::json;
use tokio::net::TcpListener;

use super::Outcome;
use super::failure::Failure;
use super::shared::{clock, print_json};
use crate::manner::words;

const HELP: &str = "Examples:
  fieldlink receive key new excel        a key for a sender, shown once
  fieldlink receive                      take records on http://127.0.0.1:8090
  fieldlink receive list                 what has come

What comes is kept, and read by `plan` and `send` as a source of kind \"push\".";

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    /// The configuration file
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        default_value = "fieldlink.toml",
        env = "FIELDLINK_CONFIG"
    )]
    config: PathBuf,
    /// Address to listen on; port 0 picks a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8090")]
    listen: SocketAddr,
    /// Listen for other machines too. The receiver speaks plain HTTP: put a proxy with TLS before it
    #[arg(long)]
    allow_remote: bool,
    /// Print one JSON object and nothing else on standard output
    #[arg(long, global = true)]
    pub json: bool,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Make, list and revoke the keys of senders
    #[command(subcommand)]
    Key(Key),
    /// Show what has come and what has not been looked after
    List,
}

#[derive(Debug, clap::Subcommand)]
enum Key {
    /// Make a key for a sender; it is shown this once
    New {
        /// What you call the sender
        name: String,
        /// For a web hook: the key stands in the hook's address and can only leave hints
        #[arg(long)]
        hook: bool,
    },
    /// List the senders
    List,
    /// From now on this key opens nothing
    Revoke {
        /// The sender's name
        name: String,
    },
}

/// Runs the command.
pub async fn run(args: Args) -> Outcome {
    let config = Config::load(&args.config)?;
    let pushed = Pushed::of(&config).await?;
    match args.command {
        None => serve(pushed, args.listen, args.allow_remote).await,
        Some(Command::List) => list(&pushed, args.json).await,
        Some(Command::Key(Key::New { name, hook })) => new_key(&pushed, &name, hook, args.listen, args.json).await,
        Some(Command::Key(Key::List)) => keys(&pushed, args.json).await,
        Some(Command::Key(Key::Revoke { name })) => {
            pushed.revoke_key(&name, clock().now()).await?;
            if args.json {
                print_json(&json!({ "revoked": name }))?;
            } else {
                println!("{}", words().with("receive-revoked", &[("name", name.into())]));
            }
            Ok(0)
        }
    }
}

async fn serve(pushed: Pushed, listen: SocketAddr, allow_remote: bool) -> Outcome {
    if !listen.ip().is_loopback() && !allow_remote {
        return Err(Failure::new(
            message!("receiver-remote", address = listen.to_string()),
            message!("next-loopback"),
        ));
    }
    let failed = |error: std::io::Error| {
        Failure::new(
            message!("cannot-listen", address = listen.to_string(), why = error.to_string()),
            message!("next-other-listen"),
        )
    };
    let listener = TcpListener::bind(listen).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let address = address.to_string();
    eprintln!("{}", words().with("receive-listens", &[("address", address.into())]));
    receive::serve(listener, pushed, clock(), crate::pa2::stop_signal()).await;
    Ok(0)
}

async fn new_key(pushed: &Pushed, name: &str, hook: bool, listen: SocketAddr, as_json: bool) -> Outcome {
    let key = receive::fresh_key();
    let purpose = if hook { Purpose::Hook } else { Purpose::Push };
    pushed
        .add_key(name, purpose, &KeyHash::of(key.expose_secret()), clock().now())
        .await?;
    let key = key.expose_secret();
    if as_json {
        print_json(&json!({ "name": name, "purpose": purpose, "key": key }))?;
    } else if hook {
        let address = format!("http://{listen}/hook/{key}/");
        println!("{}\n\n  {address}\n", words().get("receive-hook"));
        let left = LONGEST_URL.saturating_sub(address.len() - listen.to_string().len());
        let values = [("longest", LONGEST_URL.into()), ("left", left.into())];
        println!("{}", words().with("receive-hook-length", &values));
    } else {
        println!("{}\n\n  {key}\n", words().with("receive-key", &[("name", name.into())]));
        println!("{}", words().get("receive-key-use"));
    }
    Ok(0)
}

async fn keys(pushed: &Pushed, as_json: bool) -> Outcome {
    let keys = pushed.keys().await?;
    if as_json {
        print_json(&json!({ "keys": keys }))?;
    } else if keys.is_empty() {
        println!("{}", words().get("receive-no-keys"));
    } else {
        for key in &keys {
            let id = match key.purpose {
                Purpose::Push => "receive-key-records",
                Purpose::Hook => "receive-key-hook",
            };
            let since = [("name", key.name.as_str().into()), ("day", day(key.created).into())];
            let revoked = key.revoked.map_or_else(String::new, |when| {
                words().with("receive-key-revoked", &[("day", day(when).into())])
            });
            println!("{}{revoked}", words().with(id, &since));
        }
    }
    Ok(0)
}

async fn list(pushed: &Pushed, as_json: bool) -> Outcome {
    let counts = pushed.counts().await?;
    let hints = pushed.hints(1_000).await?;
    if as_json {
        print_json(&json!({ "sheets": counts, "hints": hints }))?;
        return Ok(0);
    }
    for count in &counts {
        let latest = count.latest.map_or_else(String::new, |when| {
            words().with("receive-newest", &[("when", minute(when).into())])
        });
        let values = [("sheet", count.sheet.to_string().into()), ("rows", count.rows.into())];
        println!("{}{latest}", words().with("receive-count", &values));
    }
    if !hints.is_empty() {
        println!("{}", words().with("receive-hints", &[("hints", hints.len().into())]));
    }
    Ok(0)
}

fn day(when: DateTime<Utc>) -> String {
    when.format("%Y-%m-%d").to_string()
}

fn minute(when: DateTime<Utc>) -> String {
    when.format("%Y-%m-%d %H:%M UTC").to_string()
}
