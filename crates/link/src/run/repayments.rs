//! The repayments of a run. A report may have any number of rows: they are kept small, and ledger and rules are asked for
//! some thousand of them at a time.

use std::collections::{BTreeSet, HashMap, HashSet};

use fieldlink_client::Client;
use fieldlink_contract::Repayment;
use fieldlink_domain::calendar::Period;

use super::decided::Counting;
use super::gather::each_repayment;
use super::held::{self, Held};
use super::marks::Marks;
use super::summary::KindPlan;
use super::{Job, RunError, kiva};
use crate::config::Repayments;
use crate::delivery::{Courier, Ready};
use crate::kind::Kind;
use crate::ledger::{Entry, Ledger, LedgerError, PART};
use crate::mapping;
use crate::plan::loans::{KivaLoan, KivaLoans};
use crate::plan::repayments::{Against, key, missing, plan};
use crate::plan::rows::Rows;
use crate::plan::{Decision, Item, hash_of};
use crate::progress::Progress;

/// What a report is made of.
pub(super) struct Report<'j> {
    config: &'j Repayments,
    period: Period,
    checked: BTreeSet<String>,
    rows: Rows,
    loans: KivaLoans,
}

/// Some decisions, with the row of the report that each is about; none for a loan that no row is about.
type Part = Vec<(Option<usize>, Item<Repayment>)>;

impl<'j> Report<'j> {
    /// Reads the report, and asks Kiva for its loans; none when none is configured.
    pub(super) async fn gather(job: &Job<'j>, client: &Client) -> Result<Option<Report<'j>>, RunError> {
        let settings = job.config.settings();
        let Some(config) = &settings.repayments else {
            return Ok(None);
        };
        let timezone = settings.partner.timezone;
        let mut rows = Rows::default();
        each_repayment(job, config, |record| {
            rows.push(mapping::repayments::map(&record, config, timezone));
            Ok(())
        })
        .await?;
        job.watch.tell(Progress::Asking("loans"));
        Ok(Some(Report {
            config,
            period: job.period(),
            checked: config.checked.union(&job.options.checked).cloned().collect(),
            rows: rows.complete(),
            loans: kiva::repayable(client).await.map_err(RunError::api)?,
        }))
    }

    /// Kiva's loans.
    pub(super) fn loans(&self) -> &KivaLoans {
        &self.loans
    }

    /// Decides row by row, and tells the decisions part by part. Answers how many rows were passed over.
    pub(super) async fn each_part(
        &self,
        job: &Job<'_>,
        ledger: &Ledger,
        mut tell: impl FnMut(Part),
    ) -> Result<usize, RunError> {
        let mut marks = Marks::of(ledger, Kind::Repayment, job.options.limit).await?;
        let partner = &job.config.settings().partner;
        let mut ignored = 0;
        for first in (0..self.rows.len()).step_by(PART) {
            let part = first..(first + PART).min(self.rows.len());
            let loan_ids: Vec<String> = part
                .clone()
                .filter_map(|at| self.rows.loan_id(at).map(str::to_owned))
                .collect();
            let known = self.known(ledger, loan_ids.iter().map(String::as_str)).await?;
            let last = ledger.last_amounts_of(&loan_ids).await?;
            let against = Against {
                known: &known,
                last: &last,
                loans: &self.loans,
                repeated: self.rows.repeated(),
                mode: partner.amount_mode.into(),
                format: partner.csv_upload_format.into(),
                period: self.period,
                config: self.config,
                checked: &self.checked,
                retry_refused: job.options.retry_refused,
            };
            let mut planned = plan(part.filter_map(|at| self.rows.get(at)).collect(), &against);
            marks.apply(&mut planned.items);
            ignored += planned.ignored;
            let places = planned.places.into_iter().map(|at| Some(first + at));
            tell(places.zip(planned.items).collect());
        }
        let left: Vec<KivaLoan<'_>> = self.loans.missing(|loan_id| self.rows.has(loan_id)).collect();
        for part in left.chunks(PART) {
            let known = self.known(ledger, part.iter().map(|loan| loan.loan_id())).await?;
            let mut items = missing(part.iter().copied(), self.period, &known);
            marks.apply(&mut items);
            tell(items.into_iter().map(|item| (None, item)).collect());
        }
        Ok(ignored)
    }

    async fn known<'i>(
        &self,
        ledger: &Ledger,
        loan_ids: impl Iterator<Item = &'i str>,
    ) -> Result<HashMap<String, crate::ledger::Known>, LedgerError> {
        let keys: Vec<String> = loan_ids.map(|loan_id| key(self.period, loan_id)).collect();
        ledger.known_of(Kind::Repayment, &keys).await
    }

    /// All decisions with what is kept of them until they are sent.
    pub(super) async fn planned(
        self,
        job: &Job<'_>,
        ledger: &Ledger,
        counting: Counting,
    ) -> Result<PlannedReport, RunError> {
        let Counting { repeats, listed } = counting;
        let mut plan = KindPlan::default();
        let (mut ready, mut held, mut sent) = (Vec::new(), Vec::new(), HashSet::new());
        let ignored = self
            .each_part(job, ledger, |part| {
                for (at, item) in part {
                    plan.count(&item, repeats);
                    if listed {
                        plan.list(&item);
                    }
                    match &item.decision {
                        Decision::New | Decision::Changed => ready.extend(at.map(|at| (at, item.revision))),
                        Decision::Held(_) => held.push(held_of(&item)),
                        Decision::Unchanged(_) | Decision::Waiting if listed => {
                            sent.insert((item.key, item.hash));
                        }
                        Decision::Unchanged(_) | Decision::Waiting | Decision::Later => {}
                    }
                }
            })
            .await?;
        plan.ignored = ignored;
        plan.records += ignored;
        Ok(PlannedReport {
            period: self.period,
            rows: self.rows,
            plan,
            ready,
            held,
            sent,
        })
    }
}

/// A report that has been decided on. Kiva's loans are let go: what is sent needs them no more.
pub(super) struct PlannedReport {
    period: Period,
    rows: Rows,
    /// The counts.
    pub(super) plan: KindPlan,
    /// Rows that are ready to leave, with their revisions.
    ready: Vec<(usize, i64)>,
    /// What the ledger is told of those held, beside what the plan says of them.
    held: Vec<Held>,
    /// Keys and hashes of those that were sent before, when rows are named.
    sent: HashSet<(String, String)>,
}

fn held_of(item: &Item<Repayment>) -> Held {
    let named = item.key.split_once('/').map(|(_, loan_id)| loan_id.to_owned());
    let repayment = match &item.what {
        Some(row) => (row.loan_id.clone(), Some(row.amount.decimal())),
        None => (named.unwrap_or_default(), None),
    };
    Held {
        revision: item.revision,
        hash: item.hash.clone(),
        seen: None,
        since: None,
        repayment: Some(repayment),
    }
}

/// Rows that are in the ledger and ready to leave, with their numbers there.
pub(super) struct ReadyReport {
    period: Period,
    rows: Rows,
    ready: Vec<(usize, i64, i64)>,
}

impl PlannedReport {
    /// Whether a row was sent before as it is now.
    pub(super) fn was_sent(&self, key: &str, hash: &str) -> bool {
        self.sent.contains(&(key.to_owned(), hash.to_owned()))
    }

    /// Writes the plan into the ledger. `plan` is the one of this report.
    pub(super) async fn entered(self, courier: &Courier<'_>, plan: &KindPlan) -> Result<ReadyReport, RunError> {
        let (kind, period) = (Kind::Repayment, Some(self.period));
        let mut ready = Vec::with_capacity(self.ready.len());
        let mut seen = Vec::with_capacity(self.ready.len() + self.held.len());
        for part in self.ready.chunks(PART) {
            let entry = |(at, revision): &(usize, i64)| Some(((*at, *revision), self.entry(*at, *revision)?));
            let (places, entries): (Vec<(usize, i64)>, Vec<Entry>) = part.iter().filter_map(entry).unzip();
            let now = courier.clock.now();
            let entered = courier.ledger.enter_part(kind, period, &entries, now).await?;
            seen.extend(entered.seen());
            let numbered = places.into_iter().zip(entered.numbers);
            ready.extend(numbered.filter_map(|((at, revision), id)| Some((at, revision, id?))));
        }
        seen.extend(held::entered(courier, (kind, period), plan, &self.held).await?);
        let now = courier.clock.now();
        courier
            .ledger
            .withdraw_others(kind, period, seen, &|_| true, now)
            .await?;
        Ok(ReadyReport {
            period: self.period,
            rows: self.rows,
            ready,
        })
    }

    fn entry(&self, at: usize, revision: i64) -> Option<Entry> {
        let row = self.rows.repayment(at)?;
        Some(Entry {
            key: key(self.period, &row.loan_id),
            revision,
            hash: hash_of(&row, b""),
            seen: None,
            since: None,
            held: Vec::new(),
            origin: self.rows.origin(at),
            repayment: Some((row.loan_id, Some(row.amount.decimal()))),
        })
    }
}

impl ReadyReport {
    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.ready.len()
    }

    /// The rows, one after the other. Their hashes are there where other workers send from the same ledger.
    pub(super) fn rows(&self, shared: bool) -> impl Iterator<Item = Ready<Repayment>> + Send + '_ {
        self.ready.iter().filter_map(move |(at, revision, id)| {
            let what = self.rows.repayment(*at)?;
            Some(Ready {
                id: *id,
                key: key(self.period, &what.loan_id),
                revision: *revision,
                hash: if shared { hash_of(&what, b"") } else { String::new() },
                what,
            })
        })
    }
}
