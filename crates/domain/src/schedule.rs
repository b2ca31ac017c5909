//! A repayment schedule: dates with principal and interest in the loan's currency.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::money::Minor;

/// One due date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Installment {
    /// The day it falls due.
    pub date: NaiveDate,
    /// Principal due that day, in minor units.
    pub principal: Minor,
    /// Interest due that day, in minor units.
    pub interest: Minor,
}

/// Installments in the order of their dates.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Schedule(pub Vec<Installment>);

impl Schedule {
    /// All principal.
    pub fn principal(&self) -> Minor {
        self.0.iter().map(|i| i.principal).sum()
    }

    /// Principal that has fallen due up to and including `day`.
    pub fn principal_due_by(&self, day: NaiveDate) -> Minor {
        self.0.iter().filter(|i| i.date <= day).map(|i| i.principal).sum()
    }

    /// The last due date.
    pub fn last_due(&self) -> Option<NaiveDate> {
        self.0.iter().map(|i| i.date).max()
    }
}
