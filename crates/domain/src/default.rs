//! Giving a loan up, and a partner's request that Kiva does not (domain.md 2.7).

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

/// Why a partner gives a loan up. Kiva's own list is not public: these are the reasons that partners' texts name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The borrower died.
    Death,
    /// The borrower, or somebody of the family, is ill.
    Illness,
    /// The business failed.
    Business,
    /// The borrower moved away and cannot be found.
    Moved,
    /// Drought, flood, fire.
    Disaster,
    /// Unrest or war.
    Unrest,
    /// The borrower or somebody of the staff cheated.
    Fraud,
    /// The borrower does not want to repay.
    Unwilling,
    /// Something else; the note says what.
    Other,
}

impl Reason {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Reason; 9] = [
        Reason::Death,
        Reason::Illness,
        Reason::Business,
        Reason::Moved,
        Reason::Disaster,
        Reason::Unrest,
        Reason::Fraud,
        Reason::Unwilling,
        Reason::Other,
    ];

    /// Short stable name; also the last part of the key of its text.
    pub fn name(self) -> &'static str {
        match self {
            Reason::Death => "death",
            Reason::Illness => "illness",
            Reason::Business => "business",
            Reason::Moved => "moved",
            Reason::Disaster => "disaster",
            Reason::Unrest => "unrest",
            Reason::Fraud => "fraud",
            Reason::Unwilling => "unwilling",
            Reason::Other => "other",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The text is the name of no reason.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is no reason to give a loan up")]
pub struct NoReason;

impl FromStr for Reason {
    type Err = NoReason;
    fn from_str(text: &str) -> Result<Reason, NoReason> {
        Reason::ALL
            .into_iter()
            .find(|reason| reason.name() == text)
            .ok_or(NoReason)
    }
}

/// Where a partner's request not to default a loan is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestState {
    /// Kiva has not answered.
    Open,
    /// The loan does not default by itself before this day.
    Granted(NaiveDate),
    /// It defaults as it would have.
    Refused,
    /// The partner took the request back.
    Withdrawn,
}

/// The request has been answered or taken back already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this request was answered or withdrawn already")]
pub struct NotOpen;

impl RequestState {
    fn open(self) -> Result<(), NotOpen> {
        match self {
            RequestState::Open => Ok(()),
            RequestState::Granted(_) | RequestState::Refused | RequestState::Withdrawn => Err(NotOpen),
        }
    }

    /// Kiva lets the loan wait until a day.
    pub fn grant(self, until: NaiveDate) -> Result<RequestState, NotOpen> {
        self.open().map(|()| RequestState::Granted(until))
    }

    /// Kiva does not.
    pub fn refuse(self) -> Result<RequestState, NotOpen> {
        self.open().map(|()| RequestState::Refused)
    }

    /// The partner takes it back.
    pub fn withdraw(self) -> Result<RequestState, NotOpen> {
        self.open().map(|()| RequestState::Withdrawn)
    }

    /// Short stable name; also the last part of the key of its text.
    pub fn name(self) -> &'static str {
        match self {
            RequestState::Open => "open",
            RequestState::Granted(_) => "granted",
            RequestState::Refused => "refused",
            RequestState::Withdrawn => "withdrawn",
        }
    }
}

/// Where a partner's request that Kiva defaults many loans at once is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MassState {
    /// Kiva has not answered.
    Open,
    /// Kiva defaults the loans that are paying back.
    Granted,
    /// They stay as they are.
    Refused,
    /// The partner took the request back.
    Withdrawn,
}

impl MassState {
    /// All of them.
    pub const ALL: [MassState; 4] = [
        MassState::Open,
        MassState::Granted,
        MassState::Refused,
        MassState::Withdrawn,
    ];

    fn end(self, end: MassState) -> Result<MassState, NotOpen> {
        match self {
            MassState::Open => Ok(end),
            MassState::Granted | MassState::Refused | MassState::Withdrawn => Err(NotOpen),
        }
    }

    /// Kiva does what the partner asks for.
    pub fn grant(self) -> Result<MassState, NotOpen> {
        self.end(MassState::Granted)
    }

    /// Kiva does not.
    pub fn refuse(self) -> Result<MassState, NotOpen> {
        self.end(MassState::Refused)
    }

    /// The partner takes it back.
    pub fn withdraw(self) -> Result<MassState, NotOpen> {
        self.end(MassState::Withdrawn)
    }

    /// Short stable name; also the last part of the key of its text.
    pub fn name(self) -> &'static str {
        match self {
            MassState::Open => "open",
            MassState::Granted => "granted",
            MassState::Refused => "refused",
            MassState::Withdrawn => "withdrawn",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_for_many_ends_once() {
        for end in [MassState::grant, MassState::refuse, MassState::withdraw] {
            let ended = end(MassState::Open).unwrap();
            assert_ne!(ended, MassState::Open);
            for again in [MassState::grant, MassState::refuse, MassState::withdraw] {
                assert_eq!(again(ended), Err(NotOpen));
            }
        }
    }

    #[test]
    fn a_request_ends_once() {
        let day = "2027-01-31".parse().unwrap();
        let ends = [
            RequestState::Open.grant(day),
            RequestState::Open.refuse(),
            RequestState::Open.withdraw(),
        ];
        for end in ends {
            let end = end.unwrap();
            assert_eq!(
                (end.grant(day), end.refuse(), end.withdraw()),
                (Err(NotOpen), Err(NotOpen), Err(NotOpen))
            );
        }
    }

    #[test]
    fn reasons_are_read_by_their_names() {
        for reason in Reason::ALL {
            assert_eq!(reason.to_string().parse(), Ok(reason));
        }
        assert_eq!("".parse::<Reason>(), Err(NoReason));
    }
}
