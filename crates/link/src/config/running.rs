//! `[run]`, `[[schedule]]` and `[watch.<name>]`: what `fieldlink run` does by itself, and when.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kind::Kind;

/// How `fieldlink run` behaves.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Run {
    /// Where the status page is served; none when left out. An address that other machines reach shows them what waits,
    /// without any sign-in. Example: `status_page = "127.0.0.1:8620"`
    #[schemars(with = "Option<String>")]
    pub status_page: Option<SocketAddr>,
    /// Where the receiver of `fieldlink receive` is served too: for records that are pushed, and for web hooks. What a
    /// web hook hints at is read again and sent at once. It speaks plain HTTP, so only an address of this machine is
    /// taken; a proxy with TLS may stand before it. Example: `receive = "127.0.0.1:8610"`
    #[schemars(with = "Option<String>")]
    pub receive: Option<SocketAddr>,
    /// Journals that wait so many hours for a person to confirm them are named in a reminder, and again every so many
    /// hours; so are plans that nobody has approved.
    pub remind_after_hours: u32,
    /// The folder of plans that wait for approval: on a profile with `require_approval` a schedule writes its plan there,
    /// and so does a file that is dropped in; it is sent when somebody has approved it.
    pub plans: PathBuf,
    /// After a lost answer that may be asked for again, and after a failure that passes by itself, a run is tried again
    /// so many minutes later; the next pauses are twice as long each.
    pub retry_minutes: u32,
    /// The longest of these pauses.
    pub retry_at_most_minutes: u32,
    /// A schedule that has failed for so many hours waits for its next time.
    pub retry_hours: u32,
}

impl Default for Run {
    fn default() -> Self {
        Self {
            status_page: None,
            receive: None,
            remind_after_hours: 48,
            plans: PathBuf::from("plans"),
            retry_minutes: 2,
            retry_at_most_minutes: 30,
            retry_hours: 24,
        }
    }
}

/// Something that is done at set times. One table each: `[[schedule]]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// A name for messages and the ledger; change it and the schedule begins anew. Example: `name = "nightly"`
    pub name: String,
    /// When, as five fields in the partner's time zone: minute, hour, day of the month, month, day of the week. Example:
    /// `cron = "30 2 * * MON-FRI"`
    pub cron: String,
    /// What is done.
    #[serde(default)]
    pub action: Action,
    /// Only these kinds: `loan_drafts`, `repayments`, `journals`. All that are configured when left out.
    #[serde(default, deserialize_with = "kinds")]
    #[schemars(with = "Vec<String>")]
    pub only: BTreeSet<Kind>,
}

/// A folder that files are dropped into. One table each, such as `[watch.office]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Watched {
    /// The folder. A file that was dealt with moves to `done` or `held` in it, with its result beside it; where only
    /// approved plans are sent, it waits in `waiting` until somebody has approved its plan.
    pub folder: PathBuf,
    /// The csv or workbook source that the files are read as: its settings apply, and the sections that use it are
    /// planned.
    pub source: String,
    /// What is done with a file.
    #[serde(default)]
    pub action: Action,
    /// A file is taken when its size has not changed for so many seconds: it may still be copied.
    #[serde(default = "settle")]
    pub settle_seconds: u32,
}

fn settle() -> u32 {
    10
}

/// What a run does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// Plan and send.
    #[default]
    Send,
    /// Plan only, to hear early what would be held.
    Plan,
}

fn kinds<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<BTreeSet<Kind>, D::Error> {
    let names = Vec::<String>::deserialize(deserializer)?;
    names
        .iter()
        .map(|name| name.parse().map_err(serde::de::Error::custom))
        .collect()
}
