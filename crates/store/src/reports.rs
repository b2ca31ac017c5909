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
use crate::{Db, Error, Result};

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
    let sql = "SELECT MAX(period) FROM report WHERE partner_id = $1 AND state = 'final'";
    let row = db.one(Sql::with(sql, vec![partner.0.into()]))
        .await?;
    let Some(text) = row
        .map(|row| row.get::<Option<String>>(0))
        .transpose()?
        .flatten()
    else {
        return Ok(None);
    };
    let bad = |_| Error::Corrupt {
        table: "report",
        row: format!("{partner}, {text}"),
        column: "period",
    };
    text.parse().map(Some).map_err(bad)
}

/// A month's report; one with version 0 when the month was not touched yet.
pub async fn get(db: &dyn Db, partner: PartnerId, period: Period) -> Result<Report> {
    let row = report::Entity::find_by_id((partner.0, period.to_string()))
        .one(&db.connection())
        .await?;
    row.map_or(
        Ok(Report {
            period,
            version: 0,
            made_final: None,
        }),
        read,
    )
}

/// All reports of a partner that were touched, newest first.
pub async fn all(db: &dyn Db, partner: PartnerId) -> Result<Vec<Report>> {
    let rows = report::Entity::find()
        .filter(report::Column::PartnerId.eq(partner.0))
        .order_by_desc(report::Column::Period)
        .all(&db.connection())
        .await?;
    rows.into_iter().map(read).collect()
}

fn read(row: report::Model) -> Result<Report> {
    let key = format!("{}, {}", row.partner_id, row.period);
    let bad = |column| Error::Corrupt {
        table: "report",
        row: key.clone(),
        column,
    };
    let made_final = if row.state == FINAL {
        let text = row.statement.as_deref().ok_or_else(|| bad("statement"))?;
        Some(Final {
            at: moment::read(row.final_at.ok_or_else(|| bad("final_at"))?, "report", &key, "final_at")?,
            by: row.final_by.clone().ok_or_else(|| bad("final_by"))?,
            statement: serde_json::from_str(text).map_err(|_| bad("statement"))?,
        })
    } else {
        None
    };
    Ok(Report {
        period: row.period.parse().map_err(|_| bad("period"))?,
        version: row.version,
        made_final,
    })
}

/// Notes that a month changes in this transaction, and holds it: on PostgreSQL others that touch it or make it final
/// wait here. False when the month is final.
pub async fn touch(tx: &Tx, partner: PartnerId, period: Period) -> Result<bool> {
    let sql = "INSERT INTO report (partner_id, period, state, version) VALUES ($1, $2, 'open', 1) \
               ON CONFLICT (partner_id, period) DO UPDATE SET version = report.version + 1 \
               WHERE report.state <> 'final'";
    let values = vec![partner.0.into(), period.to_string().into()];
    let done = tx.run(Sql::with(sql, values)).await?;
    Ok(done == 1)
}

/// Takes a month for finalizing: holds it and the partner's loans until the transaction ends. [`Error::Stale`] when the
/// report is final or not the one that was looked at.
pub async fn hold(tx: &Tx, partner: PartnerId, period: Period, version: i64) -> Result<()> {
    lock(tx, partner).await?;
    let key = [partner.0.into(), period.to_string().into()];
    let done = if version == 0 {
        let sql = "INSERT INTO report (partner_id, period, state, version) VALUES ($1, $2, 'open', 1) \
                   ON CONFLICT (partner_id, period) DO NOTHING";
        tx.run(Sql::with(sql, key.into())).await?
    } else {
        let sql = "UPDATE report SET version = version + 1 \
                   WHERE partner_id = $1 AND period = $2 AND version = $3 AND state <> 'final'";
        let [partner, period] = key;
        tx.run(Sql::with(sql, vec![partner, period, version.into()]))
            .await?
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
        let sql = format!(
            "INSERT INTO report_line (partner_id, period, seq, line) VALUES {}",
            places(chunk.len(), &["BIGINT", "TEXT", "BIGINT", "TEXT"])
        );
        let mut values = Vec::with_capacity(chunk.len() * 4);
        for line in chunk {
            values.extend([
                partner.0.into(),
                period.as_str().into(),
                line.seq.into(),
                json(line)?.into(),
            ]);
        }
        tx.run(Sql::with(sql, values)).await?;
    }
    Ok(())
}

/// The lines of a final report whose loans stand in a block of the partner's list.
pub async fn final_lines(db: &dyn Db, partner: PartnerId, period: Period, block: i64) -> Result<Vec<Line>> {
    let rows = report_line::Entity::find()
        .filter(report_line::Column::PartnerId.eq(partner.0))
        .filter(report_line::Column::Period.eq(period.to_string()))
        .filter(report_line::Column::Seq.gte(block * BLOCK))
        .filter(report_line::Column::Seq.lt((block + 1) * BLOCK))
        .order_by_asc(report_line::Column::Seq)
        .all(&db.connection())
        .await?;
    let line = |row: report_line::Model| {
        let bad = |_| Error::Corrupt {
            table: "report_line",
            row: format!("{partner}, {period}, {}", row.seq),
            column: "line",
        };
        serde_json::from_str(&row.line).map_err(bad)
    };
    rows.into_iter().map(line).collect()
}

/// The partner's loans that take repayments and stand in these blocks of its list, in its order, with what a month has
/// of each.
pub async fn month_loans(
    db: &dyn Db,
    partner: PartnerId,
    period: Period,
    blocks: RangeInclusive<i64>,
) -> Result<Vec<MonthLoan>> {
    let values = vec![
        period.to_string().into(),
        partner.0.into(),
        (blocks.start() * BLOCK).into(),
        ((blocks.end() + 1) * BLOCK).into(),
    ];
    let rows = db.all(Sql::with(month_loans_sql(), values))
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
    let id: i64 = row.get(1)?;
    let bad = |column| Error::Corrupt {
        table: "loan",
        row: id.to_string(),
        column,
    };
    let text = |index| row.get::<String>(index);
    let money = |index| row.get(index).map(Minor);
    let reported: Option<i64> = row.get(14)?;
    let upload: Option<i64> = row.get(15)?;
    Ok(MonthLoan {
        id: KivaId(id),
        seq: row.get(0)?,
        theme_type_id: row.get(17)?,
        internal_loan_id: text(2)?,
        internal_client_id: text(3)?,
        name: text(4)?,
        status: text(16)?.parse().map_err(|_| bad("status"))?,
        currency: parse(&text(5)?).ok_or_else(|| bad("currency"))?,
        principal: money(6)?,
        price_usd: money(7)?,
        funded_usd: money(8)?,
        rate: parse(&text(9)?).ok_or_else(|| bad("rate"))?,
        currency_loss: parse_currency_loss(&text(10)?).ok_or_else(|| bad("currency_loss"))?,
        scheduled: principal_due_by(&text(11)?, month_end).ok_or_else(|| bad("schedule"))?,
        paying_back: moment::read_optional(row.get(12)?, "loan", &id, "paying_back_at")?,
        invoiced: money(13)?,
        reported: reported.zip(upload).map(|(cumulative, upload_id)| ReportedAmount {
            cumulative: Minor(cumulative),
            upload_id,
        }),
    })
}

/// US cents raised from lenders for the partner's loans between two moments, the second not included.
pub async fn raised(db: &dyn Db, partner: PartnerId, from: DateTime<Utc>, until: DateTime<Utc>) -> Result<Minor> {
    let sql = "SELECT CAST(COALESCE(SUM(funded_usd), 0) AS BIGINT) FROM loan \
               WHERE partner_id = $1 AND raised_at >= $2 AND raised_at < $3";
    let values = vec![partner.0.into(), from.timestamp().into(), until.timestamp().into()];
    let row = db.one(Sql::with(sql, values)).await?;
    Ok(Minor(row.map_or(Ok(0), |row| row.get(0))?))
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
    let sql = "SELECT funded_usd, principal, repaid FROM loan WHERE partner_id = $1 AND refunded_at >= $2 \
               AND refunded_at < $3 AND raised_at IS NOT NULL";
    let values = vec![partner.0.into(), from.timestamp().into(), until.timestamp().into()];
    let rows = db.all(Sql::with(sql, values)).await?;
    rows.iter()
        .map(|row| {
            let money = |index| row.get(index).map(Minor);
            Ok(Refunded {
                funded_usd: money(0)?,
                principal: money(1)?,
                repaid: money(2)?,
            })
        })
        .collect()
}
