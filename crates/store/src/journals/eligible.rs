//! The loans that take journals: the clients listed on the JOURNALS tab (domain.md 2.8).

use chrono::{DateTime, Utc};
use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::journal::ELIGIBLE;
use fieldlink_domain::loan::LoanStatus;

use crate::{Ask as _, Db, Error, Result, Row, Sql, sql};

/// Which page of the eligible loans, newest loan first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EligiblePage {
    /// Only loans below this place in the partner's list; none for the first page.
    pub before: Option<i64>,
    /// Only loans without a journal.
    pub never_journaled: bool,
    /// Only loans in this status.
    pub status: Option<LoanStatus>,
    /// How many at most.
    pub limit: u64,
}

/// A loan that takes journals, as the list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EligibleLoan {
    /// Kiva ID.
    pub id: KivaId,
    /// Its place in the partner's list: where the next page goes on.
    pub seq: i64,
    /// The partner's Loan ID.
    pub internal_loan_id: String,
    /// The partner's Client ID.
    pub internal_client_id: String,
    /// Shown name.
    pub name: String,
    /// Where it is in its life.
    pub status: LoanStatus,
    /// Journals published on it.
    pub journals: i64,
    /// When the last of them was published.
    pub last_journal: Option<DateTime<Utc>>,
}

/// How many of a partner's eligible loans have a journal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rate {
    /// Loans that take journals.
    pub eligible: i64,
    /// Those with at least one.
    pub journaled: i64,
}

impl Rate {
    /// Journaled of eligible in whole per cent, rounded down; none when no loan is eligible.
    pub fn percent(&self) -> Option<i64> {
        self.journaled.checked_mul(100)?.checked_div(self.eligible)
    }
}

/// One page. Each status is read in its index order and the pages are merged, so that a page costs the same at every
/// depth.
pub async fn eligible(db: &dyn Db, partner: PartnerId, page: EligiblePage) -> Result<Vec<EligibleLoan>> {
    let mut found = Vec::new();
    for status in ELIGIBLE {
        if page.status.is_some_and(|wanted| wanted != status) {
            continue;
        }
        for row in db.all(page_of_status(partner, status, page)).await? {
            found.push(read(&row, status)?);
        }
    }
    found.sort_unstable_by_key(|loan| std::cmp::Reverse(loan.seq));
    found.truncate(usize::try_from(page.limit).unwrap_or(usize::MAX));
    Ok(found)
}

/// The page as it would be if all loans were in this status.
pub(crate) fn page_of_status(partner: PartnerId, status: LoanStatus, page: EligiblePage) -> Sql {
    let mut sql = sql!(
        "SELECT id, seq, internal_loan_id, internal_client_id, name, journals, last_journal_at FROM loan \
         WHERE partner_id = $1 AND status = $2",
        partner.0,
        status.as_str(),
    );
    if let Some(before) = page.before {
        sql.say(" AND seq < ").value(before);
    }
    if page.never_journaled {
        sql.say(" AND last_journal_at IS NULL");
    }
    sql.say(" ORDER BY seq DESC LIMIT ").value(page.limit);
    sql
}

fn read(row: &Row, status: LoanStatus) -> Result<EligibleLoan> {
    let row = row.of("loan", "id");
    Ok(EligibleLoan {
        id: KivaId(row.get("id")?),
        seq: row.get("seq")?,
        internal_loan_id: row.get("internal_loan_id")?,
        internal_client_id: row.get("internal_client_id")?,
        name: row.get("name")?,
        status,
        journals: row.get("journals")?,
        last_journal: row.maybe_moment("last_journal_at")?,
    })
}

/// The journaling rate's two numbers.
pub async fn rate(db: &dyn Db, partner: PartnerId) -> Result<Rate> {
    let mut sql = sql!(
        "SELECT n FROM loan_block WHERE partner_id = $1 AND status IN (",
        partner.0
    );
    sql.list(ELIGIBLE.map(LoanStatus::as_str)).say(")");
    let blocks: Vec<i64> = db.values(sql).await?;
    let eligible = blocks.into_iter().try_fold(0_i64, i64::checked_add);
    Ok(Rate {
        eligible: eligible.ok_or_else(|| Error::corrupt("loan_block", partner, "n"))?,
        journaled: db.single(count_journaled(partner)).await?,
    })
}

/// Counts the eligible loans with a journal; the index `loan_journaled` holds no others.
pub(crate) fn count_journaled(partner: PartnerId) -> Sql {
    let mut sql = sql!(
        "SELECT COUNT(*) FROM loan WHERE partner_id = $1 AND status IN (",
        partner.0
    );
    sql.list(ELIGIBLE.map(LoanStatus::as_str))
        .say(") AND last_journal_at IS NOT NULL");
    sql
}
