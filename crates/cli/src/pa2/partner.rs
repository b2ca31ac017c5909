//! `fieldlink pa2 partner`: Field Partners.

use clap::{Args as ClapArgs, Subcommand};
use comfy_table::Table;
use fieldlink_app::Actor;
use fieldlink_app::partners::NewPartner;
use fieldlink_domain::ids::PartnerId;
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
    /// Make a Field Partner with the sample configuration
    Create(Create),
    /// List the Field Partners
    List(List),
}

#[derive(Debug, ClapArgs)]
struct Create {
    /// Its number, not taken yet
    #[arg(long, value_name = "ID")]
    id: i64,
    /// Its name
    #[arg(long)]
    name: String,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, ClapArgs)]
struct List {
    /// Print one JSON array
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    database: Database,
}

/// Runs it.
pub async fn run(args: Args) -> miette::Result<()> {
    match args.command {
        Command::Create(args) => create(args).await,
        Command::List(args) => list(args).await,
    }
}

async fn create(args: Create) -> miette::Result<()> {
    let pa2 = args.database.open().await?;
    let new = NewPartner {
        name: args.name,
        ..NewPartner::sample(PartnerId(args.id))
    };
    let partner = pa2.create_partner(&Actor::Operator, new).await.into_diagnostic()?;
    if args.json {
        let first_period = partner.first_period.to_string();
        println!(
            "{}",
            json!({ "id": partner.id, "name": partner.name, "first_period": first_period })
        );
    } else {
        println!("Partner {} is {}.", partner.id, partner.name);
    }
    Ok(())
}

async fn list(args: List) -> miette::Result<()> {
    let pa2 = args.database.open().await?;
    let partners = pa2.list_partners(&Actor::Operator).await.into_diagnostic()?;
    if args.json {
        let partners: Vec<_> = partners.iter().map(|p| json!({ "id": p.id, "name": p.name })).collect();
        println!("{}", serde_json::Value::from(partners));
        return Ok(());
    }
    let mut table = Table::new();
    table.set_header(["id", "name"]);
    for partner in partners {
        table.add_row([partner.id.to_string(), partner.name]);
    }
    println!("{table}");
    Ok(())
}
