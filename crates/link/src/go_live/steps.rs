//! The steps in their order, and their words.

use crate::config::Profile;
use crate::kind::Kind;
use crate::said::Said;

/// A step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Stage gives a token.
    Connected,
    /// Rows of a kind were accepted at Stage, and none is uncertain.
    Sent(Kind),
    /// The confirm URLs of Stage are done.
    Opened,
    /// A person says so: its name and its words.
    Confirmed(&'static str, &'static str),
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
    Step::Confirmed(
        "kiva-verified",
        "Kiva has looked at the tests and said that they are right",
    ),
    Step::Confirmed(
        "trained",
        "The Kiva Coordinator knows how drafts, repayments and journals arrive by the API",
    ),
    Step::Switched,
    Step::ProductionConnected,
    Step::FirstRun,
    Step::Confirmed(
        "first-run-seen",
        "The Kiva Coordinator has seen the first rows in PA2 and found them right",
    ),
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
    pub const fn words(&self) -> &'static str {
        match self {
            Step::Connected => "Stage answers with a token",
            Step::Sent(Kind::LoanDraft) => "Loan drafts were accepted at Stage",
            Step::Sent(Kind::Repayment) => "Repayments were accepted at Stage",
            Step::Sent(Kind::Journal) => "Journals were accepted at Stage",
            Step::Opened => "The confirm URLs of Stage were opened and done",
            Step::Confirmed(_, words) => words,
            Step::Switched => "The credentials are those of production, and no other's",
            Step::ProductionConnected => "Production answers with a token",
            Step::FirstRun => "A small first run, approved by a person, reached production",
        }
    }

    /// What to do about it.
    pub(super) fn next(&self, stage: &str, production: &str, profile: &Profile) -> Said {
        // A command is typed as it is, in every language.
        match self {
            Step::Connected => Said::from(format!("`fieldlink doctor --profile {stage}`")),
            Step::Sent(kind) => {
                let kind = kind.plural().replace(' ', "_");
                Said::from(format!("`fieldlink send --profile {stage} --only {kind}`"))
            }
            Step::Opened => Said::from(format!("`fieldlink inbox --profile {stage}`")),
            Step::Confirmed(name, _) => Said::from(format!("`fieldlink go-live confirm {name} --by NAME`")),
            Step::Switched => Said::new(
                "said-go-live-correct",
                &[("profile", production.to_owned())],
                format!("correct [profile.{production}] in fieldlink.toml"),
            ),
            Step::ProductionConnected => Said::from(format!("`fieldlink doctor --profile {production}`")),
            Step::FirstRun => Said::from(format!(
                "`fieldlink plan --profile {production} --limit {} --out first.json`, `fieldlink approve first.json --by NAME`, `fieldlink send --plan first.json`",
                // A limit holds for each kind, the profile's for all of them.
                (profile.first_run_rows / Kind::ALL.len()).max(1)
            )),
        }
    }
}
