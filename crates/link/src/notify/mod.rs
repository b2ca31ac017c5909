//! What somebody is told without asking: a run that failed, the first good one after it, rows that are held back or
//! wait for a person, journals that wait to be confirmed.
//!
//! A notice is written into the ledger with what it is about and sent afterwards, again until it arrives or is given
//! up. The same thing is told once. No borrower is named: a notice holds counts, rules, and links that need a sign-in.

mod email;
mod letter;
mod queue;
mod signature;
mod webhook;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use self::letter::{Letter, letter};
pub use self::queue::{Messenger, NotifyError, pause};
pub use self::signature::{Secrets, sign};

use crate::config::Channel;
use crate::ledger::FreshNotice;

/// What somebody is told. As JSON it is the `type` and `data` of a web hook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Notice {
    /// A run could not do its work.
    #[serde(rename = "run.failed")]
    RunFailed {
        /// Whose run.
        #[serde(flatten)]
        about: About,
        /// The schedule or watched folder.
        run: String,
        /// A stable name, such as `credentials`.
        why: String,
        /// What happened.
        message: String,
        /// What to do.
        next: String,
    },
    /// A run does its work again.
    #[serde(rename = "run.recovered")]
    RunRecovered {
        /// Whose run.
        #[serde(flatten)]
        about: About,
        /// The schedule or watched folder.
        run: String,
        /// The first run that failed.
        since: DateTime<Utc>,
    },
    /// Rows are held back or were refused.
    #[serde(rename = "rows.held")]
    RowsHeld {
        /// Whose rows.
        #[serde(flatten)]
        about: About,
        /// The schedule or watched folder.
        run: String,
        /// How many.
        rows: usize,
        /// How many for each kind and rule: `repayment: unknown_loan`.
        rules: BTreeMap<String, usize>,
    },
    /// Rows whose answer was lost.
    #[serde(rename = "rows.waiting")]
    RowsWaiting {
        /// Whose rows.
        #[serde(flatten)]
        about: About,
        /// The schedule or watched folder.
        run: String,
        /// How many.
        rows: usize,
    },
    /// The machine's clock was set back while the link ran.
    #[serde(rename = "clock.set_back")]
    ClockSetBack {
        /// Whose link.
        #[serde(flatten)]
        about: About,
        /// What it said.
        from: DateTime<Utc>,
        /// What it says.
        to: DateTime<Utc>,
    },
    /// A plan waits for somebody who approves it.
    #[serde(rename = "plan.waiting")]
    PlanWaiting {
        /// Whose plan.
        #[serde(flatten)]
        about: About,
        /// The schedule.
        run: String,
        /// Where it is.
        file: String,
        /// How many rows it would send.
        rows: usize,
    },
    /// Journals wait for a person to publish them.
    #[serde(rename = "confirm.waiting")]
    ConfirmWaiting {
        /// Whose journals.
        #[serde(flatten)]
        about: About,
        /// How many journals.
        journals: u64,
        /// The oldest link's day.
        since: DateTime<Utc>,
        /// The links; each needs a sign-in.
        urls: Vec<String>,
    },
}

/// Whose things a notice is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The profile.
    pub profile: String,
    /// The partner.
    pub partner_id: i64,
}

/// The same notice for each way to tell it. `same` names what it is about: two notices that say the same of the same
/// things have the same, and only the first is told.
pub fn on_all(channels: &[Channel], notice: &Notice, same: &str) -> Vec<FreshNotice> {
    let mut hash = Sha256::new();
    hash.update(same);
    let fingerprint = hex::encode(hash.finalize())[..32].to_owned();
    channels
        .iter()
        .map(|channel| FreshNotice {
            channel: *channel,
            fingerprint: fingerprint.clone(),
            notice: notice.clone(),
        })
        .collect()
}
