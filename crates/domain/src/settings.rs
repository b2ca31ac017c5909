//! The inferred facts of domain.md section 5, as settings of a PA2 installation.

use serde::{Deserialize, Serialize};

use crate::money::Minor;
use crate::network::Network;

/// How a bad token is answered (domain.md 1.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenErrorMode {
    /// 401 for a missing, bad or expired token; 403 for a missing scope or another partner's path.
    Split,
    /// 403 for all of them, as the newer of Kiva's two pages says.
    AllForbidden,
}

/// Settings of the whole installation. Those of one partner are in [`crate::partner::Profile`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Runs as a sandbox: the clock can be moved, loans taken through their life by command.
    pub sandbox: bool,
    /// Whether coordinators, technical teams and API clients may use the sandbox, beside Kiva's people.
    pub sandbox_open: bool,
    /// Life of an access token, in seconds.
    pub token_ttl_s: i64,
    /// How a bad token is answered.
    pub token_error_mode: TokenErrorMode,
    /// Audiences accepted beside PA2's own URL (domain.md 1.1).
    pub audiences: Vec<String>,
    /// Proxies that are believed when they say whom they ask for.
    pub trusted_proxies: Vec<Network>,
    /// Calls a second that are taken of one API client, over the length of its burst; 0 for any number.
    pub calls_per_second: u32,
    /// Calls that a client may make in one burst.
    pub calls_burst: u32,
    /// Calls of one partner's clients that are worked on at one time; further ones wait. 0 for any number.
    pub calls_at_once: usize,
    /// `limit` of the loans route when the call names none.
    pub loans_limit_default: u64,
    /// The most that `limit` may be; more is clamped.
    pub loans_limit_max: u64,
    /// Whether the loans route insists on `status`.
    pub loans_status_required: bool,
    /// Rows of a repayments call above which the reply warns.
    pub repayments_rows_advised: usize,
    /// Rows of a repayments call above which it is refused.
    pub repayments_rows_max: usize,
    /// HTTP status of the plural journals path.
    pub journals_status_plural: u16,
    /// HTTP status of the singular journals path.
    pub journals_status_singular: u16,
    /// Shortest journal body, in characters.
    pub journal_body_min: usize,
    /// A disbursal must be strictly fewer than this many Pacific days ago.
    pub disbursal_days_past: i64,
    /// A disbursal may be at most this many Pacific days ahead.
    pub disbursal_days_ahead: i64,
    /// A loan must be for more than this, in US cents.
    pub min_amount_usd: Minor,
    /// Prices on Kiva are multiples of this, in US cents.
    pub price_step_usd: Minor,
    /// Days a loan stays live for lenders.
    pub fundraising_days: i64,
    /// Days after which a posted loan that never went live expires.
    pub inactive_expiry_days: i64,
    /// Days after posting when a loan passes review by itself; none, written `"never"`, where people review.
    #[serde(with = "days_or_never")]
    pub review_after_days: Option<i64>,
    /// Months after the last due date when an unpaid loan is defaulted.
    pub default_after_months: u32,
    /// Most loans that a partner gives up in one go.
    pub defaults_at_once: usize,
    /// Most that Kiva does for a partner: a mass default (domain.md 2.7).
    pub mass_default_max: usize,
    /// Day of the month when partners with issue loans are reminded of them (domain.md 2.3); 0 for never.
    pub issue_reminder_day: u32,
    /// What heads the description of a re-listed loan; `{name}` stands for the borrower's given name or the group's
    /// (domain.md 2.2).
    pub relist_heading: String,
    /// Day of the following month when the preliminary statement stands.
    pub statement_preliminary_day: u32,
    /// Day of the following month when an open report is made final.
    pub statement_final_day: u32,
    /// Days after the final statement when its total is due.
    pub statement_due_days: u64,
    /// Difference from the schedule, in minor units of the loan's currency, with which a report is still on time
    /// (domain.md 2.5).
    pub on_time_tolerance: Minor,
    /// Most members of a group.
    pub group_max_members: usize,
    /// Months after its first use in which a photo may be used again (domain.md 2.2).
    pub photo_reuse_months: u32,
    /// Members, per cent, that a group must have in common with the one on its photo for using it again (domain.md 2.2).
    pub photo_reuse_overlap: u32,
    /// Days after which the answer that was kept under an Idempotency-Key is forgotten; 0 for never.
    pub idempotency_days: u32,
    /// Minutes after which what cannot be undone, moves money or gives access asks for the password again; 0 for never.
    pub reauth_minutes: u32,
    /// Whether Kiva's people must sign in by a second step.
    pub kiva_second_step: bool,
    /// Where whoever runs PA2 gets e-mails: each day the ends of the audit trail; empty for none.
    pub operator_email: String,
    /// The language of those e-mails, by its two letters.
    pub operator_language: String,
    /// Whether internal ids on an individual draft are an error instead of a warning (domain.md 1.6).
    pub strict_group_fields: bool,
}

/// A number of days, or `"never"`: TOML has no way to write none.
mod days_or_never {
    use std::fmt;

    use serde::de::{Error, Visitor};
    use serde::{Deserializer, Serialize, Serializer};

    const NEVER: &str = "never";

    #[expect(clippy::ref_option, reason = "serde hands the field over like this")]
    pub(super) fn serialize<S: Serializer>(days: &Option<i64>, serializer: S) -> Result<S::Ok, S::Error> {
        match days {
            Some(days) => days.serialize(serializer),
            None => NEVER.serialize(serializer),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
        deserializer.deserialize_any(Days)
    }

    struct Days;

    impl Visitor<'_> for Days {
        type Value = Option<i64>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a number of days, or \"never\"")
        }

        fn visit_i64<E: Error>(self, days: i64) -> Result<Option<i64>, E> {
            match u32::try_from(days) {
                Ok(days) => Ok(Some(i64::from(days))),
                Err(_) => Err(E::invalid_value(serde::de::Unexpected::Signed(days), &self)),
            }
        }

        fn visit_u64<E: Error>(self, days: u64) -> Result<Option<i64>, E> {
            self.visit_i64(i64::try_from(days).unwrap_or(-1))
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Option<i64>, E> {
            if text == NEVER {
                Ok(None)
            } else {
                Err(E::invalid_value(serde::de::Unexpected::Str(text), &self))
            }
        }
    }
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            sandbox: true,
            sandbox_open: true,
            token_ttl_s: 43_199,
            token_error_mode: TokenErrorMode::Split,
            audiences: Vec::new(),
            trusted_proxies: Vec::new(),
            calls_per_second: 1_000,
            calls_burst: 20_000,
            calls_at_once: 8,
            loans_limit_default: 20,
            loans_limit_max: 3_000,
            loans_status_required: false,
            repayments_rows_advised: 300,
            repayments_rows_max: 3_000,
            journals_status_plural: 201,
            journals_status_singular: 200,
            journal_body_min: 1,
            disbursal_days_past: 30,
            disbursal_days_ahead: 90,
            min_amount_usd: Minor(500),
            price_step_usd: Minor(2_500),
            fundraising_days: 30,
            inactive_expiry_days: 30,
            review_after_days: Some(3),
            default_after_months: 6,
            defaults_at_once: 100,
            mass_default_max: 1_000,
            issue_reminder_day: 20,
            relist_heading: String::from("Update on {name}"),
            statement_preliminary_day: 1,
            statement_final_day: 10,
            statement_due_days: 15,
            on_time_tolerance: Minor::ZERO,
            group_max_members: 50,
            photo_reuse_months: 24,
            photo_reuse_overlap: 80,
            idempotency_days: 90,
            reauth_minutes: 15,
            kiva_second_step: false,
            operator_email: String::new(),
            operator_language: String::from("en"),
            strict_group_fields: false,
        }
    }
}
