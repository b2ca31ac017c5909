//! The loans that take journals: the clients listed on the JOURNALS tab (domain.md 2.8).

use chrono::{DateTime, Utc};
use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::journal::ELIGIBLE;
use fieldlink_domain::loan::LoanStatus;

use crate::{Db, Error, Result};

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

type Row = (i64, i64, String, String, String, i64, Option<i64>);

/// One page. Each status is read in its index order and the pages are merged, so that a page costs the same at every
/// depth.
pub async fn eligible(db: &dyn Db, partner: PartnerId, page: EligiblePage) -> Result<Vec<EligibleLoan>> {
    let mut found = Vec::new();
    for status in ELIGIBLE {
        if page.status.is_some_and(|wanted| wanted != status) {
            continue;
        }
        let rows: Vec<Row> = page_of_status(partner, status, page)
            .into_tuple()
            .all(&db.connection())
            .await?;
        for row in rows {
            found.push(read(row, status)?);
        }
    }
    found.sort_unstable_by_key(|loan| std::cmp::Reverse(loan.seq));
    found.truncate(usize::try_from(page.limit).unwrap_or(usize::MAX));
    Ok(found)
}

/// The page as it would be if all loans were in this status.
pub(crate) fn page_of_status(partner: PartnerId, status: LoanStatus, page: EligiblePage) -> Select<loan::Entity> {
    let mut query = loan::Entity::find()
        .select_only()
        .columns([
            loan::Column::Id,
            loan::Column::Seq,
            loan::Column::InternalLoanId,
            loan::Column::InternalClientId,
            loan::Column::Name,
            loan::Column::Journals,
            loan::Column::LastJournalAt,
        ])
        .filter(loan::Column::PartnerId.eq(partner.0))
        .filter(loan::Column::Status.eq(status.as_str()))
        .order_by_desc(loan::Column::Seq)
        .limit(page.limit);
    if let Some(before) = page.before {
        query = query.filter(loan::Column::Seq.lt(before));
    }
    if page.never_journaled {
        query = query.filter(loan::Column::LastJournalAt.is_null());
    }
    query
}

fn read(row: Row, status: LoanStatus) -> Result<EligibleLoan> {
    let (id, seq, internal_loan_id, internal_client_id, name, journals, last) = row;
    Ok(EligibleLoan {
        id: KivaId(id),
        seq,
        internal_loan_id,
        internal_client_id,
        name,
        status,
        journals,
        last_journal: moment::read_optional(last, "loan", &id, "last_journal_at")?,
    })
}

/// The journaling rate's two numbers.
pub async fn rate(db: &dyn Db, partner: PartnerId) -> Result<Rate> {
    let blocks: Vec<i64> = loan_block::Entity::find()
        .select_only()
        .column(loan_block::Column::N)
        .filter(loan_block::Column::PartnerId.eq(partner.0))
        .filter(loan_block::Column::Status.is_in(ELIGIBLE.map(|s| s.as_str())))
        .into_tuple()
        .all(&db.connection())
        .await?;
    let journaled: Option<i64> = count_journaled(partner).into_tuple().one(&db.connection()).await?;
    let corrupt = || Error::Corrupt {
        table: "loan_block",
        row: partner.to_string(),
        column: "n",
    };
    Ok(Rate {
        eligible: blocks
            .into_iter()
            .try_fold(0_i64, i64::checked_add)
            .ok_or_else(corrupt)?,
        journaled: journaled.unwrap_or(0),
    })
}

/// Counts the eligible loans with a journal; the index `loan_journaled` holds no others.
pub(crate) fn count_journaled(partner: PartnerId) -> Select<loan::Entity> {
    loan::Entity::find()
        .select_only()
        .expr_as(Expr::cust("COUNT(*)"), "n")
        .filter(loan::Column::PartnerId.eq(partner.0))
        .filter(loan::Column::Status.is_in(ELIGIBLE.map(|s| s.as_str())))
        .filter(loan::Column::LastJournalAt.is_not_null())
}
