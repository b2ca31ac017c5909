//! What a partner's people are told of when it happens.

use fieldlink_domain::default::MassState;
use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::loan::Loan;
use fieldlink_store::Tx;
use fieldlink_store::mass_requests::MassRequest;

use super::Letter;
use crate::{Pa2, Result, Role};

impl Pa2 {
    /// Journals of a program wait for a person.
    pub(crate) async fn tell_of_archive(
        &self,
        tx: &Tx,
        (partner, confirm_key): (PartnerId, &str),
        (journals, blocked): (usize, usize),
    ) -> Result<()> {
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let letter = Letter::ArchiveWaiting {
            partner: self.partner_name(partner).await?,
            journals: count(journals),
            blocked: count(blocked),
            link: self.confirm_url(confirm_key),
        };
        self.tell(tx, partner, &[Role::Coordinator], &letter, None).await
    }

    /// A partner asks Kiva to default many loans at once.
    pub(crate) async fn tell_of_mass_request(&self, tx: &Tx, partner: PartnerId, loans: i64) -> Result<()> {
        let letter = Letter::MassDefaultAsked {
            partner: self.partner_name(partner).await?,
            loans,
            link: format!("{}/kiva", self.public_url),
        };
        self.tell_kiva(tx, &letter).await
    }

    /// Kiva has answered it.
    pub(crate) async fn tell_of_mass_answer(&self, tx: &Tx, request: &MassRequest) -> Result<()> {
        let letter = Letter::MassDefaultAnswered {
            partner: self.partner_name(request.partner).await?,
            loans: request.loans,
            granted: request.state == MassState::Granted,
            words: request.answer.clone(),
            link: format!("{}/defaults/mass/requests/{}", self.public_url, request.id),
        };
        self.tell(tx, request.partner, &[Role::Coordinator], &letter, None)
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
