//! Limits of `[guards]`: a send that looks like a mistake stops before anything leaves.

use fieldlink_say::{Message, message};
use serde::Serialize;

use super::summary::KindPlan;
use crate::config::Guards;
use crate::kind::Kind;

/// A limit that a plan is beyond.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tripped {
    /// Of which kind.
    pub kind: Kind,
    /// The key in `[guards]`.
    pub guard: &'static str,
    /// What it allows: rows, or percent of the records.
    pub limit: usize,
    /// How many rows there are of what it limits.
    pub found: usize,
    /// Of how many records.
    pub records: usize,
}

impl From<&Tripped> for Message {
    fn from(tripped: &Tripped) -> Message {
        let (guard, limit, found) = (tripped.guard, tripped.limit, tripped.found);
        let (records, kinds) = (tripped.records, Message::from(tripped.kind));
        match guard {
            "max_held_percent" => {
                message!(
                    "guard-held",
                    guard = guard,
                    limit = limit,
                    found = found,
                    records = records,
                    kinds = kinds
                )
            }
            "max_changed_percent" => {
                message!(
                    "guard-changed",
                    guard = guard,
                    limit = limit,
                    found = found,
                    records = records,
                    kinds = kinds
                )
            }
            "max_suspicious_percent" => {
                message!(
                    "guard-suspicious",
                    guard = guard,
                    limit = limit,
                    found = found,
                    records = records,
                    kinds = kinds
                )
            }
            _ => message!("guard-rows", guard = guard, limit = limit, found = found, kinds = kinds),
        }
    }
}

/// The limits that a plan of one kind is beyond.
pub fn tripped(guards: &Guards, kind: Kind, plan: &KindPlan) -> Vec<Tripped> {
    let limits = guards.of(kind);
    let trip = |guard, limit, found| Tripped {
        kind,
        guard,
        limit,
        found,
        records: plan.records,
    };
    let percent = |guard, limit: Option<usize>, found: usize| {
        limit
            .filter(|limit| found.saturating_mul(100) > limit.saturating_mul(plan.records))
            .map(|limit| trip(guard, limit, found))
    };
    [
        limits
            .max_rows
            .filter(|limit| plan.planned > *limit)
            .map(|limit| trip("max_rows", limit, plan.planned)),
        percent("max_held_percent", limits.max_held_percent, plan.held.len()),
        percent("max_changed_percent", limits.max_changed_percent, plan.changed),
        percent("max_suspicious_percent", limits.max_suspicious_percent, plan.suspicious),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Limits;

    #[test]
    fn a_limit_itself_is_allowed_and_a_kinds_own_goes_first() {
        let guards = Guards {
            max_changed_percent: Some(10),
            journals: Some(Limits {
                max_changed_percent: Some(50),
                ..Limits::default()
            }),
            max_rows: Some(20),
            ..Guards::default()
        };
        let plan = |changed| KindPlan {
            records: 100,
            changed,
            planned: 20,
            ..KindPlan::default()
        };
        assert_eq!(tripped(&guards, Kind::Repayment, &plan(10)), []);
        let eleven = tripped(&guards, Kind::Repayment, &plan(11));
        assert_eq!(
            Message::from(&eleven[0]).to_string(),
            "11 of 100 repayments have changed since they were sent, max_changed_percent allows 10 percent"
        );
        assert_eq!(tripped(&guards, Kind::Journal, &plan(50)), []);
        let more = KindPlan { planned: 21, ..plan(0) };
        assert_eq!(
            Message::from(&tripped(&guards, Kind::LoanDraft, &more)[0]).to_string(),
            "21 loan drafts are to be sent, max_rows allows 20"
        );
        assert_eq!(tripped(&Guards::default(), Kind::LoanDraft, &more), []);
    }
}
