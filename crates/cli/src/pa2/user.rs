//! `fieldlink pa2 user`: people who can sign in.

use std::io::BufRead;

use clap::{Args as ClapArgs, Subcommand};
use comfy_table::Table;
use fieldlink_app::people::{ListedPerson, NewPerson};
use fieldlink_app::{Actor, Role};
use fieldlink_domain::ids::PartnerId;
use miette::{IntoDiagnostic, WrapErr};
use secrecy::{ExposeSecret, SecretString};
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
    /// Add a person and print the password made for them; it is shown this once
    Create(Create),
    /// List the people of a partner, or of Kiva
    List(List),
    /// Give a person another password; their sessions end
    SetPassword(SetPassword),
    /// Shut a person out; their sessions end
    Disable(Disable),
}

#[derive(Debug, ClapArgs)]
struct Create {
    /// Number of their Field Partner, which a sandbox makes if it is not there; none for the roles of Kiva
    #[arg(long, value_name = "ID")]
    partner: Option<i64>,
    /// Address they sign in with
    #[arg(long)]
    email: String,
    /// coordinator, reporter or technical at a partner; reviewer or kiva at Kiva
    #[arg(long, ignore_case = true, value_parser = one_of::<Role, _>(Role::ALL.map(Role::name)))]
    role: Role,
    /// Shown name
    #[arg(long, default_value = "")]
    name: String,
    /// Read their password from the first line of standard input instead of making one
    #[arg(long)]
    password_stdin: bool,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, ClapArgs)]
struct List {
    /// Number of the Field Partner; Kiva's own people without it
    #[arg(long, value_name = "ID")]
    partner: Option<i64>,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, ClapArgs)]
struct SetPassword {
    /// Address they sign in with
    #[arg(long)]
    email: String,
    /// Read the password from the first line of standard input instead of making one
    #[arg(long)]
    password_stdin: bool,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, ClapArgs)]
struct Disable {
    /// Address they sign in with
    #[arg(long)]
    email: String,
    #[command(flatten)]
    common: Common,
}

/// Runs it.
pub async fn run(args: Args) -> miette::Result<()> {
    match args.command {
        Command::Create(args) => create(args).await,
        Command::List(args) => list(args).await,
        Command::SetPassword(args) => set_password(args).await,
        Command::Disable(args) => disable(args).await,
    }
}

async fn create(args: Create) -> miette::Result<()> {
    let password = args.password_stdin.then(first_line).transpose()?;
    let pa2 = args.common.open().await?;
    let partner_id = args.partner.map(PartnerId);
    if let Some(partner) = partner_id {
        pa2.partner_or_sample(&Actor::Operator, partner).await.in_words()?;
    }
    let new = NewPerson {
        email: args.email,
        name: args.name,
        partner_id,
        role: args.role,
        password,
    };
    let added = pa2.create_person(&Actor::Operator, new).await.in_words()?;
    let made = added.made_password.as_ref().map(ExposeSecret::expose_secret);
    let json = json!({
        "id": added.person.id,
        "email": added.person.email,
        "name": added.person.name,
        "role": added.person.role.to_string(),
        "partner_id": added.person.partner_id,
        "password": made,
    });
    args.common.answer(&json, || {
        let values = [
            ("name", added.person.name.as_str().into()),
            ("email", added.person.email.as_str().into()),
        ];
        println!("{}", words().with("pa2-can-sign-in", &values));
        show(made);
    });
    Ok(())
}

async fn set_password(args: SetPassword) -> miette::Result<()> {
    let password = args.password_stdin.then(first_line).transpose()?;
    let pa2 = args.common.open().await?;
    let made = pa2.set_password(&Actor::Operator, &args.email, password).await;
    let made = made.in_words()?;
    let made = made.as_ref().map(ExposeSecret::expose_secret);
    let json = json!({ "email": args.email, "password": made });
    args.common.answer(&json, || {
        println!(
            "{}",
            words().with("pa2-other-password", &[("email", args.email.as_str().into())])
        );
        show(made);
    });
    Ok(())
}

async fn disable(args: Disable) -> miette::Result<()> {
    let pa2 = args.common.open().await?;
    pa2.disable_person(&Actor::Operator, &args.email).await.in_words()?;
    let json = json!({ "email": args.email, "disabled": true });
    args.common.answer(&json, || {
        println!(
            "{}",
            words().with("pa2-disabled", &[("email", args.email.as_str().into())])
        );
    });
    Ok(())
}

fn show(made: Option<&str>) {
    if let Some(made) = made {
        println!("{}  {made}", words().get("pa2-password"));
        eprintln!("{}", words().get("pa2-copy-password"));
    }
}

fn first_line() -> miette::Result<SecretString> {
    let mut line = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut line)
        .into_diagnostic()
        .wrap_err_with(|| words().get("pa2-password-unreadable"))?;
    Ok(SecretString::from(line.trim_end_matches(['\r', '\n'])))
}

async fn list(args: List) -> miette::Result<()> {
    let pa2 = args.common.open().await?;
    let mut people = Vec::new();
    loop {
        let last = people.last().map_or(0, |listed: &ListedPerson| listed.person.id);
        let page = pa2
            .list_people(&Actor::Operator, args.partner.map(PartnerId), last)
            .await;
        let page = page.in_words()?;
        if page.is_empty() {
            break;
        }
        people.extend(page);
    }
    let json: Value = people.iter().map(described).collect();
    args.common.answer(&json, || println!("{}", table(people)));
    Ok(())
}

fn described(listed: &ListedPerson) -> Value {
    json!({
        "id": listed.person.id,
        "email": listed.person.email,
        "name": listed.person.name,
        "role": listed.person.role.to_string(),
        "created_at": listed.created_at,
        "disabled": listed.disabled,
    })
}

fn table(people: Vec<ListedPerson>) -> Table {
    let mut table = Table::new();
    table.set_header([
        String::from("id"),
        words().get("pa2-head-email"),
        words().get("pa2-head-name"),
        words().get("pa2-head-role"),
    ]);
    for listed in people {
        let person = listed.person;
        table.add_row([
            person.id.to_string(),
            person.email,
            person.name,
            person.role.to_string(),
        ]);
    }
    table
}
