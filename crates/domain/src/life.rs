//! The life of a loan: which event may follow which status, and what moves by itself and when (domain.md 2.3).

use chrono::{DateTime, Duration, Utc};
use fieldlink_contract::loans::LoanStatus;
use serde::{Deserialize, Serialize};

use crate::calendar::{day_start, months_after};
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
    pub fn apply(&mut self, event: Event, at: DateTime<Utc>, settings: &Settings) -> Result<(), IllegalMove> {
        use LoanStatus as S;
        let illegal = IllegalMove {
            status: self.status,
            event: event.name(),
        };
        let next = match (self.status, &event) {
            (S::Inactive | S::IssueApproving, Event::Review) => S::Reviewed,
            (S::Inactive | S::Reviewed | S::IssueApproving, Event::RaiseIssue(_)) => S::Issue,
            (S::Issue, Event::BeginRevision) => S::IssueRevising,
            (S::Issue | S::IssueRevising, Event::SubmitRevision) => S::IssueApproving,
            (S::Reviewed, Event::List) => S::FundRaising,
            (S::FundRaising, Event::Fund) => S::Raised,
            (S::FundRaising, Event::Expire) if self.flexible && self.funded_usd > Minor::ZERO => S::Raised,
            (S::FundRaising, Event::Expire) => S::Expired,
            (S::Inactive | S::Issue | S::IssueRevising | S::IssueApproving, Event::ExpireInactive) => {
                S::InactiveExpired
            }
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
            (S::Inactive | S::Reviewed | S::Issue | S::IssueRevising | S::IssueApproving, Event::Delete) => S::Deleted,
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
                let by_rule = months_after(day, settings.default_after_months);
                let day = self.no_default_before.map_or(by_rule, |granted| granted.max(by_rule));
                (day_start(day), Event::Default)
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

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;

    use super::*;
    use crate::ids::{KivaId, PartnerId};
    use crate::loan::{LoanStatus, NewLoan};
    use crate::schedule::{Installment, Schedule};

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn loan(status: LoanStatus) -> Loan {
        let day: NaiveDate = "2026-12-01".parse().unwrap();
        let new = NewLoan {
            uuid: "u".into(),
            partner_id: PartnerId(1),
            internal_loan_id: "1".into(),
            internal_client_id: "1".into(),
            name: "Ana Lima".into(),
            borrowers: vec![],
            location: "Kisumu: Kenya".into(),
            activity_id: 31,
            theme_type_id: 48,
            language_id: 1,
            loanuse: "to buy seed".into(),
            description: "She farms.".into(),
            currency: iso_currency::Currency::KES,
            principal: Minor(100),
            price_usd: Minor(2_500),
            rate: rust_decimal::Decimal::ONE_HUNDRED,
            currency_loss: crate::partner::CurrencyLoss::Covered,
            schedule: Schedule(vec![Installment {
                date: day,
                principal: Minor(100),
                interest: Minor(0),
            }]),
            disburse_on: "2026-10-10".parse().unwrap(),
            flexible: false,
            photo: None,
        };
        let mut loan = new.posted(KivaId(1), 0, at("2026-10-01T00:00:00Z"), &Settings::default());
        loan.status = status;
        loan
    }

    fn issue() -> Issue {
        Issue {
            code: "G".into(),
            text: "x".into(),
            reported_by: "x".into(),
            at: at("2026-10-02T00:00:00Z"),
        }
    }

    fn events() -> Vec<Event> {
        vec![
            Event::Review,
            Event::RaiseIssue(issue()),
            Event::BeginRevision,
            Event::SubmitRevision,
            Event::List,
            Event::Fund,
            Event::Expire,
            Event::ExpireInactive,
            Event::StartRepayment,
            Event::RepayInFull,
            Event::Default,
            Event::Refund,
            Event::Delete,
        ]
    }

    /// Where each event leads from each status; what is not named here is illegal. Events in the order of [`events`].
    #[test]
    fn the_table_of_moves_is_whole() {
        use LoanStatus as S;
        let moves = |status| match status {
            S::Inactive => "reviewed issue - - - - - inactive_expired - - - refunded deleted",
            S::Reviewed => "- issue - - fundRaising - - - - - - refunded deleted",
            S::Issue => "- - issue_revising issue_approving - - - inactive_expired - - - refunded deleted",
            S::IssueRevising => "- - - issue_approving - - - inactive_expired - - - refunded deleted",
            S::IssueApproving => "reviewed issue - - - - - inactive_expired - - - refunded deleted",
            S::FundRaising => "- - - - - raised expired - - - - refunded -",
            S::Raised => "- - - - - - - - payingBack - - refunded -",
            S::PayingBack => "- - - - - - - - - ended defaulted refunded -",
            S::Defaulted => "- - - - - - - - - ended - - -",
            S::InactiveExpired | S::Expired | S::Ended | S::Refunded | S::Deleted => "- - - - - - - - - - - - -",
        };
        for status in LoanStatus::ALL {
            let got: Vec<&str> = events()
                .into_iter()
                .map(|event| {
                    let mut loan = loan(status);
                    match loan.apply(event, at("2026-10-03T00:00:00Z"), &Settings::default()) {
                        Ok(()) => loan.status.as_str(),
                        Err(_) => "-",
                    }
                })
                .collect();
            assert_eq!(got.join(" "), moves(status), "from {status}");
        }
    }

    #[test]
    fn a_flexible_loan_keeps_what_was_raised_when_its_time_is_over() {
        let settings = Settings::default();
        for (flexible, funded, to) in [
            (true, 1, LoanStatus::Raised),
            (true, 0, LoanStatus::Expired),
            (false, 1, LoanStatus::Expired),
        ] {
            let mut loan = loan(LoanStatus::FundRaising);
            (loan.flexible, loan.funded_usd) = (flexible, Minor(funded));
            loan.apply(Event::Expire, at("2026-11-03T00:00:00Z"), &settings)
                .unwrap();
            assert_eq!((loan.status, loan.funded_usd), (to, Minor(funded)));
        }
    }

    #[test]
    fn what_moves_by_itself_moves_at_its_moment() {
        let settings = Settings::default();
        let mut loan = loan(LoanStatus::Inactive);
        let mut path = Vec::new();
        while let Some((at, event)) = loan.next_event(&settings) {
            // Nobody funds by itself; here a lender does, a week after listing.
            let (at, event) = match event {
                Event::Expire => (at - Duration::days(23), Event::Fund),
                other => (at, other),
            };
            path.push(format!("{} {at:?}", event.name()));
            loan.apply(event, at, &settings).unwrap();
        }
        let expected = [
            "review 2026-10-04T00:00:00Z",
            "list 2026-10-04T00:00:00Z",
            "fund 2026-10-11T00:00:00Z",
            "start_repayment 2026-10-11T00:00:00Z",
            "default 2027-06-01T07:00:00Z",
        ];
        assert_eq!(path, expected);
    }

    #[test]
    fn a_loan_that_kiva_lets_wait_defaults_later_and_never_earlier() {
        let settings = Settings::default();
        let mut loan = loan(LoanStatus::PayingBack);
        for (granted, at_text) in [
            (None, "2027-06-01T07:00:00Z"),
            (Some("2027-01-15"), "2027-06-01T07:00:00Z"),
            (Some("2027-12-01"), "2027-12-01T08:00:00Z"),
        ] {
            loan.no_default_before = granted.map(|day| day.parse().unwrap());
            assert_eq!(loan.next_event(&settings), Some((at(at_text), Event::Default)));
        }
    }

    #[test]
    fn without_a_reviewing_clock_a_posted_loan_waits_until_it_expires() {
        let settings = Settings {
            review_after_days: None,
            ..Settings::default()
        };
        let next = loan(LoanStatus::Inactive).next_event(&settings);
        assert_eq!(next, Some((at("2026-10-31T00:00:00Z"), Event::ExpireInactive)));
    }

    proptest! {
        #[test]
        fn illegal_moves_change_nothing_and_legal_ones_never_lead_back_before_review(
            steps in proptest::collection::vec(0_usize..13, 1..40)
        ) {
            let settings = Settings::default();
            let mut loan = loan(LoanStatus::Inactive);
            let mut now = loan.times.created;
            let mut live = false;
            for step in steps {
                now += Duration::hours(7);
                let before = loan.clone();
                let event = events().swap_remove(step);
                match loan.apply(event, now, &settings) {
                    Ok(()) => prop_assert_ne!(loan.status, before.status),
                    Err(illegal) => {
                        prop_assert_eq!(&loan, &before);
                        prop_assert_eq!(illegal.status, before.status);
                    }
                }
                live |= loan.status == LoanStatus::FundRaising;
                let waits = matches!(
                    loan.status,
                    LoanStatus::Inactive | LoanStatus::Reviewed | LoanStatus::Issue | LoanStatus::IssueRevising
                        | LoanStatus::IssueApproving | LoanStatus::InactiveExpired | LoanStatus::Deleted
                );
                prop_assert!(!(live && waits));
                prop_assert!(loan.issue.is_none() || before.issue.is_some() || loan.status == LoanStatus::Issue);
                // Whatever is due next is a legal move.
                if let Some((at, event)) = loan.next_event(&settings) {
                    prop_assert!(loan.clone().apply(event, at, &settings).is_ok());
                }
            }
        }

        #[test]
        fn the_way_to_funding_ends_in_raised(status in proptest::sample::select(&LoanStatus::ALL)) {
            let mut loan = loan(status);
            let way = loan.way_to_funded();
            let empty = way.is_empty();
            for event in way {
                prop_assert!(loan.apply(event, at("2026-10-03T00:00:00Z"), &Settings::default()).is_ok());
            }
            prop_assert_eq!(loan.status == LoanStatus::Raised, !empty || status == LoanStatus::Raised);
        }
    }
}
