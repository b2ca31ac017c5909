//! What a partner's people are told of when it happens.

use fieldlink_domain::journal::Archive;
use fieldlink_domain::loan::Loan;
use fieldlink_store::Tx;

use super::Letter;
use crate::{Pa2, Result, Role};

impl Pa2 {
    /// Journals of a program wait for a person.
    pub(crate) async fn tell_of_archive(&self, tx: &Tx, archive: &Archive) -> Result<()> {
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let letter = Letter::ArchiveWaiting {
            partner: self.partner_name(archive.partner_id).await?,
            journals: count(archive.journals.len()),
            blocked: count(archive.journals.iter().filter(|journal| journal.is_blocked()).count()),
            link: self.confirm_url(&archive.confirm_key),
        };
        self.tell(tx, archive.partner_id, &[Role::Coordinator], &letter, None)
            .await
    }

    /// A reviewer raised an issue on a loan.
    pub(crate) async fn tell_of_issue(&self, tx: &Tx, loan: &Loan, code: &str, text: &str) -> Result<()> {
        let letter = Letter::IssueRaised {
            partner: self.partner_name(loan.partner_id).await?,
            kiva_id: loan.id.to_string(),
            loan_id: loan.internal_loan_id.clone(),
            code: code.to_owned(),
            text: text.to_owned(),
            link: format!("{}/loans/{}", self.public_url, loan.id),
        };
        self.tell(tx, loan.partner_id, &[Role::Coordinator], &letter, None)
            .await
    }
}
