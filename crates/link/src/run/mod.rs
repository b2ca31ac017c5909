//! The two things the link does: plan, and send. Commands and the demo call these.

mod decided;
mod drafts;
mod error;
mod explain;
pub(crate) mod fields;
mod gather;
pub mod guards;
mod held;
mod journals;
mod kept;
mod kiva;
mod marks;
pub mod month;
mod plan;
pub mod plan_file;
pub mod production;
mod repayments;
mod secret;
mod send;
mod since;
mod summary;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use fieldlink_client::{Client, Clock, Credentials, Environment};
use fieldlink_domain::calendar::{Period, pacific_day};
use futures::future::BoxFuture;

pub(crate) use self::error::ACCOUNT_READS;
pub use self::error::RunError;
pub use self::explain::{Finding, Survey, explain, survey};
pub use self::guards::Tripped;
pub use self::kiva::offers;
pub use self::month::{MonthSummary, month};
pub use self::plan::{plan, plan_to_file};
pub use self::plan_file::{DroppedFile, PlanFile, PlanFileError, approve};
pub use self::secret::secret;
pub use self::send::send;
pub use self::summary::{HeldRow, KindPlan, KindSent, PlanSummary, PlannedRow, SendSummary, is_suspicious};

use crate::config::{Config, ConfigError, PeriodChoice, Profile};
use crate::kind::Kind;
use crate::progress::Watch;

/// Choices of one run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// The profile; the default one when left out.
    pub profile: Option<String>,
    /// The kinds; all that are configured when left out.
    pub only: Option<BTreeSet<Kind>>,
    /// The month of the repayment report; what `repayments.period` says when left out.
    pub period: Option<Period>,
    /// Send records again that the server refused and that have not changed.
    pub retry_refused: bool,
    /// Loan IDs whose repayment a person has looked at, beside those of the configuration.
    pub checked: BTreeSet<String>,
    /// Most rows of a kind that are planned.
    pub limit: Option<usize>,
    /// The plan that is to be sent, and nothing else.
    pub plan: Option<PlanFile>,
    /// The dropped file that the configuration has in the place of its source's.
    pub dropped: Option<DroppedFile>,
    /// Whether everything is read, where otherwise only what was written since the last time is.
    pub whole: bool,
    /// Whether limits of `[guards]` are passed over this once.
    pub override_guards: bool,
    /// Whether a clock that was set back since the last run is right now.
    pub clock_is_right: bool,
    /// The person who does it, for the ledger's history.
    pub by: Option<String>,
}

/// Everything a run works with.
pub struct Job<'a> {
    /// What the partner has configured.
    pub config: &'a Config,
    /// Choices of this run.
    pub options: &'a Options,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Is told what is going on.
    pub watch: &'a dyn Watch,
}

impl fmt::Debug for Job<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Job")
            .field("options", self.options)
            .finish_non_exhaustive()
    }
}

impl Job<'_> {
    /// Whether a kind is configured and wanted.
    pub(crate) fn wants(&self, kind: Kind) -> bool {
        let configured = self.config.settings().has(kind);
        configured && self.options.only.as_ref().is_none_or(|only| only.contains(&kind))
    }

    /// The month of the repayment report.
    pub(crate) fn period(&self) -> Period {
        let current = Period::of(pacific_day(self.clock.now()));
        let choice = self
            .config
            .settings()
            .repayments
            .as_ref()
            .map_or(PeriodChoice::Current, |r| r.period);
        self.options.period.unwrap_or(match choice {
            PeriodChoice::Current => current,
            PeriodChoice::Previous => current.previous(),
        })
    }

    /// The name of this run in the ledger.
    pub(crate) fn run(&self) -> String {
        format!("{}-{}", self.clock.now().format("%Y%m%dT%H%M%SZ"), std::process::id())
    }

    pub(crate) fn profile(&self) -> Result<(&str, &Profile), ConfigError> {
        self.config.profile(self.options.profile.as_deref())
    }

    /// A client for the profile.
    pub(crate) fn client(&self) -> Result<Client, RunError> {
        let (_, profile) = self.profile()?;
        client(self.config, profile, self.clock.clone())
    }
}

/// A client for a profile of the configuration.
///
/// # Errors
/// When the secret is not where the configuration says, or an address is unusable.
pub fn client(config: &Config, profile: &Profile, clock: Arc<dyn Clock>) -> Result<Client, RunError> {
    let environment = Environment {
        token_url: profile.token_url.clone(),
        api_base: profile.api_base.clone(),
        audience: profile.audience(),
        issuer: None,
    };
    let to = fieldlink_client::Profile::new(environment, config.partner_at(profile).0);
    let credentials = Credentials::new(profile.client_id.clone(), secret(config, profile)?);
    Client::builder(to, credentials)
        .clock(Shared(clock))
        .build()
        .map_err(RunError::api)
}

/// One clock for the link and its client.
struct Shared(Arc<dyn Clock>);

impl Clock for Shared {
    fn now(&self) -> DateTime<Utc> {
        self.0.now()
    }

    fn sleep(&self, duration: std::time::Duration) -> BoxFuture<'static, ()> {
        self.0.sleep(duration)
    }

    fn steady(&self) -> Option<std::time::Duration> {
        self.0.steady()
    }
}
