//! The partner's credit limit and the limits of its restricted themes (domain.md 2.4). Going past one is a warning: the
//! loan may expire, nothing says that it cannot be posted.

use std::collections::BTreeMap;

use fieldlink_contract::loan_draft::LoanDraft;

use super::Context;
use crate::finding::Finding;
use crate::money::Minor;

/// How far one limit is used, in US cents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Used {
    /// Loans that raise funds or are being paid back: what is still outstanding.
    pub used: Minor,
    /// Posted and waiting: inactive, issue and reviewed loans.
    pub pending: Minor,
    /// Expected back in this month; it makes room again.
    pub expected: Minor,
}

impl Used {
    /// Whether another loan of this price still fits under `limit`.
    pub fn fits(&self, price: Minor, limit: Minor) -> bool {
        self.used + self.pending + price <= limit + self.expected
    }
}

/// How far all limits of a partner are used.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Usage {
    /// Under each theme that has loans.
    pub themes: BTreeMap<i64, Used>,
    /// Posted in the running month, in US cents.
    pub posted: Minor,
}

impl Usage {
    /// Under all themes together.
    pub fn total(&self) -> Used {
        self.themes.values().fold(Used::default(), |sum, u| Used {
            used: sum.used + u.used,
            pending: sum.pending + u.pending,
            expected: sum.expected + u.expected,
        })
    }

    /// Under one theme.
    pub fn theme(&self, id: i64) -> Used {
        self.themes.get(&id).copied().unwrap_or_default()
    }
}

pub(super) fn check(draft: &LoanDraft, price: Minor, context: &Context, found: &mut Vec<Finding>) {
    let Some(usage) = context.usage else { return };
    if let Some(limit) = context.profile.credit_limit
        && !usage.total().fits(price, limit)
    {
        found.push(Finding::warning(
            "credit_limit",
            "entreps.amount",
            "This loan goes past your credit limit. Some of your loans may expire.",
        ));
    }
    if let Some(limit) = context.profile.monthly_limit
        && usage.posted + price > limit
    {
        found.push(Finding::warning(
            "monthly_limit",
            "entreps.amount",
            "This loan goes past what you may post in a month. It may wait for the next one.",
        ));
    }
    let theme = draft
        .theme_type_id
        .and_then(|id| context.config.themes.iter().find(|t| t.id == id));
    if let Some(theme) = theme
        && let Some(limit) = theme.limit
        && !usage.theme(theme.id).fits(price, limit)
    {
        found.push(Finding::warning(
            "theme_limit",
            "theme_type_id",
            "This loan goes past the limit of its loan theme. Some of your loans may expire.",
        ));
    }
}
