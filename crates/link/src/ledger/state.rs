//! The states of a row, and the moves between them.
//!
//! ```text
//!            hold                       accept          accepted
//!   held <--------- planned --intend--> sending ------> accepted_with_problems
//!     \--plan-----> ^  |                 | | \--refuse-> refused
//!                   |  withdraw          | |
//!                   |  v                 | \--lose answer--> uncertain
//!                   | withdrawn          |                   |  resend -> sending
//!                   \---- not taken -----/                   |  a person: arrived -> accepted, not arrived -> planned
//! ```

use std::fmt;
use std::str::FromStr;

use fieldlink_say::{Argument, Message};
use serde::{Deserialize, Serialize};

/// Where a row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Fit to be sent.
    Planned,
    /// Not fit to be sent; the reasons say why.
    Held,
    /// Left its source before it was sent.
    Withdrawn,
    /// The intent is committed; the request may have left.
    Sending,
    /// The server took it.
    Accepted,
    /// The server took it and remarked something.
    AcceptedWithProblems,
    /// The server did not take it; the reasons say why.
    Refused,
    /// Sent, and the answer was lost: a person must look, unless it may be sent again.
    Uncertain,
}

/// What happens to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Event {
    /// A plan found it fit to be sent.
    Plan,
    /// A plan found reasons against it.
    Hold,
    /// A plan did not find it in its source any more.
    Withdraw,
    /// A request with it is about to leave.
    Intend,
    /// The server took it.
    Accept,
    /// The server took it and remarked something.
    AcceptWithProblems,
    /// The server did not take it and never will as it is.
    Refuse,
    /// It surely did not arrive, or the server surely did nothing: it may be sent another time.
    NotTaken,
    /// The request may have left and no answer came.
    LoseAnswer,
    /// A person looked: it had arrived.
    FoundThere,
    /// A person looked: it had not arrived.
    FoundMissing,
}

impl Event {
    /// As the history has it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Event::Plan => "planned",
            Event::Hold => "held",
            Event::Withdraw => "withdrawn",
            Event::Intend => "about to leave",
            Event::Accept => "accepted",
            Event::AcceptWithProblems => "accepted with problems",
            Event::Refuse => "refused",
            Event::NotTaken => "not taken",
            Event::LoseAnswer => "answer lost",
            Event::FoundThere => "found there",
            Event::FoundMissing => "found missing",
        }
    }
}

/// A move that the state does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a row that is {from} cannot {event:?}")]
pub struct IllegalMove {
    /// Where the row stands.
    pub from: State,
    /// What was to happen.
    pub event: Event,
}

impl State {
    /// All of them.
    pub const ALL: [State; 8] = [
        State::Planned,
        State::Held,
        State::Withdrawn,
        State::Sending,
        State::Accepted,
        State::AcceptedWithProblems,
        State::Refused,
        State::Uncertain,
    ];

    /// Where the row stands afterwards.
    ///
    /// # Errors
    /// [`IllegalMove`].
    pub fn after(self, event: Event) -> Result<State, IllegalMove> {
        use State::{Accepted, AcceptedWithProblems, Held, Planned, Refused, Sending, Uncertain, Withdrawn};
        match (self, event) {
            (Planned | Held | Withdrawn, Event::Plan) => Ok(Planned),
            (Planned | Held | Withdrawn, Event::Hold) => Ok(Held),
            (Planned | Held | Withdrawn, Event::Withdraw) => Ok(Withdrawn),
            // Sending again from `sending` is what happens after a crash, and only where it is safe.
            (Planned | Sending | Uncertain, Event::Intend) => Ok(Sending),
            (Sending, Event::Accept) | (Uncertain, Event::FoundThere) => Ok(Accepted),
            (Sending, Event::AcceptWithProblems) => Ok(AcceptedWithProblems),
            (Sending, Event::Refuse) => Ok(Refused),
            (Sending, Event::LoseAnswer) => Ok(Uncertain),
            (Sending, Event::NotTaken) | (Uncertain, Event::FoundMissing) => Ok(Planned),
            (from, event) => Err(IllegalMove { from, event }),
        }
    }

    /// The states from which an event is allowed.
    pub fn before(event: Event) -> impl Iterator<Item = State> {
        State::ALL.into_iter().filter(move |state| state.after(event).is_ok())
    }

    /// Whether a request with the row may ever have left.
    pub const fn may_have_left(self) -> bool {
        !matches!(self, State::Planned | State::Held | State::Withdrawn)
    }

    /// Whether the server has it.
    pub const fn is_accepted(self) -> bool {
        matches!(self, State::Accepted | State::AcceptedWithProblems)
    }

    /// As it is kept.
    pub const fn as_str(self) -> &'static str {
        match self {
            State::Planned => "planned",
            State::Held => "held",
            State::Withdrawn => "withdrawn",
            State::Sending => "sending",
            State::Accepted => "accepted",
            State::AcceptedWithProblems => "accepted_with_problems",
            State::Refused => "refused",
            State::Uncertain => "uncertain",
        }
    }
}

impl From<State> for Message {
    /// Where a row stands, as a person calls it.
    fn from(state: State) -> Message {
        Message::new(format!("state-{}", state.as_str().replace('_', "-")))
    }
}

impl From<&State> for Argument {
    fn from(state: &State) -> Argument {
        Message::from(*state).into()
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A text that names no [`State`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown state")]
pub struct UnknownState;

impl FromStr for State {
    type Err = UnknownState;

    fn from_str(text: &str) -> Result<State, UnknownState> {
        State::ALL
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or(UnknownState)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const EVENTS: [Event; 11] = [
        Event::Plan,
        Event::Hold,
        Event::Withdraw,
        Event::Intend,
        Event::Accept,
        Event::AcceptWithProblems,
        Event::Refuse,
        Event::NotTaken,
        Event::LoseAnswer,
        Event::FoundThere,
        Event::FoundMissing,
    ];

    #[test]
    fn every_state_reads_as_it_is_written() {
        for state in State::ALL {
            assert_eq!(state.as_str().parse(), Ok(state));
        }
    }

    proptest! {
        /// Whatever happens, in whatever order: what the server has is never sent again, and nothing becomes
        /// accepted without an intent before it.
        #[test]
        fn no_order_of_events_sends_twice(events in proptest::collection::vec(0..EVENTS.len(), 0..40)) {
            let mut state = State::Planned;
            let mut intended = false;
            for event in events.into_iter().map(|at| EVENTS[at]) {
                let Ok(next) = state.after(event) else { continue };
                prop_assert!(!state.is_accepted(), "{state} moved on {event:?}");
                prop_assert!(state != State::Refused);
                if next.is_accepted() || next == State::Refused || next == State::Uncertain {
                    prop_assert!(intended, "{event:?} without an intent");
                }
                intended = match event {
                    Event::Intend => true,
                    Event::NotTaken | Event::FoundMissing => false,
                    _ => intended,
                };
                state = next;
            }
        }
    }
}
