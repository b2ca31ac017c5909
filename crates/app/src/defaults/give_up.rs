//! A partner gives loans up before their time is over.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use fieldlink_domain::default::Reason;
use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::life::Event;
use fieldlink_domain::loan::{Loan, LoanStatus};
use fieldlink_store::defaults;
use fieldlink_store::loans::{self, Step};

use crate::audit::Deed;
use crate::loans::no_loan;
use crate::words::short_text;
use crate::{Actor, Error, Pa2, Permission, Result};

/// How one of several loans fared.
#[derive(Debug)]
pub struct Outcome {
    /// Kiva ID.
    pub loan: KivaId,
    /// The loan as it stands after, or why it was not given up.
    pub outcome: Result<Loan>,
}

/// What a list of loan IDs names.
#[derive(Debug, Clone, Default)]
pub struct Listed {
    /// Loans that are paying back.
    pub loans: Vec<Loan>,
    /// IDs of no loan that is.
    pub unfit: Vec<String>,
}

impl Pa2 {
    /// Who may give loans up: the partner's coordinators and Kiva; in a sandbox whoever plays with it.
    pub fn may_default(&self, actor: &Actor, partner: PartnerId) -> Result<()> {
        let may = actor.may(Permission::DefaultLoans, partner);
        may.or_else(|refused| self.may_play_with(actor, partner).map_err(|_| refused))
    }

    /// Most loans that this actor gives up in one go: Kiva takes a mass default on for a partner (domain.md 2.7).
    pub fn most_defaults(&self, actor: &Actor, partner: PartnerId) -> usize {
        match actor.may(Permission::Operate, partner) {
            Ok(()) => self.settings.mass_default_max,
            Err(_) => self.settings.defaults_at_once,
        }
    }

    fn not_too_many(&self, actor: &Actor, partner: PartnerId, loans: usize) -> Result<()> {
        let most = self.most_defaults(actor, partner);
        if loans > most {
            return Err(too_many(most));
        }
        Ok(())
    }

    /// Looks up the loans that a list of loan IDs names, an ID on each line.
    pub async fn loans_to_default(&self, actor: &Actor, partner: PartnerId, list: &str) -> Result<Listed> {
        self.may_default(actor, partner)?;
        let ids = lines_of(list);
        self.not_too_many(actor, partner, ids.len())?;
        self.named(partner, ids).await
    }

    /// The loans that are paying back among those with these loan IDs.
    pub(super) async fn named(&self, partner: PartnerId, ids: BTreeSet<String>) -> Result<Listed> {
        let wanted: Vec<String> = ids.iter().cloned().collect();
        let mut listed = Listed {
            loans: loans::by_internal_loan_ids(&self.store, partner, &wanted).await?,
            unfit: Vec::new(),
        };
        listed.loans.retain(|loan| loan.status == LoanStatus::PayingBack);
        let fit: BTreeSet<&str> = listed.loans.iter().map(|loan| loan.internal_loan_id.as_str()).collect();
        listed.unfit = ids.iter().filter(|id| !fit.contains(id.as_str())).cloned().collect();
        Ok(listed)
    }

    /// Gives several loans up, each by itself, for one reason. One that cannot be given up does not stop the others.
    pub async fn default_loans(
        &self,
        actor: &Actor,
        partner: PartnerId,
        chosen: &[KivaId],
        (reason, note): (Reason, &str),
    ) -> Result<Vec<Outcome>> {
        self.may_default(actor, partner)?;
        self.not_too_many(actor, partner, chosen.len())?;
        let note = note_for(reason, note)?;
        let now = self.now().await?;
        let mut done = Vec::with_capacity(chosen.len());
        for loan in chosen {
            let outcome = self.give_up(actor, (partner, *loan), (reason, note), now).await;
            done.push(Outcome { loan: *loan, outcome });
        }
        Ok(done)
    }

    /// Gives one loan up: the only place where anybody but the clock does. Who may, is asked before.
    pub(crate) async fn give_up(
        &self,
        actor: &Actor,
        (partner, id): (PartnerId, KivaId),
        (reason, note): (Reason, &str),
        now: DateTime<Utc>,
    ) -> Result<Loan> {
        let note = note_for(reason, note)?;
        let tx = self.store.begin().await?;
        let before = loans::find(&tx, id).await?.filter(|loan| loan.partner_id == partner);
        let before = before.ok_or_else(|| no_loan(id))?;
        if before.status != LoanStatus::PayingBack {
            return Err(not_paying_back());
        }
        let mut after = before.clone();
        let event = Event::Default;
        let step = Step {
            event: event.name(),
            actor: actor.label(),
            at: now,
        };
        after.apply(event, now, &self.settings)?;
        loans::save(&tx, &before, &after, &self.settings, step).await?;
        defaults::set_reason(&tx, id, reason, note).await?;
        let subject = id.to_string();
        let deed = Deed {
            partner: Some(partner),
            action: "loan.default",
            subject: &subject,
            detail: reason.name(),
        };
        self.note(&tx, actor, deed).await?;
        tx.commit().await?;
        Ok(after)
    }
}

/// The IDs of a list, one on each line.
pub(super) fn lines_of(list: &str) -> BTreeSet<String> {
    let lines = list.lines().map(|line| line.trim().to_owned());
    lines.filter(|line| !line.is_empty()).collect()
}

pub(super) fn too_many(most: usize) -> Error {
    let text = format!("At most {most} loans can be defaulted in one go.");
    Error::invalid(text).said("defaults-too-many", [("most", most.to_string())])
}

/// The words to a reason; one that says nothing needs some.
pub(super) fn note_for(reason: Reason, note: &str) -> Result<&str> {
    let note = short_text(note)?;
    if reason == Reason::Other && note.is_empty() {
        let text = "Please say in a few words why these loans are given up.";
        return Err(Error::invalid(text).said("defaults-note-missing", []));
    }
    Ok(note)
}

/// Only what is paying back can be given up, or be kept from it.
pub(super) fn not_paying_back() -> Error {
    Error::conflict("This loan is not paying back.").said("defaults-not-paying-back", [])
}
