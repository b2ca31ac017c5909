//! What is wrong with rows, and which of it stands.

use chrono::{DateTime, Utc};
use fieldlink_domain::calendar::Period;
use fieldlink_domain::finding::Severity;
use fieldlink_domain::ids::PartnerId;

use crate::loan_index::{ROWS};
use crate::loan_row::json;
use crate::{Db, Error, Result};

/// A problem of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Number; 0 until it is kept.
    pub id: i64,
    /// The upload.
    pub upload_id: i64,
    /// Row of the upload, from 1.
    pub line: i64,
    /// The row's loan ID.
    pub loan_id: String,
    /// Which rule.
    pub code: String,
    /// Error or warning.
    pub severity: Severity,
    /// For a person.
    pub details: String,
    /// What stands in the details, by name.
    pub values: Vec<(String, String)>,
    /// That a person set it aside; then it does not stand.
    pub aside: Option<Aside>,
}

/// A person says that a row with a problem needs no correct one in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    /// When.
    pub at: DateTime<Utc>,
    /// Label of who did.
    pub by: String,
    /// In their words.
    pub reason: String,
}

fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// Keeps the problems of an upload.
pub async fn insert_problems(tx: &Tx, partner: PartnerId, period: Period, problems: &[Problem]) -> Result<()> {
    const WIDTH: usize = 9;
    const CASTS: [&str; WIDTH] = [
        "BIGINT", "BIGINT", "TEXT", "BIGINT", "TEXT", "TEXT", "TEXT", "TEXT", "TEXT",
    ];
    let period = period.to_string();
    for chunk in problems.chunks(ROWS) {
        let sql = format!(
            "INSERT INTO problem (upload_id, partner_id, period, line, loan_id, code, severity, details, \
             details_values) VALUES {}",
            places(chunk.len(), &CASTS)
        );
        let mut values: Vec<Value> = Vec::with_capacity(chunk.len() * WIDTH);
        for problem in chunk {
            values.extend([
                problem.upload_id.into(),
                partner.0.into(),
                period.as_str().into(),
                problem.line.into(),
                problem.loan_id.as_str().into(),
                problem.code.as_str().into(),
                severity_name(problem.severity).into(),
                problem.details.as_str().into(),
                json(&problem.values)?.into(),
            ]);
        }
        tx.run(Sql::with(sql, values)).await?;
    }
    Ok(())
}

/// A problem stands until somebody sets it aside, or a later upload of the period reported the loan. The loans of an ID are looked up first, then
/// each one's report: the other way round, every problem would be held against every report of the month.
const STANDS: &str = "p.partner_id = $1 AND p.period = $2 AND p.aside_at IS NULL AND NOT EXISTS (SELECT 1 FROM loan l \
    WHERE l.partner_id = p.partner_id AND l.internal_loan_id = p.loan_id AND EXISTS (SELECT 1 FROM reported r \
    WHERE r.partner_id = l.partner_id AND r.period = p.period AND r.loan_id = l.id AND r.upload_id > p.upload_id))";

const COLUMNS: &str = "p.id, p.upload_id, p.line, p.loan_id, p.code, p.severity, p.details, p.details_values, \
    p.aside_at, p.aside_by, p.aside_reason";

/// How many problems of a period stand: errors and warnings.
pub async fn count_standing(db: &dyn Db, partner: PartnerId, period: Period) -> Result<(u64, u64)> {
    let sql = count_standing_sql();
    let values = vec![partner.0.into(), period.to_string().into()];
    let (mut errors, mut warnings) = (0, 0);
    for row in db.all(Sql::with(sql, values)).await? {
        let (severity, n): (String, i64) = (row.get(0)?, row.get(1)?);
        let n = u64::try_from(n).unwrap_or(0);
        if severity == "error" {
            errors += n
        } else {
            warnings += n
        }
    }
    Ok((errors, warnings))
}

pub(crate) fn count_standing_sql() -> String {
    format!("SELECT p.severity, COUNT(*) FROM problem p WHERE {STANDS} GROUP BY p.severity")
}

/// The place of a problem in the list: errors first, then in the order in which they came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProblemKey {
    /// Error or warning.
    pub severity: Severity,
    /// Its number.
    pub id: i64,
}

/// Which standing problems are wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ProblemList {
    /// Only errors, or only warnings.
    pub severity: Option<Severity>,
    /// Only those of this upload.
    pub upload: Option<i64>,
    /// Only those behind this place.
    pub after: Option<ProblemKey>,
    /// How many at most.
    pub limit: u64,
}

/// The problems of a period that stand, errors first.
pub async fn standing(db: &dyn Db, partner: PartnerId, period: Period, wanted: ProblemList) -> Result<Vec<Problem>> {
    let (sql, values) = standing_sql(partner, period, wanted);
    let rows = db.all(Sql::with(sql, values)).await?;
    rows.iter().map(read).collect()
}

pub(crate) fn standing_sql(partner: PartnerId, period: Period, wanted: ProblemList) -> (String, Vec<Value>) {
    let mut values: Vec<Value> = vec![partner.0.into(), period.to_string().into()];
    let mut sql = format!("SELECT {COLUMNS} FROM problem p WHERE {STANDS}");
    let mut and = |condition: &str, value: Value| {
        values.push(value);
        sql.push_str(&condition.replace('?', &format!("${}", values.len())));
    };
    if let Some(severity) = wanted.severity {
        and(" AND p.severity = ?", severity_name(severity).into());
    }
    if let Some(upload) = wanted.upload {
        and(" AND p.upload_id = ?", upload.into());
    }
    if let Some(after) = wanted.after {
        and(" AND (p.severity, p.id) > (?,", severity_name(after.severity).into());
        and(" ?)", after.id.into());
    }
    and(
        " ORDER BY p.severity, p.id LIMIT ?",
        i64::try_from(wanted.limit).unwrap_or(i64::MAX).into(),
    );
    (sql, values)
}

/// One problem of a partner, whether it stands or not, with the month it is of.
pub async fn problem(db: &dyn Db, partner: PartnerId, id: i64) -> Result<Option<(Period, Problem)>> {
    let sql = format!("SELECT {COLUMNS}, p.period FROM problem p WHERE p.id = $1 AND p.partner_id = $2");
    let row = db.one(Sql::with(sql, vec![id.into(), partner.0.into()]))
        .await?;
    let Some(row) = row else { return Ok(None) };
    let period: String = row.get(11)?;
    let period = period.parse().map_err(|_| corrupt(id, "period"))?;
    Ok(Some((period, read(&row)?)))
}

/// Sets a problem aside, or has it stand again; whether it was not so before.
pub async fn set_aside(tx: &Tx, partner: PartnerId, id: i64, aside: Option<&Aside>) -> Result<bool> {
    let before = if aside.is_some() { "IS NULL" } else { "IS NOT NULL" };
    let sql = format!(
        "UPDATE problem SET aside_at = $1, aside_by = $2, aside_reason = $3 \
         WHERE id = $4 AND partner_id = $5 AND aside_at {before}"
    );
    let values = vec![
        aside.map(|aside| aside.at.timestamp()).into(),
        aside.map(|aside| aside.by.clone()).into(),
        aside.map(|aside| aside.reason.clone()).into(),
        id.into(),
        partner.0.into(),
    ];
    let done = tx.run(Sql::with(sql, values)).await?;
    Ok(done == 1)
}

/// The problems of a period that were set aside, in the order in which they came: `limit` of them behind this number.
pub async fn aside(db: &dyn Db, partner: PartnerId, period: Period, after: i64, limit: u64) -> Result<Vec<Problem>> {
    let values = vec![
        partner.0.into(),
        period.to_string().into(),
        after.into(),
        i64::try_from(limit).unwrap_or(i64::MAX).into(),
    ];
    let rows = db.all(Sql::with(aside_sql(), values))
        .await?;
    rows.iter().map(read).collect()
}

pub(crate) fn aside_sql() -> String {
    format!(
        "SELECT {COLUMNS} FROM problem p WHERE p.partner_id = $1 AND p.period = $2 AND p.aside_at IS NOT NULL \
         AND p.id > $3 ORDER BY p.id LIMIT $4"
    )
}

/// How many problems of a period were set aside.
pub async fn count_aside(db: &dyn Db, partner: PartnerId, period: Period) -> Result<u64> {
    let sql = "SELECT COUNT(*) FROM problem p WHERE p.partner_id = $1 AND p.period = $2 AND p.aside_at IS NOT NULL";
    let values = vec![partner.0.into(), period.to_string().into()];
    let row = db.one(Sql::with(sql, values)).await?;
    let n: i64 = row.map_or(Ok(0), |row| row.get(0))?;
    Ok(u64::try_from(n).unwrap_or(0))
}

fn corrupt(id: i64, column: &'static str) -> Error {
    Error::Corrupt {
        table: "problem",
        row: id.to_string(),
        column,
    }
}

fn read(row: &Row) -> Result<Problem> {
    let id: i64 = row.get(0)?;
    let severity: String = row.get(5)?;
    let values: String = row.get(7)?;
    Ok(Problem {
        id,
        upload_id: row.get(1)?,
        line: row.get(2)?,
        loan_id: row.get(3)?,
        code: row.get(4)?,
        severity: match severity.as_str() {
            "error" => Severity::Error,
            "warning" => Severity::Warning,
            _ => return Err(corrupt(id, "severity")),
        },
        details: row.get(6)?,
        values: serde_json::from_str(&values).map_err(|_| corrupt(id, "details_values"))?,
        aside: match row.get::<Option<i64>>(8)? {
            Some(at) => Some(Aside {
                at: moment::read(at, "problem", &id, "aside_at")?,
                by: row.get(9)?,
                reason: row.get(10)?,
            }),
            None => None,
        },
    })
}
