//! One loan in a month.

use chrono::{DateTime, Utc};
use fieldlink_contract::loans::LoanStatus;
use iso_currency::Currency;
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use crate::calendar::{Period, pacific_day};
use crate::ids::KivaId;
use crate::money::{Minor, share, to_decimal};
use crate::partner::CurrencyLoss;

/// Lenders bear the part of a currency loss over this many percent, where the loan's policy is "Possible"
/// (domain.md 2.6).
const LOSS_BORNE_BY_PARTNER_PERCENT: i64 = 10;

/// What a month needs to know of a loan that takes repayments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthLoan {
    /// Kiva ID.
    pub id: KivaId,
    /// Its place in the partner's list.
    pub seq: i64,
    /// Theme type id.
    pub theme_type_id: i64,
    /// The partner's loan ID.
    pub internal_loan_id: String,
    /// The partner's client ID.
    pub internal_client_id: String,
    /// Shown name.
    pub name: String,
    /// payingBack or defaulted.
    pub status: LoanStatus,
    /// Currency of the loan to the borrower.
    pub currency: Currency,
    /// In that currency.
    pub principal: Minor,
    /// Asked on Kiva, US cents.
    pub price_usd: Minor,
    /// Raised from lenders, US cents.
    pub funded_usd: Minor,
    /// Local currency per USD at posting.
    pub rate: Decimal,
    /// Who bears a currency loss.
    pub currency_loss: CurrencyLoss,
    /// Principal due by the end of the month, since disbursal.
    pub scheduled: Minor,
    /// When repayment began.
    pub paying_back: Option<DateTime<Utc>>,
    /// Principal repaid according to the final reports: what has been invoiced.
    pub invoiced: Minor,
    /// What was reported in this month.
    pub reported: Option<ReportedAmount>,
}

/// The latest amount that was accepted for a loan in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportedAmount {
    /// Principal repaid since disbursal.
    pub cumulative: Minor,
    /// The upload it came with.
    pub upload_id: i64,
}

/// What a report says of a loan (domain.md 2.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Reported as scheduled.
    OnTime,
    /// Reported below the schedule.
    Delinquent,
    /// Reported above the schedule.
    Prepaid,
    /// Expected, and nothing was reported: billed as scheduled.
    NotReported,
}

impl Category {
    /// Short stable name; also the last part of the key of its text.
    pub fn name(self) -> &'static str {
        match self {
            Category::OnTime => "on_time",
            Category::Delinquent => "delinquent",
            Category::Prepaid => "prepaid",
            Category::NotReported => "not_reported",
        }
    }
}

/// What a month is billed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Billing {
    /// The month.
    pub period: Period,
    /// Local currency per USD on the day of billing; the loan's own rate where none is known.
    pub rate: Option<Decimal>,
    /// Difference from the schedule that still counts as on time, in minor units of the loan's currency.
    pub tolerance: Minor,
}

/// One loan of a month, as billed. Local amounts are in minor units of `currency`, the others in US cents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Kiva ID.
    pub id: KivaId,
    /// Its place in the partner's list.
    pub seq: i64,
    /// Theme type id.
    pub theme_type_id: i64,
    /// The partner's loan ID.
    pub loan_id: String,
    /// The partner's client ID.
    pub client_id: String,
    /// Shown name.
    pub name: String,
    /// Currency of the local amounts.
    pub currency: Currency,
    /// What the report says of it.
    pub category: Category,
    /// Whether a repayment was due that is not invoiced yet.
    pub expected: bool,
    /// Principal due by the end of the month, since disbursal.
    pub scheduled: Minor,
    /// Principal reported, since disbursal; none when nothing was.
    pub reported: Option<Minor>,
    /// The upload that reported it.
    pub upload_id: Option<i64>,
    /// Principal invoiced by earlier final reports.
    pub invoiced_before: Minor,
    /// Principal invoiced once this month is final.
    pub cumulative: Minor,
    /// Repayment in local currency: the month's part of `cumulative`. Negative where an earlier report is corrected.
    pub repaid: Minor,
    /// Local currency per USD at posting.
    pub rate_at_posting: Decimal,
    /// Local currency per USD at billing.
    pub rate_at_billing: Decimal,
    /// What the price on Kiva, rounded up to a full step, adds to the month's repayment.
    pub round_up_usd: Minor,
    /// Repayment in USD at the posting rate, with the round-up: what lenders lent.
    pub repaid_usd: Minor,
    /// The part of it that lenders lose to the exchange rate.
    pub loss_absorbed_usd: Minor,
    /// What the partner owes for the loan.
    pub owed_usd: Minor,
    /// What the exchange rate brings the partner; negative is a loss.
    pub exchange_usd: Minor,
    /// What would be owed had the loan been reported as scheduled (nothing where it is not expected).
    pub owed_as_scheduled_usd: Minor,
}

impl Line {
    /// The loan's line in a month; none when it is neither expected nor reported.
    ///
    /// A defaulted loan is not expected: what it still brings is reported when it comes (domain.md 2.7).
    pub fn of(loan: &MonthLoan, billing: &Billing) -> Option<Line> {
        let month_end = billing.period.last_day();
        let began = loan.paying_back.is_none_or(|at| pacific_day(at) <= month_end);
        let scheduled = loan.scheduled.min(loan.principal);
        let expected = loan.status == LoanStatus::PayingBack && began && scheduled > loan.invoiced;
        let reported = loan.reported.map(|r| r.cumulative);
        if reported.is_none() && !expected {
            return None;
        }
        let category = match reported {
            None => Category::NotReported,
            Some(reported) if reported < scheduled - billing.tolerance => Category::Delinquent,
            Some(reported) if reported > scheduled + billing.tolerance => Category::Prepaid,
            Some(_) => Category::OnTime,
        };
        let cumulative = reported.unwrap_or(scheduled);
        let rate_at_billing = billing.rate.filter(|rate| *rate > Decimal::ZERO).unwrap_or(loan.rate);
        let usd = Usd::of(loan, cumulative, rate_at_billing);
        let as_scheduled = if !expected {
            Minor::ZERO
        } else if cumulative == scheduled {
            usd.owed
        } else {
            Usd::of(loan, scheduled, rate_at_billing).owed
        };
        Some(Line {
            id: loan.id,
            seq: loan.seq,
            theme_type_id: loan.theme_type_id,
            loan_id: loan.internal_loan_id.clone(),
            client_id: loan.internal_client_id.clone(),
            name: loan.name.clone(),
            currency: loan.currency,
            category,
            expected,
            scheduled,
            reported,
            upload_id: loan.reported.map(|r| r.upload_id),
            invoiced_before: loan.invoiced,
            cumulative,
            repaid: cumulative - loan.invoiced,
            rate_at_posting: loan.rate,
            rate_at_billing,
            round_up_usd: usd.round_up,
            repaid_usd: usd.repaid,
            loss_absorbed_usd: usd.loss_absorbed,
            owed_usd: usd.owed,
            exchange_usd: usd.exchange,
            owed_as_scheduled_usd: as_scheduled,
        })
    }
}

/// The US cents of a repayment that brings a loan from what was invoiced to `cumulative`.
struct Usd {
    repaid: Minor,
    round_up: Minor,
    loss_absorbed: Minor,
    owed: Minor,
    exchange: Minor,
}

impl Usd {
    fn of(loan: &MonthLoan, cumulative: Minor, rate_at_billing: Decimal) -> Usd {
        // Differences of cumulative shares: rounding never adds up over the months, and a loan repaid in full has
        // given back exactly what lenders lent.
        let lent = |part: Minor| share(loan.funded_usd, part, loan.principal);
        let funded_part = ratio(loan.funded_usd, loan.price_usd);
        let at = |part: Minor, rate: Decimal| cents(part, loan.currency, rate, funded_part);
        let month = |of: &dyn Fn(Minor) -> Minor| of(cumulative) - of(loan.invoiced);

        let repaid = month(&lent);
        let at_posting = month(&|part| at(part, loan.rate));
        let round_up = repaid - at_posting;
        if loan.currency == Currency::USD || loan.currency_loss == CurrencyLoss::NotApplicable {
            return Usd {
                repaid,
                round_up,
                loss_absorbed: Minor::ZERO,
                owed: repaid,
                exchange: Minor::ZERO,
            };
        }
        let loss_absorbed = match loan.currency_loss {
            CurrencyLoss::Possible => absorbed_by_lenders(repaid, loan.rate, rate_at_billing),
            CurrencyLoss::Covered | CurrencyLoss::NotApplicable => Minor::ZERO,
        };
        let owed = repaid - loss_absorbed;
        let at_billing = month(&|part| at(part, rate_at_billing));
        Usd {
            repaid,
            round_up,
            loss_absorbed,
            owed,
            exchange: at_billing + round_up - owed,
        }
    }
}

/// The part of a loss above ten percent of the amount: what a US dollar lent at `posted` lost by `billed`.
fn absorbed_by_lenders(repaid: Minor, posted: Decimal, billed: Decimal) -> Minor {
    if repaid <= Minor::ZERO || billed <= Decimal::ZERO {
        return Minor::ZERO;
    }
    let over = Decimal::ONE - posted / billed - Decimal::new(LOSS_BORNE_BY_PARTNER_PERCENT, 2);
    if over <= Decimal::ZERO {
        Minor::ZERO
    } else {
        rounded(Decimal::from(repaid.0) * over)
    }
}

fn ratio(part: Minor, whole: Minor) -> Decimal {
    if whole == Minor::ZERO {
        Decimal::ZERO
    } else {
        Decimal::from(part.0) / Decimal::from(whole.0)
    }
}

fn cents(amount: Minor, currency: Currency, rate: Decimal, funded_part: Decimal) -> Minor {
    if rate <= Decimal::ZERO {
        return Minor::ZERO;
    }
    rounded(to_decimal(amount, currency) * funded_part / rate * Decimal::ONE_HUNDRED)
}

fn rounded(cents: Decimal) -> Minor {
    let whole = cents.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
    whole.to_i64().map_or(Minor(i64::MAX), Minor)
}
