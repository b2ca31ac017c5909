//! How far a partner's limits are used.

use chrono::{DateTime, Utc};
use fieldlink_domain::draft_rules::Usage;
use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::loan::LoanStatus;
use fieldlink_domain::money::Minor;

use crate::{Ask as _, Db, Result, Sql, sql};

/// Posted loans that wait (domain.md 2.4); the other loans in use raise funds or are being paid back.
const PENDING: [LoanStatus; 5] = [
    LoanStatus::Inactive,
    LoanStatus::Issue,
    LoanStatus::IssueRevising,
    LoanStatus::IssueApproving,
    LoanStatus::Reviewed,
];

/// Word for word what the index `loan_in_use` says: neither engine would use it for values that come as parameters.
const IN_USE: &str = "status IN ('inactive', 'reviewed', 'issue', 'issue_revising', 'issue_approving', \
                      'fundRaising', 'raised', 'payingBack')";

/// What each theme's loans take from the limits: the price less the part that was repaid. What is expected back in this
/// month is left at zero: the month's report knows it.
pub async fn of_partner(db: &dyn Db, partner: PartnerId) -> Result<Usage> {
    let mut usage = Usage::default();
    for row in db.all(sums(partner)).await? {
        let (theme, status, cents): (i64, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let theme = usage.themes.entry(theme).or_default();
        if PENDING.iter().any(|s| s.as_str() == status) {
            theme.pending += Minor(cents);
        } else {
            theme.used += Minor(cents);
        }
    }
    Ok(usage)
}

/// US cents of the loans posted since a moment, but for those that were taken back before lenders saw them.
pub async fn posted_since(db: &dyn Db, partner: PartnerId, since: DateTime<Utc>) -> Result<Minor> {
    Ok(Minor(db.single(sql!(POSTED, partner.0, since.timestamp())).await?))
}

pub(crate) const POSTED: &str = "SELECT CAST(COALESCE(SUM(price_usd), 0) AS BIGINT) FROM loan \
    WHERE partner_id = $1 AND created_at >= $2 AND status NOT IN ('deleted', 'inactive_expired')";

/// Theme, status, cents.
pub(crate) fn sums(partner: PartnerId) -> Sql {
    // PostgreSQL sums BIGINT to NUMERIC; both engines read the cast as 64 bits.
    let outstanding =
        "CAST(SUM(price_usd - CASE WHEN principal > 0 THEN price_usd * repaid / principal ELSE 0 END) AS BIGINT)";
    let sql = format!(
        "SELECT theme_type_id, status, {outstanding} FROM loan WHERE partner_id = $1 AND {IN_USE} \
         GROUP BY theme_type_id, status"
    );
    sql!(sql, partner.0)
}
