//! Uploads of repayments, the amounts they reported, and the problems of their rows.

mod problems;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use fieldlink_domain::calendar::Period;
use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::loan::LoanStatus;
use fieldlink_domain::money::Minor;
use fieldlink_domain::repayment::LoanView;
use iso_currency::Currency;

use crate::loan_index::{BLOCK, ROWS};
use crate::{Ask as _, Db, Error, Result, Sql, Tx, gathered, sql};

pub(crate) use problems::severity;
pub use problems::{
    Aside, Problem, ProblemKey, ProblemList, aside, count_aside, count_standing, insert_problems, problem, set_aside,
    standing,
};
#[cfg(test)]
pub(crate) use problems::{aside_sql, count_standing_sql, standing_sql};

/// Loan IDs in one `IN (…)`.
const IDS: usize = 10_000;

/// A loan that a row may be for, with just what the rules read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Kiva ID.
    pub id: KivaId,
    /// The partner's loan ID.
    pub loan_id: String,
    /// The partner's client ID.
    pub client_id: String,
    /// Status.
    pub status: LoanStatus,
    /// Currency of the loan.
    pub currency: Currency,
    /// Principal, in that currency.
    pub principal: Minor,
    /// Day of disbursal.
    pub disbursed: NaiveDate,
    /// Principal repaid according to final reports.
    pub invoiced: Minor,
    /// Cumulative principal reported in the period so far.
    pub reported: Option<Minor>,
    /// Block of the partner's list that it stands in.
    pub block: i64,
}

impl Target {
    /// What the rules see of it.
    pub fn view(&self) -> LoanView<'_> {
        LoanView {
            loan_id: &self.loan_id,
            client_id: &self.client_id,
            status: self.status,
            currency: self.currency,
            principal: self.principal,
            invoiced: self.invoiced,
            reported: self.reported,
        }
    }
}

/// The partner's loans with these loan IDs, with what the period has of them, in one query.
pub async fn targets<'a>(
    db: &dyn Db,
    partner: PartnerId,
    period: Period,
    loan_ids: impl Iterator<Item = &'a str>,
) -> Result<Vec<Target>> {
    let ids: Vec<&str> = loan_ids.collect::<BTreeSet<_>>().into_iter().collect();
    let mut targets = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(IDS) {
        let from = "loan l LEFT JOIN reported r ON r.partner_id = l.partner_id AND r.period = $1 AND r.loan_id = l.id \
                    WHERE l.partner_id = $2 AND l.internal_loan_id IN (";
        let mut sql = sql!(gathered::sql(db.engine(), FOUND, from), period.to_string(), partner.0);
        sql.list(chunk.iter().copied()).say(")");
        for loan in gathered::rows(db, "loan", sql).await? {
            targets.push(target(loan)?);
        }
    }
    Ok(targets)
}

/// Columns of [`Found`].
const FOUND: &str = "l.id, l.internal_loan_id, l.internal_client_id, l.status, l.currency, l.principal, l.repaid, \
    r.cumulative, l.seq, l.disburse_on";

/// Id, loan ID, client ID, status, currency, principal, repaid, reported, seq, day of disbursal.
type Found = (i64, String, String, String, String, i64, i64, Option<i64>, i64, String);

fn target(found: Found) -> Result<Target> {
    let (id, loan_id, client_id, status, currency, principal, repaid, reported, seq, disbursed) = found;
    let bad = |column| Error::corrupt("loan", id, column);
    Ok(Target {
        id: KivaId(id),
        loan_id,
        client_id,
        status: status.parse().map_err(|_| bad("status"))?,
        currency: Currency::from_code(&currency).ok_or_else(|| bad("currency"))?,
        principal: Minor(principal),
        disbursed: disbursed.parse().map_err(|_| bad("disburse_on"))?,
        invoiced: Minor(repaid),
        reported: reported.map(Minor),
        block: seq / BLOCK,
    })
}

/// How rows came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A call of the Partner API.
    Api,
    /// A CSV uploaded on the site.
    Csv,
    /// One row typed in on the site.
    Single,
}

impl Source {
    /// Short stable name.
    pub fn name(self) -> &'static str {
        match self {
            Source::Api => "api",
            Source::Csv => "csv",
            Source::Single => "single",
        }
    }
}

/// An upload to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUpload {
    /// Whose.
    pub partner: PartnerId,
    /// The month its rows were for.
    pub period: Period,
    /// How it came.
    pub source: Source,
    /// Label of who sent it.
    pub actor: String,
    /// When.
    pub at: DateTime<Utc>,
    /// How its rows fared.
    pub counts: UploadCounts,
    /// Blocks of the partner's list whose loans it reports.
    pub blocks: BTreeSet<i64>,
    /// The rows as they came, as CSV.
    pub rows_csv: String,
}

/// How the rows of an upload fared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct UploadCounts {
    /// Rows.
    pub rows: i64,
    /// Rows that counted when they came.
    pub accepted: i64,
    /// Rows with an error.
    pub errors: i64,
    /// Rows with a warning.
    pub warnings: i64,
}

/// A kept upload, without its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Number.
    pub id: i64,
    /// How it came.
    pub source: Source,
    /// When.
    pub at: DateTime<Utc>,
    /// How its rows fared.
    pub counts: UploadCounts,
}

/// Keeps an upload and gives it its number.
pub async fn insert_upload(tx: &Tx, new: NewUpload) -> Result<i64> {
    let sql = "INSERT INTO upload (partner_id, period, source, actor, created_at, row_count, accepted_count, \
               error_count, warning_count, blocks, rows_csv) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11) RETURNING id";
    let blocks: Vec<String> = new.blocks.iter().map(i64::to_string).collect();
    let values = vec![
        new.partner.0.into(),
        new.period.to_string().into(),
        new.source.name().into(),
        new.actor.into(),
        new.at.timestamp().into(),
        new.counts.rows.into(),
        new.counts.accepted.into(),
        new.counts.errors.into(),
        new.counts.warnings.into(),
        blocks.join(",").into(),
        new.rows_csv.into(),
    ];
    Ok(tx.single(Sql::with(sql, values)).await?)
}

/// Writes how the rows of an upload fared, which was kept before they were looked at.
pub async fn finish_upload(tx: &Tx, upload: i64, counts: UploadCounts, blocks: &BTreeSet<i64>) -> Result<()> {
    let sql = "UPDATE upload SET row_count = $1, accepted_count = $2, error_count = $3, warning_count = $4, blocks = $5 \
               WHERE id = $6";
    let blocks: Vec<String> = blocks.iter().map(i64::to_string).collect();
    let values = vec![
        counts.rows.into(),
        counts.accepted.into(),
        counts.errors.into(),
        counts.warnings.into(),
        blocks.join(",").into(),
        upload.into(),
    ];
    tx.run(Sql::with(sql, values)).await?;
    Ok(())
}

/// An amount that an upload reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reported {
    /// The loan.
    pub loan: KivaId,
    /// Principal repaid since disbursal.
    pub cumulative: Minor,
    /// Row of the upload, from 1.
    pub line: i64,
}

/// Sets the amounts that an upload reports; what earlier uploads of the period said of these loans is replaced.
/// Each loan stands in `rows` once.
pub async fn set_reported(tx: &Tx, partner: PartnerId, period: Period, upload: i64, rows: &[Reported]) -> Result<()> {
    use std::fmt::Write as _;
    for chunk in rows.chunks(ROWS) {
        // Only integers of our own stand in the text: half the work of binding each of them.
        let mut sql = String::with_capacity(chunk.len() * 64 + 200);
        sql.push_str("INSERT INTO reported (partner_id, period, loan_id, cumulative, upload_id, line) VALUES ");
        for (n, row) in chunk.iter().enumerate() {
            let comma = if n == 0 { "" } else { "," };
            // Writing to a String cannot fail.
            let _ = write!(
                sql,
                "{comma}({partner},'{period}',{},{},{upload},{})",
                row.loan.0, row.cumulative.0, row.line
            );
        }
        sql.push_str(
            " ON CONFLICT (partner_id, period, loan_id) DO UPDATE SET cumulative = excluded.cumulative, \
             upload_id = excluded.upload_id, line = excluded.line",
        );
        tx.run(Sql::new(sql)).await?;
    }
    Ok(())
}

/// How many uploads a period has.
pub async fn count_uploads(db: &dyn Db, partner: PartnerId, period: Period) -> Result<u64> {
    Ok(db.count(of_period("SELECT COUNT(*)", partner, period)).await?)
}

/// A statement over the uploads of a period, so far.
fn of_period(select: &str, partner: PartnerId, period: Period) -> Sql {
    sql!(
        format!("{select} FROM upload WHERE partner_id = $1 AND period = $2"),
        partner.0,
        period.to_string(),
    )
}

/// The newest upload of a period to each block of the partner's list, and the newest of all (0 without any).
pub async fn newest_by_block(db: &dyn Db, partner: PartnerId, period: Period) -> Result<(i64, BTreeMap<i64, i64>)> {
    let mut sql = of_period("SELECT id, blocks", partner, period);
    sql.say(" ORDER BY id");
    let (mut newest, mut by_block) = (0, BTreeMap::new());
    for row in db.all(sql).await? {
        let row = row.of("upload", "id");
        newest = row.get("id")?;
        let blocks: String = row.get("blocks")?;
        for block in blocks.split(',').filter(|text| !text.is_empty()) {
            let block = block.parse().map_err(|_| row.bad("blocks"))?;
            by_block.insert(block, newest);
        }
    }
    Ok((newest, by_block))
}

/// The uploads of a period, newest first, `limit` of them after the first `offset`.
pub async fn uploads(
    db: &dyn Db,
    partner: PartnerId,
    period: Period,
    (offset, limit): (u64, u64),
) -> Result<Vec<Upload>> {
    let columns = "SELECT id, source, created_at, row_count, accepted_count, error_count, warning_count";
    let mut sql = of_period(columns, partner, period);
    sql.say(" ORDER BY id DESC LIMIT ")
        .value(limit)
        .say(" OFFSET ")
        .value(offset);
    let rows = db.all(sql).await?;
    rows.iter()
        .map(|row| {
            let row = row.of("upload", "id");
            Ok(Upload {
                id: row.get("id")?,
                source: row.made("source", |name: String| {
                    let mut sources = [Source::Api, Source::Csv, Source::Single].into_iter();
                    sources.find(|source| source.name() == name)
                })?,
                at: row.moment("created_at")?,
                counts: UploadCounts {
                    rows: row.get("row_count")?,
                    accepted: row.get("accepted_count")?,
                    errors: row.get("error_count")?,
                    warnings: row.get("warning_count")?,
                },
            })
        })
        .collect()
}

/// The rows of an upload as they came, as CSV; none when the partner has no such upload.
pub async fn rows_csv(db: &dyn Db, partner: PartnerId, upload: i64) -> Result<Option<String>> {
    let sql = "SELECT rows_csv FROM upload WHERE id = $1 AND partner_id = $2";
    Ok(db.value(sql!(sql, upload, partner.0)).await?)
}

/// The month that an upload went to; none when the partner has no such upload.
pub async fn upload_period(db: &dyn Db, partner: PartnerId, upload: i64) -> Result<Option<Period>> {
    let sql = "SELECT id, period FROM upload WHERE id = $1 AND partner_id = $2";
    let row = db.one(sql!(sql, upload, partner.0)).await?;
    Ok(row.map(|row| row.of("upload", "id").text("period")).transpose()?)
}
