//! The link's commands.
//!
//! Each command's file has its arguments and a `run` that answers an exit code or a [`failure::Failure`]; with
//! `--json` a failure is one JSON object on standard output, like every other answer.

mod approve;
mod colour;
mod completions;
mod doctor;
mod failure;
mod go_live;
mod inbox;
mod init;
mod ledger;
mod man;
mod map;
mod month;
mod plan;
mod probe;
mod receive;
mod resolve;
pub mod run;
mod schema;
mod send;
mod shared;
mod status;
mod status_page;
mod support_bundle;
mod tables;
mod template;
mod watch;

use std::process::ExitCode;

use failure::Failure;

/// Commands of the link.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Write a commented fieldlink.toml to begin with
    Init(init::Args),
    /// Say what the mapping makes of your records, or show how one row becomes its JSON
    Map(map::Args),
    /// Look at everything a run needs, and say what to do about what is wrong
    Doctor(doctor::Args),
    /// Say what would be sent, and what is held back and why; sends nothing
    Plan(plan::Args),
    /// Say yes to a plan that was written into a file
    Approve(approve::Args),
    /// Show a month: the loans that Kiva expects, beside what the MIS says
    Month(month::Args),
    /// Plan and send; running it again goes on where it stopped
    Send(send::Args),
    /// Show what the ledger knows: how much is where, and what waits for a person
    Status(status::Args),
    /// List the links under which a person publishes journals
    Inbox(inbox::Args),
    /// Take records from plug-ins and macros, on this machine
    Receive(receive::Args),
    /// Write a workbook with your activities, themes and locations as drop-downs, for records that are in no database
    Template(template::Args),
    /// Look at the rows of the ledger, retry, hold and resolve them
    #[command(subcommand)]
    Ledger(ledger::Command),
    /// Short for `ledger resolve`: say of a row whose answer was lost whether it had arrived
    Resolve(resolve::Args),
    /// Walk from Stage to production, step by step
    GoLive(go_live::Args),
    /// Write what somebody who helps needs to see, without secrets and borrowers
    SupportBundle(support_bundle::Args),
    /// Do all of it by itself: at set times, and when a file is dropped into a folder
    Run(run::Args),
    /// Ask a Partner API whether it behaves as Fieldlink assumes
    Probe(probe::Args),
    /// Print the JSON schema of fieldlink.toml, for editors
    LinkSchema(schema::Args),
    /// Print what a shell needs to complete these commands
    Completions(completions::Args),
    /// Write the manual pages
    Man(man::Args),
}

/// Runs a command of the link.
pub async fn run(command: Command) -> miette::Result<ExitCode> {
    let (json, outcome) = match command {
        Command::Init(args) => (args.json, init::run(args).await),
        Command::Map(args) => (args.place.json, map::run(args).await),
        Command::Doctor(args) => (args.place.json, doctor::run(args).await),
        Command::Plan(args) => (args.place.json, plan::run(args).await),
        Command::Approve(args) => (args.place.json, approve::run(args).await),
        Command::Month(args) => (args.place.json, month::run(args).await),
        Command::Send(args) => (args.place.json, send::run(args).await),
        Command::Status(args) => (args.place.json, status::run(args).await),
        Command::Receive(args) => (args.json, receive::run(args).await),
        Command::Template(args) => (args.place.json, template::run(args).await),
        Command::Inbox(args) => (args.json(), inbox::run(args).await),
        Command::Ledger(command) => (command.json(), ledger::run(command).await),
        Command::Resolve(args) => (args.place.json, resolve::run(args).await),
        Command::GoLive(args) => (args.json(), go_live::run(args).await),
        Command::SupportBundle(args) => (args.place.json, support_bundle::run(args).await),
        Command::Run(args) => (args.place.json, run::run(args).await),
        Command::Probe(args) => (args.place.json, probe::run(args).await),
        Command::LinkSchema(args) => (false, schema::run(args)),
        Command::Completions(args) => (false, completions::run(args)),
        Command::Man(args) => (false, man::run(args)),
    };
    match outcome {
        Ok(code) => Ok(ExitCode::from(code)),
        Err(failure) if json => {
            println!("{}", failure.json());
            Ok(ExitCode::FAILURE)
        }
        Err(failure) => Err(failure.into()),
    }
}

/// The result of a command: its exit code.
type Outcome = Result<u8, Failure>;
