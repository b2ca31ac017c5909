//! The life of a loan: which event may follow which status, and what moves by itself and when (domain.md 2.3).

use chrono::{DateTime, Duration, Months, Utc};
use fieldlink_contract::loans::LoanStatus;
use serde::{Deserialize, Serialize};

use crate::calendar::day_start;
use crate::loan::{Issue, Loan};
use crate::money::Minor;
use crate::settings::Settings;

/// Something that happens to a loan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// A reviewer lets it through.
    Review,
    /// A reviewer finds a problem.
    RaiseIssue(Issue),
    /// The partner begins to correct it.
    BeginRevision,
    /// The partner hands the correction in; Kiva looks again.
    SubmitRevision,
    /// It goes live for lenders.
    List,
    /// Lenders funded it in full.
    Fund,
    /// Its live period is over.
    Expire,
    /// It was never listed in time.
    ExpireInactive,
    /// Funded, and the day of disbursal has come.
    StartRepayment,
    /// The last of the principal was repaid.
    RepayInFull,
    /// Given up.
    Default,
    /// Lenders get their money back.
    Refund,
    /// Withdrawn before it went live.
    Delete,
}

impl Event {
    /// Short stable name, for history and errors.
    pub fn name(&self) -> &'static str {
        match self {
            Event::Review => "review",
            Event::RaiseIssue(_) => "raise_issue",
            Event::BeginRevision => "begin_revision",
            Event::SubmitRevision => "submit_revision",
            Event::List => "list",
            Event::Fund => "fund",
            Event::Expire => "expire",
            Event::ExpireInactive => "expire_inactive",
            Event::StartRepayment => "start_repayment",
            Event::RepayInFull => "repay_in_full",
            Event::Default => "default",
            Event::Refund => "refund",
            Event::Delete => "delete",
        }
    }
}

/// An event that the loan's status does not allow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a loan that is {status} cannot take the step {event}")]
pub struct IllegalMove {
    /// Where the loan is.
    pub status: LoanStatus,
    /// The event's name.
    pub event: &'static str,
}

/// When the loan moves by itself next; see [`Loan::next_event`].
pub fn next_event_at(loan: &Loan, settings: &Settings) -> Option<DateTime<Utc>> {
    loan.next_event(settings).map(|(at, _)| at)
}

impl Loan {
    /// Moves the loan. On error nothing has changed.
    pub fn apply(
        &mut self,
        event: Event,
        at: DateTime<Utc>,
        settings: &Settings,
    ) -> Result<(), IllegalMove> {
        use LoanStatus as S;
        let illegal = IllegalMove { status: self.status, event: event.name() };
        let next = match (self.status, &event) {
            (S::Inactive | S::IssueApproving, Event::Review) => S::Reviewed,
            (S::Inactive | S::Reviewed | S::IssueApproving, Event::RaiseIssue(_)) => S::Issue,
            (S::Issue, Event::BeginRevision) => S::IssueRevising,
            (S::Issue | S::IssueRevising, Event::SubmitRevision) => S::IssueApproving,
            (S::Reviewed, Event::List) => S::FundRaising,
            (S::FundRaising, Event::Fund) => S::Raised,
            (S::FundRaising, Event::Expire) if self.flexible && self.funded_usd > Minor::ZERO => S::Raised,
            (S::FundRaising, Event::Expire) => S::Expired,
            (
                S::Inactive | S::Issue | S::IssueRevising | S::IssueApproving,
                Event::ExpireInactive,
            ) => S::InactiveExpired,
            (S::Raised, Event::StartRepayment) => S::PayingBack,
            (S::PayingBack | S::Defaulted, Event::RepayInFull) => S::Ended,
            (S::PayingBack, Event::Default) => S::Defaulted,
            (
                S::Inactive
                | S::Reviewed
                | S::Issue
                | S::IssueRevising
                | S::IssueApproving
                | S::FundRaising
                | S::Raised
                | S::PayingBack,
                Event::Refund,
            ) => S::Refunded,
            (
                S::Inactive | S::Reviewed | S::Issue | S::IssueRevising | S::IssueApproving,
                Event::Delete,
            ) => S::Deleted,
            _ => return Err(illegal),
        };
        self.enter(next, event, at, settings);
        Ok(())
    }

    fn enter(&mut self, next: LoanStatus, event: Event, at: DateTime<Utc>, settings: &Settings) {
        use LoanStatus as S;
        let times = &mut self.times;
        match next {
            S::Reviewed => times.reviewed = Some(at),
            S::FundRaising => {
                times.listed = Some(at);
                times.planned_expiration = Some(at + Duration::days(settings.fundraising_days));
            }
            S::Raised => {
                times.raised = Some(at);
                if event == Event::Fund {
                    self.funded_usd = self.price_usd;
                }
            }
            S::PayingBack => times.paying_back = Some(at),
            S::Ended => times.ended = Some(at),
            S::Refunded => times.refunded = Some(at),
            S::Expired | S::InactiveExpired => times.expired = Some(at),
            S::Defaulted => times.defaulted = Some(at),
            _ => {}
        }
        self.issue = match event {
            Event::RaiseIssue(issue) => Some(issue),
            Event::BeginRevision | Event::SubmitRevision => self.issue.take(),
            _ => None,
        };
        self.status = next;
    }

    /// What the loan does by itself next, and when. None while it waits for a person or is at rest.
    pub fn next_event(&self, settings: &Settings) -> Option<(DateTime<Utc>, Event)> {
        use LoanStatus as S;
        match self.status {
            S::Inactive => {
                let expire = self.times.planned_inactive_expire.map(|t| (t, Event::ExpireInactive));
                let review = settings
                    .review_after_days
                    .map(|days| (self.times.created + Duration::days(days), Event::Review));
                expire.into_iter().chain(review).min_by_key(|(t, _)| *t)
            }
            S::Issue | S::IssueRevising | S::IssueApproving => {
                self.times.planned_inactive_expire.map(|t| (t, Event::ExpireInactive))
            }
            S::Reviewed => self.times.reviewed.map(|t| (t, Event::List)),
            S::FundRaising => self.times.planned_expiration.map(|t| (t, Event::Expire)),
            S::Raised => self
                .times
                .raised
                .map(|raised| (raised.max(day_start(self.disburse_on)), Event::StartRepayment)),
            S::PayingBack => self.schedule.last_due().map(|day| {
                (day_start(day + Months::new(settings.default_after_months)), Event::Default)
            }),
            _ => None,
        }
    }

    /// The events, in order, that bring the loan to full funding from wherever it waits; for the sandbox's
    /// `loan fund`. Empty when no such way exists.
    pub fn way_to_funded(&self) -> Vec<Event> {
        use LoanStatus as S;
        match self.status {
            S::Inactive | S::IssueApproving => vec![Event::Review, Event::List, Event::Fund],
            S::Reviewed => vec![Event::List, Event::Fund],
            S::FundRaising => vec![Event::Fund],
            _ => Vec::new(),
        }
    }
}
