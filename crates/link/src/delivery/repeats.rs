//! Which lost answers settle by themselves: where the same request again cannot do anything twice, the next send asks
//! again, and nobody has to look.

use crate::config::{AmountMode, Config, Profile};
use crate::kind::Kind;
use crate::ledger::Row;

/// What decides it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repeats {
    /// Whether the server honours `Idempotency-Key`.
    pub idempotency: bool,
    /// What the amount of a repayment counts.
    pub mode: AmountMode,
}

impl Repeats {
    /// As a profile of the configuration says.
    pub fn of(config: &Config, profile: &Profile) -> Repeats {
        Repeats {
            idempotency: profile.idempotency,
            mode: config.settings().partner.amount_mode,
        }
    }

    /// Whether rows of this kind that are sent now may be sent again.
    pub fn kind(self, kind: Kind) -> bool {
        self.idempotency || (kind == Kind::Repayment && self.mode.may_be_repeated())
    }

    /// Whether this row may be: what was sent is still known, and a key helps only if the first request carried it too.
    pub fn row(self, row: &Row) -> bool {
        let keyed = self.idempotency && row.idempotency_key.is_some();
        row.payload.is_some() && (keyed || (row.kind == Kind::Repayment && self.mode.may_be_repeated()))
    }
}
