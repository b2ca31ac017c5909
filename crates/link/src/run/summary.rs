//! What a run found and did, in types that become the JSON of the commands.

use fieldlink_contract::codes::problem as code;
use serde::Serialize;

use super::guards::Tripped;
use crate::delivery::{Delivered, Stop};
use crate::kind::Kind;
use crate::mapping::Reason;
use crate::plan::{Decision, Item};
use crate::record::Origin;

/// What a plan says of one kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct KindPlan {
    /// Records, with those that Kiva's list has and the source lacks.
    pub records: usize,
    /// Fit to be sent: new and changed ones together.
    pub planned: usize,
    /// Never sent before.
    pub new: usize,
    /// Sent before and different now.
    pub changed: usize,
    /// Sent before and the same now.
    pub unchanged: usize,
    /// Of the unchanged ones, those that the server refused; `retry_refused` sends them again.
    pub refused_before: usize,
    /// Sent with a lost answer: a person must look first.
    pub waiting: usize,
    /// Sent with a lost answer: the next send asks again by itself.
    pub unanswered: usize,
    /// Passed over because the configuration says so.
    pub ignored: usize,
    /// Fit to be sent, but beyond the limit of this run.
    pub later: usize,
    /// Of those held, the ones whose amount looks wrong.
    pub suspicious: usize,
    /// Not fit to be sent, each with its reasons.
    pub held: Vec<HeldRow>,
    /// What is worth a look but holds nothing back.
    pub notes: Vec<Reason>,
    /// Those that would be sent. A send names none of them here: they are in the ledger.
    pub rows: Vec<PlannedRow>,
}

/// A record that would be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlannedRow {
    /// How the ledger knows it.
    pub key: String,
    /// Which revision it would be.
    pub revision: i64,
    /// Hash of what would be sent.
    pub hash: String,
    /// Whether an earlier revision was sent.
    pub changed: bool,
    /// Where it stands.
    pub origin: Option<Origin>,
}

/// A record that is held back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeldRow {
    /// How the ledger knows it.
    pub key: String,
    /// Where it stands.
    pub origin: Option<Origin>,
    /// Whether its amount looks wrong, rather than its record.
    pub suspicious: bool,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// What would be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlanSummary {
    /// The profile.
    pub profile: String,
    /// The partner.
    pub partner_id: i64,
    /// The month of the repayment report.
    pub period: String,
    /// Loan drafts, when they are configured and wanted.
    pub loan_drafts: Option<KindPlan>,
    /// Repayments, in the same way.
    pub repayments: Option<KindPlan>,
    /// Journals, in the same way.
    pub journals: Option<KindPlan>,
    /// Guards that would stop a send.
    pub guards: Vec<Tripped>,
}

impl PlanSummary {
    /// The plans there are, by kind.
    pub fn kinds(&self) -> impl Iterator<Item = (Kind, &KindPlan)> {
        [
            (Kind::LoanDraft, &self.loan_drafts),
            (Kind::Repayment, &self.repayments),
            (Kind::Journal, &self.journals),
        ]
        .into_iter()
        .filter_map(|(kind, plan)| plan.as_ref().map(|plan| (kind, plan)))
    }
}

/// What was planned and sent of one kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct KindSent {
    /// The plan.
    pub plan: KindPlan,
    /// What became of it, with what an earlier run had left open.
    pub delivered: Delivered,
}

/// What was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SendSummary {
    /// The run, as the history of rows names it.
    pub run: String,
    /// Who approved the plan that was sent.
    pub approved_by: Option<String>,
    /// The profile.
    pub profile: String,
    /// The partner.
    pub partner_id: i64,
    /// The month of the repayment report.
    pub period: String,
    /// Loan drafts, when they are configured and wanted.
    pub loan_drafts: Option<KindSent>,
    /// Repayments, in the same way.
    pub repayments: Option<KindSent>,
    /// Journals, in the same way.
    pub journals: Option<KindSent>,
}

impl SendSummary {
    /// What was sent, by kind.
    pub fn kinds(&self) -> impl Iterator<Item = (Kind, &KindSent)> {
        [
            (Kind::LoanDraft, &self.loan_drafts),
            (Kind::Repayment, &self.repayments),
            (Kind::Journal, &self.journals),
        ]
        .into_iter()
        .filter_map(|(kind, sent)| sent.as_ref().map(|sent| (kind, sent)))
    }

    /// The first reason why delivery stopped, if it did.
    pub fn stop(&self) -> Option<&Stop> {
        self.kinds().find_map(|(_, sent)| sent.delivered.stop.as_ref())
    }

    /// The exit code of `fieldlink send`: 0 all sent, 1 delivery stopped, 3 some rows held or refused, 4 some rows
    /// wait for a person who looks in PA2, 5 answers were lost and the next send asks again by itself.
    pub fn exit_code(&self) -> u8 {
        let mut sent = self.kinds().map(|(_, sent)| sent);
        let lost = |repeats: bool| {
            self.kinds()
                .any(|(_, sent)| sent.delivered.uncertain.iter().any(|row| row.repeats == repeats))
        };
        if lost(false) || self.kinds().any(|(_, sent)| sent.plan.waiting > 0) {
            4
        } else if self.stop().is_some_and(|stop| stop.why != Stop::UNANSWERED) {
            1
        } else if lost(true) || self.kinds().any(|(_, sent)| sent.plan.unanswered > 0) {
            5
        } else if sent.any(|sent| {
            !sent.plan.held.is_empty() || !sent.delivered.refused.is_empty() || !sent.delivered.held.is_empty()
        }) {
            3
        } else {
            0
        }
    }
}

impl KindPlan {
    /// Counts one decision; `repeats` tells whether a lost answer settles by itself. What is held and what is worth a look is
    /// named; what is sent is not.
    pub(super) fn count<T>(&mut self, item: &Item<T>, repeats: bool) {
        self.records += 1;
        match &item.decision {
            Decision::New => self.new += 1,
            Decision::Changed => self.changed += 1,
            Decision::Unchanged(state) => {
                self.unchanged += 1;
                self.refused_before += usize::from(!state.is_accepted());
            }
            Decision::Waiting if repeats => self.unanswered += 1,
            Decision::Waiting => self.waiting += 1,
            Decision::Later => self.later += 1,
            Decision::Held(reasons) => {
                let suspicious = reasons.iter().any(|reason| is_suspicious(&reason.rule));
                self.suspicious += usize::from(suspicious);
                self.held.push(HeldRow {
                    key: item.key.clone(),
                    origin: item.origin.clone(),
                    suspicious,
                    reasons: reasons.clone(),
                });
            }
        }
        self.planned = self.new + self.changed;
        self.notes.extend(item.notes.iter().cloned());
    }

    /// Names it, if it would be sent.
    pub(super) fn list<T>(&mut self, item: &Item<T>) {
        if item.is_sendable() {
            self.rows.push(PlannedRow {
                key: item.key.clone(),
                revision: item.revision,
                hash: item.hash.clone(),
                changed: item.decision == Decision::Changed,
                origin: item.origin.clone(),
            });
        }
    }
}

/// Whether a rule is about an amount that looks like the wrong column or a slip: lower than before, above the principal,
/// or what is outstanding.
pub fn is_suspicious(rule: &str) -> bool {
    [
        code::AMOUNT_DECREASED,
        code::AMOUNT_EXCEEDS_PRINCIPAL,
        "amount_is_outstanding",
    ]
    .contains(&rule)
}
