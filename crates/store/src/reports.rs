//! Monthly reports: their state, the loans that a month looks at, and what a final report holds.

use std::ops::RangeInclusive;

use chrono::{DateTime, NaiveDate, Utc};
use fieldlink_domain::calendar::Period;
use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::loan::LoanStatus;
use fieldlink_domain::money::Minor;
use fieldlink_domain::statement::{Line, MonthLoan, ReportedAmount, Statement};

use crate::loan_index::{BLOCK, ROWS, TAKE_REPAYMENTS, lock};
use crate::loan_row::{json, parse, parse_currency_loss, principal_due_by};
use crate::{Ask as _, Db, Error, Result, Row, Sql, Tx, sql};

/// A month's report, as far as it got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The month.
    pub period: Period,
    /// Goes up with every upload and when it is made final; 0 while the month has no row yet.
    pub version: i64,
    /// When it was made final, by whom, and its statement.
    pub made_final: Option<Final>,
}

/// What a final report adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Final {
    /// When.
    pub at: DateTime<Utc>,
    /// Label of who did it.
    pub by: String,
    /// The final statement.
    pub statement: Statement,
}

const FINAL: &str = "final";

/// The newest month whose report is final. Months become final in their order, so all before it are final too.
pub async fn last_final(db: &dyn Db, partner: PartnerId) -> Result<Option<Period>> {
    let sql = "SELECT MAX(period) AS period, MAX(partner_id) AS partner_id FROM report WHERE partner_id = $1 \
               AND state = 'final'";
    match db.one(sql!(sql, partner.0)).await? {
        Some(row) => Ok(row.of("report", "partner_id").maybe_text("period")?),
        None => Ok(None),
    }
}

const COLUMNS: &str = "partner_id, period, state, final_at, final_by, statement, version";

/// A month's report; one with version 0 when the month was not touched yet.
pub async fn get(db: &dyn Db, partner: PartnerId, period: Period) -> Result<Report> {
    let sql = format!("SELECT {COLUMNS} FROM report WHERE partner_id = $1 AND period = $2");
    let row = db.one(sql!(sql, partner.0, period.to_string())).await?;
    let untouched = Report {
        period,
        version: 0,
        made_final: None,
    };
    row.as_ref().map_or(Ok(untouched), read)
}

/// All reports of a partner that were touched, newest first.
pub async fn all(db: &dyn Db, partner: PartnerId) -> Result<Vec<Report>> {
    let sql = format!("SELECT {COLUMNS} FROM report WHERE partner_id = $1 ORDER BY period DESC");
    let rows = db.all(sql!(sql, partner.0)).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Report> {
    let row = row.of("report", "period");
    let made_final = match row.get::<String>("state")?.as_str() {
        FINAL => Some(Final {
            at: row.moment("final_at")?,
            by: row.get("final_by")?,
            statement: row.json("statement")?,
        }),
        _ => None,
    };
    Ok(Report {
        period: row.text("period")?,
        version: row.get("version")?,
        made_final,
    })
}

/// Notes that a month changes in this transaction, and holds it: on PostgreSQL others that touch it or make it final
/// wait here. False when the month is final.
pub async fn touch(tx: &Tx, partner: PartnerId, period: Period) -> Result<bool> {
    let sql = "INSERT INTO report (partner_id, period, state, version) VALUES ($1, $2, 'open', 1) \
               ON CONFLICT (partner_id, period) DO UPDATE SET version = report.version + 1 \
               WHERE report.state <> 'final'";
    Ok(tx.run(sql!(sql, partner.0, period.to_string())).await? == 1)
}

/// Takes a month for finalizing: holds it and the partner's loans until the transaction ends. [`Error::Stale`] when the
/// report is final or not the one that was looked at.
pub async fn hold(tx: &Tx, partner: PartnerId, period: Period, version: i64) -> Result<()> {
    lock(tx, partner).await?;
    let done = if version == 0 {
        let sql = "INSERT INTO report (partner_id, period, state, version) VALUES ($1, $2, 'open', 1) \
                   ON CONFLICT (partner_id, period) DO NOTHING";
        tx.run(sql!(sql, partner.0, period.to_string())).await?
    } else {
        let sql = "UPDATE report SET version = version + 1 \
                   WHERE partner_id = $1 AND period = $2 AND version = $3 AND state <> 'final'";
        tx.run(sql!(sql, partner.0, period.to_string(), version)).await?
    };
    if done == 1 {
        Ok(())
    } else {
        Err(Error::Stale { what: "The report" })
    }
}

/// Makes a month final that this transaction holds; its lines are there.
pub async fn close(tx: &Tx, partner: PartnerId, made_final: &Final) -> Result<()> {
    let sql = "UPDATE report SET state = 'final', final_at = $1, final_by = $2, statement = $3 \
               WHERE partner_id = $4 AND period = $5 AND state <> 'final'";
    let values = vec![
        made_final.at.timestamp().into(),
        made_final.by.clone().into(),
        json(&made_final.statement)?.into(),
        partner.0.into(),
        made_final.statement.period.to_string().into(),
    ];
    let done = tx.run(Sql::with(sql, values)).await?;
    if done == 1 {
        Ok(())
    } else {
        Err(Error::Stale { what: "The report" })
    }
}

/// Writes lines of a month that this transaction makes final.
pub async fn insert_lines(tx: &Tx, partner: PartnerId, period: Period, lines: &[Line]) -> Result<()> {
    let period = period.to_string();
    for chunk in lines.chunks(ROWS) {
        let rows = chunk.iter().map(|line| {
            Ok([
                partner.0.into(),
                period.as_str().into(),
                line.seq.into(),
                json(line)?.into(),
            ])
        });
        let mut sql = Sql::new("INSERT INTO report_line (partner_id, period, seq, line) VALUES ");
        sql.rows(rows.collect::<Result<Vec<_>>>()?);
        tx.run(sql).await?;
    }
    Ok(())
}

/// The lines of a final report whose loans stand in a block of the partner's list.
pub async fn final_lines(db: &dyn Db, partner: PartnerId, period: Period, block: i64) -> Result<Vec<Line>> {
    let sql = "SELECT seq, line FROM report_line WHERE partner_id = $1 AND period = $2 AND seq >= $3 AND seq < $4 \
               ORDER BY seq";
    let (from, until) = (block * BLOCK, (block + 1) * BLOCK);
    let rows = db.all(sql!(sql, partner.0, period.to_string(), from, until)).await?;
    rows.iter()
        .map(|row| Ok(row.of("report_line", "seq").json("line")?))
        .collect()
}

/// The partner's loans that take repayments and stand in these blocks of its list, in its order, with what a month has
/// of each.
pub async fn month_loans(
    db: &dyn Db,
    partner: PartnerId,
    period: Period,
    blocks: RangeInclusive<i64>,
) -> Result<Vec<MonthLoan>> {
    let (from, until) = (blocks.start() * BLOCK, (blocks.end() + 1) * BLOCK);
    let rows = db
        .all(sql!(month_loans_sql(), period.to_string(), partner.0, from, until))
        .await?;
    let month_end = period.last_day();
    let mut loans: Vec<MonthLoan> = rows
        .iter()
        .map(|row| month_loan(row, month_end))
        .collect::<Result<_>>()?;
    loans.sort_unstable_by_key(|loan| loan.seq);
    Ok(loans)
}

pub(crate) fn month_loans_sql() -> String {
    let [paying_back, defaulted] = TAKE_REPAYMENTS.map(LoanStatus::as_str);
    format!(
        "SELECT l.seq, l.id, l.internal_loan_id, l.internal_client_id, l.name, l.currency, l.principal, l.price_usd, \
         l.funded_usd, l.rate, l.currency_loss, l.schedule, l.paying_back_at, l.repaid, r.cumulative, r.upload_id, \
         l.status, l.theme_type_id FROM loan l \
         LEFT JOIN reported r ON r.partner_id = l.partner_id AND r.period = $1 AND r.loan_id = l.id \
         WHERE l.partner_id = $2 AND l.status IN ('{paying_back}', '{defaulted}') AND l.seq >= $3 AND l.seq < $4"
    )
}

fn month_loan(row: &Row, month_end: NaiveDate) -> Result<MonthLoan> {
    // By place: a month of a large partner reads this a hundred thousand times.
    let row = row.of("loan", "id");
    let reported: Option<i64> = row.get(14)?;
    let upload: Option<i64> = row.get(15)?;
    Ok(MonthLoan {
        seq: row.get(0)?,
        id: KivaId(row.get(1)?),
        internal_loan_id: row.get(2)?,
        internal_client_id: row.get(3)?,
        name: row.get(4)?,
        currency: row.made(5, |text: String| parse(&text))?,
        principal: Minor(row.get(6)?),
        price_usd: Minor(row.get(7)?),
        funded_usd: Minor(row.get(8)?),
        rate: row.made(9, |text: String| parse(&text))?,
        currency_loss: row.made(10, |text: String| parse_currency_loss(&text))?,
        scheduled: row.made(11, |text: String| principal_due_by(&text, month_end))?,
        paying_back: row.maybe_moment(12)?,
        invoiced: Minor(row.get(13)?),
        reported: reported.zip(upload).map(|(cumulative, upload_id)| ReportedAmount {
            cumulative: Minor(cumulative),
            upload_id,
        }),
        status: row.text(16)?,
        theme_type_id: row.get(17)?,
    })
}

/// US cents raised from lenders for the partner's loans between two moments, the second not included.
pub async fn raised(db: &dyn Db, partner: PartnerId, from: DateTime<Utc>, until: DateTime<Utc>) -> Result<Minor> {
    let sql = "SELECT CAST(COALESCE(SUM(funded_usd), 0) AS BIGINT) FROM loan \
               WHERE partner_id = $1 AND raised_at >= $2 AND raised_at < $3";
    Ok(Minor(
        db.single(sql!(sql, partner.0, from.timestamp(), until.timestamp()))
            .await?,
    ))
}

/// A loan whose lenders were refunded after it was raised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refunded {
    /// Raised from lenders, US cents.
    pub funded_usd: Minor,
    /// In the loan's currency.
    pub principal: Minor,
    /// Principal repaid according to final reports, in the loan's currency.
    pub repaid: Minor,
}

/// The loans refunded between two moments, the second not included, that had been raised before.
pub async fn refunded(
    db: &dyn Db,
    partner: PartnerId,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Vec<Refunded>> {
    let sql = "SELECT id, funded_usd, principal, repaid FROM loan WHERE partner_id = $1 AND refunded_at >= $2 \
               AND refunded_at < $3 AND raised_at IS NOT NULL";
    let rows = db
        .all(sql!(sql, partner.0, from.timestamp(), until.timestamp()))
        .await?;
    rows.iter()
        .map(|row| {
            let row = row.of("loan", "id");
            Ok(Refunded {
                funded_usd: Minor(row.get("funded_usd")?),
                principal: Minor(row.get("principal")?),
                repaid: Minor(row.get("repaid")?),
            })
        })
        .collect()
}
