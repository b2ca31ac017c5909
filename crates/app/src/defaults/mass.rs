//! A partner asks Kiva to default many loans at once, and Kiva does or refuses (domain.md 2.7).

use std::collections::BTreeMap;

use fieldlink_domain::default::{MassState, NotOpen, Reason};
use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::loan::Loan;
use fieldlink_store::mass_requests::{self, MassRequest, WaitingRequests};
use fieldlink_store::{defaults, loans};

use super::give_up::{lines_of, note_for, too_many};
use super::requests::{closed, closed_meanwhile};
use super::{Listed, Outcome, Within};
use crate::audit::Deed;
use crate::names::Names;
use crate::words::short_text;
use crate::{Actor, Error, Pa2, Permission, Result};

/// How a partner chooses the loans of a request.
#[derive(Debug, Clone, Copy)]
pub enum Chosen<'a> {
    /// By their loan IDs, one on each line.
    Listed(&'a str),
    /// All that default by themselves within a time.
    AtRisk(Within),
}

/// Some requests with what a page shows beside them.
#[derive(Debug, Clone)]
pub struct MassRequests {
    /// Newest first.
    pub requests: Vec<MassRequest>,
    /// Who asked and answered.
    pub names: Names,
    /// The number of the last one, when there are more.
    pub next: Option<i64>,
}

/// One request with some of its loans.
#[derive(Debug, Clone)]
pub struct MassView {
    /// The request.
    pub request: MassRequest,
    /// Loans of it, by Kiva ID.
    pub loans: Vec<Loan>,
    /// The last of them, when there are more.
    pub next: Option<KivaId>,
    /// How many of all its loans are paying back: those that can still be defaulted.
    pub paying_back: usize,
    /// Who asked and answered.
    pub names: Names,
}

impl MassView {
    /// Whether Kiva said yes and a loan of it was not defaulted yet: a process ended on the way.
    pub fn is_unfinished(&self) -> bool {
        self.request.state == MassState::Granted && self.paying_back > 0
    }
}

impl Pa2 {
    /// The loans that a partner's choice means: those that are paying back, and the IDs that name no such loan.
    pub async fn loans_to_ask_for(&self, actor: &Actor, partner: PartnerId, chosen: Chosen<'_>) -> Result<Listed> {
        actor.may(Permission::DefaultLoans, partner)?;
        let most = self.settings.mass_default_max;
        match chosen {
            Chosen::Listed(list) => {
                let ids = lines_of(list);
                if ids.len() > most {
                    return Err(too_many(most));
                }
                self.named(partner, ids).await
            }
            Chosen::AtRisk(within) => {
                let until = self.horizon(within).await?;
                let limit = most as u64 + 1;
                let some = defaults::at_risk(&self.store, partner, until, None, limit).await?;
                if some.len() > most {
                    return Err(too_many(most));
                }
                let ids: Vec<KivaId> = some.iter().map(|risk| risk.loan).collect();
                Ok(Listed {
                    loans: loans::by_ids(&self.store, partner, &ids).await?,
                    unfit: Vec::new(),
                })
            }
        }
    }

    /// Asks Kiva to default these loans for one reason; answers the request's number.
    pub async fn ask_for_mass_default(
        &self,
        actor: &Actor,
        partner: PartnerId,
        chosen: &[KivaId],
        (reason, note): (Reason, &str),
    ) -> Result<i64> {
        actor.may(Permission::DefaultLoans, partner)?;
        let note = note_for(reason, note)?;
        let most = self.settings.mass_default_max;
        if chosen.len() > most {
            return Err(too_many(most));
        }
        let now = self.now().await?;
        let tx = self.store.begin().await?;
        let mut loans = loans::by_ids(&tx, partner, chosen).await?;
        loans.retain(|loan| loan.status == fieldlink_domain::loan::LoanStatus::PayingBack);
        if loans.is_empty() {
            return Err(Error::invalid("No loan was chosen.").said("defaults-none-chosen", []));
        }
        let loans: Vec<KivaId> = loans.iter().map(|loan| loan.id).collect();
        let request = MassRequest {
            id: 0,
            partner,
            state: MassState::Open,
            reason,
            note: note.to_owned(),
            loans: i64::try_from(loans.len()).unwrap_or(i64::MAX),
            asked_by: actor.label(),
            asked_at: now,
            answer: String::new(),
            answered_by: None,
            answered_at: None,
        };
        let id = mass_requests::insert(&tx, &request, &loans).await?;
        self.note_mass(&tx, actor, (id, &request), "mass_default.ask").await?;
        self.tell_of_mass_request(&tx, partner, request.loans).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// The partner's requests, newest first.
    pub async fn mass_requests(
        &self,
        actor: &Actor,
        partner: PartnerId,
        (before, limit): (Option<i64>, usize),
    ) -> Result<MassRequests> {
        actor.may(Permission::ReadLoans, partner)?;
        let mut requests = mass_requests::page(&self.store, partner, before, limit as u64 + 1).await?;
        let more = requests.len() > limit;
        requests.truncate(limit);
        Ok(MassRequests {
            names: self.names_of(partner, &requests).await?,
            next: requests.last().map(|request| request.id).filter(|_| more),
            requests,
        })
    }

    /// One request, with its loans behind `after`.
    pub async fn mass_request(
        &self,
        actor: &Actor,
        partner: PartnerId,
        id: i64,
        (after, limit): (Option<KivaId>, usize),
    ) -> Result<MassView> {
        actor.may(Permission::ReadLoans, partner)?;
        let request = self.own_mass_request(partner, id).await?;
        let mut ids = mass_requests::loans(&self.store, id, after, limit as u64 + 1).await?;
        let more = ids.len() > limit;
        ids.truncate(limit);
        let loans = loans::by_ids(&self.store, partner, &ids).await?;
        let mut loans: BTreeMap<KivaId, Loan> = loans.into_iter().map(|loan| (loan.id, loan)).collect();
        Ok(MassView {
            paying_back: mass_requests::paying_back(&self.store, id).await?.len(),
            names: self.names_of(partner, std::slice::from_ref(&request)).await?,
            loans: ids.iter().filter_map(|id| loans.remove(id)).collect(),
            next: ids.last().copied().filter(|_| more),
            request,
        })
    }

    /// Kiva defaults the loans of a request that are paying back, each by itself and for the partner's reason. Asked
    /// again, it goes on where a process ended on the way.
    pub async fn grant_mass_default(
        &self,
        actor: &Actor,
        partner: PartnerId,
        id: i64,
        words: &str,
    ) -> Result<Vec<Outcome>> {
        let known = self.answerable(actor, partner, id).await?;
        let waiting = mass_requests::paying_back(&self.store, id).await?;
        if known.state != MassState::Granted || waiting.is_empty() {
            self.end_mass(actor, (partner, id), words, MassState::grant).await?;
        }
        let now = self.now().await?;
        let mut done = Vec::with_capacity(waiting.len());
        for loan in waiting {
            let why = (known.reason, known.note.as_str());
            let outcome = self.give_up(actor, (partner, loan), why, now).await;
            done.push(Outcome { loan, outcome });
        }
        Ok(done)
    }

    /// Kiva refuses a request; the words say why.
    pub async fn refuse_mass_default(&self, actor: &Actor, partner: PartnerId, id: i64, words: &str) -> Result<()> {
        self.answerable(actor, partner, id).await?;
        crate::words::reason(words)?;
        self.end_mass(actor, (partner, id), words, MassState::refuse).await
    }

    /// The partner takes a request back.
    pub async fn withdraw_mass_request(&self, actor: &Actor, partner: PartnerId, id: i64) -> Result<()> {
        actor.may(Permission::DefaultLoans, partner)?;
        self.end_mass(actor, (partner, id), "", MassState::withdraw).await
    }

    /// Requests about defaults that wait for Kiva, by partner with its name.
    pub async fn waiting_default_requests(&self, actor: &Actor) -> Result<Vec<(String, WaitingRequests)>> {
        actor.may(Permission::Operate, PartnerId(0))?;
        let mut named = Vec::new();
        for waiting in mass_requests::waiting(&self.store).await? {
            named.push((self.partner_name(waiting.partner).await?, waiting));
        }
        Ok(named)
    }

    /// The request, for those who answer it. Whose it is comes first: what a stranger may not do is not there for them.
    async fn answerable(&self, actor: &Actor, partner: PartnerId, id: i64) -> Result<MassRequest> {
        actor.may(Permission::ReadLoans, partner)?;
        let request = self.own_mass_request(partner, id).await?;
        actor.may(Permission::Operate, partner)?;
        Ok(request)
    }

    async fn own_mass_request(&self, partner: PartnerId, id: i64) -> Result<MassRequest> {
        let found = mass_requests::find(&self.store, partner, id).await?;
        found.ok_or_else(|| Error::not_found("The request"))
    }

    async fn end_mass(
        &self,
        actor: &Actor,
        (partner, id): (PartnerId, i64),
        words: &str,
        end: impl FnOnce(MassState) -> std::result::Result<MassState, NotOpen>,
    ) -> Result<()> {
        let words = short_text(words)?;
        let now = self.now().await?;
        let tx = self.store.begin().await?;
        let found = mass_requests::find(&tx, partner, id).await?;
        let mut request = found.ok_or_else(|| Error::not_found("The request"))?;
        request.state = end(request.state).map_err(|_| closed())?;
        words.clone_into(&mut request.answer);
        request.answered_by = Some(actor.label());
        request.answered_at = Some(now);
        mass_requests::close(&tx, &request).await.map_err(closed_meanwhile)?;
        let action = match request.state {
            MassState::Granted => "mass_default.grant",
            MassState::Refused => "mass_default.refuse",
            MassState::Withdrawn | MassState::Open => "mass_default.withdraw",
        };
        self.note_mass(&tx, actor, (id, &request), action).await?;
        if request.state != MassState::Withdrawn {
            self.tell_of_mass_answer(&tx, &request).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    async fn names_of(&self, partner: PartnerId, requests: &[MassRequest]) -> Result<Names> {
        let asked = requests.iter().map(|request| request.asked_by.as_str());
        let answered = requests.iter().filter_map(|request| request.answered_by.as_deref());
        let labels: Vec<&str> = asked.chain(answered).collect();
        Names::of(&self.store, partner, &labels).await
    }

    async fn note_mass(
        &self,
        tx: &fieldlink_store::Tx,
        actor: &Actor,
        (id, request): (i64, &MassRequest),
        action: &'static str,
    ) -> Result<()> {
        let subject = id.to_string();
        let detail = format!("{} loans, {}", request.loans, request.reason);
        let deed = Deed {
            partner: Some(request.partner),
            action,
            subject: &subject,
            detail: &detail,
        };
        self.note(tx, actor, deed).await
    }
}
