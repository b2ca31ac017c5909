//! What is held, as the ledger is told of it.

use fieldlink_domain::calendar::Period;
use rust_decimal::Decimal;

use super::summary::KindPlan;
use crate::delivery::Courier;
use crate::kind::Kind;
use crate::ledger::{Entry, LedgerError, PART};

/// What the ledger is told of one that is held, beside what the plan says of it.
pub(super) struct Held {
    pub(super) revision: i64,
    pub(super) hash: String,
    pub(super) seen: Option<String>,
    pub(super) since: Option<String>,
    /// Repayments only: the loan and its amount.
    pub(super) repayment: Option<(String, Option<Decimal>)>,
}

/// Writes those that are held into the ledger, and answers their numbers. `plan` names them, in the same order.
pub(super) async fn entered(
    courier: &Courier<'_>,
    (kind, period): (Kind, Option<Period>),
    plan: &KindPlan,
    held: &[Held],
) -> Result<Vec<i64>, LedgerError> {
    let mut seen = Vec::with_capacity(held.len());
    let held: Vec<_> = plan.held.iter().zip(held).collect();
    for part in held.chunks(PART) {
        let entries: Vec<Entry> = part
            .iter()
            .map(|(row, more)| Entry {
                key: row.key.clone(),
                revision: more.revision,
                hash: more.hash.clone(),
                seen: more.seen.clone(),
                since: more.since.clone(),
                held: row.reasons.clone(),
                origin: row.origin.clone(),
                repayment: more.repayment.clone(),
            })
            .collect();
        let now = courier.clock.now();
        let entered = courier.ledger.enter_part(kind, period, &entries, now).await?;
        seen.extend(entered.seen());
    }
    Ok(seen)
}
