//! What moves by itself, and the steps that an operator of a sandbox takes in place of lenders, reviewers and time.

use chrono::{DateTime, Datelike, Utc};
use fieldlink_domain::calendar::{Period, day_start, pacific_day};
use fieldlink_domain::default::Reason;
use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::life::Event;
use fieldlink_domain::loan::{Issue, Loan, LoanStatus};
use fieldlink_store::loans::{self, Move, Step};
use fieldlink_store::{Error as StoreError, Tx};

use crate::audit::Deed;
use crate::loans::no_loan;
use crate::{Actor, Error, Pa2, Permission, Result};

/// Loans moved in one transaction: short enough that requests do not wait for it.
const BATCH: u64 = 500;
/// How often a batch is tried again when somebody moves one of its loans at the same moment.
const TRIES: usize = 10;

/// Names a loan: by its Kiva ID, or by a partner and its loan ID.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoanRef {
    /// Kiva ID.
    Kiva(KivaId),
    /// The partner's own loan ID, byte for byte.
    Own(PartnerId, String),
}

/// A step in a loan's life that an operator takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoanStep {
    /// Lets it pass review.
    Review,
    /// Sends it back to the reviewer, corrected.
    Resubmit,
    /// Shows it to lenders.
    List,
    /// Finds a problem: short code and text.
    RaiseIssue(String, String),
    /// Brings it to full funding from wherever it waits.
    Fund,
    /// Disburses it: today, if the day of disbursal has not come.
    Disburse,
    /// Lets its time on the site, or its time to get there, run out.
    Expire,
    /// Gives it up: why, and words to it. The same as on the DEFAULTS tab.
    Default(Reason, String),
    /// Gives lenders their money back.
    Refund,
}

impl LoanStep {
    /// The steps without words of their own.
    pub const ALL: [LoanStep; 7] = [
        LoanStep::Review,
        LoanStep::Resubmit,
        LoanStep::List,
        LoanStep::Fund,
        LoanStep::Disburse,
        LoanStep::Expire,
        LoanStep::Refund,
    ];

    /// Name in the audit trail.
    pub fn name(&self) -> &'static str {
        match self {
            LoanStep::Review => "loan.review",
            LoanStep::Resubmit => "loan.resubmit",
            LoanStep::List => "loan.list",
            LoanStep::RaiseIssue(..) => "loan.raise_issue",
            LoanStep::Fund => "loan.fund",
            LoanStep::Disburse => "loan.disburse",
            LoanStep::Expire => "loan.expire",
            LoanStep::Default(..) => "loan.default",
            LoanStep::Refund => "loan.refund",
        }
    }

    /// The steps that a loan with this status can take, in the order in which they are offered. A problem and giving up
    /// need words and are not among them.
    pub fn offered(status: LoanStatus) -> &'static [LoanStep] {
        use LoanStatus as S;
        match status {
            S::Inactive | S::IssueApproving => &[LoanStep::Review, LoanStep::Fund, LoanStep::Expire, LoanStep::Refund],
            S::Issue | S::IssueRevising => &[LoanStep::Resubmit, LoanStep::Expire, LoanStep::Refund],
            S::Reviewed => &[LoanStep::List, LoanStep::Fund, LoanStep::Expire, LoanStep::Refund],
            S::FundRaising => &[LoanStep::Fund, LoanStep::Expire, LoanStep::Refund],
            S::Raised => &[LoanStep::Disburse, LoanStep::Refund],
            S::PayingBack => &[LoanStep::Refund],
            S::InactiveExpired | S::Expired | S::Ended | S::Defaulted | S::Refunded | S::Deleted => &[],
        }
    }

    /// The events it comes to for a loan in this state; at least one, so that an illegal step says so.
    fn events(&self, loan: &Loan, actor: &Actor, now: DateTime<Utc>) -> Vec<Event> {
        use LoanStatus as S;
        match self {
            LoanStep::Review => vec![Event::Review],
            LoanStep::Resubmit => vec![Event::SubmitRevision],
            LoanStep::List => vec![Event::List],
            LoanStep::RaiseIssue(code, text) => vec![Event::RaiseIssue(Issue {
                code: code.clone(),
                text: text.clone(),
                reported_by: actor.label(),
                at: now,
            })],
            LoanStep::Fund => {
                let way = loan.way_to_funded();
                if way.is_empty() { vec![Event::Fund] } else { way }
            }
            LoanStep::Disburse => vec![Event::StartRepayment],
            LoanStep::Expire => match loan.status {
                S::Inactive | S::Issue | S::IssueRevising | S::IssueApproving => vec![Event::ExpireInactive],
                S::Reviewed => vec![Event::List, Event::Expire],
                _ => vec![Event::Expire],
            },
            LoanStep::Default(..) => vec![Event::Default],
            LoanStep::Refund => vec![Event::Refund],
        }
    }
}

impl Pa2 {
    /// Does everything that is due at or before `until`, each thing at its own time: loans move, and at the moments of
    /// the statement calendar reports do. Answers how many moves loans made. Several processes may call it at once.
    pub async fn run_due(&self, until: DateTime<Utc>) -> Result<u64> {
        let mut moved = 0;
        for moment in self.moments_on_the_way(self.now().await?, until).await? {
            moved += self.run_due_at(moment).await?;
        }
        Ok(moved)
    }

    /// The moments at which something may be due by itself from the first loan that is late, or from `now`, until
    /// `until`, which is the last.
    pub(crate) async fn moments_on_the_way(
        &self,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Vec<DateTime<Utc>>> {
        let first = loans::first_due(&self.store).await?;
        let mut moments = self.report_moments(now.min(first.unwrap_or(until)), until);
        moments.push(until);
        Ok(moments)
    }

    /// Does what is due at or before a moment: loans move, then reports.
    pub(crate) async fn run_due_at(&self, moment: DateTime<Utc>) -> Result<u64> {
        let moved = self.move_due_loans(moment).await?;
        self.run_due_reports(moment).await?;
        Ok(moved)
    }

    /// The moments after `from` and before `until` at which a month's report changes by itself (domain.md 2.5).
    fn report_moments(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> Vec<DateTime<Utc>> {
        let mut days = [
            self.settings.statement_preliminary_day,
            self.settings.statement_final_day,
        ];
        days.sort_unstable();
        let mut moments = Vec::new();
        let mut month = Period::at(from);
        let last = Period::at(until);
        while month <= last {
            let first_day = month.first_day();
            moments.extend(days.iter().filter_map(|day| first_day.with_day(*day)).map(day_start));
            month = month.next();
        }
        moments.retain(|moment| *moment > from && *moment < until);
        moments
    }

    async fn move_due_loans(&self, until: DateTime<Utc>) -> Result<u64> {
        let mut moved = 0;
        let mut tries = 0;
        while loans::first_due(&self.store).await?.is_some_and(|first| first <= until) {
            match self.move_some_due_loans(until).await {
                Ok(n) => {
                    moved += n;
                    tries = 0;
                }
                Err(Failed::Stale) if tries < TRIES => tries += 1,
                Err(Failed::Stale) => return Err(StoreError::Stale { what: "The loan" }.into()),
                Err(Failed::Other(error)) => return Err(*error),
            }
        }
        Ok(moved)
    }

    /// One event of each of the loans that are due first. A loan whose next moment is later now than when it was kept
    /// (the settings are others) only has its moment kept anew.
    async fn move_some_due_loans(&self, until: DateTime<Utc>) -> std::result::Result<u64, Failed> {
        let tx = self.store.begin().await?;
        loans::lock_life(&tx).await?;
        let mut moves = Vec::new();
        let mut later = Vec::new();
        for before in loans::due(&tx, until, BATCH).await? {
            let Some((at, event)) = before.next_event(&self.settings).filter(|(at, _)| *at <= until) else {
                later.push((before.clone(), before));
                continue;
            };
            let step = Step {
                event: event.name(),
                actor: Actor::Clock.label(),
                at,
            };
            let mut after = before.clone();
            after
                .apply(event, at, &self.settings)
                .map_err(|e| Failed::Other(Box::new(Error::internal(e))))?;
            moves.push(Move { before, after, step });
        }
        loans::save_all(&tx, &moves, &self.settings).await?;
        loans::update(&tx, &later, &self.settings).await?;
        tx.commit().await?;
        Ok(moves.len() as u64)
    }

    /// Takes a loan one step through its life, then does what is due: a funded loan that was disbursed before is paying
    /// back at once. Answers the loan as it stands after.
    pub async fn step_loan(&self, actor: &Actor, which: &LoanRef, step: LoanStep) -> Result<Loan> {
        let loan = self.named_loan(actor, which).await?;
        self.may_step(actor, loan.partner_id, &step)?;
        let now = self.now().await?;
        if let LoanStep::Default(reason, note) = &step {
            return self
                .give_up(actor, (loan.partner_id, loan.id), (*reason, note), now)
                .await;
        }
        let tx = self.store.begin().await?;
        let read = loans::find(&tx, loan.id).await?.ok_or_else(|| no_loan(loan.id))?;
        self.take_step(&tx, actor, read, &step, now).await?;
        let subject = loan.id.to_string();
        let deed = Deed {
            partner: Some(loan.partner_id),
            action: step.name(),
            subject: &subject,
            detail: "",
        };
        self.note(&tx, actor, deed).await?;
        if let LoanStep::RaiseIssue(code, text) = &step {
            self.tell_of_issue(&tx, &loan, code, text).await?;
        }
        tx.commit().await?;
        self.run_due(now).await?;
        loans::find(&self.store, loan.id).await?.ok_or_else(|| no_loan(loan.id))
    }

    /// Kiva's people take loans through their life, and partners send corrected ones to review again; in a sandbox
    /// whoever plays with it does all of it with loans of their own.
    pub fn may_step(&self, actor: &Actor, partner: PartnerId, step: &LoanStep) -> Result<()> {
        let wanted = match step {
            LoanStep::Resubmit => Permission::PublishDrafts,
            LoanStep::Review | LoanStep::RaiseIssue(..) => Permission::Review,
            _ => Permission::Operate,
        };
        let kiva = actor.may(wanted, partner);
        kiva.or_else(|refused| self.may_play_with(actor, partner).map_err(|_| refused))
    }

    async fn take_step(&self, tx: &Tx, actor: &Actor, read: Loan, step: &LoanStep, now: DateTime<Utc>) -> Result<()> {
        let mut loan = read;
        for event in step.events(&loan, actor, now) {
            let before = loan.clone();
            let name = event.name();
            if event == Event::StartRepayment {
                loan.disburse_on = loan.disburse_on.min(pacific_day(now));
            }
            loan.apply(event, now, &self.settings)?;
            let step = Step {
                event: name,
                actor: actor.label(),
                at: now,
            };
            loans::save(tx, &before, &loan, &self.settings, step).await?;
        }
        Ok(())
    }

    /// The loan that an operator names.
    pub async fn named_loan(&self, actor: &Actor, which: &LoanRef) -> Result<Loan> {
        match which {
            LoanRef::Kiva(id) => {
                let loan = loans::find(&self.store, *id).await?.ok_or_else(|| no_loan(id))?;
                actor
                    .may(Permission::ReadLoans, loan.partner_id)
                    .map_err(|_| no_loan(id))?;
                Ok(loan)
            }
            LoanRef::Own(partner, id) => {
                actor.may(Permission::ReadLoans, *partner)?;
                let ids = std::slice::from_ref(id);
                let mut found = loans::by_internal_loan_ids(&self.store, *partner, ids).await?;
                match (found.pop(), found.len()) {
                    (Some(loan), 0) => Ok(loan),
                    (None, _) => Err(no_loan(id)),
                    (Some(last), _) => {
                        let ids: Vec<String> = found.iter().chain([&last]).map(|loan| loan.id.to_string()).collect();
                        let ids = ids.join(", ");
                        Err(Error::conflict(format!(
                            "Several loans have this loan ID; name one by Kiva ID: {ids}"
                        )))
                    }
                }
            }
        }
    }
}

/// Why a batch was not moved.
enum Failed {
    /// One of its loans was moved by somebody else; the batch can be read again.
    Stale,
    Other(Box<Error>),
}

impl From<fieldlink_store::DatabaseError> for Failed {
    fn from(error: fieldlink_store::DatabaseError) -> Failed {
        StoreError::from(error).into()
    }
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Failed {
        match error {
            StoreError::Stale { .. } => Failed::Stale,
            other => Failed::Other(Box::new(other.into())),
        }
    }
}
