//! The loans that journals name, with just what the rules of a journal want to know.

use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::journal::LoanFacts;
use fieldlink_domain::loan::LoanStatus;

use crate::{Ask as _, Db, Result, sql};

/// Ids in one statement.
const IDS: usize = 10_000;

/// A loan that a journal may be about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedLoan {
    /// Kiva ID.
    pub id: KivaId,
    /// The partner's Loan ID.
    pub loan_id: String,
    /// The partner's Client ID.
    pub client_id: String,
    /// Where the loan is in its life.
    pub status: LoanStatus,
}

impl NamedLoan {
    /// What the rules see of it.
    pub fn facts(&self) -> LoanFacts<'_> {
        LoanFacts {
            kiva_id: self.id,
            loan_id: &self.loan_id,
            client_id: &self.client_id,
            status: self.status,
        }
    }
}

/// The partner's loans with these Loan IDs.
pub async fn named_loans(db: &dyn Db, partner: PartnerId, loan_ids: &[String]) -> Result<Vec<NamedLoan>> {
    let mut found = Vec::new();
    for chunk in loan_ids.chunks(IDS) {
        let mut sql = sql!(
            "SELECT id, internal_loan_id, internal_client_id, status FROM loan \
             WHERE partner_id = $1 AND internal_loan_id IN (",
            partner.0,
        );
        sql.list(chunk).say(")");
        for row in db.all(sql).await? {
            let row = row.of("loan", "id");
            found.push(NamedLoan {
                id: KivaId(row.get("id")?),
                loan_id: row.get("internal_loan_id")?,
                client_id: row.get("internal_client_id")?,
                status: row.text("status")?,
            });
        }
    }
    Ok(found)
}
