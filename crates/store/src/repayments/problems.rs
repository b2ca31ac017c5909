//! What is wrong with rows, and which of it stands.

use chrono::{DateTime, Utc};
use fieldlink_domain::calendar::Period;
use fieldlink_domain::finding::Severity;
use fieldlink_domain::ids::PartnerId;

use crate::loan_index::ROWS;
use crate::loan_row::json;
use crate::{Ask as _, Db, Result, Row, Sql, Tx, Value, sql};

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

/// The severity of a name that is kept.
pub(crate) fn severity(name: &str) -> Option<Severity> {
    [Severity::Error, Severity::Warning]
        .into_iter()
        .find(|severity| severity_name(*severity) == name)
}

/// Keeps the problems of an upload.
pub async fn insert_problems(tx: &Tx, partner: PartnerId, period: Period, problems: &[Problem]) -> Result<()> {
    let period = period.to_string();
    for chunk in problems.chunks(ROWS) {
        let rows = chunk.iter().map(|problem| -> Result<[Value; 9]> {
            Ok([
                problem.upload_id.into(),
                partner.0.into(),
                period.as_str().into(),
                problem.line.into(),
                problem.loan_id.as_str().into(),
                problem.code.as_str().into(),
                severity_name(problem.severity).into(),
                problem.details.as_str().into(),
                json(&problem.values)?.into(),
            ])
        });
        let mut sql = Sql::new(
            "INSERT INTO problem (upload_id, partner_id, period, line, loan_id, code, severity, details, \
             details_values) VALUES ",
        );
        sql.rows(rows.collect::<Result<Vec<_>>>()?);
        tx.run(sql).await?;
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
    let (mut errors, mut warnings) = (0, 0);
    for row in db
        .all(sql!(count_standing_sql(), partner.0, period.to_string()))
        .await?
    {
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
    let rows = db.all(standing_sql(partner, period, wanted)).await?;
    rows.iter().map(read).collect()
}

pub(crate) fn standing_sql(partner: PartnerId, period: Period, wanted: ProblemList) -> Sql {
    let mut sql = sql!(
        format!("SELECT {COLUMNS} FROM problem p WHERE {STANDS}"),
        partner.0,
        period.to_string(),
    );
    if let Some(severity) = wanted.severity {
        sql.say(" AND p.severity = ").value(severity_name(severity));
    }
    if let Some(upload) = wanted.upload {
        sql.say(" AND p.upload_id = ").value(upload);
    }
    if let Some(after) = wanted.after {
        let severity = severity_name(after.severity);
        sql.say(" AND (p.severity, p.id) > (")
            .value(severity)
            .say(", ")
            .value(after.id)
            .say(")");
    }
    sql.say(" ORDER BY p.severity, p.id LIMIT ").value(wanted.limit);
    sql
}

/// One problem of a partner, whether it stands or not, with the month it is of.
pub async fn problem(db: &dyn Db, partner: PartnerId, id: i64) -> Result<Option<(Period, Problem)>> {
    let sql = format!("SELECT {COLUMNS}, p.period FROM problem p WHERE p.id = $1 AND p.partner_id = $2");
    let row = db.one(sql!(sql, id, partner.0)).await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some((row.of("problem", "id").text("period")?, read(&row)?)))
}

/// Sets a problem aside, or has it stand again; whether it was not so before.
pub async fn set_aside(tx: &Tx, partner: PartnerId, id: i64, aside: Option<&Aside>) -> Result<bool> {
    let before = if aside.is_some() { "IS NULL" } else { "IS NOT NULL" };
    let sql = format!(
        "UPDATE problem SET aside_at = $1, aside_by = $2, aside_reason = $3 \
         WHERE id = $4 AND partner_id = $5 AND aside_at {before}"
    );
    let at = aside.map(|aside| aside.at.timestamp());
    let by = aside.map(|aside| aside.by.as_str());
    let reason = aside.map(|aside| aside.reason.as_str());
    Ok(tx.run(sql!(sql, at, by, reason, id, partner.0)).await? == 1)
}

/// The problems of a period that were set aside, in the order in which they came: `limit` of them behind this number.
pub async fn aside(db: &dyn Db, partner: PartnerId, period: Period, after: i64, limit: u64) -> Result<Vec<Problem>> {
    let rows = db
        .all(sql!(aside_sql(), partner.0, period.to_string(), after, limit))
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
    Ok(db.count(sql!(sql, partner.0, period.to_string())).await?)
}

fn read(row: &Row) -> Result<Problem> {
    let row = row.of("problem", "id");
    Ok(Problem {
        id: row.get("id")?,
        upload_id: row.get("upload_id")?,
        line: row.get("line")?,
        loan_id: row.get("loan_id")?,
        code: row.get("code")?,
        severity: row.made("severity", |name: String| severity(&name))?,
        details: row.get("details")?,
        values: row.json("details_values")?,
        aside: match row.maybe_moment("aside_at")? {
            Some(at) => Some(Aside {
                at,
                by: row.get("aside_by")?,
                reason: row.get("aside_reason")?,
            }),
            None => None,
        },
    })
}
