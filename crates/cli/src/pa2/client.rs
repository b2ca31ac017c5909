//! `fieldlink pa2 client`: API clients.

use clap::{Args as ClapArgs, Subcommand};
use comfy_table::Table;
use fieldlink_app::Actor;
use fieldlink_app::clients::{ApiClient, NewSecret};
use fieldlink_contract::scope::{Scope, ScopeSet};
use fieldlink_domain::ids::PartnerId;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::common::{Common, InWords as _};
use crate::help::one_of;
use crate::manner::words;

/// Arguments.
#[derive(Debug, ClapArgs)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a client and print its id and secret; the secret is shown this once
    Create(Create),
    /// Give a client a second secret, so that the first can be replaced without a failed call
    AddSecret(OneClient),
    /// List a partner's clients
    List(List),
    /// Retire a client: it gets no more tokens, and those it has stop working
    Retire(OneClient),
    /// Retire one secret of a client
    RetireSecret(OneSecret),
}

#[derive(Debug, ClapArgs)]
struct Create {
    /// Number of the Field Partner; a sandbox makes one that is not there
    #[arg(long, value_name = "ID")]
    partner: i64,
    /// What the client may do; can be given several times, all scopes when left out
    #[arg(long, value_name = "SCOPE", value_parser = one_of::<Scope, _>(Scope::ALL.map(Scope::as_str)))]
    scope: Vec<Scope>,
    /// What people call it
    #[arg(long, default_value = "API client")]
    name: String,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, ClapArgs)]
struct List {
    /// Number of the Field Partner
    #[arg(long, value_name = "ID")]
    partner: i64,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, ClapArgs)]
struct OneClient {
    /// The client's id
    client_id: String,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, ClapArgs)]
struct OneSecret {
    /// The client's id
    client_id: String,
    /// The secret's number, as `list --json` prints it
    secret_id: i64,
    #[command(flatten)]
    common: Common,
}

/// Runs it.
pub async fn run(args: Args) -> miette::Result<()> {
    match args.command {
        Command::Create(args) => create(args).await,
        Command::AddSecret(args) => add_secret(args).await,
        Command::List(args) => list(args).await,
        Command::Retire(args) => retire(args).await,
        Command::RetireSecret(args) => retire_secret(args).await,
    }
}

async fn create(args: Create) -> miette::Result<()> {
    let pa2 = args.common.open().await?;
    let partner = pa2
        .partner_or_sample(&Actor::Operator, PartnerId(args.partner))
        .await
        .in_words()?;
    let scopes = if args.scope.is_empty() {
        ScopeSet::all()
    } else {
        args.scope.into_iter().collect()
    };
    let made = pa2.create_client(&Actor::Operator, partner.id, &args.name, &scopes);
    let made = made.await.in_words()?;
    let json = json!({
        "client_id": made.client_id,
        "client_secret": made.client_secret.expose_secret(),
        "partner_id": partner.id,
        "scope": scopes.to_string(),
        "server": pa2.address().await.in_words()?,
    });
    args.common.answer(&json, || show(&made));
    Ok(())
}

async fn add_secret(args: OneClient) -> miette::Result<()> {
    let pa2 = args.common.open().await?;
    let made = pa2.add_secret(&Actor::Operator, &args.client_id).await;
    let made = made.in_words()?;
    let json = json!({ "client_id": made.client_id, "client_secret": made.client_secret.expose_secret() });
    args.common.answer(&json, || show(&made));
    Ok(())
}

fn show(made: &NewSecret) {
    println!("client_id      {}", made.client_id);
    println!("client_secret  {}", made.client_secret.expose_secret());
    eprintln!("{}", words().get("pa2-copy-secret"));
}

async fn list(args: List) -> miette::Result<()> {
    let pa2 = args.common.open().await?;
    let clients = pa2.list_clients(&Actor::Operator, PartnerId(args.partner)).await;
    let clients = clients.in_words()?;
    let json: Value = clients.iter().map(described).collect();
    args.common.answer(&json, || println!("{}", table(clients)));
    Ok(())
}

fn described(client: &ApiClient) -> Value {
    let secrets: Vec<_> = client
        .secrets
        .iter()
        .map(|s| json!({ "id": s.id, "hint": s.hint, "created_at": s.created_at, "last_used_at": s.last_used_at }))
        .collect();
    json!({
        "client_id": client.id,
        "name": client.name,
        "scope": client.scopes.to_string(),
        "created_at": client.created_at,
        "retired_at": client.retired_at,
        "last_used_at": client.last_used_at,
        "secrets": secrets,
    })
}

fn table(clients: Vec<ApiClient>) -> Table {
    let mut table = Table::new();
    table.set_header([
        String::from("client_id"),
        words().get("pa2-head-name"),
        words().get("pa2-head-scope"),
        words().get("pa2-head-secrets"),
        words().get("pa2-head-used"),
        words().get("pa2-head-retired"),
    ]);
    for client in clients {
        table.add_row([
            client.id,
            client.name,
            client.scopes.to_string(),
            client.secrets.len().to_string(),
            client
                .last_used_at
                .map_or_else(|| words().get("pa2-never"), |at| at.to_rfc3339()),
            client.retired_at.map_or_else(String::new, |at| at.to_rfc3339()),
        ]);
    }
    table
}

async fn retire(args: OneClient) -> miette::Result<()> {
    let pa2 = args.common.open().await?;
    let retired = pa2.retire_client(&Actor::Operator, &args.client_id).await;
    retired.in_words()?;
    let json = json!({ "client_id": args.client_id, "retired": true });
    args.common.answer(&json, || {
        println!(
            "{}",
            words().with("pa2-retired", &[("client", args.client_id.as_str().into())])
        );
    });
    Ok(())
}

async fn retire_secret(args: OneSecret) -> miette::Result<()> {
    let pa2 = args.common.open().await?;
    let retired = pa2.retire_secret(&Actor::Operator, &args.client_id, args.secret_id);
    retired.await.in_words()?;
    let json = json!({ "client_id": args.client_id, "secret_id": args.secret_id, "retired": true });
    args.common.answer(&json, || {
        let values = [
            ("secret", args.secret_id.to_string().into()),
            ("client", args.client_id.as_str().into()),
        ];
        println!("{}", words().with("pa2-secret-retired", &values));
    });
    Ok(())
}
