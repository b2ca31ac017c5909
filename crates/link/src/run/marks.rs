//! What people said of records changes what is decided on them.

use std::collections::HashMap;

use fieldlink_say::message;

use super::RunError;
use crate::kind::Kind;
use crate::ledger::{Ledger, Mark, Marked, State};
use crate::mapping::Reason;
use crate::plan::{Decision, Item};
use crate::record::Origin;

/// What people said of records, and how many this run may send.
pub(super) struct Marks {
    marks: HashMap<String, Marked>,
    limit: Option<usize>,
    sendable: usize,
}

impl Marks {
    pub(super) async fn of(ledger: &Ledger, kind: Kind, limit: Option<usize>) -> Result<Marks, RunError> {
        Ok(Marks {
            marks: ledger.marks(kind).await?,
            limit,
            sendable: 0,
        })
    }

    /// Changes the decisions accordingly. May be told of items part by part.
    pub(super) fn apply<T>(&mut self, items: &mut [Item<T>]) {
        for item in items {
            match self.marks.get(&item.key) {
                Some(marked) if marked.mark == Mark::Hold && item.is_sendable() => {
                    item.decision = Decision::Held(vec![held_by(marked, item.origin.as_ref())]);
                }
                Some(marked) if marked.mark == Mark::Retry && item.decision == Decision::Unchanged(State::Refused) => {
                    item.decision = Decision::Changed;
                }
                _ => {}
            }
            if item.is_sendable() {
                self.sendable += 1;
                if self.limit.is_some_and(|limit| self.sendable > limit) {
                    item.decision = Decision::Later;
                }
            }
        }
    }
}

fn held_by(marked: &Marked, origin: Option<&Origin>) -> Reason {
    let by = marked.by.as_deref().unwrap_or("somebody");
    let said = message!("reason-held-by-person", by = by, why = &marked.why);
    let reason = match origin {
        Some(origin) => Reason::new(origin, "held_by_person", ""),
        None => Reason::without_origin("held_by_person", ""),
    };
    reason.said(&said)
}
