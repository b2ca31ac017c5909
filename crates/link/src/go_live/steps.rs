//! The steps in their order, and their words.

use fieldlink_say::{Message, message};

use crate::config::Profile;
use crate::kind::Kind;

/// A step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Stage gives a token.
    Connected,
    /// Rows of a kind were accepted at Stage, and none is uncertain.
    Sent(Kind),
    /// The confirm URLs of Stage are done.
    Opened,
    /// A person says so: its name and its words.
    Confirmed(&'static str, Message),
    /// Nothing of the production profile belongs to another environment.
    Switched,
    /// Production gives a token.
    ProductionConnected,
    /// A small approved run reached production.
    FirstRun,
}

/// All of them (Kiva's guide, "Integration Structure": update, authenticate, test, train, switch).
pub const STEPS: &[Step] = &[
    Step::Connected,
    Step::Sent(Kind::LoanDraft),
    Step::Sent(Kind::Repayment),
    Step::Sent(Kind::Journal),
    Step::Opened,
    Step::Confirmed("kiva-verified", message!("step-kiva-verified")),
    Step::Confirmed("trained", message!("step-trained")),
    Step::Switched,
    Step::ProductionConnected,
    Step::FirstRun,
    Step::Confirmed("first-run-seen", message!("step-first-run-seen")),
];

impl Step {
    /// A stable name.
    pub const fn name(&self) -> &'static str {
        match self {
            Step::Connected => "stage-token",
            Step::Sent(Kind::LoanDraft) => "stage-drafts",
            Step::Sent(Kind::Repayment) => "stage-repayments",
            Step::Sent(Kind::Journal) => "stage-journals",
            Step::Opened => "stage-links",
            Step::Confirmed(name, _) => name,
            Step::Switched => "credentials",
            Step::ProductionConnected => "production-token",
            Step::FirstRun => "first-run",
        }
    }

    /// What is to be done.
    pub fn words(&self) -> Message {
        match self {
            Step::Connected => message!("step-stage-token"),
            Step::Sent(Kind::LoanDraft) => message!("step-stage-drafts"),
            Step::Sent(Kind::Repayment) => message!("step-stage-repayments"),
            Step::Sent(Kind::Journal) => message!("step-stage-journals"),
            Step::Opened => message!("step-stage-links"),
            Step::Confirmed(_, words) => words.clone(),
            Step::Switched => message!("step-credentials"),
            Step::ProductionConnected => message!("step-production-token"),
            Step::FirstRun => message!("step-first-run"),
        }
    }

    /// What to do about it.
    pub(super) fn next(&self, stage: &str, production: &str, profile: &Profile) -> Message {
        // A command is typed as it is, in every language.
        match self {
            Step::Connected => Message::as_is(format!("`fieldlink doctor --profile {stage}`")),
            Step::Sent(kind) => {
                let kind = kind.plural().replace(' ', "_");
                Message::as_is(format!("`fieldlink send --profile {stage} --only {kind}`"))
            }
            Step::Opened => Message::as_is(format!("`fieldlink inbox --profile {stage}`")),
            Step::Confirmed(name, _) => Message::as_is(format!("`fieldlink go-live confirm {name} --by NAME`")),
            Step::Switched => message!("go-live-correct", profile = production),
            Step::ProductionConnected => Message::as_is(format!("`fieldlink doctor --profile {production}`")),
            Step::FirstRun => Message::as_is(format!(
                "`fieldlink plan --profile {production} --limit {} --out first.json`, `fieldlink approve first.json --by NAME`, `fieldlink send --plan first.json`",
                // A limit holds for each kind, the profile's for all of them.
                (profile.first_run_rows / Kind::ALL.len()).max(1)
            )),
        }
    }
}
