//! What all commands of the link have in common.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fieldlink_client::{Clock, SystemClock};
use fieldlink_domain::calendar::Period;
use fieldlink_link::ledger::Ledger;
use fieldlink_link::run::Options;
use fieldlink_link::{Config, Kind};
use fieldlink_say::message;

use super::failure::Failure;

/// Where to read the configuration, and how to answer.
#[derive(Debug, Clone, clap::Args)]
pub struct Place {
    /// The configuration file
    #[arg(
        long,
        value_name = "FILE",
        default_value = "fieldlink.toml",
        env = "FIELDLINK_CONFIG"
    )]
    pub config: PathBuf,
    /// The profile: where to deliver. The default one of the file when left out
    #[arg(long, value_name = "NAME", env = "FIELDLINK_PROFILE")]
    pub profile: Option<String>,
    /// Print one JSON object and nothing else on standard output
    #[arg(long)]
    pub json: bool,
}

impl Place {
    /// The configuration.
    pub fn load(&self) -> Result<Config, Failure> {
        Ok(Config::load(&self.config)?)
    }

    /// The ledger of the profile, for reading. A ledger that is not there yet is made.
    pub async fn ledger(&self, config: &Config) -> Result<Ledger, Failure> {
        let (name, profile) = config.profile(self.profile.as_deref())?;
        Ok(Ledger::of(config, name, profile).await?)
    }
}

/// Which records a run is about.
#[derive(Debug, Clone, clap::Args)]
pub struct Scope {
    /// Only these kinds: loan_drafts, repayments, journals; can be given several times
    #[arg(long, value_name = "KIND")]
    only: Vec<Kind>,
    /// The month of the repayment report, such as 2026-10
    #[arg(long, value_name = "MONTH")]
    period: Option<Period>,
    /// Send records again that the server refused and that have not changed since
    #[arg(long)]
    retry_refused: bool,
    /// A Loan ID whose repayment you have looked at: an amount that looks wrong is then sent; can be given several times
    #[arg(long, value_name = "LOAN_ID")]
    checked: Vec<String>,
    /// At most so many rows of each kind; the others wait for another run
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Read everything, where `incremental` would read only what was written since the last time
    #[arg(long)]
    whole: bool,
    /// Your name, for the plan and for the history of each row
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
}

impl Scope {
    /// The choices of a run.
    pub fn options(self, profile: Option<String>) -> Options {
        let only: BTreeSet<Kind> = self.only.into_iter().collect();
        Options {
            profile,
            only: (!only.is_empty()).then_some(only),
            period: self.period,
            retry_refused: self.retry_refused,
            checked: self.checked.into_iter().collect(),
            limit: self.limit,
            whole: self.whole,
            by: self.by,
            ..Options::default()
        }
    }
}

/// The machine's clock.
pub fn clock() -> Arc<dyn Clock> {
    Arc::new(SystemClock)
}

/// Writes a file that a command was asked for.
pub fn write(file: &Path, text: &str) -> Result<(), Failure> {
    std::fs::write(file, text).map_err(|error| Failure::unwritable(file, &error, message!("next-folder")))
}

/// Prints a value as one JSON object.
pub fn print_json(value: &impl serde::Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string(value)
        .map_err(|error| Failure::new(message!("not-json", why = error.to_string()), message!("word-report")))?;
    println!("{text}");
    Ok(())
}
