//! The loans that journals name, with just what the rules of a journal want to know.

use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::journal::LoanFacts;
use fieldlink_domain::loan::LoanStatus;

use crate::{Db, Error, Result};

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
        let rows: Vec<(i64, String, String, String)> = loan::Entity::find()
            .select_only()
            .columns([
                loan::Column::Id,
                loan::Column::InternalLoanId,
                loan::Column::InternalClientId,
                loan::Column::Status,
            ])
            .filter(loan::Column::PartnerId.eq(partner.0))
            .filter(loan::Column::InternalLoanId.is_in(chunk.iter().map(String::as_str)))
            .into_tuple()
            .all(&db.connection())
            .await?;
        for (id, loan_id, client_id, status) in rows {
            found.push(NamedLoan {
                id: KivaId(id),
                loan_id,
                client_id,
                status: status.parse().map_err(|_| Error::Corrupt {
                    table: "loan",
                    row: id.to_string(),
                    column: "status",
                })?,
            });
        }
    }
    Ok(found)
}
