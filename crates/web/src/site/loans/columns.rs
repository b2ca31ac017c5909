//! The columns that lists of loans have in common when they are written out.

use fieldlink_app::defaults::Endangered;
use fieldlink_app::repayments::EligibleLoan;
use fieldlink_domain::loan::Loan;

use super::status_name;
use crate::site::export::{Cell, Column};

/// What stands for a loan in a list.
pub trait OfLoan {
    /// The loan.
    fn loan(&self) -> &Loan;
}

impl OfLoan for Loan {
    fn loan(&self) -> &Loan {
        self
    }
}

impl OfLoan for Endangered {
    fn loan(&self) -> &Loan {
        &self.loan
    }
}

impl OfLoan for EligibleLoan {
    fn loan(&self) -> &Loan {
        &self.loan
    }
}

/// Whose loan it is, and its three ids.
pub fn ids<T: OfLoan>() -> [Column<T>; 4] {
    [
        ("loans-name", |_, one| Cell::Text(one.loan().name.clone())),
        ("loans-loan-id", |_, one| {
            Cell::Text(one.loan().internal_loan_id.clone())
        }),
        ("loans-client-id", |_, one| {
            Cell::Text(one.loan().internal_client_id.clone())
        }),
        ("loans-kiva-id", |_, one| Cell::Text(one.loan().id.to_string())),
    ]
}

/// Where it is in its life.
pub fn status<T: OfLoan>() -> Column<T> {
    ("loans-status", |text, one| {
        Cell::Text(status_name(text, one.loan().status))
    })
}

/// The day of its last repayment.
pub fn last_due<T: OfLoan>() -> Column<T> {
    ("defaults-last-due", |_, one| {
        one.loan().schedule.last_due().map_or(Cell::Empty, Cell::Day)
    })
}

/// The currency of the amounts that follow.
pub fn currency<T: OfLoan>() -> Column<T> {
    ("loan-currency", |_, one| {
        Cell::Text(one.loan().currency.code().to_owned())
    })
}

/// What is still to be repaid.
pub fn outstanding<T: OfLoan>() -> Column<T> {
    ("loan-outstanding", |_, one| {
        Cell::money(one.loan().outstanding(), one.loan().currency)
    })
}
