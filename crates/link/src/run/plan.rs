//! Planning: records, ledger and Kiva's answers come together.

use fieldlink_client::Client;
use fieldlink_contract::Journal;

use super::decided::{Counting, Decided};
use super::plan_file::{self, PlanFile};
use super::repayments::{PlannedReport, Report};
use super::summary::{KindPlan, PlanSummary};
use super::{Job, RunError, drafts, guards, journals};
use crate::delivery::Repeats;
use crate::kind::Kind;
use crate::ledger::Ledger;
use crate::plan::loan_drafts::Draft;

/// Everything that was planned, with what would be sent.
pub(super) struct Planned {
    pub(super) loan_drafts: Option<Decided<Draft>>,
    pub(super) repayments: Option<PlannedReport>,
    pub(super) journals: Option<Decided<Journal>>,
}

/// Says what would be sent and what would not. Sends nothing, and writes nothing but the tables of a new ledger.
///
/// # Errors
/// [`RunError`] when a source, the ledger or the Partner API cannot be asked.
pub async fn plan(job: &Job<'_>) -> Result<PlanSummary, RunError> {
    let (client, ledger) = open(job).await?;
    let mut planned = Box::pin(all(job, &client, &ledger, true)).await?;
    summed(job, &mut planned)
}

/// The same, with the file that [`super::send`] applies.
///
/// # Errors
/// As [`plan()`].
pub async fn plan_to_file(job: &Job<'_>) -> Result<(PlanSummary, PlanFile), RunError> {
    let (client, ledger) = open(job).await?;
    let mut planned = Box::pin(all(job, &client, &ledger, true)).await?;
    let summary = summed(job, &mut planned)?;
    let key = plan_file::key(&ledger, job.clock.now()).await?;
    let file = PlanFile::new(job, &summary, &key)?;
    Ok((summary, file))
}

pub(super) async fn open(job: &Job<'_>) -> Result<(Client, Ledger), RunError> {
    let (name, profile) = job.profile()?;
    let client = job.client()?;
    Ok((client, Ledger::of(job.config, name, profile).await?))
}

/// What was planned in short. The counts are taken from it.
pub(super) fn summed(job: &Job<'_>, planned: &mut Planned) -> Result<PlanSummary, RunError> {
    let (name, profile) = job.profile()?;
    let taken = |plan: &mut KindPlan| std::mem::take(plan);
    let mut summary = PlanSummary {
        profile: name.to_owned(),
        partner_id: job.config.partner_at(profile).0,
        period: job.period().to_string(),
        loan_drafts: planned.loan_drafts.as_mut().map(|read| taken(&mut read.plan)),
        repayments: planned.repayments.as_mut().map(|report| taken(&mut report.plan)),
        journals: planned.journals.as_mut().map(|read| taken(&mut read.plan)),
        guards: Vec::new(),
    };
    let guards = &job.config.settings().guards;
    summary.guards = summary
        .kinds()
        .flat_map(|(kind, plan)| guards::tripped(guards, kind, plan))
        .collect();
    Ok(summary)
}

/// Plans everything that is wanted. `listed` says whether rows that would be sent are named one by one.
pub(super) async fn all(job: &Job<'_>, client: &Client, ledger: &Ledger, listed: bool) -> Result<Planned, RunError> {
    if !Kind::ALL.into_iter().any(|kind| job.wants(kind)) {
        return Err(RunError::NothingToDo);
    }
    let mut planned = Planned {
        loan_drafts: None,
        repayments: None,
        journals: None,
    };
    let (_, profile) = job.profile()?;
    let repeats = Repeats::of(job.config, profile, job.clock.now());
    let counting = |kind| Counting {
        repeats: repeats.kind(kind),
        listed,
    };
    if job.wants(Kind::LoanDraft) {
        // Large futures, kept off the stack of whoever waits for them.
        planned.loan_drafts = Box::pin(drafts::decided(job, client, ledger, counting(Kind::LoanDraft))).await?;
    }
    if job.wants(Kind::Repayment) {
        planned.repayments = match Report::gather(job, client).await? {
            Some(report) => Some(report.planned(job, ledger, counting(Kind::Repayment)).await?),
            None => None,
        };
    }
    if job.wants(Kind::Journal) {
        planned.journals = Box::pin(journals::decided(job, client, ledger, counting(Kind::Journal))).await?;
    }
    Ok(planned)
}
