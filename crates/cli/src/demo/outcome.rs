//! What the demo says at its end: one JSON object, or the same in words.

use fieldlink_link::mapping::Reason;
use fieldlink_link::run::{KindSent, SendSummary};
use serde::Serialize;

/// The whole outcome.
#[derive(Debug, Default, Serialize)]
pub struct Outcome {
    /// Loan drafts, those of the months before included.
    pub loan_drafts: Drafts,
    /// The month's repayment report.
    pub repayments: Repayments,
    /// Journals.
    pub journals: Journals,
    /// Rows of the MIS, neither held back nor refused, that PA2's tables do not have.
    pub lost: usize,
    /// Rows that PA2's tables have more than once.
    pub sent_twice: usize,
    /// How long it took.
    pub seconds: f64,
}

/// Loan drafts.
#[derive(Debug, Default, Serialize)]
pub struct Drafts {
    /// Fit to be sent.
    pub planned: usize,
    /// Held back.
    pub held: usize,
    /// Taken by PA2.
    pub sent: usize,
    /// Published by a person.
    pub published: usize,
}

/// Repayments.
#[derive(Debug, Default, Serialize)]
pub struct Repayments {
    /// Rows of the MIS.
    pub rows: usize,
    /// Held back.
    pub held: usize,
    /// Calls that carried them.
    pub uploads: usize,
    /// What PA2 remarked on rows.
    pub problems: usize,
    /// Whether the month's report is final.
    pub finalized: bool,
}

/// Journals.
#[derive(Debug, Default, Serialize)]
pub struct Journals {
    /// Fit to be sent.
    pub planned: usize,
    /// Held back.
    pub held: usize,
    /// Taken by PA2.
    pub sent: usize,
    /// Where a person confirms them.
    pub confirm_urls: Vec<String>,
    /// Published by a person.
    pub published: usize,
}

impl Outcome {
    /// Adds what a run of the link did.
    pub fn add(&mut self, sent: &SendSummary) {
        if let Some(drafts) = &sent.loan_drafts {
            self.loan_drafts.planned += drafts.plan.planned;
            self.loan_drafts.held += held(drafts).count();
            self.loan_drafts.sent += drafts.delivered.sent;
        }
        if let Some(repayments) = &sent.repayments {
            self.repayments.rows += repayments.plan.records;
            self.repayments.held += held(repayments).count();
            self.repayments.uploads += repayments.delivered.uploads.len();
            self.repayments.problems += repayments.delivered.problems.len();
        }
        if let Some(journals) = &sent.journals {
            self.journals.planned += journals.plan.planned;
            self.journals.held += held(journals).count();
            self.journals.sent += journals.delivered.sent;
            self.journals
                .confirm_urls
                .extend(journals.delivered.confirm_urls.iter().cloned());
        }
    }
}

/// Keys of rows that did not reach PA2 for a reason, with that reason.
pub fn held(sent: &KindSent) -> impl Iterator<Item = (&str, Option<&Reason>)> {
    sent.plan.held.iter().map(|row| (row.key.as_str(), row.reasons.first()))
}
