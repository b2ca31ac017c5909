//! Which lost answers settle by themselves: where the same request again cannot do anything twice, the next send asks
//! again, and nobody has to look.

use chrono::{DateTime, TimeDelta, Utc};

use crate::config::{AmountMode, Config, Profile};
use crate::kind::Kind;
use crate::ledger::Row;

/// What decides it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repeats {
    /// Rows that were planned after this moment have their answer at the server still, if it has one; none where the
    /// server honours no `Idempotency-Key`.
    answers_since: Option<DateTime<Utc>>,
    /// What the amount of a repayment counts.
    mode: AmountMode,
}

impl Repeats {
    /// As a profile of the configuration says, at this time.
    pub fn of(config: &Config, profile: &Profile, now: DateTime<Utc>) -> Repeats {
        let kept = TimeDelta::days(profile.idempotency_days.into());
        let since = now.checked_sub_signed(kept).unwrap_or(DateTime::<Utc>::MIN_UTC);
        Repeats {
            answers_since: profile.idempotency.then_some(since),
            mode: config.settings().partner.amount_mode,
        }
    }

    /// Whether a request carries an `Idempotency-Key`.
    pub fn keyed(self) -> bool {
        self.answers_since.is_some()
    }

    /// Whether rows of this kind that are sent now may be sent again.
    pub fn kind(self, kind: Kind) -> bool {
        self.keyed() || self.says_the_same(kind)
    }

    /// Whether this row may be: what was sent is still known, and a key helps only if the first request carried it too
    /// and the server has not forgotten its answer.
    pub fn row(self, row: &Row) -> bool {
        let kept = self.answers_since.is_some_and(|since| row.planned > since);
        row.payload.is_some() && (kept && row.idempotency_key.is_some() || self.says_the_same(row.kind))
    }

    /// Whether a row of this kind says the same thing when it is said twice.
    pub fn says_the_same(self, kind: Kind) -> bool {
        kind == Kind::Repayment && self.mode.may_be_repeated()
    }
}
