//! `fieldlink pa2 partner`: Field Partners.

use clap::{Args as ClapArgs, Subcommand};
use comfy_table::Table;
use fieldlink_app::Actor;
use fieldlink_app::partners::NewPartner;
use fieldlink_domain::ids::PartnerId;
use serde_json::{Value, json};

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
    /// Make a Field Partner with the sample configuration
    Create(Create),
    /// List the Field Partners
    List(Common),
}

#[derive(Debug, ClapArgs)]
struct Create {
    /// Its number, not taken yet
    #[arg(long, value_name = "ID")]
    id: i64,
    /// Its name
    #[arg(long)]
    name: String,
    #[command(flatten)]
    common: Common,
}

/// Runs it.
pub async fn run(args: Args) -> miette::Result<()> {
    match args.command {
        Command::Create(args) => create(args).await,
        Command::List(common) => list(common).await,
    }
}

async fn create(args: Create) -> miette::Result<()> {
    let pa2 = args.common.open().await?;
    let new = NewPartner {
        name: args.name,
        ..NewPartner::sample(PartnerId(args.id))
    };
    let partner = pa2.create_partner(&Actor::Operator, new).await.in_words()?;
    let first_period = partner.first_period.to_string();
    let json = json!({ "id": partner.id, "name": partner.name, "first_period": first_period });
    args.common.answer(&json, || {
        let values = [
            ("partner", partner.id.to_string().into()),
            ("name", partner.name.as_str().into()),
        ];
        println!("{}", words().with("pa2-partner-is", &values));
    });
    Ok(())
}

async fn list(common: Common) -> miette::Result<()> {
    let pa2 = common.open().await?;
    let partners = pa2.list_partners(&Actor::Operator).await.in_words()?;
    let json: Value = partners.iter().map(|p| json!({ "id": p.id, "name": p.name })).collect();
    common.answer(&json, || {
        let mut table = Table::new();
        table.set_header([String::from("id"), words().get("pa2-head-name")]);
        for partner in partners {
            table.add_row([partner.id.to_string(), partner.name]);
        }
        println!("{table}");
    });
    Ok(())
}
