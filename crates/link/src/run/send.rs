//! Sending: what an earlier run left open first, then a fresh plan.

use fieldlink_domain::calendar::Period;

use super::plan::{self, repayment_of};
use super::summary::{KindPlan, KindSent, SendSummary};
use super::{Job, RunError};
use crate::delivery::{Courier, Delivered, Ready, recovery, send_journals, send_loan_drafts, send_repayments};
use crate::kind::Kind;
use crate::ledger::{Entry, Ledger, LedgerLock, LedgerUrl};
use crate::plan::{Decision, Item};

/// Plans and sends. Whatever interrupts it, running it again goes on where it stopped and sends nothing twice.
///
/// # Errors
/// [`RunError`] when nothing could be planned, or the ledger fails. What the server refuses, remarks or does not
/// answer is no error but part of the summary.
pub async fn send(job: &Job<'_>) -> Result<SendSummary, RunError> {
    let (name, profile) = job.profile()?;
    let settings = job.config.settings();
    let partner = settings.partner.partner_id();
    let client = job.client()?;
    let url = LedgerUrl::of(job.config)?;
    let _lock = LedgerLock::take(&url).await?;
    let ledger = Ledger::open(&url, name, partner).await?;
    let courier = Courier {
        client: &client,
        ledger: &ledger,
        clock: &job.clock,
        watch: job.watch,
        profile: name,
        partner,
        idempotency: profile.idempotency,
    };
    let mode = settings.partner.amount_mode;
    let mut summary = SendSummary {
        profile: name.to_owned(),
        partner_id: partner.0,
        period: job.period().to_string(),
        loan_drafts: None,
        repayments: None,
        journals: None,
    };
    let mut recovered = Vec::new();
    for kind in Kind::ALL {
        let wanted = job.wants(kind);
        recovered.push(if wanted {
            recovery::recover(&courier, kind, mode).await?
        } else {
            Delivered::default()
        });
    }
    let [drafts_before, repayments_before, journals_before] = <[Delivered; 3]>::try_from(recovered).unwrap_or_default();

    let planned = plan::all(job, &client, &ledger).await?;
    if let (Some(items), Some(config)) = (planned.loan_drafts, &settings.loan_drafts) {
        let kind_plan = KindPlan::of(&items, 0);
        let rows = entered(&courier, Kind::LoanDraft, None, items, |_| None).await?;
        let delivered = delivered(drafts_before, rows, async |rows| {
            send_loan_drafts(&courier, rows, config.photo_max_edge).await
        })
        .await?;
        summary.loan_drafts = Some(KindSent {
            plan: kind_plan,
            delivered,
        });
    }
    if let (Some(repayments), Some(config)) = (planned.repayments, &settings.repayments) {
        let kind_plan = KindPlan::of(&repayments.items, repayments.ignored);
        let period = Some(job.period());
        let rows = entered(&courier, Kind::Repayment, period, repayments.items, repayment_of).await?;
        let delivered = delivered(repayments_before, rows, async |rows| {
            send_repayments(&courier, &rows, config.batch, mode).await
        })
        .await?;
        summary.repayments = Some(KindSent {
            plan: kind_plan,
            delivered,
        });
    }
    if let (Some(items), Some(config)) = (planned.journals, &settings.journals) {
        let kind_plan = KindPlan::of(&items, 0);
        let rows = entered(&courier, Kind::Journal, None, items, |_| None).await?;
        let delivered = delivered(journals_before, rows, async |rows| {
            send_journals(&courier, &rows, config.batch).await
        })
        .await?;
        summary.journals = Some(KindSent {
            plan: kind_plan,
            delivered,
        });
    }
    Ok(summary)
}

/// Adds the delivery of fresh rows to what recovery did, unless recovery had to stop.
async fn delivered<T>(
    before: Delivered,
    rows: Vec<Ready<T>>,
    send: impl AsyncFnOnce(Vec<Ready<T>>) -> Result<Delivered, crate::ledger::LedgerError>,
) -> Result<Delivered, RunError> {
    let mut all = before;
    if all.stop.is_some() {
        all.not_sent += rows.len();
    } else {
        all.add(send(rows).await?);
    }
    Ok(all)
}

/// Writes the plan into the ledger and answers the rows that are ready to leave.
async fn entered<T>(
    courier: &Courier<'_>,
    kind: Kind,
    period: Option<Period>,
    items: Vec<Item<T>>,
    repayment: impl Fn(&Item<T>) -> Option<(String, Option<rust_decimal::Decimal>)>,
) -> Result<Vec<Ready<T>>, RunError> {
    let entries: Vec<Entry> = items
        .iter()
        .filter_map(|item| {
            let held = match &item.decision {
                Decision::New | Decision::Changed => Vec::new(),
                Decision::Held(reasons) => reasons.clone(),
                Decision::Unchanged(_) | Decision::Waiting => return None,
            };
            Some(Entry {
                key: item.key.clone(),
                revision: item.revision,
                hash: item.hash.clone(),
                held,
                origin: item.origin.clone(),
                repayment: repayment(item),
            })
        })
        .collect();
    courier
        .ledger
        .enter(kind, period, &entries, courier.clock.now())
        .await?;
    let ids = courier.ledger.planned(kind).await?;
    Ok(items
        .into_iter()
        .filter(Item::is_sendable)
        .filter_map(|item| {
            let (id, revision) = ids
                .get(&item.key)
                .copied()
                .filter(|(_, revision)| *revision == item.revision)?;
            Some(Ready {
                id,
                key: item.key,
                revision,
                what: item.what?,
            })
        })
        .collect())
}
