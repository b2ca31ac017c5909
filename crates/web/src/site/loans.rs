//! A loan's page, and what the search box finds.

pub(super) mod columns;
mod find;
mod page;
mod payments;

use fieldlink_app::names::Who;
use fieldlink_domain::loan::LoanStatus;

use crate::site::Pages;
use crate::site::text::Text;

/// The routes of this file.
pub fn routes() -> Pages {
    Pages::new()
        .get("/loans", find::show)
        .get("/loans/{kiva_id}", page::show)
        .get("/loans/{kiva_id}/photo.jpg", page::picture)
        .post("/loans/{kiva_id}/relist", page::relist)
}

/// The status in words.
pub fn status_name(text: &Text, status: LoanStatus) -> String {
    text.get(match status {
        LoanStatus::Inactive => "status-inactive",
        LoanStatus::Reviewed => "status-reviewed",
        LoanStatus::Issue => "status-issue",
        LoanStatus::IssueRevising => "status-issue-revising",
        LoanStatus::IssueApproving => "status-issue-approving",
        LoanStatus::InactiveExpired => "status-inactive-expired",
        LoanStatus::FundRaising => "status-fundraising",
        LoanStatus::Raised => "status-raised",
        LoanStatus::PayingBack => "status-paying-back",
        LoanStatus::Expired => "status-expired",
        LoanStatus::Ended => "status-ended",
        LoanStatus::Defaulted => "status-defaulted",
        LoanStatus::Refunded => "status-refunded",
        LoanStatus::Deleted => "status-deleted",
    })
}

/// Who did something, in words.
pub fn who(text: &Text, who: &Who) -> String {
    match who {
        Who::Named(name) => name.clone(),
        Who::Kiva => text.get("by-kiva"),
        Who::Clock => text.get("by-clock"),
        Who::Operator => text.get("by-operator"),
    }
}
