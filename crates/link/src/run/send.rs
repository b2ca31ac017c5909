//! Sending: what an earlier run left open first, then a fresh plan.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::plan::{self, Planned};
use super::plan_file::{self, PlanFile, PlanFileError, PlannedKey};
use super::summary::{KindSent, PlanSummary, SendSummary};
use super::{Job, RunError, production};
use crate::delivery::{Courier, Delivered, Repeats, Stop, recovery, send_journals, send_loan_drafts, send_repayments};
use crate::kind::Kind;
use crate::ledger::{Ledger, LedgerError, LedgerLock, RunEntry, State};
use crate::photo::Photos;

/// A clock may be corrected by less than this without a word.
const SET_BACK: TimeDelta = TimeDelta::hours(1);

/// Plans and sends. Whatever interrupts it, running it again goes on where it stopped and sends nothing twice.
///
/// # Errors
/// [`RunError`] when nothing could be planned, or the ledger fails. What the server refuses, remarks or does not
/// answer is no error but part of the summary.
pub async fn send(job: &Job<'_>) -> Result<SendSummary, RunError> {
    let (name, profile) = job.profile()?;
    let client = job.client()?;
    let url = Ledger::place_of(job.config, profile)?;
    let shared = job.config.ledger_of(profile).workers;
    // The tables first: a worker's number comes from one of them.
    let ledger = Ledger::of(job.config, name, profile).await?;
    let mut lock = if shared {
        LedgerLock::share(&url).await?
    } else {
        LedgerLock::take(&url).await?
    };
    let run = job.run();
    let approved_by = job.options.plan.as_ref().and_then(|plan| plan.approval.as_ref());
    let approved_by = approved_by.map(|approval| approval.by.clone());
    let by = approved_by.as_deref().or(job.options.by.as_deref());
    let ledger = ledger.acting(&run, by).working_as(&lock);
    let courier = Courier {
        client: &client,
        ledger: &ledger,
        clock: &job.clock,
        watch: job.watch,
        profile: name,
        partner: job.config.partner_at(profile),
        repeats: Repeats::of(job.config, profile, job.clock.now()),
        shared: lock.worker().is_some(),
        at_once: profile.at_once(),
    };
    // A large future, kept off the stack of whoever waits for it.
    let outcome = Box::pin(send_with(job, &courier, &mut lock)).await;
    let (exit_code, sent, stopped) = match &outcome {
        Ok(summary) => {
            let sent = summary.kinds().map(|(_, sent)| sent.delivered.sent).sum::<usize>();
            let stopped = summary.stop().map(|stop| stop.why.to_owned());
            (i64::from(summary.exit_code()), sent, stopped)
        }
        Err(error) => (1, 0, Some(error.name().to_owned())),
    };
    let entry = RunEntry {
        run: run.clone(),
        at: job.clock.now(),
        by: job.options.by.clone(),
        approved_by,
        exit_code,
        sent: u64::try_from(sent).unwrap_or(u64::MAX),
        stopped,
    };
    match outcome {
        Ok(summary) => {
            ledger.put_run(&entry).await?;
            Ok(summary)
        }
        Err(error) => {
            // The first error is the one that a person must hear of, even when the ledger cannot be written either.
            let _ = ledger.put_run(&entry).await;
            Err(error)
        }
    }
}

/// Plans, sees whether that may be sent, and sends it, under the lock.
async fn send_with(job: &Job<'_>, courier: &Courier<'_>, lock: &mut LedgerLock) -> Result<SendSummary, RunError> {
    let settings = job.config.settings();
    let (name, profile) = job.profile()?;
    let (client, ledger) = (courier.client, courier.ledger);
    clock(job, ledger).await?;
    let plan_file = job.options.plan.as_ref();
    if let Some(file) = plan_file {
        let key = plan_file::key(ledger, courier.clock.now()).await?;
        file.check(name, courier.partner.0, &key)?;
        file.check_config(job)?;
    }
    production::admit(job, ledger, name, profile, plan_file).await?;
    let mut summary = SendSummary {
        run: job.run(),
        approved_by: plan_file
            .and_then(|file| file.approval.as_ref())
            .map(|approval| approval.by.clone()),
        profile: name.to_owned(),
        partner_id: courier.partner.0,
        period: job.period().to_string(),
        loan_drafts: None,
        repayments: None,
        journals: None,
    };
    let recovered = recovered(job, courier, lock).await?;
    let [drafts_before, mut repayments_before, mut journals_before] =
        <[Delivered; 3]>::try_from(recovered).unwrap_or_default();

    let mut planned = Box::pin(plan::all(job, client, ledger, plan_file.is_some())).await?;
    // Planning has asked the server, so its clock is known now.
    production::same_time(job, profile, client)?;
    let mut summed = plan::summed(job, &mut planned)?;
    if let Some(file) = plan_file {
        unchanged(file, &summed, &planned)?;
    }
    if !summed.guards.is_empty() && !job.options.override_guards {
        return Err(RunError::Guards(summed.guards));
    }
    if let (Some(read), Some(config)) = (planned.loan_drafts, &settings.loan_drafts) {
        let kind_plan = summed.loan_drafts.take().unwrap_or_default();
        let mut rows = read.entered(courier, &kind_plan).await?;
        let count = rows.len();
        let photos = Photos::open(job.config, config)?;
        let delivered = delivered(drafts_before, count, async || {
            send_loan_drafts(courier, &mut rows, count, &photos).await
        })
        .await?;
        rows.came_back()?;
        repayments_before.stop = repayments_before.stop.or(for_all(&delivered));
        summary.loan_drafts = Some(KindSent {
            plan: kind_plan,
            delivered,
        });
    }
    if let (Some(repayments), Some(config)) = (planned.repayments, &settings.repayments) {
        let kind_plan = summed.repayments.take().unwrap_or_default();
        let ready = repayments.entered(courier, &kind_plan).await?;
        let count = ready.len();
        let delivered = delivered(repayments_before, count, async || {
            send_repayments(courier, ready.rows(courier.shared), count, config.batch).await
        })
        .await?;
        journals_before.stop = journals_before.stop.or(for_all(&delivered));
        summary.repayments = Some(KindSent {
            plan: kind_plan,
            delivered,
        });
    }
    if let (Some(read), Some(config)) = (planned.journals, &settings.journals) {
        let kind_plan = summed.journals.take().unwrap_or_default();
        let mut rows = read.entered(courier, &kind_plan).await?;
        let count = rows.len();
        let delivered = delivered(journals_before, count, async || {
            send_journals(courier, &mut rows, count, config.batch).await
        })
        .await?;
        rows.came_back()?;
        summary.journals = Some(KindSent {
            plan: kind_plan,
            delivered,
        });
    }
    Ok(summary)
}

/// The clock was not set back since the last run: the month of a report comes from it.
async fn clock(job: &Job<'_>, ledger: &Ledger) -> Result<(), RunError> {
    let now = job.clock.now();
    // A run that was stopped for its clock says nothing about the right time.
    let runs = ledger.runs(50).await?;
    match runs.iter().find(|run| run.stopped.as_deref() != Some("clock")) {
        Some(last) if !job.options.clock_is_right && last.at > now + SET_BACK => Err(RunError::Clock {
            now: now.format("%Y-%m-%d %H:%M UTC").to_string(),
            last: last.at.format("%Y-%m-%d %H:%M UTC").to_string(),
        }),
        _ => Ok(()),
    }
}

/// What earlier runs left open, taken up; of several workers one does it at a time.
async fn recovered(job: &Job<'_>, courier: &Courier<'_>, lock: &mut LedgerLock) -> Result<Vec<Delivered>, RunError> {
    let locks = |error| RunError::Locks(Box::new(error));
    let mut all = Vec::new();
    if !lock.may_recover().await.map_err(locks)? {
        return Ok(Kind::ALL.map(|_| Delivered::default()).into());
    }
    let mut living = BTreeSet::new();
    if courier.shared {
        for row in courier.ledger.rows(&[State::Sending], None).await? {
            if let Some(worker) = row.worker
                && lock.lives(worker).await.map_err(locks)?
            {
                living.insert(worker);
            }
        }
    }
    for kind in Kind::ALL {
        all.push(if job.wants(kind) {
            recovery::recover(courier, kind, &living).await?
        } else {
            Delivered::default()
        });
    }
    lock.recovered().await.map_err(locks)?;
    Ok(all)
}

/// Whether the plan is still what would be sent. What an interrupted run of the same plan has sent is.
fn unchanged(file: &PlanFile, now: &PlanSummary, planned: &Planned) -> Result<(), RunError> {
    let sent = |kind, row: &PlannedKey| {
        let (key, hash) = (&row.key, &row.hash);
        match kind {
            Kind::LoanDraft => planned.loan_drafts.as_ref().is_some_and(|all| all.was_sent(key, hash)),
            Kind::Repayment => planned.repayments.as_ref().is_some_and(|all| all.was_sent(key, hash)),
            Kind::Journal => planned.journals.as_ref().is_some_and(|all| all.was_sent(key, hash)),
        }
    };
    let mut found = Vec::new();
    for (kind, plan) in now.kinds() {
        found.extend(file.differences(kind, plan, |row| sent(kind, row)));
    }
    if found.is_empty() {
        Ok(())
    } else {
        Err(PlanFileError::Changed(found).into())
    }
}

/// A stop that the next kind would meet as well.
fn for_all(delivered: &Delivered) -> Option<Stop> {
    delivered.stop.clone().filter(Stop::is_for_all)
}

/// Adds the delivery of so many fresh rows to what recovery did, unless recovery had to stop.
async fn delivered(
    before: Delivered,
    rows: usize,
    send: impl AsyncFnOnce() -> Result<Delivered, LedgerError>,
) -> Result<Delivered, RunError> {
    let mut all = before;
    if all.stop.is_some() {
        all.not_sent += rows;
    } else {
        all.add(send().await?);
    }
    Ok(all)
}
