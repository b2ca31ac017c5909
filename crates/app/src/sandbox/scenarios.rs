//! Scenarios: a partner at a moment of its life, made in one go.

use chrono::{DateTime, Utc};
use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::partner::Partner;

use crate::audit::Deed;
use crate::seed::{SeedKind, SeedPlan};
use crate::{Actor, Pa2, Result};

/// Loans of the month-end that PA2's own pictures show.
const MONTH_END_LOANS: u64 = 2_199;

/// What can be loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scenario {
    /// 2,199 loans that are paying back; nothing of the month is reported yet.
    MonthEnd,
    /// A partner that has just begun: drafts, some of them with errors, and no loan that repays yet.
    FirstWeek,
    /// A partner some years on: loans in every status, and drafts.
    EveryStatus,
}

impl Scenario {
    /// All of them, in the order they are offered.
    pub const ALL: [Scenario; 3] = [Scenario::MonthEnd, Scenario::FirstWeek, Scenario::EveryStatus];

    /// The spelling of commands and pages.
    pub fn name(self) -> &'static str {
        match self {
            Scenario::MonthEnd => "month-end",
            Scenario::FirstWeek => "first-week",
            Scenario::EveryStatus => "every-status",
        }
    }

    /// The scenario with this name.
    pub fn named(name: &str) -> Option<Scenario> {
        Scenario::ALL.into_iter().find(|scenario| scenario.name() == name)
    }

    /// Kind and number of made loans, and how many drafts.
    fn plan(self) -> (SeedKind, u64, u64) {
        match self {
            Scenario::MonthEnd => (SeedKind::PayingBack, MONTH_END_LOANS, 0),
            Scenario::FirstWeek => (SeedKind::Mixed, 0, 6),
            Scenario::EveryStatus => (SeedKind::Mixed, 300, 4),
        }
    }
}

impl Pa2 {
    /// Adds a scenario to what a partner has; the partner is made if missing. `progress` hears how many loans there are.
    /// Answers how many loans and drafts were made.
    pub async fn load_scenario(
        &self,
        actor: &Actor,
        partner: PartnerId,
        scenario: Scenario,
        progress: &(dyn Fn(u64) + Send + Sync),
    ) -> Result<(u64, u64)> {
        self.may_play_with(actor, partner)?;
        // Its makers are the operator's: the person who asked stands in the audit trail.
        let partner = self.partner_or_sample(&Actor::Operator, partner).await?;
        let (kind, loans, drafts) = scenario.plan();
        let mut made = 0;
        if loans > 0 {
            let plan = SeedPlan {
                partner: partner.id,
                loans,
                seed: 1,
                kind,
            };
            made = self.seed_loans(&Actor::Operator, plan, progress).await?.made;
        }
        let now = self.now().await?;
        self.add_sample_drafts(&partner, drafts, now).await?;
        let tx = self.store.begin().await?;
        let deed = Deed {
            partner: Some(partner.id),
            action: "sandbox.scenario",
            subject: scenario.name(),
            detail: "",
        };
        self.note(&tx, actor, deed).await?;
        tx.commit().await?;
        Ok((made, drafts))
    }

    /// Whether this caller may change this partner's things in the sandbox.
    pub(crate) fn may_play_with(&self, actor: &Actor, partner: PartnerId) -> Result<()> {
        self.may_play(actor)?;
        actor.belongs_to(partner)
    }

    /// Drafts as a partner's MIS sends them: every third lacks something or breaks a rule.
    async fn add_sample_drafts(&self, partner: &Partner, count: u64, now: DateTime<Utc>) -> Result<()> {
        for (n, flawed) in (0..count).zip([false, true, false].into_iter().cycle()) {
            self.add_sample_draft(partner, n, flawed, now).await?;
        }
        Ok(())
    }
}
