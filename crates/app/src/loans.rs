//! The partner's loans: the list of the API and the site, and one loan with its history.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use fieldlink_contract::amount::Amount;
use fieldlink_contract::codes;
use fieldlink_contract::loans::{Loan as WireLoan, LoansQuery, LoansReply};
use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::loan::{Loan, LoanStatus};
use fieldlink_domain::money::{self, Minor};
use fieldlink_domain::settings::Settings;
use fieldlink_store::defaults::{self, GivenUp, Request};
use fieldlink_store::loans::{self, Filter};
use fieldlink_store::{audit, loan_past};

use crate::names::Names;
use crate::{Actor, Error, Kind, Pa2, Permission, Result};

pub use fieldlink_store::audit::Act;
pub use fieldlink_store::loan_past::{Month, RowProblem};
pub use fieldlink_store::loans::{Found, Past};

/// Most acts of the audit trail that a loan's page shows.
const TRAIL_MOST: u64 = 100;
/// Most problems of rows that it shows.
const PROBLEMS_MOST: u64 = 50;

/// One loan, as its page shows it.
#[derive(Debug, Clone)]
pub struct LoanView {
    /// The loan.
    pub loan: Loan,
    /// What happened to it, oldest first.
    pub history: Vec<Past>,
    /// What was reported and billed, month by month.
    pub months: Vec<Month>,
    /// What was wrong with its rows, newest first.
    pub problems: Vec<RowProblem>,
    /// What people did to it, newest first.
    pub trail: Vec<Act>,
    /// Who stands behind the labels of history and trail.
    pub names: Names,
    /// Requests not to default it, newest first.
    pub requests: Vec<Request>,
    /// How it was given up, when it was.
    pub given_up: Option<GivenUp>,
    /// Whether a repayment is past due.
    pub delinquent: bool,
    /// When it defaults by itself, while it is paying back.
    pub defaults_at: Option<DateTime<Utc>>,
    /// PA2's time.
    pub now: DateTime<Utc>,
}

impl Pa2 {
    /// The photo on a loan.
    pub async fn loan_photo(&self, actor: &Actor, partner: PartnerId, id: KivaId) -> Result<Vec<u8>> {
        actor.may(Permission::ReadLoans, partner)?;
        let loan = loans::find(&self.store, id).await?;
        let loan = loan
            .filter(|loan| loan.partner_id == partner)
            .ok_or_else(|| no_loan(id))?;
        let missing = || Error::not_found("The photo");
        let key = loan.photo.ok_or_else(missing)?;
        self.photos.get(&key).await?.ok_or_else(missing)
    }

    /// A page of the partner's loans as the Partner API shows them (domain.md 1.5).
    pub async fn list_loans(&self, actor: &Actor, partner: PartnerId, query: LoansQuery) -> Result<LoansReply> {
        actor.may(Permission::ReadLoans, partner)?;
        if self.settings.loans_status_required && query.status.is_none() {
            let all: Vec<&str> = LoanStatus::ALL.into_iter().map(LoanStatus::as_str).collect();
            let message = format!("status is required; it is one of: {}", all.join(", "));
            return Err(Error::new(Kind::Invalid, codes::INVALID_REQUEST, message));
        }
        let limit = query
            .limit
            .unwrap_or(self.settings.loans_limit_default)
            .min(self.settings.loans_limit_max);
        let filter = Filter {
            status: query.status,
            query: query.query,
        };
        let partner_name = self.partner_name(partner).await?;
        let now = self.now().await?;
        let (total, loans) = loans::page(&self.store, partner, &filter, query.offset.unwrap_or(0), limit).await?;
        Ok(LoansReply {
            total_records: i64::try_from(total).unwrap_or(i64::MAX),
            data: loans
                .into_iter()
                .map(|loan| on_the_wire(loan, &partner_name, now, &self.settings))
                .collect(),
        })
    }

    /// What the site's search box finds, `limit` at most from `offset` on; it is not counted beyond
    /// [`loans::MOST_FOUND`].
    pub async fn find_loans(
        &self,
        actor: &Actor,
        partner: PartnerId,
        filter: &Filter,
        (offset, limit): (usize, usize),
    ) -> Result<Found> {
        actor.may(Permission::ReadLoans, partner)?;
        Ok(loans::find_some(&self.store, partner, filter, offset, limit).await?)
    }

    /// One loan of the partner with its history.
    pub async fn loan(&self, actor: &Actor, partner: PartnerId, id: KivaId) -> Result<LoanView> {
        actor.may(Permission::ReadLoans, partner)?;
        let loan = loans::find(&self.store, id)
            .await?
            .filter(|loan| loan.partner_id == partner);
        let loan = loan.ok_or_else(|| no_loan(id))?;
        let history = loans::history(&self.store, id).await?;
        let trail = audit::of_subject(&self.store, partner, &id.to_string(), TRAIL_MOST).await?;
        let labels: BTreeSet<&str> = history.iter().map(|past| past.actor.as_str()).collect();
        let labels: BTreeSet<&str> = labels
            .into_iter()
            .chain(trail.iter().map(|act| act.actor.as_str()))
            .collect();
        let labels: Vec<&str> = labels.into_iter().collect();
        let now = self.now().await?;
        Ok(LoanView {
            delinquent: loan.delinquent(now, &self.settings),
            defaults_at: match loan.status {
                LoanStatus::PayingBack => loan.next_event(&self.settings).map(|(at, _)| at),
                _ => None,
            },
            months: loan_past::months(&self.store, &loan).await?,
            problems: loan_past::problems(&self.store, &loan, PROBLEMS_MOST).await?,
            names: Names::of(&self.store, partner, &labels).await?,
            requests: defaults::requests_of_loan(&self.store, partner, id).await?,
            given_up: defaults::given_up(&self.store, partner, &[id]).await?.pop(),
            loan,
            history,
            trail,
            now,
        })
    }
}

pub(crate) fn no_loan(id: impl std::fmt::Display) -> Error {
    Error::not_found(&format!("Loan {id}"))
}

/// A loan in the contract's shape (domain.md 1.5): ids and prices are text, times unix seconds.
fn on_the_wire(loan: Loan, partner: &str, now: DateTime<Utc>, settings: &Settings) -> WireLoan {
    let seconds = |at: Option<DateTime<Utc>>| at.map(|at| at.timestamp());
    let usd = |amount: Minor| Amount::from(money::to_decimal(amount, iso_currency::Currency::USD));
    WireLoan {
        borrower_count: i64::try_from(loan.borrowers.len()).unwrap_or(i64::MAX),
        delinquent: loan.delinquent(now, settings),
        partner_id: loan.partner_id.to_string(),
        partner: partner.to_owned(),
        kiva_id: loan.id.to_string(),
        status: loan.status.to_string(),
        status_detail: loan
            .issue
            .as_ref()
            .map(|issue| format!("{}: {}", issue.code, issue.text)),
        loan_price: Some(usd(loan.price_usd)),
        loan_local_price: Some(Amount::from(money::to_decimal(loan.principal, loan.currency))),
        loan_currency: loan.currency.code().to_owned(),
        create_time: Some(loan.times.created.timestamp()),
        planned_expiration_time: seconds(loan.times.planned_expiration),
        planned_inactive_expire_time: seconds(loan.times.planned_inactive_expire),
        ended_time: seconds(loan.times.ended),
        refunded_time: seconds(loan.times.refunded),
        expired_time: seconds(loan.times.expired),
        defaulted_time: seconds(loan.times.defaulted),
        issue_feedback_time: None,
        issue_reported_by: loan.issue.map(|issue| issue.reported_by),
        flexible_fundraising_enabled: Some(loan.flexible),
        funded_amount: Some(usd(loan.funded_usd)),
        internal_loan_id: loan.internal_loan_id,
        internal_client_id: loan.internal_client_id,
        uuid: loan.uuid,
        name: loan.name,
        location: loan.location,
    }
}
