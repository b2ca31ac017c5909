//! Loans that are paying back, by the day of their disbursal: what a partner with a waiting time may repay (domain.md 2.5).

use chrono::NaiveDate;
use fieldlink_domain::ids::{KivaId, PartnerId};

use crate::{Ask as _, Db, Result, Sql, Value};

/// A loan and the day of its disbursal: also the key by which lists of them are paged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Disbursed {
    /// When it was, or is to be, disbursed.
    pub on: NaiveDate,
    /// Kiva ID.
    pub loan: KivaId,
}

/// Days of disbursal, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Between {
    /// The first; none for all that are older.
    pub from: Option<NaiveDate>,
    /// The last.
    pub to: NaiveDate,
}

// The status stands in the text: only so an index that holds no other loans answers.
pub(crate) const PAGE: &str = "SELECT id, disburse_on FROM loan WHERE partner_id = $1 AND status = 'payingBack' AND \
    disburse_on >= $2 AND disburse_on <= $3 AND (disburse_on > $4 OR (disburse_on = $4 AND id > $5)) \
    ORDER BY disburse_on, id LIMIT $6";

pub(crate) const COUNT: &str = "SELECT COUNT(*) AS n FROM (SELECT 1 FROM loan WHERE partner_id = $1 AND \
    status = 'payingBack' AND disburse_on >= $2 AND disburse_on <= $3 LIMIT $4) AS t";

/// Before every day, as text.
const BEFORE_ALL: &str = "";

fn key(partner: PartnerId, days: Between) -> Vec<Value> {
    let from = days.from.map_or_else(|| BEFORE_ALL.to_owned(), |day| day.to_string());
    vec![partner.0.into(), from.into(), days.to.to_string().into()]
}

/// Up to `limit` of the partner's loans that are paying back and were disbursed on these days, oldest first; only those
/// behind `after`.
pub async fn page(
    db: &dyn Db,
    partner: PartnerId,
    days: Between,
    after: Option<Disbursed>,
    limit: u64,
) -> Result<Vec<Disbursed>> {
    let mut values = key(partner, days);
    values.push(
        after
            .map_or_else(|| BEFORE_ALL.to_owned(), |after| after.on.to_string())
            .into(),
    );
    values.push(after.map_or(0, |after| after.loan.0).into());
    values.push(limit.into());
    let rows = db.all(Sql::with(PAGE, values)).await?;
    rows.iter()
        .map(|row| {
            let row = row.of("loan", "id");
            Ok(Disbursed {
                on: row.text("disburse_on")?,
                loan: KivaId(row.get("id")?),
            })
        })
        .collect()
}

/// How many there are; not counted beyond `most`.
pub async fn count(db: &dyn Db, partner: PartnerId, days: Between, most: u64) -> Result<u64> {
    let mut values = key(partner, days);
    values.push(most.into());
    Ok(db.count(Sql::with(COUNT, values)).await?)
}
