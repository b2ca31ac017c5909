//! The loans that wait for a reviewer, of all partners.

use chrono::{DateTime, Utc};
use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::loan::LoanStatus;

use crate::{Db, Error, Result};

/// A loan that waits, with what the list shows of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Kiva ID.
    pub id: KivaId,
    /// Whose.
    pub partner: PartnerId,
    /// The partner's name.
    pub partner_name: String,
    /// Name of the borrower or group.
    pub name: String,
    /// Posted and not looked at yet, or corrected.
    pub status: LoanStatus,
    /// When it was posted.
    pub posted: DateTime<Utc>,
    /// When it expires if nobody approves it.
    pub expires: Option<DateTime<Utc>>,
}

/// Where a page of the queue ends: the time in seconds and the number of its last loan.
pub type Place = (i64, i64);

/// The loans that wait longest, `limit` of them after a place.
pub async fn page(db: &dyn Db, after: Option<Place>, limit: u64) -> Result<Vec<Waiting>> {
    let rows = db.all(select(db, after, limit)).await?;
    rows.iter()
        .map(|row| {
            let id: i64 = row.get(0)?;
            let status: String = row.get(4)?;
            let expires: Option<i64> = row.get(6)?;
            let at = |seconds, column| moment::read(seconds, "loan", &id, column);
            Ok(Waiting {
                id: KivaId(id),
                partner: PartnerId(row.get(1)?),
                partner_name: row.get(2)?,
                name: row.get(3)?,
                status: status.parse().map_err(|_| Error::Corrupt {
                    table: "loan",
                    row: id.to_string(),
                    column: "status",
                })?,
                posted: at(row.get(5)?, "created_at")?,
                expires: expires
                    .map(|seconds| at(seconds, "planned_inactive_expire_at"))
                    .transpose()?,
            })
        })
        .collect()
}

pub(crate) fn select(db: &dyn Db, after: Option<Place>, limit: u64) -> Statement {
    let (at, id) = after.unwrap_or((i64::MIN, i64::MIN));
    let sql = "SELECT l.id, l.partner_id, p.name, l.name, l.status, l.created_at, l.planned_inactive_expire_at \
               FROM loan l JOIN partner p ON p.id = l.partner_id \
               WHERE l.status IN ('inactive', 'issue_approving') AND (l.created_at, l.id) > ($1, $2) \
               ORDER BY l.created_at, l.id LIMIT $3";
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    Sql::with(sql, vec![at.into(), id.into(), limit.into()])
}
