//! `[guards]`: limits that stop a send which looks like a mistake.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::kind::Kind;

/// Limits that stop a send which looks like a mistake, such as a month with every second amount changed. What holds for
/// all kinds stands here, what holds for one of them in `[guards.loan_drafts]`, `[guards.repayments]` and
/// `[guards.journals]`. `fieldlink send --override-guards --by NAME` sends once all the same.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Guards {
    /// Most rows of a kind that one run may send.
    pub max_rows: Option<usize>,
    /// Most rows of a kind that may be held back, in percent of its records.
    pub max_held_percent: Option<usize>,
    /// Most rows of a kind that may have changed since they were sent, in percent of its records.
    pub max_changed_percent: Option<usize>,
    /// Most rows of a kind that may look like a wrong amount, in percent of its records.
    pub max_suspicious_percent: Option<usize>,
    /// Limits of loan drafts alone; they go before the general ones.
    pub loan_drafts: Option<Limits>,
    /// Limits of repayments alone.
    pub repayments: Option<Limits>,
    /// Limits of journals alone.
    pub journals: Option<Limits>,
}

/// The limits of one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Most rows that one run may send.
    pub max_rows: Option<usize>,
    /// Most rows that may be held back, in percent of the records.
    pub max_held_percent: Option<usize>,
    /// Most rows that may have changed since they were sent, in percent of the records.
    pub max_changed_percent: Option<usize>,
    /// Most rows that may look like a wrong amount, in percent of the records.
    pub max_suspicious_percent: Option<usize>,
}

impl Guards {
    /// The limits of a kind: its own where it has them.
    pub fn of(&self, kind: Kind) -> Limits {
        let own = match kind {
            Kind::LoanDraft => self.loan_drafts,
            Kind::Repayment => self.repayments,
            Kind::Journal => self.journals,
        }
        .unwrap_or_default();
        Limits {
            max_rows: own.max_rows.or(self.max_rows),
            max_held_percent: own.max_held_percent.or(self.max_held_percent),
            max_changed_percent: own.max_changed_percent.or(self.max_changed_percent),
            max_suspicious_percent: own.max_suspicious_percent.or(self.max_suspicious_percent),
        }
    }
}
