//! `fieldlink pa2 …`: PA2 for its operator.

use clap::Subcommand;

pub mod audit;
pub mod audit_key;
pub mod client;
pub mod clock;
pub mod common;
pub mod installation;
pub mod key;
pub mod loan;
pub mod mail;
pub mod open;
pub mod openapi;
pub mod partner;
pub mod sandbox;
pub mod seed;
pub mod serve;
pub mod user;

pub use self::serve::stop_signal;

/// Commands of PA2.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the Partner API, the token service and the site
    Serve(serve::Args),
    /// Fill a partner with made loans, the same ones for the same seed
    Seed(seed::Args),
    /// Make, list and retire API clients
    Client(client::Args),
    /// Make and list people who can sign in
    User(user::Args),
    /// Make and list Field Partners
    Partner(partner::Args),
    /// Change the keys that sign access tokens
    Key(key::Args),
    /// Show or move the sandbox's clock
    Clock(clock::Args),
    /// Take a loan through its life
    Loan(loan::Args),
    /// Load scenarios, keep snapshots and set faults of a sandbox
    Sandbox(sandbox::Args),
    /// Say that the database is a sandbox, or real
    Become(installation::Args),
    /// Check the audit trail, and change its key
    Audit(audit::Args),
    /// Print the OpenAPI description of the Partner API
    Openapi(openapi::Args),
}

/// Runs a command of PA2: one unit for whoever gave it, however many transactions it takes.
pub async fn run(command: Command) -> miette::Result<()> {
    fieldlink_store::unit(dispatch(command)).await
}

async fn dispatch(command: Command) -> miette::Result<()> {
    match command {
        Command::Serve(args) => serve::run(args).await,
        Command::Seed(args) => seed::run(args).await,
        Command::Client(args) => client::run(args).await,
        Command::User(args) => user::run(args).await,
        Command::Partner(args) => partner::run(args).await,
        Command::Key(args) => key::run(args).await,
        Command::Clock(args) => clock::run(args).await,
        Command::Loan(args) => loan::run(args).await,
        Command::Sandbox(args) => sandbox::run(args).await,
        Command::Become(args) => installation::run(args).await,
        Command::Audit(args) => audit::run(args).await,
        Command::Openapi(args) => openapi::run(args).await,
    }
}

/// A sign on the terminal that long work goes on; nothing where nobody watches.
fn busy(doing: String) -> indicatif::ProgressBar {
    let busy = indicatif::ProgressBar::new_spinner().with_message(doing);
    busy.enable_steady_tick(std::time::Duration::from_millis(120));
    busy
}
