//! DEFAULTS: loans that default before long, giving loans up, asking Kiva not to, and what comes back later
//! (domain.md 2.7).

mod give_up;
mod mass;
mod requests;

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use fieldlink_domain::calendar::{day_start, months_after, pacific_day};
use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::loan::{Loan, LoanStatus};
use fieldlink_store::loans::{self, Filter};
use fieldlink_store::{defaults, loans as loan_store};

use crate::names::Names;
use crate::{Actor, Pa2, Permission, Result};

pub use fieldlink_domain::default::{MassState, Reason, RequestState};
pub use fieldlink_store::defaults::{AtRisk, GivenUp, Request};
pub use fieldlink_store::mass_requests::{MassRequest, WaitingRequests};
pub use give_up::{Listed, Outcome};
pub use mass::{Chosen, MassRequests, MassView};
pub use requests::{Answer, Requests};

/// More loans at risk than these are not counted.
pub const MOST_COUNTED: u64 = 10_000;

/// How soon a loan defaults by itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Within {
    /// In 30 days.
    Days30,
    /// In 90 days.
    Days90,
    /// Its last repayment is past due: only the time that the rule leaves for collecting is left.
    #[default]
    PastTerm,
}

/// A loan that defaults by itself.
#[derive(Debug, Clone)]
pub struct Endangered {
    /// The loan.
    pub loan: Loan,
    /// When it defaults.
    pub at: DateTime<Utc>,
    /// The newest request not to default it.
    pub request: Option<Request>,
}

/// Some of the loans at risk.
#[derive(Debug, Clone)]
pub struct EndangeredPage {
    /// Those that default first come first.
    pub loans: Vec<Endangered>,
    /// How many there are, [`MOST_COUNTED`] at most.
    pub total: u64,
    /// The last of the page, when there are more.
    pub next: Option<AtRisk>,
    /// Requests that Kiva has not answered.
    pub open_requests: u64,
}

/// Some of the defaulted loans.
#[derive(Debug, Clone)]
pub struct DefaultedPage {
    /// In the order in which they were posted.
    pub loans: Vec<Loan>,
    /// How each was given up, as far as that is known.
    pub given_up: BTreeMap<KivaId, GivenUp>,
    /// Who did.
    pub names: Names,
    /// How many there are.
    pub total: usize,
}

impl Pa2 {
    /// The moment before which a loan at risk defaults.
    async fn horizon(&self, within: Within) -> Result<DateTime<Utc>> {
        let now = self.now().await?;
        Ok(match within {
            Within::Days30 => now + Duration::days(30),
            Within::Days90 => now + Duration::days(90),
            // A loan whose last due day is yesterday defaults so many months after yesterday.
            Within::PastTerm => day_start(months_after(pacific_day(now), self.settings.default_after_months)),
        })
    }

    /// How many loans default by themselves within a time; not counted beyond [`MOST_COUNTED`].
    pub async fn count_loans_at_risk(&self, actor: &Actor, partner: PartnerId, within: Within) -> Result<u64> {
        actor.may(Permission::ReadLoans, partner)?;
        let until = self.horizon(within).await?;
        Ok(defaults::count_at_risk(&self.store, partner, until, MOST_COUNTED).await?)
    }

    /// Loans that default by themselves, those first that do so first.
    pub async fn loans_at_risk(
        &self,
        actor: &Actor,
        partner: PartnerId,
        within: Within,
        (after, limit): (Option<AtRisk>, usize),
    ) -> Result<EndangeredPage> {
        actor.may(Permission::ReadLoans, partner)?;
        let until = self.horizon(within).await?;
        let mut some = defaults::at_risk(&self.store, partner, until, after, limit as u64 + 1).await?;
        let more = some.len() > limit;
        some.truncate(limit);
        let ids: Vec<KivaId> = some.iter().map(|risk| risk.loan).collect();
        let loans = loan_store::by_ids(&self.store, partner, &ids).await?;
        let mut loans: BTreeMap<KivaId, Loan> = loans.into_iter().map(|loan| (loan.id, loan)).collect();
        let mut requests = defaults::latest_requests(&self.store, partner, &ids).await?;
        let endangered = some.iter().filter_map(|risk| {
            Some(Endangered {
                loan: loans.remove(&risk.loan)?,
                at: risk.at,
                request: requests.remove(&risk.loan),
            })
        });
        Ok(EndangeredPage {
            loans: endangered.collect(),
            total: defaults::count_at_risk(&self.store, partner, until, MOST_COUNTED).await?,
            next: some.last().copied().filter(|_| more),
            open_requests: defaults::count_open_requests(&self.store, partner).await?,
        })
    }

    /// Defaulted loans with what came back since.
    pub async fn defaulted_loans(
        &self,
        actor: &Actor,
        partner: PartnerId,
        (offset, limit): (usize, usize),
    ) -> Result<DefaultedPage> {
        actor.may(Permission::ReadLoans, partner)?;
        let filter = Filter {
            status: Some(LoanStatus::Defaulted),
            query: None,
        };
        let found = loans::find_some(&self.store, partner, &filter, offset, limit).await?;
        let ids: Vec<KivaId> = found.loans.iter().map(|loan| loan.id).collect();
        let given_up = defaults::given_up(&self.store, partner, &ids).await?;
        let labels: Vec<&str> = given_up.iter().map(|one| one.actor.as_str()).collect();
        Ok(DefaultedPage {
            names: Names::of(&self.store, partner, &labels).await?,
            loans: found.loans,
            given_up: given_up.into_iter().map(|one| (one.loan, one)).collect(),
            total: found.total,
        })
    }

    /// The partner's loans among these, in the order of its list.
    pub async fn loans_by_ids(&self, actor: &Actor, partner: PartnerId, ids: &[KivaId]) -> Result<Vec<Loan>> {
        actor.may(Permission::ReadLoans, partner)?;
        Ok(loan_store::by_ids(&self.store, partner, ids).await?)
    }
}
