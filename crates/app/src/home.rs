//! What waits for a person when they sign in.

use std::collections::BTreeMap;

use fieldlink_contract::loans::LoanStatus;
use fieldlink_domain::ids::PartnerId;
use fieldlink_store::loans;

use crate::defaults::Within;
use crate::reports::Month;
use crate::{Actor, Pa2, Permission, Result};

/// The HOME tab (domain.md 2.1).
#[derive(Debug, Clone)]
pub struct Home {
    /// Loan drafts that wait to be published.
    pub drafts: u64,
    /// Archives of journals that wait to be confirmed.
    pub archives: u64,
    /// Loans by status; statuses without a loan are left out.
    pub loans: BTreeMap<LoanStatus, i64>,
    /// Loans past their last due date, which default by themselves unless they are repaid.
    pub at_risk: u64,
    /// The month that is being reported.
    pub month: Month,
}

impl Home {
    /// Loans that the partner must correct before they can go live.
    pub fn issues(&self) -> i64 {
        let of = |status| self.loans.get(&status).copied().unwrap_or(0);
        of(LoanStatus::Issue) + of(LoanStatus::IssueRevising)
    }
}

impl Pa2 {
    /// What waits for a person of this partner.
    pub async fn home(&self, actor: &Actor, partner: PartnerId) -> Result<Home> {
        actor.may(Permission::ReadLoans, partner)?;
        let mut loans = loans::counts(&self.store, partner).await?;
        loans.retain(|_, count| *count > 0);
        Ok(Home {
            drafts: self.count_open_drafts(actor, partner).await?,
            archives: self.count_open_archives(actor, partner).await?,
            loans,
            at_risk: self.count_loans_at_risk(actor, partner, Within::PastTerm).await?,
            month: self.month(actor, partner, None).await?,
        })
    }
}
