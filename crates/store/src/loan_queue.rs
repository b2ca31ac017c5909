//! The loans that wait for a reviewer, of all partners.

use chrono::{DateTime, Utc};
use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::loan::LoanStatus;

use crate::{Ask as _, Db, Result, Sql, sql};

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
    let rows = db.all(select(after, limit)).await?;
    rows.iter()
        .map(|row| {
            let row = row.of("loan", "id");
            Ok(Waiting {
                id: KivaId(row.get("id")?),
                partner: PartnerId(row.get("partner_id")?),
                partner_name: row.get("partner_name")?,
                name: row.get("name")?,
                status: row.text("status")?,
                posted: row.moment("created_at")?,
                expires: row.maybe_moment("planned_inactive_expire_at")?,
            })
        })
        .collect()
}

pub(crate) fn select(after: Option<Place>, limit: u64) -> Sql {
    let (at, id) = after.unwrap_or((i64::MIN, i64::MIN));
    let sql = "SELECT l.id, l.partner_id, p.name AS partner_name, l.name, l.status, l.created_at, \
               l.planned_inactive_expire_at FROM loan l JOIN partner p ON p.id = l.partner_id \
               WHERE l.status IN ('inactive', 'issue_approving') AND (l.created_at, l.id) > ($1, $2) \
               ORDER BY l.created_at, l.id LIMIT $3";
    sql!(sql, at, id, limit)
}
