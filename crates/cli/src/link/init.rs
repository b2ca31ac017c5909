//! `fieldlink init`: a commented fieldlink.toml to begin with.

mod ask;
mod client;
pub mod comments;
mod look;
mod preset;
mod shown;
mod template;

use std::io::IsTerminal as _;
use std::path::PathBuf;

use fieldlink_say::message;
use serde_json::json;

use super::Outcome;
use super::failure::Failure;
use super::shared::print_json;
use crate::manner::words;

const HELP: &str = "Examples:
  fieldlink init                                       asks what it needs to know
  fieldlink init --partner 1 --source records.db       looks at a database and proposes which column is what
  fieldlink init --partner 1 --source push             for plug-ins and macros that send to `fieldlink receive`
  fieldlink init --partner 1 --source none             for `fieldlink template`, or to be filled by hand";

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct Args {
    /// Where to write
    #[arg(long, value_name = "FILE", default_value = "fieldlink.toml")]
    config: PathBuf,
    /// Look at this source and propose which column is what: a .csv file or a folder of them, a workbook, a SQLite file, a
    /// postgres:// or mysql:// URL, `push`, or `none`
    #[arg(long, value_name = "FILE|URL|push|none")]
    source: Option<String>,
    /// Write the queries for a system that many partners use; with --source its database is looked at first
    #[arg(long, value_name = "NAME")]
    preset: Option<preset::Preset>,
    /// With --preset fineract: the fund whose loans are Kiva's
    #[arg(long, value_name = "NAME", default_value = "Kiva", requires = "preset")]
    fund: String,
    /// The partner's number at Kiva
    #[arg(long, value_name = "ID")]
    partner: Option<i64>,
    /// Where the Partner API is, such as the address of your own PA2; when left out what --client says, else http://127.0.0.1:8080
    #[arg(long, value_name = "URL")]
    server: Option<String>,
    /// The API client: the file that `fieldlink pa2 client create --json` printed. The secret goes to a file of its own
    #[arg(long, value_name = "FILE")]
    client: Option<PathBuf>,
    /// Write over a file that is there
    #[arg(long)]
    force: bool,
    /// Print one JSON object and nothing else on standard output
    #[arg(long)]
    pub json: bool,
}

/// Runs the command.
pub async fn run(mut args: Args) -> Outcome {
    if args.config.exists() && !args.force {
        return Err(Failure::already_there(&args.config, message!("next-other-config")));
    }
    if !args.json && std::io::stdin().is_terminal() && std::io::stdout().is_terminal() {
        ask::for_missing(&mut args)?;
    }
    let seen = match args.source.as_deref() {
        Some("none") => Some(look::Seen::nothing()),
        Some(source) if args.preset.is_none() => Some(look::at(source).await?),
        Some(_) => None,
        None => None,
    };
    let client = args.client.as_deref().map(client::read).transpose()?;
    let secret = match &client {
        Some(client) => Some(client::keep_secret(&args.config, client)?),
        None => None,
    };
    let server = args.server.as_deref().or_else(|| client.as_ref()?.server.as_deref());
    let server = server.unwrap_or("http://127.0.0.1:8080");
    let known = template::Known {
        partner: args.partner.or_else(|| client.as_ref()?.partner_id),
        server: server.trim_end_matches('/'),
        client_id: client.as_ref().map(|client| client.client_id.as_str()),
        secret: secret.as_deref(),
        seen: seen.as_ref(),
    };
    let text = match args.preset {
        Some(preset) => preset::text(preset, &known, args.source.as_deref(), &args.fund).await?,
        None => template::text(&known),
    };
    let text = comments::said(&text, words());
    std::fs::write(&args.config, &text)
        .map_err(|error| Failure::unwritable(&args.config, &error, message!("next-folder")))?;
    let sections = seen.as_ref().map(look::Seen::sections).unwrap_or_default();
    if args.json {
        let seen = seen.as_ref().map(shown::json);
        print_json(&json!({ "file": args.config, "proposed": sections, "seen": seen }))?;
        return Ok(0);
    }
    let words = words();
    let with = |id: &str, name: &'static str, value: String| println!("{}", words.with(id, &[(name, value.into())]));
    with("init-wrote", "file", args.config.display().to_string());
    if let Some(secret) = &secret {
        with("init-secret", "file", secret.display().to_string());
    }
    match (args.source.as_deref(), sections.as_slice()) {
        (None | Some("none"), _) => {}
        _ if args.preset.is_some() => println!("{}", words.get("init-queries")),
        (Some("push"), _) => println!("{}", words.get("init-push")),
        (Some(_), []) if seen.as_ref().is_none_or(|seen| seen.proposals.is_empty()) => {
            println!("{}", words.get("init-unlike"));
        }
        (Some(_), []) => println!("{}", words.get("init-open")),
        (Some(_), found) => with("init-proposed", "sections", found.join(", ")),
    }
    if let Some(seen) = &seen {
        print!("{}", shown::text(seen, words));
    }
    let next = match args.source.as_deref() {
        Some("none") => words.get("init-next-template"),
        _ if client.is_some() => words.get("init-next"),
        _ => words.get("init-next-secret"),
    };
    println!("{next}");
    Ok(0)
}
