//! A partner asks that a loan is not defaulted by itself, and Kiva answers.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use fieldlink_domain::calendar::{months_after, pacific_day};
use fieldlink_domain::default::{NotOpen, RequestState};
use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::loan::{Loan, LoanStatus};
use fieldlink_store::defaults::{self, Request};
use fieldlink_store::{Error as StoreError, Tx, loans};

use super::give_up::not_paying_back;
use crate::audit::Deed;
use crate::loans::no_loan;
use crate::names::Names;
use crate::words::short_text;
use crate::{Actor, Error, Pa2, Permission, Result};

/// The longest that a loan can be let wait, in months from today.
const LONGEST_WAIT: u32 = 60;

/// Kiva's answer to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The loan does not default by itself before this day.
    Grant(NaiveDate),
    /// It defaults as it would have.
    Refuse,
}

/// Some requests with what a page shows beside them.
#[derive(Debug, Clone)]
pub struct Requests {
    /// Newest first.
    pub requests: Vec<Request>,
    /// The loans that they are about.
    pub loans: BTreeMap<KivaId, Loan>,
    /// Who asked and answered.
    pub names: Names,
    /// The number of the last one, when there are more.
    pub next: Option<i64>,
}

impl Pa2 {
    /// Requests of a partner, those that wait for an answer or the others, newest first.
    pub async fn default_requests(
        &self,
        actor: &Actor,
        partner: PartnerId,
        open: bool,
        (before, limit): (Option<i64>, usize),
    ) -> Result<Requests> {
        actor.may(Permission::ReadLoans, partner)?;
        let mut requests = defaults::requests(&self.store, partner, open, before, limit as u64 + 1).await?;
        let more = requests.len() > limit;
        requests.truncate(limit);
        let ids: Vec<KivaId> = requests.iter().map(|request| request.loan).collect();
        let loans = loans::by_ids(&self.store, partner, &ids).await?;
        let asked = requests.iter().map(|request| request.asked_by.as_str());
        let answered = requests.iter().filter_map(|request| request.answered_by.as_deref());
        let labels: Vec<&str> = asked.chain(answered).collect();
        Ok(Requests {
            names: Names::of(&self.store, partner, &labels).await?,
            loans: loans.into_iter().map(|loan| (loan.id, loan)).collect(),
            next: requests.last().map(|request| request.id).filter(|_| more),
            requests,
        })
    }

    /// Asks Kiva that a loan does not default by itself before a day.
    pub async fn ask_not_to_default(
        &self,
        actor: &Actor,
        partner: PartnerId,
        loan: KivaId,
        (reason, wanted): (&str, NaiveDate),
    ) -> Result<i64> {
        actor.may(Permission::DefaultLoans, partner)?;
        let reason = short_text(reason)?;
        if reason.is_empty() {
            let text = "Please say why the loan should not default.";
            return Err(Error::invalid(text).said("defaults-why-missing", []));
        }
        let now = self.now().await?;
        self.check_wait(wanted).await?;
        let tx = self.store.begin().await?;
        self.paying_back(&tx, partner, loan).await?;
        let request = Request {
            id: 0,
            partner,
            loan,
            state: RequestState::Open,
            reason: reason.to_owned(),
            wanted,
            asked_by: actor.label(),
            asked_at: now,
            answer: String::new(),
            answered_by: None,
            answered_at: None,
        };
        let id = match defaults::insert_request(&tx, &request).await {
            Ok(id) => id,
            Err(StoreError::Duplicate(_)) => {
                let text = "A request for this loan waits for an answer already.";
                return Err(Error::conflict(text).said("defaults-asked-already", []));
            }
            Err(other) => return Err(other.into()),
        };
        self.note_request(&tx, actor, &request, "loan.ask_not_to_default")
            .await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Kiva's answer.
    pub async fn answer_default_request(
        &self,
        actor: &Actor,
        partner: PartnerId,
        id: i64,
        (answer, words): (Answer, &str),
    ) -> Result<()> {
        actor.may(Permission::ReadLoans, partner)?;
        // Whose it is comes first: what a stranger may not do is not there for them.
        let known = defaults::request(&self.store, partner, id).await?;
        known.ok_or_else(|| Error::not_found("The request"))?;
        actor.may(Permission::Operate, partner)?;
        if let Answer::Grant(until) = answer {
            self.check_wait(until).await?;
        }
        let end = |state: RequestState| match answer {
            Answer::Grant(until) => state.grant(until),
            Answer::Refuse => state.refuse(),
        };
        let (tx, request) = self.end_request(actor, (partner, id), short_text(words)?, end).await?;
        let before = self.paying_back(&tx, partner, request.loan).await?;
        if let Answer::Grant(until) = answer {
            let mut after = before.clone();
            after.no_default_before = Some(until);
            loans::update(&tx, &[(before, after)], &self.settings).await?;
        }
        let action = match answer {
            Answer::Grant(_) => "loan.let_wait",
            Answer::Refuse => "loan.refuse_to_wait",
        };
        self.note_request(&tx, actor, &request, action).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The partner takes a request back.
    pub async fn withdraw_default_request(&self, actor: &Actor, partner: PartnerId, id: i64) -> Result<()> {
        actor.may(Permission::DefaultLoans, partner)?;
        let (tx, request) = self
            .end_request(actor, (partner, id), "", RequestState::withdraw)
            .await?;
        self.note_request(&tx, actor, &request, "loan.withdraw_request").await?;
        tx.commit().await?;
        Ok(())
    }

    async fn end_request(
        &self,
        actor: &Actor,
        (partner, id): (PartnerId, i64),
        words: &str,
        end: impl FnOnce(RequestState) -> std::result::Result<RequestState, NotOpen>,
    ) -> Result<(Tx, Request)> {
        let now = self.now().await?;
        let tx = self.store.begin().await?;
        let found = defaults::request(&tx, partner, id).await?;
        let mut request = found.ok_or_else(|| Error::not_found("The request"))?;
        request.state = end(request.state).map_err(|_| closed())?;
        words.clone_into(&mut request.answer);
        request.answered_by = Some(actor.label());
        request.answered_at = Some(now);
        defaults::close_request(&tx, &request).await.map_err(closed_meanwhile)?;
        Ok((tx, request))
    }

    async fn paying_back(&self, tx: &Tx, partner: PartnerId, id: KivaId) -> Result<Loan> {
        let loan = loans::find(tx, id).await?.filter(|loan| loan.partner_id == partner);
        let loan = loan.ok_or_else(|| no_loan(id))?;
        if loan.status == LoanStatus::PayingBack {
            Ok(loan)
        } else {
            Err(not_paying_back())
        }
    }

    /// A day in the future, but not for ever.
    async fn check_wait(&self, until: NaiveDate) -> Result<()> {
        let today = pacific_day(self.now().await?);
        if until > today && until <= months_after(today, LONGEST_WAIT) {
            return Ok(());
        }
        let text = "Please choose a day in the future, not more than five years away.";
        Err(Error::invalid(text).said("defaults-day-unfit", []))
    }

    async fn note_request(&self, tx: &Tx, actor: &Actor, request: &Request, action: &'static str) -> Result<()> {
        let subject = request.loan.to_string();
        let detail = match request.state {
            RequestState::Granted(until) => until.to_string(),
            RequestState::Open => request.wanted.to_string(),
            RequestState::Refused | RequestState::Withdrawn => String::new(),
        };
        let deed = Deed {
            partner: Some(request.partner),
            action,
            subject: &subject,
            detail: &detail,
        };
        self.note(tx, actor, deed).await
    }
}

/// Somebody else ended the request at the same moment.
pub(super) fn closed_meanwhile(error: StoreError) -> Error {
    match error {
        StoreError::Stale { .. } => closed(),
        other => other.into(),
    }
}

pub(super) fn closed() -> Error {
    Error::conflict("This request was answered or withdrawn already.").said("defaults-request-closed", [])
}
