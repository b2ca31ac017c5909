//! A posted loan.

use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc};
use fieldlink_contract::loan_draft::Gender;
pub use fieldlink_contract::loans::LoanStatus;
use iso_currency::Currency;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::calendar::{Period, pacific_day};
use crate::ids::{KivaId, PartnerId};
use crate::money::Minor;
use crate::partner::CurrencyLoss;
use crate::schedule::Schedule;
use crate::settings::Settings;

/// A borrower of a loan: one for an individual loan, several for a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Borrower {
    /// The partner's loan ID of this borrower, byte for byte.
    pub loan_id: String,
    /// The partner's client ID, byte for byte.
    pub client_id: String,
    /// Given name.
    pub first_name: String,
    /// Family name; never shown to lenders.
    pub last_name: String,
    /// As in the contract.
    pub gender: Gender,
    /// Principal of this borrower, in the loan's currency.
    pub amount: Minor,
}

/// What a reviewer found (domain.md 2.3; codes in the manual of 2014).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// Short code, such as `FPU`.
    pub code: String,
    /// What is wrong, for the partner.
    pub text: String,
    /// Who found it.
    pub reported_by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// When a loan reached each state; each is set once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoanTimes {
    /// Posted: the draft was published.
    pub created: DateTime<Utc>,
    /// Passed review.
    pub reviewed: Option<DateTime<Utc>>,
    /// Went live for lenders.
    pub listed: Option<DateTime<Utc>>,
    /// Leaves the site unfunded at this moment.
    pub planned_expiration: Option<DateTime<Utc>>,
    /// Expires unlisted at this moment.
    pub planned_inactive_expire: Option<DateTime<Utc>>,
    /// Fully funded.
    pub raised: Option<DateTime<Utc>>,
    /// Funded and disbursed.
    pub paying_back: Option<DateTime<Utc>>,
    /// Repaid in full.
    pub ended: Option<DateTime<Utc>>,
    /// Lenders refunded.
    pub refunded: Option<DateTime<Utc>>,
    /// Not funded in time, or never listed.
    pub expired: Option<DateTime<Utc>>,
    /// Given up.
    pub defaulted: Option<DateTime<Utc>>,
}

impl LoanTimes {
    /// A loan posted at `at` and nothing else yet.
    pub fn created(at: DateTime<Utc>) -> LoanTimes {
        LoanTimes {
            created: at,
            reviewed: None,
            listed: None,
            planned_expiration: None,
            planned_inactive_expire: None,
            raised: None,
            paying_back: None,
            ended: None,
            refunded: None,
            expired: None,
            defaulted: None,
        }
    }
}

/// A loan on Kiva.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loan {
    /// Kiva ID.
    pub id: KivaId,
    /// The draft's uuid (domain.md 1.6).
    pub uuid: String,
    /// Whose loan it is.
    pub partner_id: PartnerId,
    /// Its place in the partner's list: 0 for the first loan, without gaps.
    pub seq: i64,
    /// The partner's loan ID: the borrower's for an individual loan.
    pub internal_loan_id: String,
    /// The partner's client ID: the borrower's for an individual loan.
    pub internal_client_id: String,
    /// Shown name: the group's, or the borrower's given and family name.
    pub name: String,
    /// Who receives the money, in the draft's order.
    pub borrowers: Vec<Borrower>,
    /// "Town: Country".
    pub location: String,
    /// Activity id.
    pub activity_id: i64,
    /// Theme type id.
    pub theme_type_id: i64,
    /// Language of the description.
    pub language_id: i64,
    /// "to ..."
    pub loanuse: String,
    /// The story.
    pub description: String,
    /// Currency of the loan to the borrower.
    pub currency: Currency,
    /// Sum of the borrowers' amounts, in that currency.
    pub principal: Minor,
    /// Asked on Kiva, US cents, a multiple of 25 USD.
    pub price_usd: Minor,
    /// Local currency per USD when it was posted.
    pub rate: Decimal,
    /// Who bears a currency loss.
    pub currency_loss: CurrencyLoss,
    /// Repayments due.
    pub schedule: Schedule,
    /// Day of disbursal.
    pub disburse_on: NaiveDate,
    /// Where it is in its life.
    pub status: LoanStatus,
    /// What a reviewer found, while it is an issue loan.
    pub issue: Option<Issue>,
    /// Raised from lenders so far, US cents.
    pub funded_usd: Minor,
    /// Whether a partly funded loan is paid out.
    pub flexible: bool,
    /// When it reached what.
    pub times: LoanTimes,
    /// Principal repaid according to the final reports, in local currency: what has been invoiced.
    pub repaid: Minor,
    /// Kiva lets it wait: it does not default by itself before this day.
    pub no_default_before: Option<NaiveDate>,
    /// Key of the photo in the photo store.
    pub photo: Option<String>,
    /// Journals published on it.
    pub journals: i64,
    /// When the last of them was published.
    pub last_journal: Option<DateTime<Utc>>,
}

/// What a published draft gives to its loan; the Kiva ID and the place in the list come from the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLoan {
    /// The draft's uuid.
    pub uuid: String,
    /// Whose loan it is.
    pub partner_id: PartnerId,
    /// The partner's loan ID: the borrower's for an individual loan.
    pub internal_loan_id: String,
    /// The partner's client ID: the borrower's for an individual loan.
    pub internal_client_id: String,
    /// Shown name: the group's, or the borrower's given and family name.
    pub name: String,
    /// Who receives the money, in the draft's order.
    pub borrowers: Vec<Borrower>,
    /// "Town: Country".
    pub location: String,
    /// Activity id.
    pub activity_id: i64,
    /// Theme type id.
    pub theme_type_id: i64,
    /// Language of the description.
    pub language_id: i64,
    /// "to ..."
    pub loanuse: String,
    /// The story.
    pub description: String,
    /// Currency of the loan to the borrower.
    pub currency: Currency,
    /// Sum of the borrowers' amounts, in that currency.
    pub principal: Minor,
    /// Asked on Kiva, US cents, a multiple of 25 USD.
    pub price_usd: Minor,
    /// Local currency per USD on the day of posting.
    pub rate: Decimal,
    /// Who bears a currency loss.
    pub currency_loss: CurrencyLoss,
    /// Repayments due.
    pub schedule: Schedule,
    /// Day of disbursal.
    pub disburse_on: NaiveDate,
    /// Whether a partly funded loan is paid out.
    pub flexible: bool,
    /// Key of the photo in the photo store.
    pub photo: Option<String>,
}

impl NewLoan {
    /// The loan as it stands when it is posted: inactive, waiting for review (domain.md 2.3).
    pub fn posted(self, id: KivaId, seq: i64, at: DateTime<Utc>, settings: &Settings) -> Loan {
        Loan {
            id,
            uuid: self.uuid,
            partner_id: self.partner_id,
            seq,
            internal_loan_id: self.internal_loan_id,
            internal_client_id: self.internal_client_id,
            name: self.name,
            borrowers: self.borrowers,
            location: self.location,
            activity_id: self.activity_id,
            theme_type_id: self.theme_type_id,
            language_id: self.language_id,
            loanuse: self.loanuse,
            description: self.description,
            currency: self.currency,
            principal: self.principal,
            price_usd: self.price_usd,
            rate: self.rate,
            currency_loss: self.currency_loss,
            schedule: self.schedule,
            disburse_on: self.disburse_on,
            status: LoanStatus::Inactive,
            issue: None,
            funded_usd: Minor::ZERO,
            flexible: self.flexible,
            times: LoanTimes {
                planned_inactive_expire: Some(at + Duration::days(settings.inactive_expiry_days)),
                ..LoanTimes::created(at)
            },
            repaid: Minor::ZERO,
            no_default_before: None,
            photo: self.photo,
            journals: 0,
            last_journal: None,
        }
    }
}

/// The last day of the latest month whose report is over: made final, or its final day has passed (domain.md 2.5).
pub fn last_reported_day(now: DateTime<Utc>, settings: &Settings) -> NaiveDate {
    let today = pacific_day(now);
    let last_month = Period::of(today).previous();
    if today.day() >= settings.statement_final_day {
        last_month.last_day()
    } else {
        last_month.previous().last_day()
    }
}

impl Loan {
    /// Principal not repaid yet.
    pub fn outstanding(&self) -> Minor {
        self.principal - self.repaid
    }

    /// Paying back with a due date behind it that is not repaid (domain.md 2.7). A month is looked at once its report is
    /// over: until then nobody knows what was collected in it.
    pub fn delinquent(&self, now: DateTime<Utc>, settings: &Settings) -> bool {
        self.status == LoanStatus::PayingBack
            && self.schedule.principal_due_by(last_reported_day(now, settings)) > self.repaid
    }

    /// Whether a repayment may be reported on it: payingBack and defaulted loans only (domain.md 2.5).
    pub fn takes_repayments(&self) -> bool {
        matches!(self.status, LoanStatus::PayingBack | LoanStatus::Defaulted)
    }

    /// Whether a journal may be written on it (domain.md 2.8): it was funded and not given back.
    pub fn takes_journals(&self) -> bool {
        crate::journal::eligible(self.status)
    }
}
