//! What the mapping does with the records, without planning anything: one record step by step, or all of them summed up.

use std::collections::BTreeMap;

use serde::Serialize;

use super::gather::{journal_records, repayment_records};
use super::plan::{DraftRecords, draft_records};
use super::{Job, RunError, kiva};
use crate::config::Condition;
use crate::kind::Kind;
use crate::mapping::explain::{self, Explanation};
use crate::mapping::loan_drafts::DraftMapping;
use crate::mapping::{self, Mapped, Reason};
use crate::progress::Progress;
use crate::record::Record;

/// What the mapping makes of the records of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Survey {
    /// Which.
    pub kind: Kind,
    /// How many records there are.
    pub records: usize,
    /// How many of them cannot become what is sent.
    pub unfit: usize,
    /// What is wrong with those, the most frequent first.
    pub findings: Vec<Finding>,
}

/// One thing that is wrong with some records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How many rows.
    pub rows: usize,
    /// The first of them, with column, value, rule and what to do.
    pub first: Reason,
}

/// How one record becomes what is sent. `wanted` is its Loan ID (a journal's own id), or the number of its row.
///
/// # Errors
/// [`RunError::NoSuchRow`], and those of reading and asking.
pub async fn explain(job: &Job<'_>, kind: Kind, wanted: &str) -> Result<Explanation, RunError> {
    let settings = job.config.settings();
    let timezone = settings.partner.timezone;
    match kind {
        Kind::LoanDraft => {
            let config = settings.loan_drafts.as_ref().ok_or(RunError::NothingToDo)?;
            let read = draft_records(job, config, None).await?;
            job.watch.tell(Progress::Asking("configuration"));
            let offers = kiva::offers(&job.client()?).await.map_err(RunError::api)?;
            let mapping = DraftMapping {
                config,
                offers: &offers,
                timezone,
                members: &read.members,
                schedule: &read.schedule,
            };
            let parent = |record: &Record| mapping.map(record);
            let found = find(&read.loans, wanted, parent).or_else(|| parent_of(&read, wanted, parent));
            match found {
                Some(record) => Ok(explain::loan_draft(&mapping, record)),
                None => Err(not_found(kind, wanted, config.when.as_ref())),
            }
        }
        Kind::Repayment => {
            let config = settings.repayments.as_ref().ok_or(RunError::NothingToDo)?;
            let rows = repayment_records(job, config).await?;
            match find(&rows, wanted, |record| {
                mapping::repayments::map(record, config, timezone)
            }) {
                Some(record) => Ok(explain::repayment(record, config, timezone)),
                None => Err(not_found(kind, wanted, config.when.as_ref())),
            }
        }
        Kind::Journal => {
            let config = settings.journals.as_ref().ok_or(RunError::NothingToDo)?;
            let rows = journal_records(job, config, None).await?;
            match find(&rows, wanted, |record| mapping::journals::map(record, config, timezone)) {
                Some(record) => Ok(explain::journal(record, config, timezone)),
                None => Err(not_found(kind, wanted, config.when.as_ref())),
            }
        }
    }
}

/// What the mapping makes of all records: how many fit, and what is wrong with the others, value by value.
///
/// # Errors
/// Those of reading and asking.
pub async fn survey(job: &Job<'_>) -> Result<Vec<Survey>, RunError> {
    let settings = job.config.settings();
    let timezone = settings.partner.timezone;
    let mut surveys = Vec::new();
    if let Some(config) = settings.loan_drafts.as_ref().filter(|_| job.wants(Kind::LoanDraft)) {
        let read = draft_records(job, config, None).await?;
        job.watch.tell(Progress::Asking("configuration"));
        let offers = kiva::offers(&job.client()?).await.map_err(RunError::api)?;
        let mapping = DraftMapping {
            config,
            offers: &offers,
            timezone,
            members: &read.members,
            schedule: &read.schedule,
        };
        let mapped = read.loans.iter().map(|record| mapping.map(record));
        surveys.push(summed_up(Kind::LoanDraft, mapped, read.strays));
    }
    if let Some(config) = settings.repayments.as_ref().filter(|_| job.wants(Kind::Repayment)) {
        let rows = repayment_records(job, config).await?;
        let mapped = rows
            .iter()
            .map(|record| mapping::repayments::map(record, config, timezone));
        surveys.push(summed_up(Kind::Repayment, mapped, Vec::new()));
    }
    if let Some(config) = settings.journals.as_ref().filter(|_| job.wants(Kind::Journal)) {
        let rows = journal_records(job, config, None).await?;
        let mapped = rows
            .iter()
            .map(|record| mapping::journals::map(record, config, timezone));
        surveys.push(summed_up(Kind::Journal, mapped, Vec::new()));
    }
    if surveys.is_empty() {
        return Err(RunError::NothingToDo);
    }
    Ok(surveys)
}

fn summed_up<T>(kind: Kind, mapped: impl Iterator<Item = Mapped<T>>, strays: Vec<Reason>) -> Survey {
    let mut records = 0;
    let mut unfit = 0;
    let mut findings: BTreeMap<(String, Option<String>, Option<String>), Finding> = BTreeMap::new();
    let mut add = |reason: Reason| {
        let same = (reason.rule.clone(), reason.column.clone(), reason.value.clone());
        findings
            .entry(same)
            .and_modify(|finding| finding.rows += 1)
            .or_insert(Finding { rows: 1, first: reason });
    };
    strays.into_iter().for_each(&mut add);
    for one in mapped {
        records += 1;
        if let Err(reasons) = one.outcome {
            unfit += 1;
            reasons.into_iter().for_each(&mut add);
        }
    }
    let mut findings: Vec<Finding> = findings.into_values().collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.rows));
    Survey {
        kind,
        records,
        unfit,
        findings,
    }
}

/// The record with this key; failing that, the one in the row of this number.
fn find<'r, T>(records: &'r [Record], wanted: &str, map: impl Fn(&Record) -> Mapped<T>) -> Option<&'r Record> {
    let by_key = records.iter().find(|record| map(record).key.as_deref() == Some(wanted));
    let row: Option<u64> = wanted.trim().parse().ok();
    by_key.or_else(|| records.iter().find(|record| Some(record.origin.row) == row))
}

/// The loan whose borrower or due date stands in the row of this number.
fn parent_of<'r, T>(read: &'r DraftRecords, wanted: &str, map: impl Fn(&Record) -> Mapped<T>) -> Option<&'r Record> {
    let row: u64 = wanted.trim().parse().ok()?;
    let holds = |record: &&Record| {
        let key = map(record).key.unwrap_or_default();
        let mut below = read.members.of(&key).iter().chain(read.schedule.of(&key));
        below.any(|child| child.origin.row == row)
    };
    read.loans.iter().find(holds)
}

fn not_found(kind: Kind, wanted: &str, when: Option<&Condition>) -> RunError {
    RunError::NoSuchRow {
        kind,
        wanted: wanted.to_owned(),
        left_out: when.map_or_else(String::new, |when| format!("; only rows are looked at where {when}")),
    }
}
