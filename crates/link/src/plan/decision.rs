//! One decision for each record.

use std::collections::{HashMap, HashSet};

use fieldlink_contract::text;
use fieldlink_say::message;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::ledger::{Known, State};
use crate::mapping::Reason;
use crate::record::Origin;

/// What is to become of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Never sent: send it.
    New,
    /// Sent before and different now: send it again, as this revision.
    Changed,
    /// Sent before and the same: nothing to do.
    Unchanged(State),
    /// Sent, answer lost: a person must look first.
    Waiting,
    /// Not fit to be sent.
    Held(Vec<Reason>),
    /// Fit to be sent, but beyond what this run may send.
    Later,
}

/// A record with its decision.
#[derive(Debug, Clone, PartialEq)]
pub struct Item<T> {
    /// Where it stands; none for a loan of Kiva's that no record is about.
    pub origin: Option<Origin>,
    /// How the ledger knows it.
    pub key: String,
    /// What would be sent; none when it could not be made.
    pub what: Option<T>,
    /// Hash of it.
    pub hash: String,
    /// Which revision it would be.
    pub revision: i64,
    /// What is to become of it.
    pub decision: Decision,
    /// What is worth a look but does not hold it back.
    pub notes: Vec<Reason>,
}

impl<T> Item<T> {
    /// Whether it is to be sent.
    pub fn is_sendable(&self) -> bool {
        matches!(self.decision, Decision::New | Decision::Changed)
    }
}

/// What is done with records that were sent before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// A record that the server took and that has changed is sent again. Otherwise it is held: for loan drafts and
    /// journals sending again makes a second one.
    pub resend_changed: bool,
    /// A record that the server refused is sent again as it is.
    pub retry_refused: bool,
}

/// The hash of what would be sent: a record with the same hash has not changed.
pub fn hash_of(what: &impl Serialize, more: &[u8]) -> String {
    let mut hash = Sha256::new();
    // What cannot be written as JSON cannot be sent either; the client says so then.
    hash.update(serde_json::to_vec(what).unwrap_or_default());
    hash.update([0]);
    hash.update(more);
    hex::encode(hash.finalize())
}

/// Decides from what the ledger knows and from the reasons against it; also which revision it would be.
pub(super) fn decide(
    known: Option<&Known>,
    hash: &str,
    reasons: Vec<Reason>,
    policy: Policy,
    origin: &Origin,
) -> (Decision, i64) {
    let sent = known.and_then(|known| known.sent.as_ref());
    let unsent = known.and_then(|known| known.unsent);
    let revision = unsent.unwrap_or_else(|| sent.map_or(1, |sent| sent.revision + 1));
    let Some(sent) = sent else {
        let decision = if reasons.is_empty() {
            Decision::New
        } else {
            Decision::Held(reasons)
        };
        return (decision, revision);
    };
    let same = !hash.is_empty() && sent.hash == hash;
    let decision = match sent.state {
        State::Sending | State::Uncertain => Decision::Waiting,
        // What the server has stays unchanged even when a rule is against it by now: drafts age.
        state if state.is_accepted() && same => Decision::Unchanged(state),
        State::Refused if same && !policy.retry_refused => Decision::Unchanged(State::Refused),
        _ if !reasons.is_empty() => Decision::Held(reasons),
        State::Refused => Decision::Changed,
        _ if policy.resend_changed => Decision::Changed,
        _ => {
            let said = message!("reason-changed-after-sending", reference = sent.reference.clone());
            Decision::Held(vec![Reason::of(origin, "changed_after_sending", &said)])
        }
    };
    (decision, revision)
}

/// Keys that stand on several records, each with how many. Which of them is meant nobody can say, so all are held.
pub type Repeated = HashMap<String, usize>;

/// A key for a record that has none, or none that a ledger can keep, or whose key is taken: by its place, so that it can be held and named. `taken` are
/// the keys by place so far; the others are no other record's.
pub(super) fn key_by_place(origin: &Origin, taken: &mut HashSet<String>, key: Option<String>) -> String {
    let keepable = key.filter(|key| text::fault(key, text::LINE).is_none());
    keepable.filter(|key| !taken.contains(key)).unwrap_or_else(|| {
        let key = by_place(origin);
        taken.insert(key.clone());
        key
    })
}

/// The key of a record that is known by its place alone.
pub fn by_place(origin: &Origin) -> String {
    format!("at {origin}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Sent;

    const CAREFUL: Policy = Policy {
        resend_changed: false,
        retry_refused: false,
    };

    fn origin() -> Origin {
        Origin {
            source: "mis".into(),
            table: "loans".into(),
            row: 1,
        }
    }

    fn known(state: State, hash: &str) -> Known {
        Known {
            sent: Some(Sent {
                revision: 3,
                hash: hash.into(),
                seen: None,
                state,
                reference: None,
            }),
            unsent: None,
        }
    }

    fn decided(known: Option<&Known>, policy: Policy) -> (Decision, i64) {
        decide(known, "h", Vec::new(), policy, &origin())
    }

    #[test]
    fn bytes_are_two_digits_each() {
        assert_eq!(hex::encode([0, 9, 10, 0x7f, 0xa5, 255]), "00090a7fa5ff");
    }

    #[test]
    fn what_the_server_has_is_not_sent_again() {
        assert_eq!(decided(None, CAREFUL), (Decision::New, 1));
        assert_eq!(
            decided(Some(&known(State::Accepted, "h")), CAREFUL).0,
            Decision::Unchanged(State::Accepted)
        );
        assert!(matches!(
            decided(Some(&known(State::Accepted, "x")), CAREFUL).0,
            Decision::Held(_)
        ));
        let resend = Policy {
            resend_changed: true,
            ..CAREFUL
        };
        assert_eq!(
            decided(Some(&known(State::Accepted, "x")), resend),
            (Decision::Changed, 4)
        );
    }

    #[test]
    fn an_unknown_outcome_waits_whatever_changed() {
        for state in [State::Sending, State::Uncertain] {
            for hash in ["h", "x"] {
                assert_eq!(decided(Some(&known(state, hash)), CAREFUL).0, Decision::Waiting);
            }
        }
    }

    #[test]
    fn a_refused_record_is_sent_again_when_it_changed_or_a_person_says_so() {
        let refused = known(State::Refused, "h");
        assert_eq!(decided(Some(&refused), CAREFUL).0, Decision::Unchanged(State::Refused));
        assert_eq!(
            decided(Some(&known(State::Refused, "x")), CAREFUL),
            (Decision::Changed, 4)
        );
        let retry = Policy {
            retry_refused: true,
            ..CAREFUL
        };
        assert_eq!(decided(Some(&refused), retry), (Decision::Changed, 4));
    }
}
