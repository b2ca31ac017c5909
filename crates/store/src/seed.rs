//! Bulk insert of made loans: the same tables as a posted loan, in few statements.

use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::loan::Loan;
use fieldlink_domain::search;
use fieldlink_domain::settings::Settings;

use crate::loan_index::{Counts};
use crate::loan_row::to_row;
use crate::loans::{take_ids, take_places};
use crate::{Db, Result, Store};

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
        store.writer().execute_unprepared("PRAGMA cache_size = -131072").await?;
    }
    Ok(())
}

/// Takes the memory back, and tells the planner how the tables look now.
pub async fn finish(store: &Store) -> Result<()> {
    if store.is_sqlite() {
        store.writer().execute_unprepared("PRAGMA cache_size = -16000").await?;
        store
            .writer()
            .execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)")
            .await?;
    } else {
        store.writer().execute_unprepared("ANALYZE loan").await?;
        store.writer().execute_unprepared("ANALYZE loan_term").await?;
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
    insert_rows(tx, loans, settings).await?;
    let mut counts = Counts::default();
    for loan in loans {
        counts.add(loan, loan.status, 1);
    }
    counts.write(tx).await?;
    insert_terms(tx, loans).await?;
    let values = vec![first.partner_id.0.into(), first.seq.into(), last.seq.into()];
    tx.run(Sql::with(HISTORY, values)).await?;
    Ok(())
}

/// 46 values a row: 500 rows stay below the bind limit of both engines.
const LOANS: usize = 500;

const COLUMNS: &str = "id, uuid, partner_id, seq, internal_loan_id, internal_client_id, name, borrower_count, borrowers, \
    location, activity_id, theme_type_id, language_id, loanuse, description, currency, principal, price_usd, rate, \
    currency_loss, schedule, disburse_on, status, issue, funded_usd, flexible, created_at, reviewed_at, listed_at, \
    planned_expiration_at, planned_inactive_expire_at, raised_at, paying_back_at, ended_at, refunded_at, expired_at, \
    defaulted_at, repaid, photo, journals, last_journal_at, next_event_at";

const TYPES: [&str; 42] = [
    "BIGINT", "TEXT", "BIGINT", "BIGINT", "TEXT", "TEXT", "TEXT", "BIGINT", "TEXT", // id … borrowers
    "TEXT", "BIGINT", "BIGINT", "BIGINT", "TEXT", "TEXT", "TEXT", "BIGINT", "BIGINT", "TEXT", // location … rate
    "TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "BIGINT", "BOOLEAN", "BIGINT", "BIGINT",
    "BIGINT", // currency_loss … listed
    "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", // planned … expired
    "BIGINT", "BIGINT", "TEXT", "BIGINT", "BIGINT", "BIGINT", // defaulted … next event
];

async fn insert_rows(tx: &Tx, loans: &[Loan], settings: &Settings) -> Result<()> {
    for chunk in loans.chunks(LOANS) {
        let sql = format!("INSERT INTO loan ({COLUMNS}) VALUES {}", places(chunk.len(), &TYPES));
        let mut values = Vec::with_capacity(chunk.len() * TYPES.len());
        for loan in chunk {
            values.extend(row_values(to_row(loan, settings)?));
        }
        tx.run(Sql::with(sql, values)).await?;
    }
    Ok(())
}

fn row_values(row: loan::Model) -> [Value; 42] {
    [
        row.id.into(),
        row.uuid.into(),
        row.partner_id.into(),
        row.seq.into(),
        row.internal_loan_id.into(),
        row.internal_client_id.into(),
        row.name.into(),
        row.borrower_count.into(),
        row.borrowers.into(),
        row.location.into(),
        row.activity_id.into(),
        row.theme_type_id.into(),
        row.language_id.into(),
        row.loanuse.into(),
        row.description.into(),
        row.currency.into(),
        row.principal.into(),
        row.price_usd.into(),
        row.rate.into(),
        row.currency_loss.into(),
        row.schedule.into(),
        row.disburse_on.into(),
        row.status.into(),
        row.issue.into(),
        row.funded_usd.into(),
        row.flexible.into(),
        row.created_at.into(),
        row.reviewed_at.into(),
        row.listed_at.into(),
        row.planned_expiration_at.into(),
        row.planned_inactive_expire_at.into(),
        row.raised_at.into(),
        row.paying_back_at.into(),
        row.ended_at.into(),
        row.refunded_at.into(),
        row.expired_at.into(),
        row.defaulted_at.into(),
        row.repaid.into(),
        row.photo.into(),
        row.journals.into(),
        row.last_journal_at.into(),
        row.next_event_at.into(),
    ]
}

/// Words sorted as their index is, so that neighbours are written together.
async fn insert_terms(tx: &Tx, loans: &[Loan]) -> Result<()> {
    let mut terms: Vec<(String, &Loan)> = Vec::with_capacity(loans.len() * 3);
    for loan in loans {
        terms.extend(search::terms(loan).into_iter().map(|term| (term, loan)));
    }
    terms.sort_unstable_by(|(a, x), (b, y)| (a, x.seq).cmp(&(b, y.seq)));
    for chunk in terms.chunks(5_000) {
        let sql = format!(
            "INSERT INTO loan_term (partner_id, term, seq) VALUES {}",
            places(chunk.len(), &["BIGINT", "TEXT", "BIGINT"])
        );
        let values = chunk
            .iter()
            .flat_map(|(term, loan)| [loan.partner_id.0.into(), term.clone().into(), loan.seq.into()])
            .collect();
        tx.run(Sql::with(sql, values)).await?;
    }
    Ok(())
}

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
