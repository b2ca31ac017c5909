//! The month-end view: the loans that Kiva expects a repayment of, beside what the MIS says.

use std::collections::BTreeMap;

use fieldlink_contract::Repayment;
use fieldlink_contract::codes::problem as code;
use fieldlink_say::{Message, message};
use rust_decimal::Decimal;
use serde::Serialize;

use super::repayments::Report;
use super::{Job, RunError, is_suspicious, plan};
use crate::kind::Kind;
use crate::ledger::{PART, State};
use crate::mapping::Reason;
use crate::plan::loans::KivaLoans;
use crate::plan::{Decision, Item};

/// How a loan or a row of the MIS stands in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Fit to be sent.
    Ready,
    /// Sent before in this month, and different now; fit to be sent.
    Changed,
    /// Kiva has it as it stands in the MIS.
    Reported,
    /// Kiva refused it, and it has not changed since.
    Refused,
    /// Sent, and the answer was lost: a person must look.
    Waiting,
    /// Its amount looks wrong.
    Suspicious,
    /// Held back for another reason.
    Held,
    /// Kiva expects it, and the MIS has no row for it.
    Missing,
    /// The MIS has it, and Kiva lists no such loan.
    Unknown,
}

impl Standing {
    /// All of them, in the order of the view.
    pub const ALL: [Standing; 9] = [
        Standing::Ready,
        Standing::Changed,
        Standing::Reported,
        Standing::Refused,
        Standing::Waiting,
        Standing::Suspicious,
        Standing::Held,
        Standing::Missing,
        Standing::Unknown,
    ];

    /// For people.
    pub fn words(self) -> Message {
        match self {
            Standing::Ready => message!("standing-ready"),
            Standing::Changed => message!("standing-changed"),
            Standing::Reported => message!("standing-reported"),
            Standing::Refused => message!("standing-refused"),
            Standing::Waiting => message!("standing-waiting"),
            Standing::Suspicious => message!("standing-suspicious"),
            Standing::Held => message!("standing-held"),
            Standing::Missing => message!("standing-missing"),
            Standing::Unknown => message!("standing-unknown"),
        }
    }
}

/// A loan of Kiva's, a row of the MIS, or both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MonthRow {
    /// The Loan ID.
    pub loan_id: String,
    /// Kiva's number of the loan.
    pub kiva_id: Option<String>,
    /// Its status there.
    pub status: Option<String>,
    /// What the MIS says.
    pub amount: Option<Decimal>,
    /// What was reported last.
    pub last: Option<Decimal>,
    /// In which currency.
    pub currency: Option<String>,
    /// How it stands.
    pub standing: Standing,
    /// Why it is held back.
    pub reasons: Vec<Reason>,
}

/// A month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MonthSummary {
    /// The profile.
    pub profile: String,
    /// The partner.
    pub partner_id: i64,
    /// The month.
    pub period: String,
    /// Loans that Kiva lists as paying back or defaulted.
    pub expected: usize,
    /// Rows by how they stand.
    pub counts: BTreeMap<Standing, usize>,
    /// Rows of loans that are not Kiva's, passed over because the configuration says so.
    pub ignored: usize,
    /// How many calls it takes to send what is ready, at most 300 rows each.
    pub batches: usize,
    /// The rows: those of the MIS in its order, then what is missing in it.
    pub rows: Vec<MonthRow>,
}

impl MonthSummary {
    /// How many rows stand so.
    pub fn count(&self, standing: Standing) -> usize {
        self.counts.get(&standing).copied().unwrap_or(0)
    }

    /// Rows that a person must look at before the month is whole.
    pub fn open(&self) -> usize {
        [
            Standing::Refused,
            Standing::Waiting,
            Standing::Suspicious,
            Standing::Held,
            Standing::Missing,
            Standing::Unknown,
        ]
        .into_iter()
        .map(|standing| self.count(standing))
        .sum()
    }
}

/// Lays the month out. Sends nothing.
///
/// # Errors
/// [`RunError`] when the source, the ledger or the Partner API cannot be asked.
pub async fn month(job: &Job<'_>) -> Result<MonthSummary, RunError> {
    if !job.wants(Kind::Repayment) {
        return Err(RunError::NothingToDo);
    }
    let (name, profile) = job.profile()?;
    let (client, ledger) = plan::open(job).await?;
    let report = Report::gather(job, &client).await?.ok_or(RunError::NothingToDo)?;
    let prefix = format!("{}/", job.period());
    let mut rows: Vec<MonthRow> = Vec::new();
    let ignored = report
        .each_part(job, &ledger, |part| {
            rows.extend(part.into_iter().map(|(_, item)| row(item, &prefix, report.loans())));
        })
        .await?;
    for part in rows.chunks_mut(PART) {
        let loan_ids: Vec<String> = part.iter().map(|row| row.loan_id.clone()).collect();
        let mut last = ledger.last_amounts_of(&loan_ids).await?;
        for row in part {
            row.last = last.remove(&row.loan_id).map(|last| last.amount);
        }
    }
    let mut counts = BTreeMap::new();
    for row in &rows {
        *counts.entry(row.standing).or_default() += 1;
    }
    let batch = job
        .config
        .settings()
        .repayments
        .as_ref()
        .map_or(300, |config| config.batch);
    let sendable = rows
        .iter()
        .filter(|row| matches!(row.standing, Standing::Ready | Standing::Changed))
        .count();
    Ok(MonthSummary {
        profile: name.to_owned(),
        partner_id: job.config.partner_at(profile).0,
        period: job.period().to_string(),
        expected: report.loans().len(),
        counts,
        ignored,
        batches: sendable.div_ceil(batch.clamp(1, 300)),
        rows,
    })
}

fn row(item: Item<Repayment>, prefix: &str, loans: &KivaLoans) -> MonthRow {
    let loan_id = match &item.what {
        Some(row) => row.loan_id.clone(),
        None => item.key.strip_prefix(prefix).unwrap_or(&item.key).to_owned(),
    };
    let loan = loans.of(&loan_id).last();
    MonthRow {
        kiva_id: loan.map(|loan| loan.kiva_id().to_owned()),
        status: loan.map(|loan| {
            loan.status()
                .map_or_else(ToOwned::to_owned, |status| status.to_string())
        }),
        currency: loan
            .and_then(|loan| loan.money())
            .map(|(currency, _)| currency.code().to_owned()),
        amount: item.what.as_ref().map(|row| row.amount.decimal()),
        last: None,
        standing: standing(&item.decision, item.origin.is_none()),
        reasons: match item.decision {
            Decision::Held(reasons) => reasons,
            _ => Vec::new(),
        },
        loan_id,
    }
}

fn standing(decision: &Decision, no_record: bool) -> Standing {
    match decision {
        Decision::New | Decision::Later => Standing::Ready,
        Decision::Changed => Standing::Changed,
        Decision::Unchanged(State::Refused) => Standing::Refused,
        Decision::Unchanged(_) => Standing::Reported,
        Decision::Waiting => Standing::Waiting,
        Decision::Held(_) if no_record => Standing::Missing,
        Decision::Held(reasons) if reasons.iter().any(|reason| is_suspicious(&reason.rule)) => Standing::Suspicious,
        Decision::Held(reasons) if reasons.iter().any(|reason| reason.rule == code::LOAN_NOT_FOUND) => {
            Standing::Unknown
        }
        Decision::Held(_) => Standing::Held,
    }
}
