//! What the months' reports have of one loan: what was billed, what was reported since, and the problems of its rows.

use fieldlink_domain::calendar::Period;
use fieldlink_domain::finding::Finding;
use fieldlink_domain::loan::Loan;
use fieldlink_domain::money::Minor;
use fieldlink_domain::statement::Line;

use crate::repayments::severity;
use crate::{Ask as _, Db, Result, Row, sql};

/// What a month has of a loan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Month {
    /// The month.
    pub period: Period,
    /// Principal reported, since disbursal; none when nothing was.
    pub reported: Option<Minor>,
    /// What was billed, once the report was final.
    pub billed: Option<Line>,
}

/// A row of an upload that had something wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowProblem {
    /// The month that the row was for.
    pub period: Period,
    /// Number of the upload.
    pub upload_id: i64,
    /// Row of the upload, from 1.
    pub line: i64,
    /// What was wrong.
    pub finding: Finding,
}

pub(crate) const MONTHS: &str = "SELECT r.period AS period, l.line AS line, d.cumulative AS cumulative FROM report r \
    LEFT JOIN report_line l ON l.partner_id = r.partner_id AND l.period = r.period AND l.seq = $2 \
    LEFT JOIN reported d ON d.partner_id = r.partner_id AND d.period = r.period AND d.loan_id = $3 \
    WHERE r.partner_id = $1 AND (l.seq IS NOT NULL OR d.loan_id IS NOT NULL) ORDER BY r.period";

pub(crate) const PROBLEMS: &str = "SELECT id, period, upload_id, line, code, severity, details, details_values \
    FROM problem WHERE partner_id = $1 AND loan_id = $2 ORDER BY id DESC LIMIT $3";

/// The months in which the loan was reported or billed, oldest first.
pub async fn months(db: &dyn Db, loan: &Loan) -> Result<Vec<Month>> {
    let rows = db.all(sql!(MONTHS, loan.partner_id.0, loan.seq, loan.id.0)).await?;
    rows.iter()
        .map(|row| {
            let row = row.of("report", "period");
            Ok(Month {
                period: row.text("period")?,
                reported: row.get::<Option<i64>>("cumulative")?.map(Minor),
                billed: row.maybe_json("line")?,
            })
        })
        .collect()
}

/// The latest problems of rows with the loan's loan ID, newest first; another loan may have the same one.
pub async fn problems(db: &dyn Db, loan: &Loan, limit: u64) -> Result<Vec<RowProblem>> {
    let rows = db
        .all(sql!(PROBLEMS, loan.partner_id.0, &loan.internal_loan_id, limit))
        .await?;
    rows.iter().map(problem).collect()
}

fn problem(row: &Row) -> Result<RowProblem> {
    let row = row.of("problem", "id");
    Ok(RowProblem {
        period: row.text("period")?,
        upload_id: row.get("upload_id")?,
        line: row.get("line")?,
        finding: Finding {
            code: row.get("code")?,
            field: String::new(),
            severity: row.made("severity", |name: String| severity(&name))?,
            message: row.get("details")?,
            values: row.json("details_values")?,
        },
    })
}
