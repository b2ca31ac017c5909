//! The list of "Loans Eligible to be Repaid" of a partner that repays its loans some months after their disbursal
//! (domain.md 2.5).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use fieldlink_domain::calendar::Period;
use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::loan::{Loan, LoanStatus};
use fieldlink_domain::repayment::eligible::{disbursed_by, eligible_from};
use fieldlink_domain::statement::month_in_hand;
use fieldlink_store::loans::{self, Filter};
use fieldlink_store::reports;
use fieldlink_store::to_be_repaid::{self, Between, Disbursed};

use crate::{Actor, Pa2, Permission, Result};

/// More eligible loans than these are not counted.
pub const MOST_ELIGIBLE: u64 = 10_000;
/// Most loans that a search of the list looks at.
const FOUND_MOST: usize = 200;

/// Which of the eligible loans are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EligibleLoans {
    /// Only those that became eligible in the month.
    pub new: bool,
    /// Name, Loan ID, Client ID or Kiva ID; empty for all.
    pub query: String,
    /// Only those behind this one; a search has no second page.
    pub after: Option<Disbursed>,
    /// How many at most.
    pub limit: usize,
}

/// A loan that may be repaid, and since when.
#[derive(Debug, Clone)]
pub struct EligibleLoan {
    /// The loan.
    pub loan: Loan,
    /// The first day on which a repayment may fall due.
    pub from: NaiveDate,
}

/// Some of the loans that may be repaid.
#[derive(Debug, Clone)]
pub struct EligiblePage {
    /// Those that were disbursed first come first.
    pub loans: Vec<EligibleLoan>,
    /// How many there are, [`MOST_ELIGIBLE`] at most.
    pub total: u64,
    /// The last of the page, when there are more.
    pub next: Option<Disbursed>,
    /// The month by whose end they are eligible: the one that takes reports, else the present one.
    pub period: Period,
    /// How many months pass from disbursal.
    pub months: u32,
}

impl Pa2 {
    /// The loans that a partner may repay by the end of the month in hand; none for a partner that repays its loans by
    /// their schedules from the first day on.
    pub async fn loans_eligible_to_be_repaid(
        &self,
        actor: &Actor,
        partner: PartnerId,
        wanted: &EligibleLoans,
    ) -> Result<Option<EligiblePage>> {
        actor.may(Permission::ReadLoans, partner)?;
        let partner = self.reporter(partner).await?;
        let Some(months) = partner.profile.repay_after_months else {
            return Ok(None);
        };
        let now = self.now().await?;
        let last_final = reports::last_final(&self.store, partner.id).await?;
        let period = month_in_hand(partner.first_period, last_final, now).unwrap_or(Period::at(now));
        let days = Between {
            from: wanted
                .new
                .then(|| disbursed_by(period.previous(), months).succ_opt())
                .flatten(),
            to: disbursed_by(period, months),
        };
        let as_eligible = |loan: Loan| EligibleLoan {
            from: eligible_from(loan.disburse_on, months),
            loan,
        };
        if !wanted.query.trim().is_empty() {
            let found = self.found_eligible(partner.id, &wanted.query, days).await?;
            return Ok(Some(EligiblePage {
                total: found.len() as u64,
                loans: found.into_iter().map(as_eligible).collect(),
                next: None,
                period,
                months,
            }));
        }
        let limit = wanted.limit;
        let mut some = to_be_repaid::page(&self.store, partner.id, days, wanted.after, limit as u64 + 1).await?;
        let more = some.len() > limit;
        some.truncate(limit);
        let ids: Vec<KivaId> = some.iter().map(|one| one.loan).collect();
        let loans = loans::by_ids(&self.store, partner.id, &ids).await?;
        let mut loans: BTreeMap<KivaId, Loan> = loans.into_iter().map(|loan| (loan.id, loan)).collect();
        Ok(Some(EligiblePage {
            loans: ids.iter().filter_map(|id| loans.remove(id)).map(as_eligible).collect(),
            total: to_be_repaid::count(&self.store, partner.id, days, MOST_ELIGIBLE).await?,
            next: some.last().copied().filter(|_| more),
            period,
            months,
        }))
    }

    async fn found_eligible(&self, partner: PartnerId, query: &str, days: Between) -> Result<Vec<Loan>> {
        let filter = Filter {
            status: Some(LoanStatus::PayingBack),
            query: Some(query.to_owned()),
        };
        let mut found = loans::find_some(&self.store, partner, &filter, 0, FOUND_MOST)
            .await?
            .loans;
        let within = |loan: &Loan| loan.disburse_on <= days.to && days.from.is_none_or(|from| loan.disburse_on >= from);
        found.retain(within);
        found.sort_by_key(|loan| (loan.disburse_on, loan.id));
        Ok(found)
    }
}
