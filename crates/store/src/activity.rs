//! What happened to a partner's loans in a time: raised, ended, defaulted, refunded, expired; for the Loan Activity
//! Statement and the rates (domain.md 2.6, 2.7, 2.9).

use chrono::{DateTime, Utc};
use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::money::Minor;
use iso_currency::Currency;

use crate::{Ask as _, Db, Result, Row, Sql, sql};

/// Something that happened to a loan, with its own time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happened {
    /// Fully funded, or paid out as far as it was.
    Raised,
    /// Repaid in full.
    Ended,
    /// Given up.
    Defaulted,
    /// Its lenders got their money back.
    Refunded,
    /// Not funded in time, or never listed.
    Expired,
}

impl Happened {
    /// All of them.
    pub const ALL: [Happened; 5] = [
        Happened::Raised,
        Happened::Ended,
        Happened::Defaulted,
        Happened::Refunded,
        Happened::Expired,
    ];

    /// Short stable name.
    pub fn name(self) -> &'static str {
        match self {
            Happened::Raised => "raised",
            Happened::Ended => "ended",
            Happened::Defaulted => "defaulted",
            Happened::Refunded => "refunded",
            Happened::Expired => "expired",
        }
    }

    fn column(self) -> &'static str {
        match self {
            Happened::Raised => "raised_at",
            Happened::Ended => "ended_at",
            Happened::Defaulted => "defaulted_at",
            Happened::Refunded => "refunded_at",
            Happened::Expired => "expired_at",
        }
    }
}

/// What happened, and between which moments; the second is not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Activity {
    /// Whose loans.
    pub partner: PartnerId,
    /// What.
    pub happened: Happened,
    /// From this moment on.
    pub from: DateTime<Utc>,
    /// Before this one.
    pub until: DateTime<Utc>,
}

/// How many loans, and what lenders had lent on them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Total {
    /// Loans.
    pub loans: u64,
    /// US cents.
    pub funded_usd: Minor,
}

/// A loan to which it happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Kiva ID.
    pub id: KivaId,
    /// When.
    pub at: DateTime<Utc>,
    /// The partner's Loan ID.
    pub internal_loan_id: String,
    /// The partner's Client ID.
    pub internal_client_id: String,
    /// Shown name.
    pub name: String,
    /// Currency of the loan.
    pub currency: Currency,
    /// In that currency.
    pub principal: Minor,
    /// Principal repaid according to final reports.
    pub repaid: Minor,
    /// Asked on Kiva, US cents.
    pub price_usd: Minor,
    /// Raised from lenders, US cents.
    pub funded_usd: Minor,
}

/// What is selected of the loans.
fn of_loans(selected: &str, activity: &Activity) -> Sql {
    let column = activity.happened.column();
    sql!(
        format!("SELECT {selected} FROM loan WHERE partner_id = $1 AND {column} >= $2 AND {column} < $3"),
        activity.partner.0,
        activity.from.timestamp(),
        activity.until.timestamp(),
    )
}

/// The loans summed up.
pub async fn total(db: &dyn Db, activity: &Activity) -> Result<Total> {
    let sums = "COUNT(*), CAST(COALESCE(SUM(funded_usd), 0) AS BIGINT)";
    let row = db.one(of_loans(sums, activity)).await?;
    let Some(row) = row else { return Ok(Total::default()) };
    let loans: i64 = row.get(0)?;
    Ok(Total {
        loans: u64::try_from(loans).unwrap_or(0),
        funded_usd: Minor(row.get(1)?),
    })
}

/// The loans in the order of time, `limit` of them behind this one.
pub async fn page(
    db: &dyn Db,
    activity: &Activity,
    after: Option<(DateTime<Utc>, KivaId)>,
    limit: u64,
) -> Result<Vec<Entry>> {
    let rows = db.all(page_sql(activity, after, limit)).await?;
    rows.iter().map(entry).collect()
}

pub(crate) fn page_sql(activity: &Activity, after: Option<(DateTime<Utc>, KivaId)>, limit: u64) -> Sql {
    let column = activity.happened.column();
    let columns = format!(
        "id, {column} AS at, internal_loan_id, internal_client_id, name, currency, principal, repaid, price_usd, \
         funded_usd"
    );
    let mut sql = of_loans(&columns, activity);
    if let Some((at, id)) = after {
        sql.say(" AND (")
            .say(column)
            .say(", id) > (")
            .list([at.timestamp(), id.0])
            .say(")");
    }
    sql.say(" ORDER BY ").say(column).say(", id LIMIT ").value(limit);
    sql
}

fn entry(row: &Row) -> Result<Entry> {
    let row = row.of("loan", "id");
    Ok(Entry {
        id: KivaId(row.get("id")?),
        at: row.moment("at")?,
        internal_loan_id: row.get("internal_loan_id")?,
        internal_client_id: row.get("internal_client_id")?,
        name: row.get("name")?,
        currency: row.text("currency")?,
        principal: Minor(row.get("principal")?),
        repaid: Minor(row.get("repaid")?),
        price_usd: Minor(row.get("price_usd")?),
        funded_usd: Minor(row.get("funded_usd")?),
    })
}

/// Word for word what the index `loan_over` says: neither engine would use it for values that come as parameters.
pub(crate) const OVER: &str = "SELECT CAST(COALESCE(SUM(funded_usd), 0) AS BIGINT), \
    CAST(COALESCE(SUM(CASE WHEN status = 'defaulted' AND principal > 0 \
    THEN funded_usd - funded_usd * repaid / principal ELSE 0 END), 0) AS BIGINT) \
    FROM loan WHERE partner_id = $1 AND status IN ('ended', 'defaulted')";

/// Lent on the loans that are over, and the part of it that was given up; US cents.
pub async fn over(db: &dyn Db, partner: PartnerId) -> Result<(Minor, Minor)> {
    let row = db.one(sql!(OVER, partner.0)).await?;
    let Some(row) = row else {
        return Ok((Minor::ZERO, Minor::ZERO));
    };
    Ok((Minor(row.get(0)?), Minor(row.get(1)?)))
}
