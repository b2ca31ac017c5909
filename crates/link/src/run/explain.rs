//! What the mapping does with the records, without planning anything: one record step by step, or all of them summed up.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use fieldlink_say::message;
use serde::Serialize;

use super::drafts::{DraftPart, DraftRecords};
use super::gather::{each_journal, each_repayment};
use super::{Job, RunError, kiva};
use crate::config::{Condition, LoanDrafts};
use crate::kind::Kind;
use crate::mapping::explain::{self, Explanation};
use crate::mapping::loan_drafts::DraftMapping;
use crate::mapping::lookup::Offers;
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
    let mut search = Search::of(wanted);
    let when = match kind {
        Kind::LoanDraft => {
            let config = settings.loan_drafts.as_ref().ok_or(RunError::NothingToDo)?;
            let mut read = DraftRecords::read(job, config, None).await?;
            let offers = offers(job).await?;
            for part in read.parts() {
                let part = read.part(part)?;
                let mapping = mapping_of(config, &offers, timezone, &part);
                for record in &part.loans {
                    let key = mapping.map(record).key;
                    let below = key.iter().flat_map(|key| {
                        let members = part.members.of(key).iter();
                        members.chain(part.schedule.of(key))
                    });
                    let below: Vec<u64> = below.map(|child| child.origin.row).collect();
                    search.look(record, key, &below, || explain::loan_draft(&mapping, record));
                }
            }
            config.when.as_ref()
        }
        Kind::Repayment => {
            let config = settings.repayments.as_ref().ok_or(RunError::NothingToDo)?;
            each_repayment(job, config, |record| {
                let key = mapping::repayments::map(&record, config, timezone).key;
                search.look(&record, key, &[], || explain::repayment(&record, config, timezone));
                Ok(())
            })
            .await?;
            config.when.as_ref()
        }
        Kind::Journal => {
            let config = settings.journals.as_ref().ok_or(RunError::NothingToDo)?;
            each_journal(job, config, None, |record| {
                let key = mapping::journals::map(&record, config, timezone).key;
                search.look(&record, key, &[], || explain::journal(&record, config, timezone));
                Ok(())
            })
            .await?;
            config.when.as_ref()
        }
    };
    search.found().ok_or_else(|| not_found(kind, wanted, when))
}

async fn offers(job: &Job<'_>) -> Result<Offers, RunError> {
    job.watch.tell(Progress::Asking("configuration"));
    kiva::offers(&job.client()?).await.map_err(RunError::api)
}

fn mapping_of<'a>(config: &'a LoanDrafts, offers: &'a Offers, timezone: Tz, part: &'a DraftPart) -> DraftMapping<'a> {
    DraftMapping {
        config,
        offers,
        timezone,
        members: &part.members,
        schedule: &part.schedule,
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
        let mut read = DraftRecords::read(job, config, None).await?;
        let offers = offers(job).await?;
        let mut sum = Sum::default();
        std::mem::take(&mut read.strays)
            .into_iter()
            .for_each(|stray| sum.add_reason(stray));
        for part in read.parts() {
            let part = read.part(part)?;
            let mapping = mapping_of(config, &offers, timezone, &part);
            part.loans.iter().for_each(|record| sum.add(mapping.map(record)));
        }
        surveys.push(sum.survey(Kind::LoanDraft));
    }
    if let Some(config) = settings.repayments.as_ref().filter(|_| job.wants(Kind::Repayment)) {
        let mut sum = Sum::default();
        each_repayment(job, config, |record| {
            sum.add(mapping::repayments::map(&record, config, timezone));
            Ok(())
        })
        .await?;
        surveys.push(sum.survey(Kind::Repayment));
    }
    if let Some(config) = settings.journals.as_ref().filter(|_| job.wants(Kind::Journal)) {
        let mut sum = Sum::default();
        each_journal(job, config, None, |record| {
            sum.add(mapping::journals::map(&record, config, timezone));
            Ok(())
        })
        .await?;
        surveys.push(sum.survey(Kind::Journal));
    }
    if surveys.is_empty() {
        return Err(RunError::NothingToDo);
    }
    Ok(surveys)
}

/// What is found of records, summed up.
#[derive(Default)]
struct Sum {
    records: usize,
    unfit: usize,
    /// By rule, column and value.
    findings: BTreeMap<(String, Option<String>, Option<String>), Finding>,
}

impl Sum {
    fn add<T>(&mut self, record: Mapped<T>) {
        self.records += 1;
        if let Err(reasons) = record.outcome {
            self.unfit += 1;
            reasons.into_iter().for_each(|reason| self.add_reason(reason));
        }
    }

    fn add_reason(&mut self, reason: Reason) {
        let same = (reason.rule.clone(), reason.column.clone(), reason.value.clone());
        self.findings
            .entry(same)
            .and_modify(|finding| finding.rows += 1)
            .or_insert(Finding { rows: 1, first: reason });
    }

    fn survey(self, kind: Kind) -> Survey {
        let mut findings: Vec<Finding> = self.findings.into_values().collect();
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.rows));
        Survey {
            kind,
            records: self.records,
            unfit: self.unfit,
            findings,
        }
    }
}

/// Looks for one record while all are read: the first with this key; failing that, the first in the row of this number;
/// failing that, the first loan whose borrower or due date stands in that row.
struct Search<'w> {
    key: &'w str,
    row: Option<u64>,
    found: [Option<Explanation>; 3],
}

impl<'w> Search<'w> {
    fn of(wanted: &'w str) -> Search<'w> {
        Search {
            key: wanted,
            row: wanted.trim().parse().ok(),
            found: [None, None, None],
        }
    }

    /// `below` are the rows of what belongs to the record.
    fn look(&mut self, record: &Record, key: Option<String>, below: &[u64], explained: impl Fn() -> Explanation) {
        let is = |row: u64| self.row == Some(row);
        let fits = [
            key.as_deref() == Some(self.key),
            is(record.origin.row),
            below.iter().copied().any(is),
        ];
        for (found, fits) in self.found.iter_mut().zip(fits) {
            if fits && found.is_none() {
                *found = Some(explained());
            }
        }
    }

    fn found(self) -> Option<Explanation> {
        self.found.into_iter().flatten().next()
    }
}

fn not_found(kind: Kind, wanted: &str, when: Option<&Condition>) -> RunError {
    RunError::NoSuchRow {
        kind,
        wanted: wanted.to_owned(),
        left_out: when.map(|when| Box::new(message!("explain-only-where", when = when.to_string()))),
    }
}
