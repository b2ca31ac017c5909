//! Repayment uploads: take the rows, judge them, keep what they report.

mod file;
mod single;

use chrono::{DateTime, Utc};
use fieldlink_contract::codes;
use fieldlink_contract::repayments::{Problem as WireProblem, RepaymentsReply, Severity as WireSeverity};
use fieldlink_domain::calendar::Period;
use fieldlink_domain::finding::Severity;
use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::repayment::{self, Judged, LoanView, PeriodState, Row, RowAmount, Terms};
use fieldlink_domain::statement::month_in_hand;
use fieldlink_store::partners::Reporter;
use fieldlink_store::repayments::{self, NewUpload, Problem, Reported, Target, UploadCounts};
use fieldlink_store::{Tx, reports};

use crate::idempotency::{self, IdempotencyKey};
use crate::{Actor, Error, Kind, Pa2, Permission, Result};

pub use fieldlink_store::repayments::Source;
pub use file::amount_of;

/// How often the month in hand is looked for again when it became final at the same moment.
const TRIES: usize = 4;

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
            rows,
            rows_csv: as_csv(rows)?,
            at: now,
            last_final: reports::last_final(&self.store, partner.id).await?,
        };
        let tx = self.store.begin().await?;
        if let Some(kept) = idempotency::replay(&tx, key).await? {
            return Ok(kept);
        }
        let mut reply = take(&tx, &partner, upload).await?;
        if source == Source::Api && rows.len() > self.settings.repayments_rows_advised {
            let advised = self.settings.repayments_rows_advised;
            reply
                .message
                .push_str(&format!(" Send at most {advised} rows in a call."));
        }
        idempotency::keep(&tx, key, &reply, now).await?;
        tx.commit().await?;
        Ok(reply)
    }

    /// Takes a CSV with the two or three columns of the partner's profile as one upload.
    pub async fn take_repayments_file(
        &self,
        actor: &Actor,
        partner: PartnerId,
        file: &[u8],
    ) -> Result<RepaymentsReply> {
        actor.may(Permission::ReportRepayments, partner)?;
        let format = self.reporter(partner).await?.profile.csv_upload_format;
        let table = file::read(file, format)?;
        let rows: Vec<Row<'_>> = table.iter().map(file::FileRow::row).collect();
        self.take_repayments(actor, partner, Source::Csv, &rows, None).await
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
struct Incoming<'a> {
    actor: String,
    source: Source,
    rows: &'a [Row<'a>],
    /// The same as CSV.
    rows_csv: String,
    at: DateTime<Utc>,
    /// The newest final month when the rows came.
    last_final: Option<Period>,
}

async fn take(tx: &Tx, partner: &Reporter, incoming: Incoming<'_>) -> Result<RepaymentsReply> {
    let rows = incoming.rows;
    let (period, state) = month_for_rows(tx, partner, &incoming).await?;
    let loan_ids = rows.iter().map(|row| row.loan_id);
    let targets = match state {
        PeriodState::Open => repayments::targets(tx, partner.id, period, loan_ids).await?,
        PeriodState::Final => Vec::new(),
    };
    let views: Vec<LoanView<'_>> = targets.iter().map(Target::view).collect();
    let profile = &partner.profile;
    let terms = Terms {
        mode: profile.amount_mode,
        format: profile.csv_upload_format,
        period: state,
    };
    let judged = repayment::check(rows, &views, terms);

    let accepted = || judged.iter().filter_map(|judged| judged.accepted.as_ref());
    let counts = count(&judged);
    let upload = repayments::insert_upload(
        tx,
        NewUpload {
            partner: partner.id,
            period,
            source: incoming.source,
            actor: incoming.actor,
            at: incoming.at,
            counts,
            blocks: accepted().map(|accepted| targets[accepted.loan].block).collect(),
            rows_csv: incoming.rows_csv,
        },
    )
    .await?;
    let reported: Vec<Reported> = (1..)
        .zip(&judged)
        .filter_map(|(line, judged)| {
            let accepted = judged.accepted?;
            Some(Reported {
                loan: targets[accepted.loan].id,
                cumulative: accepted.cumulative,
                line,
            })
        })
        .collect();
    repayments::set_reported(tx, partner.id, period, upload, &reported).await?;
    let problems = problems(upload, rows, judged);
    repayments::insert_problems(tx, partner.id, period, &problems).await?;
    Ok(RepaymentsReply {
        code: codes::SUCCESS.to_owned(),
        message: message(counts),
        upload_id: upload,
        problems: problems.into_iter().map(on_the_wire).collect(),
    })
}

/// The month that rows go to, held for this transaction; the last final one when there is none to take them.
async fn month_for_rows(tx: &Tx, partner: &Reporter, incoming: &Incoming<'_>) -> Result<(Period, PeriodState)> {
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

fn count(judged: &[Judged]) -> UploadCounts {
    let mut counts = UploadCounts::default();
    for judged in judged {
        counts.rows += 1;
        counts.accepted += i64::from(judged.accepted.is_some());
        match judged.problem.as_ref().map(|p| p.severity) {
            Some(Severity::Error) => counts.errors += 1,
            Some(Severity::Warning) => counts.warnings += 1,
            None => {}
        }
    }
    counts
}

fn problems(upload: i64, rows: &[Row<'_>], judged: Vec<Judged>) -> Vec<Problem> {
    (1..)
        .zip(rows.iter().zip(judged))
        .filter_map(|(line, (row, judged))| {
            let problem = judged.problem?;
            Some(Problem {
                id: 0,
                upload_id: upload,
                line,
                loan_id: row.loan_id.to_owned(),
                code: problem.code.to_owned(),
                severity: problem.severity,
                details: problem.details,
                values: problem.values,
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

/// The rows as they came: loan ID, client ID where any row has one, amount.
fn as_csv(rows: &[Row<'_>]) -> Result<String> {
    let with_client = rows.iter().any(|row| row.client_id.is_some());
    let mut writer = csv::Writer::from_writer(Vec::with_capacity(rows.len() * 24));
    for row in rows {
        writer.write_field(row.loan_id).map_err(Error::internal)?;
        if with_client {
            writer
                .write_field(row.client_id.unwrap_or_default())
                .map_err(Error::internal)?;
        }
        match row.amount {
            RowAmount::Exact(amount) => writer.write_field(amount.to_string()),
            RowAmount::Unreadable(text) => writer.write_field(text),
        }
        .and_then(|()| writer.write_record(None::<&[u8]>))
        .map_err(Error::internal)?;
    }
    let bytes = writer.into_inner().map_err(|e| Error::internal(e.into_error()))?;
    String::from_utf8(bytes).map_err(Error::internal)
}
