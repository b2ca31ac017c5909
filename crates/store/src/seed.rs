//! Bulk insert of made loans: the same tables as a posted loan, in few statements.

use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::loan::Loan;
use fieldlink_domain::settings::Settings;

use crate::loan_index::{Counts, insert_terms};
use crate::loan_row::insertion;
use crate::loans::{take_ids, take_places};
use crate::{Result, Store, Tx, sql};

/// The numbers reserved for a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbers {
    /// First Kiva ID.
    pub id: i64,
    /// First place in the partner's list.
    pub seq: i64,
}

/// Gives an embedded database more memory while it takes in very many rows. Nothing is taken from its durability.
pub async fn prepare(store: &Store) -> Result<()> {
    if store.is_sqlite() {
        store.outside("PRAGMA cache_size = -131072").await?;
    }
    Ok(())
}

/// Takes the memory back, and tells the planner how the tables look now.
pub async fn finish(store: &Store) -> Result<()> {
    if store.is_sqlite() {
        store.outside("PRAGMA cache_size = -16000").await?;
        store.outside("PRAGMA wal_checkpoint(TRUNCATE)").await?;
    } else {
        store.outside("ANALYZE loan").await?;
        store.outside("ANALYZE loan_term").await?;
    }
    Ok(())
}

/// Takes `n` Kiva IDs and `n` places in the partner's list.
pub async fn reserve(tx: &Tx, partner: PartnerId, n: i64) -> Result<Numbers> {
    let seq = take_places(tx, partner, n).await?;
    Ok(Numbers {
        id: take_ids(tx, n).await?,
        seq,
    })
}

/// Inserts loans of one partner that stand in the order of their places, with counts, words and a history that fits
/// their times.
pub async fn insert(tx: &Tx, loans: &[Loan], settings: &Settings) -> Result<()> {
    let (Some(first), Some(last)) = (loans.first(), loans.last()) else {
        return Ok(());
    };
    for chunk in loans.chunks(LOANS) {
        tx.run(insertion(chunk, settings)?).await?;
    }
    let mut counts = Counts::default();
    for loan in loans {
        counts.add(loan, loan.status, 1);
    }
    counts.write(tx).await?;
    insert_terms(tx, loans).await?;
    tx.run(sql!(HISTORY, first.partner_id.0, first.seq, last.seq)).await?;
    Ok(())
}

/// Some 40 values a row: 500 rows stay below the bind limit of both engines.
const LOANS: usize = 500;

/// The steps that the loans' times tell of, in the order in which they were taken. Steps without a time of their own
/// (issues, withdrawal) are set a day or two after posting.
const HISTORY: &str = "INSERT INTO loan_event (loan_id, partner_id, at, event, from_status, to_status, actor) \
    WITH l AS (SELECT id, partner_id, seq, status, created_at, reviewed_at, listed_at, raised_at, paying_back_at, ended_at, \
      refunded_at, expired_at, defaulted_at FROM loan WHERE partner_id = $1 AND seq >= $2 AND seq <= $3) \
    SELECT id, partner_id, at, event, from_status, to_status, 'operator' FROM ( \
    SELECT id, partner_id, seq, 0 AS n, created_at AS at, 'publish' AS event, 'draft' AS from_status, 'inactive' AS to_status FROM l \
    UNION ALL SELECT id, partner_id, seq, 1, created_at + 86400, 'raise_issue', 'inactive', 'issue' FROM l \
      WHERE status IN ('issue', 'issue_revising', 'issue_approving') \
    UNION ALL SELECT id, partner_id, seq, 2, created_at + 100000, 'begin_revision', 'issue', 'issue_revising' FROM l \
      WHERE status IN ('issue_revising', 'issue_approving') \
    UNION ALL SELECT id, partner_id, seq, 3, created_at + 110000, 'submit_revision', 'issue_revising', 'issue_approving' FROM l \
      WHERE status = 'issue_approving' \
    UNION ALL SELECT id, partner_id, seq, 3, created_at + 172800, 'delete', 'inactive', 'deleted' FROM l WHERE status = 'deleted' \
    UNION ALL SELECT id, partner_id, seq, 4, reviewed_at, 'review', 'inactive', 'reviewed' FROM l WHERE reviewed_at IS NOT NULL \
    UNION ALL SELECT id, partner_id, seq, 5, listed_at, 'list', 'reviewed', 'fundRaising' FROM l WHERE listed_at IS NOT NULL \
    UNION ALL SELECT id, partner_id, seq, 6, raised_at, 'fund', 'fundRaising', 'raised' FROM l WHERE raised_at IS NOT NULL \
    UNION ALL SELECT id, partner_id, seq, 6, expired_at, 'expire', 'fundRaising', 'expired' FROM l WHERE status = 'expired' \
    UNION ALL SELECT id, partner_id, seq, 6, expired_at, 'expire_inactive', 'inactive', 'inactive_expired' FROM l \
      WHERE status = 'inactive_expired' \
    UNION ALL SELECT id, partner_id, seq, 7, paying_back_at, 'start_repayment', 'raised', 'payingBack' FROM l \
      WHERE paying_back_at IS NOT NULL \
    UNION ALL SELECT id, partner_id, seq, 8, defaulted_at, 'default', 'payingBack', 'defaulted' FROM l WHERE defaulted_at IS NOT NULL \
    UNION ALL SELECT id, partner_id, seq, 8, refunded_at, 'refund', \
      CASE WHEN paying_back_at IS NOT NULL THEN 'payingBack' WHEN raised_at IS NOT NULL THEN 'raised' ELSE 'fundRaising' END, \
      'refunded' FROM l WHERE refunded_at IS NOT NULL \
    UNION ALL SELECT id, partner_id, seq, 9, ended_at, 'repay_in_full', \
      CASE WHEN defaulted_at IS NOT NULL THEN 'defaulted' ELSE 'payingBack' END, 'ended' FROM l WHERE ended_at IS NOT NULL \
    ) AS steps ORDER BY seq, n";
