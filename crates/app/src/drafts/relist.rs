//! Re-listing: who has repaid a loan asks for another. PA2 copies the earlier loan, and its description says that it is
//! an update (domain.md 2.2).

use chrono::{DateTime, Utc};
use fieldlink_contract::loan_draft::{Entrep, LoanDraft};
use fieldlink_domain::draft::Draft;
use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::journal::{Archive, Sent};
use fieldlink_domain::loan::{Loan, LoanStatus};
use fieldlink_store::{Db, Tx, journals, loans};

use crate::audit::Deed;
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
            relists: Some(loan.id),
            ..self.new_draft(actor, partner, copied(&loan, &self.settings.relist_heading), now)
        };
        let tx = self.store.begin().await?;
        let id = self.add_draft(&tx, actor, &draft).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// What publishing a draft tells the lenders of the loan that it lists again; none where there is none, or where
    /// that loan takes no journals.
    pub async fn relisting_told(&self, actor: &Actor, draft: &Draft) -> Result<Option<(Loan, Sent)>> {
        actor.may(Permission::ReadLoans, draft.partner_id)?;
        let Some(before) = self.listed_before(&self.store, draft).await? else {
            return Ok(None);
        };
        let description = draft.body.description.clone().unwrap_or_default();
        Ok(Some((before.clone(), self.told(&before, &description))))
    }

    async fn listed_before(&self, db: &dyn Db, draft: &Draft) -> Result<Option<Loan>> {
        let Some(id) = draft.relists else {
            return Ok(None);
        };
        let before = loans::find(db, id).await?;
        Ok(before.filter(|loan| loan.partner_id == draft.partner_id && loan.takes_journals()))
    }

    /// The heading as the subject, and the new loan's description without it: what has become of the borrower.
    fn told(&self, before: &Loan, description: &str) -> Sent {
        let subject = heading(before, &self.settings.relist_heading);
        let story = description.strip_prefix(&subject).unwrap_or(description).trim();
        Sent {
            body: if story.is_empty() { &subject } else { story }.to_owned(),
            subject,
            internal_loan_id: before.internal_loan_id.clone(),
            internal_client_id: Some(before.internal_client_id.clone()),
            image_url: None,
        }
    }

    /// A re-listing makes a journal for the lenders of the earlier loan, which counts to the journaling rate (domain.md
    /// 2.8). Whoever publishes the draft has read it: nobody confirms it again.
    pub(super) async fn tell_of_relisting(
        &self,
        tx: &Tx,
        actor: &Actor,
        (draft, loan): (&Draft, &Loan),
        now: DateTime<Utc>,
    ) -> Result<()> {
        let Some(before) = self.listed_before(tx, draft).await? else {
            return Ok(());
        };
        let sent = self.told(&before, &loan.description);
        let key = (draft.partner_id, self.entropy.token::<32>());
        let archive = Archive::relisting(key, (before.id, sent), (now, &actor.label()));
        journals::insert(tx, &archive).await?;
        let (subject, detail) = (before.id.to_string(), loan.id.to_string());
        let mut after = before.clone();
        after.journals += 1;
        after.last_journal = Some(now);
        loans::update(tx, &[(before, after)], &self.settings).await?;
        let deed = Deed {
            partner: Some(draft.partner_id),
            action: "loan.tell_of_relisting",
            subject: &subject,
            detail: &detail,
        };
        self.note(tx, actor, deed).await
    }
}

/// What heads the description, with the name in it. Family names are not shown to lenders.
fn heading(loan: &Loan, heading: &str) -> String {
    let first = loan
        .borrowers
        .first()
        .map_or("", |borrower| borrower.first_name.as_str());
    let group = loan.borrowers.len() > 1;
    heading.replace("{name}", if group { &loan.name } else { first })
}

fn copied(loan: &Loan, heading: &str) -> LoanDraft {
    let group = loan.borrowers.len() > 1;
    let heading = self::heading(loan, heading);
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
