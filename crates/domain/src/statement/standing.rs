//! How a partner's loans stand at the end of a month: what is outstanding and past due, what was given up, and how many
//! clients have a journal (domain.md 2.6, 2.7).

use fieldlink_contract::loans::LoanStatus;
use serde::{Deserialize, Serialize};

use super::line::{Line, MonthLoan};
use crate::money::{Minor, share};

/// The loans in repayment, as a month's report leaves them. Amounts are lenders' money, US cents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Book {
    /// Loans in repayment.
    pub loans: u64,
    /// Principal not repaid yet.
    pub outstanding_usd: Minor,
    /// Loans with a repayment past due.
    pub delinquent: u64,
    /// Principal past due.
    pub past_due_usd: Minor,
    /// All that is outstanding on loans with a repayment past due.
    pub at_risk_usd: Minor,
}

impl Book {
    /// Adds a loan with its line of the month, where it has one.
    pub fn add(&mut self, loan: &MonthLoan, line: Option<&Line>) {
        if loan.status != LoanStatus::PayingBack {
            return;
        }
        let repaid = line.map_or(loan.invoiced, |line| line.cumulative);
        let lent = |part: Minor| share(loan.funded_usd, part, loan.principal);
        let outstanding = loan.funded_usd - lent(repaid);
        if outstanding <= Minor::ZERO {
            return;
        }
        self.loans += 1;
        self.outstanding_usd += outstanding;
        let scheduled = loan.scheduled.min(loan.principal);
        if scheduled > repaid {
            self.delinquent += 1;
            self.past_due_usd += lent(scheduled) - lent(repaid);
            self.at_risk_usd += outstanding;
        }
    }

    /// Adds other loans.
    pub fn join(&mut self, other: &Book) {
        self.loans += other.loans;
        self.outstanding_usd += other.outstanding_usd;
        self.delinquent += other.delinquent;
        self.past_due_usd += other.past_due_usd;
        self.at_risk_usd += other.at_risk_usd;
    }
}

/// How the partner stands. Amounts in US cents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Standing {
    /// The loans in repayment.
    pub book: Book,
    /// Lent on loans that are over: repaid in full or defaulted, not refunded.
    pub ended_usd: Minor,
    /// The part of it that was not repaid on defaulted loans.
    pub defaulted_usd: Minor,
    /// Loans that take journals.
    pub eligible: i64,
    /// Those of them with at least one.
    pub journaled: i64,
}

impl Standing {
    /// Past due of outstanding principal, in hundredths of a per cent; none when nothing is outstanding.
    pub fn delinquency_rate(&self) -> Option<i64> {
        basis_points(self.book.past_due_usd.0, self.book.outstanding_usd.0)
    }

    /// PAR1: what is outstanding on loans past due, of all that is outstanding.
    pub fn par1(&self) -> Option<i64> {
        basis_points(self.book.at_risk_usd.0, self.book.outstanding_usd.0)
    }

    /// Defaulted of what was lent on loans that are over.
    pub fn default_rate(&self) -> Option<i64> {
        basis_points(self.defaulted_usd.0, self.ended_usd.0)
    }

    /// Eligible loans that have a journal.
    pub fn journaling_rate(&self) -> Option<i64> {
        basis_points(self.journaled, self.eligible)
    }
}

fn basis_points(part: i64, whole: i64) -> Option<i64> {
    (whole > 0).then(|| share(Minor(10_000), Minor(part), Minor(whole)).0)
}
