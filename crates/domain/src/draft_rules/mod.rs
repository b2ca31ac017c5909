//! What must be right before a loan draft becomes a loan (domain.md 2.2).
//!
//! One pure function, used twice: PA2 asks it when a person publishes, the link before it sends. Known texts are PA2's
//! own, word for word; the others are ours.

mod ids;
mod kept;
mod limits;
mod parameters;
mod people;
mod photo;
mod story;
mod terms;
#[cfg(test)]
mod tests;
mod to_loan;

use chrono::NaiveDate;
use fieldlink_contract::Texts;
use fieldlink_contract::loan_draft::LoanDraft;

use crate::finding::Finding;
use crate::partner::{PartnerConfig, Profile};
use crate::settings::Settings;

pub use kept::{Part, check_kept};
pub use limits::{Usage, Used};
pub use parameters::schedule;
pub use photo::PhotoUse;
pub use terms::{Terms, terms};
pub use to_loan::to_loan;

/// What a draft is checked against.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The partner's settings.
    pub profile: &'a Profile,
    /// The values configured for the partner. A rate that is not above zero counts as unknown: the rules that need it
    /// are left to those who know it.
    pub config: &'a PartnerConfig,
    /// Settings of the installation.
    pub settings: &'a Settings,
    /// The Pacific day of posting.
    pub today: NaiveDate,
    /// Live loans of the partner that carry this draft's loan ID.
    pub live: &'a [LiveLoan],
    /// How far the partner's limits are used; none where that is not known.
    pub usage: Option<&'a Usage>,
    /// The partner's loans that this draft's photo already stands on, oldest first; the first two are enough.
    pub photo_uses: &'a [PhotoUse],
}

/// A loan that is not over: neither ended, expired, refunded nor deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveLoan {
    /// The partner's loan ID.
    pub loan_id: String,
    /// The partner's client ID.
    pub client_id: String,
}

/// Code of a text that is longer than its bound or holds U+0000: PA2 refuses the whole draft for it.
pub const TEXT_UNUSABLE: &str = "text_unusable";

/// Everything the rules find, in the order of PA2's four steps. Empty means that it can be published.
pub fn check(draft: &LoanDraft, photo_present: bool, context: &Context) -> Vec<Finding> {
    let mut found = Vec::new();
    if let Some(misfit) = draft.misfit() {
        found.push(Finding::unusable(TEXT_UNUSABLE, misfit.field, misfit.fault));
    }
    people::check(draft, context, &mut found);
    ids::check(draft, context, &mut found);
    story::check(draft, context, &mut found);
    let price = terms::check(draft, context, &mut found);
    if let Some(price) = price {
        limits::check(draft, price, context, &mut found);
    }
    photo::check(draft, photo_present, context, &mut found);
    found
}

/// A text that is there and not blank, as it was written.
pub(crate) fn filled(text: &Option<String>) -> Option<&str> {
    text.as_deref().filter(|t| !t.trim().is_empty())
}
