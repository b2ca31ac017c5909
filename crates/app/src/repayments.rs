//! Repayment uploads: take the rows, judge them, keep what they report.

mod eligible;
mod file;
mod single;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use fieldlink_contract::repayments::{Problem as WireProblem, RepaymentsReply, Severity as WireSeverity};
use fieldlink_contract::{codes, text};
use fieldlink_domain::calendar::Period;
use fieldlink_domain::finding::Severity;
use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::repayment::eligible::not_eligible_yet;
use fieldlink_domain::repayment::{self, Judged, LoanView, PeriodState, Row, RowAmount, Terms, Within};
use fieldlink_domain::statement::month_in_hand;
use fieldlink_store::partners::Reporter;
use fieldlink_store::repayments::{self, NewUpload, Problem, Reported, Target, UploadCounts};
use fieldlink_store::{Tx, reports};

use crate::idempotency::{self, IdempotencyKey};
use crate::{Actor, Error, Kind, Pa2, Permission, Result};

pub use eligible::{EligibleLoan, EligibleLoans, EligiblePage, MOST_ELIGIBLE};
pub use fieldlink_store::repayments::Source;
pub use fieldlink_store::to_be_repaid::Disbursed;
pub use file::amount_of;

/// How often the month in hand is looked for again when it became final at the same moment.
const TRIES: usize = 4;
/// Rows of a file that are judged at once.
const AT_ONCE: usize = 5_000;

impl Pa2 {
    /// Takes the rows of one call or CSV as one upload to the month in hand. Rows with errors do not count and are
    /// told in the reply; the others do, whatever their neighbours are.
    pub async fn take_repayments(
        &self,
        actor: &Actor,
        partner: PartnerId,
        source: Source,
        rows: &[Row<'_>],
        key: Option<&IdempotencyKey>,
    ) -> Result<RepaymentsReply> {
        actor.may(Permission::ReportRepayments, partner)?;
        self.check_size(source, rows.len())?;
        let now = self.now().await?;
        let partner = self.reporter(partner).await?;
        // What can be done before the transaction is: on SQLite everybody else who writes waits for it.
        let upload = Incoming {
            actor: actor.label(),
            source,
            rows: rows.len(),
            rows_csv: as_csv(rows.iter().copied())?,
            at: now,
            last_final: reports::last_final(&self.store, partner.id).await?,
        };
        let tx = self.store.begin().await?;
        if let Some(kept) = idempotency::replay(&tx, key).await? {
            return Ok(kept);
        }
        let mut taking = Taking::begin(&tx, &partner, upload).await?;
        let problems = taking.take(rows, Within::default()).await?;
        let mut reply = taking.end(problems).await?;
        if source == Source::Api && rows.len() > self.settings.repayments_rows_advised {
            let advised = self.settings.repayments_rows_advised;
            reply
                .message
                .push_str(&format!(" Send at most {advised} rows in a call."));
        }
        self.keep_answer(&tx, key, &reply).await?;
        tx.commit().await?;
        Ok(reply)
    }

    /// Takes a CSV with the two or three columns of the partner's profile as one upload. Its problems are looked up by
    /// whoever shows them; the reply holds none.
    pub async fn take_repayments_file(
        &self,
        actor: &Actor,
        partner: PartnerId,
        file: &[u8],
    ) -> Result<RepaymentsReply> {
        actor.may(Permission::ReportRepayments, partner)?;
        let format = self.reporter(partner).await?.profile.csv_upload_format;
        let table = file::read(file, format)?;
        let partner = self.reporter(partner).await?;
        let upload = Incoming {
            actor: actor.label(),
            source: Source::Csv,
            rows: table.len(),
            rows_csv: as_csv(table.iter().map(file::FileRow::row))?,
            at: self.now().await?,
            last_final: reports::last_final(&self.store, partner.id).await?,
        };
        let last = file::last_rows(&table);
        let tx = self.store.begin().await?;
        let mut taking = Taking::begin(&tx, &partner, upload).await?;
        // Some rows at a time: a large file needs no more memory for its loans and problems than a small one.
        for (n, part) in table.chunks(AT_ONCE).enumerate() {
            let rows: Vec<Row<'_>> = part.iter().map(file::FileRow::row).collect();
            let before = n * AT_ONCE;
            let within = Within {
                before,
                last: &last[before..before + rows.len()],
            };
            taking.take(&rows, within).await?;
        }
        let reply = taking.end(Vec::new()).await?;
        tx.commit().await?;
        Ok(reply)
    }

    /// The rows of an upload as they came, as CSV.
    pub async fn upload_rows(&self, actor: &Actor, partner: PartnerId, upload: i64) -> Result<String> {
        actor.may(Permission::ReadLoans, partner)?;
        let rows = repayments::rows_csv(&self.store, partner, upload).await?;
        rows.ok_or_else(|| no_upload(upload))
    }

    /// The month that an upload went to.
    pub async fn upload_period(&self, actor: &Actor, partner: PartnerId, upload: i64) -> Result<Period> {
        actor.may(Permission::ReadLoans, partner)?;
        let period = repayments::upload_period(&self.store, partner, upload).await?;
        period.ok_or_else(|| no_upload(upload))
    }

    fn check_size(&self, source: Source, rows: usize) -> Result<()> {
        let max = self.settings.repayments_rows_max;
        if rows == 0 {
            return Err(Error::invalid("repayments: there are no rows."));
        }
        if source == Source::Api && rows > max {
            let message = format!("repayments: {rows} rows are more than the {max} that one call may hold.");
            return Err(Error::new(Kind::TooLarge, codes::TOO_LARGE, message));
        }
        Ok(())
    }
}

fn no_upload(upload: i64) -> Error {
    Error::not_found(&format!("Upload {upload}")).said("error-upload-gone", [("upload", upload.to_string())])
}

/// What came in.
struct Incoming {
    actor: String,
    source: Source,
    rows: usize,
    /// The rows as CSV.
    rows_csv: String,
    at: DateTime<Utc>,
    /// The newest final month when the rows came.
    last_final: Option<Period>,
}

/// An upload whose rows are being taken, in one transaction.
struct Taking<'a> {
    tx: &'a Tx,
    partner: &'a Reporter,
    period: Period,
    terms: Terms,
    upload: i64,
    counts: UploadCounts,
    blocks: BTreeSet<i64>,
}

impl<'a> Taking<'a> {
    /// Holds the month and gives the upload its number.
    async fn begin(tx: &'a Tx, partner: &'a Reporter, incoming: Incoming) -> Result<Taking<'a>> {
        let (period, state) = month_for_rows(tx, partner, &incoming).await?;
        let new = NewUpload {
            partner: partner.id,
            period,
            source: incoming.source,
            actor: incoming.actor,
            at: incoming.at,
            counts: UploadCounts {
                rows: i64::try_from(incoming.rows).unwrap_or(i64::MAX),
                ..UploadCounts::default()
            },
            blocks: BTreeSet::new(),
            rows_csv: incoming.rows_csv,
        };
        Ok(Taking {
            tx,
            partner,
            period,
            terms: Terms {
                mode: partner.profile.amount_mode,
                format: partner.profile.csv_upload_format,
                period: state,
            },
            upload: repayments::insert_upload(tx, new).await?,
            counts: UploadCounts::default(),
            blocks: BTreeSet::new(),
        })
    }

    /// Judges some of the rows and keeps what they report and what is wrong with them, which is answered.
    async fn take(&mut self, rows: &[Row<'_>], within: Within<'_>) -> Result<Vec<Problem>> {
        let (tx, partner) = (self.tx, self.partner.id);
        let loan_ids = rows.iter().map(|row| row.loan_id);
        let loan_ids = loan_ids.filter(|id| text::fault(id, text::ID).is_none());
        let targets = match self.terms.period {
            PeriodState::Open => repayments::targets(tx, partner, self.period, loan_ids).await?,
            PeriodState::Final => Vec::new(),
        };
        let views: Vec<LoanView<'_>> = targets.iter().map(Target::view).collect();
        let mut judged = repayment::check_part(rows, &views, self.terms, within);
        let months = self.partner.profile.repay_after_months;
        for one in judged.iter_mut().filter(|one| one.problem.is_none()) {
            let Some(accepted) = one.accepted else { continue };
            let disbursed = targets[accepted.loan].disbursed;
            one.problem = not_eligible_yet(disbursed, months, self.period);
        }
        count(&judged, &mut self.counts);
        let first = i64::try_from(within.before).unwrap_or(i64::MAX) + 1;
        let mut reported = Vec::new();
        for (line, judged) in (first..).zip(&judged) {
            if let Some(accepted) = judged.accepted {
                let target = &targets[accepted.loan];
                self.blocks.insert(target.block);
                reported.push(Reported {
                    loan: target.id,
                    cumulative: accepted.cumulative,
                    line,
                });
            }
        }
        repayments::set_reported(tx, partner, self.period, self.upload, &reported).await?;
        let problems = problems(self.upload, first, rows, judged);
        repayments::insert_problems(tx, partner, self.period, &problems).await?;
        Ok(problems)
    }

    async fn end(self, problems: Vec<Problem>) -> Result<RepaymentsReply> {
        repayments::finish_upload(self.tx, self.upload, self.counts, &self.blocks).await?;
        Ok(RepaymentsReply {
            code: codes::SUCCESS.to_owned(),
            message: message(self.counts),
            upload_id: self.upload,
            problems: problems.into_iter().map(on_the_wire).collect(),
        })
    }
}

/// The month that rows go to, held for this transaction; the last final one when there is none to take them.
async fn month_for_rows(tx: &Tx, partner: &Reporter, incoming: &Incoming) -> Result<(Period, PeriodState)> {
    let mut last_final = incoming.last_final;
    for _ in 0..TRIES {
        match month_in_hand(partner.first_period, last_final, incoming.at) {
            None => return Ok((last_final.unwrap_or(partner.first_period), PeriodState::Final)),
            Some(period) if reports::touch(tx, partner.id, period).await? => return Ok((period, PeriodState::Open)),
            // Made final in the meantime: the next month takes the rows.
            Some(_) => last_final = reports::last_final(tx, partner.id).await?,
        }
    }
    let busy = "The report is being made final. Send the rows again in a second.";
    Err(Error::conflict(busy).said("error-report-closing", []))
}

fn count(judged: &[Judged], counts: &mut UploadCounts) {
    for judged in judged {
        counts.rows += 1;
        counts.accepted += i64::from(judged.accepted.is_some());
        match judged.problem.as_ref().map(|p| p.severity) {
            Some(Severity::Error) => counts.errors += 1,
            Some(Severity::Warning) => counts.warnings += 1,
            None => {}
        }
    }
}

fn problems(upload: i64, first: i64, rows: &[Row<'_>], judged: Vec<Judged>) -> Vec<Problem> {
    (first..)
        .zip(rows.iter().zip(judged))
        .filter_map(|(line, (row, judged))| {
            let problem = judged.problem?;
            Some(Problem {
                id: 0,
                upload_id: upload,
                line,
                loan_id: text::shown(row.loan_id, text::ID).into_owned(),
                code: problem.code.to_owned(),
                severity: problem.severity,
                details: problem.details,
                values: problem.values,
                aside: None,
            })
        })
        .collect()
}

fn on_the_wire(problem: Problem) -> WireProblem {
    WireProblem {
        loan_id: problem.loan_id,
        details: problem.details,
        code: problem.code,
        severity: match problem.severity {
            Severity::Error => WireSeverity::Error,
            Severity::Warning => WireSeverity::Warning,
        },
    }
}

fn message(counts: UploadCounts) -> String {
    let rows = if counts.rows == 1 { "row" } else { "rows" };
    format!(
        "{} {rows} taken: {} accepted, {} with errors, {} with warnings.",
        counts.rows, counts.accepted, counts.errors, counts.warnings
    )
}

/// The rows as they came: loan ID, client ID where any row has one, amount. What cannot be kept is cut and mended.
fn as_csv<'a>(rows: impl Iterator<Item = Row<'a>> + Clone) -> Result<String> {
    let with_client = rows.clone().any(|row| row.client_id.is_some());
    let mut writer = csv::Writer::from_writer(Vec::with_capacity(rows.size_hint().0 * 24));
    for row in rows {
        let id = text::shown(row.loan_id, text::ID);
        writer.write_field(&*id).map_err(Error::internal)?;
        if with_client {
            let id = text::shown(row.client_id.unwrap_or_default(), text::ID);
            writer.write_field(&*id).map_err(Error::internal)?;
        }
        match row.amount {
            RowAmount::Exact(amount) => writer.write_field(amount.to_string()),
            RowAmount::Unreadable(text) => writer.write_field(&*text::shown(text, text::ID)),
        }
        .and_then(|()| writer.write_record(None::<&[u8]>))
        .map_err(Error::internal)?;
    }
    let bytes = writer.into_inner().map_err(|e| Error::internal(e.into_error()))?;
    String::from_utf8(bytes).map_err(Error::internal)
}
