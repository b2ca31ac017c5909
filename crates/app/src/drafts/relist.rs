//! Re-listing: who has repaid a loan asks for another. PA2 copies the earlier loan, and its description says that it is
//! an update (domain.md 2.2).

use fieldlink_contract::loan_draft::{Entrep, LoanDraft};
use fieldlink_domain::draft::Draft;
use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::loan::{Loan, LoanStatus};
use fieldlink_store::loans;

use crate::loans::no_loan;
use crate::{Actor, Error, Pa2, Permission, Result};

impl Pa2 {
    /// Whether a draft for the same borrowers can be made from a loan: once it is repaid.
    pub fn can_relist(loan: &Loan) -> bool {
        loan.status == LoanStatus::Ended
    }

    /// Makes a draft for the borrowers of a loan that was repaid; answers its number. Its ids, amounts and days are those
    /// of another loan, so they are left to the person.
    pub async fn relist_loan(&self, actor: &Actor, partner: PartnerId, id: KivaId) -> Result<i64> {
        actor.may(Permission::ReadLoans, partner)?;
        // Whose it is comes first: what a stranger may not do is not there for them.
        let loan = loans::find(&self.store, id).await?;
        let loan = loan
            .filter(|loan| loan.partner_id == partner)
            .ok_or_else(|| no_loan(id))?;
        actor.may(Permission::EditDrafts, partner)?;
        if !Pa2::can_relist(&loan) {
            let early = "A borrower is listed again once the loan before is repaid.";
            return Err(Error::conflict(early).said("error-relist-early", []));
        }
        let now = self.now().await?;
        let draft = Draft {
            photo: loan.photo.clone(),
            ..self.new_draft(actor, partner, copied(&loan, &self.settings.relist_heading), now)
        };
        let tx = self.store.begin().await?;
        let id = super::take::add(&tx, actor, &draft).await?;
        tx.commit().await?;
        Ok(id)
    }
}

fn copied(loan: &Loan, heading: &str) -> LoanDraft {
    let group = loan.borrowers.len() > 1;
    let first = loan
        .borrowers
        .first()
        .map_or("", |borrower| borrower.first_name.as_str());
    // Family names are not shown to lenders.
    let heading = heading.replace("{name}", if group { &loan.name } else { first });
    let entreps = loan.borrowers.iter().map(|borrower| Entrep {
        client_id: Some(borrower.client_id.clone()),
        first_name: Some(borrower.first_name.clone()),
        last_name: Some(borrower.last_name.clone()),
        gender: Some(borrower.gender),
        ..Entrep::default()
    });
    LoanDraft {
        activity_id: Some(loan.activity_id),
        currency: Some(loan.currency.code().to_owned()),
        description: Some(format!("{heading}\n\n{}", loan.description)),
        description_language_id: Some(loan.language_id),
        entreps: entreps.collect(),
        group_name: group.then(|| loan.name.clone()),
        internal_client_id: group.then(|| loan.internal_client_id.clone()),
        loanuse: Some(loan.loanuse.clone()),
        location: Some(loan.location.clone()),
        theme_type_id: Some(loan.theme_type_id),
        ..LoanDraft::default()
    }
}
