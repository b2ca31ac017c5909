//! What there is to see of a link that runs by itself: the last and the next runs, what waits for a person, and how much
//! is in which state.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::config::Config;
use crate::daemon::plans::{self, WaitingPlan};
use crate::daemon::schedule::{Times, believable};
use crate::delivery::Repeats;
use crate::kind::Kind;
use crate::ledger::{Confirmation, Ledger, LedgerError, Row, Run, State, Unsent};

/// Rows of each list that are shown; the rest is counted.
const SHOWN: usize = 50;
/// Runs that are shown.
const RUNS: u64 = 15;

/// All of it.
#[derive(Debug, Clone, Serialize)]
pub struct Overview {
    /// The profile.
    pub profile: String,
    /// The partner.
    pub partner_id: i64,
    /// When this was looked at.
    pub now: DateTime<Utc>,
    /// The schedules, in the order of the file.
    pub schedules: Vec<Scheduled>,
    /// The watched folders, each with its path.
    pub watched: Vec<(String, String)>,
    /// The newest runs, newest first.
    pub runs: Vec<Run>,
    /// How many rows of each kind are in each state.
    pub counts: Vec<(Kind, State, u64)>,
    /// Rows whose answer was lost, and that a person must look at.
    pub waiting: Listed,
    /// Rows whose answer was lost, and that the next send asks about again.
    pub unanswered: Listed,
    /// Rows that the server refused.
    pub refused: Listed,
    /// Rows that were held back.
    pub held: Listed,
    /// Plans that wait for approval, or were approved and are about to be sent.
    pub plans: Vec<WaitingPlan>,
    /// Links that a person must open.
    pub inbox: Vec<Confirmation>,
    /// Notices that did not leave.
    pub unsent: Vec<Unsent>,
}

/// A schedule with its times.
#[derive(Debug, Clone, Serialize)]
pub struct Scheduled {
    /// Its name.
    pub name: String,
    /// Its times, as the file has them.
    pub cron: String,
    /// When it runs next; a time that has passed is caught up.
    pub next: Option<DateTime<Utc>>,
    /// Its last run.
    pub last: Option<Run>,
}

/// The first rows of a list, and how many there are.
#[derive(Debug, Clone, Serialize)]
pub struct Listed {
    /// The first ones.
    pub rows: Vec<Row>,
    /// All.
    pub total: usize,
}

/// Looks. Reads the ledger and nothing else.
///
/// # Errors
/// When the ledger cannot be read.
pub async fn look(
    config: &Config,
    profile: &str,
    ledger: &Ledger,
    now: DateTime<Utc>,
) -> Result<Overview, LedgerError> {
    let settings = config.settings();
    let mut schedules = Vec::new();
    for schedule in &settings.schedule {
        let handled = believable(ledger.handled_until(&schedule.name, now).await?, now);
        let times = Times::new(&schedule.cron, settings.partner.timezone).ok();
        schedules.push(Scheduled {
            name: schedule.name.clone(),
            cron: schedule.cron.clone(),
            next: times.and_then(|times| times.due(handled, now).or_else(|| times.after(now))),
            last: ledger.service_runs(Some(&schedule.name), 1).await?.into_iter().next(),
        });
    }
    let counts = ledger.counts().await?;
    let (waiting, unanswered) = open_rows(config, profile, ledger, now).await?;
    Ok(Overview {
        profile: profile.to_owned(),
        partner_id: settings.partner.id,
        now,
        schedules,
        watched: settings
            .watch
            .iter()
            .map(|(name, watched)| (name.clone(), config.path(&watched.folder).display().to_string()))
            .collect(),
        runs: ledger.service_runs(None, RUNS).await?,
        counts: counts
            .into_iter()
            .map(|((kind, state), rows)| (kind, state, rows))
            .collect(),
        waiting: listed(waiting),
        unanswered: listed(unanswered),
        refused: listed(ledger.rows(&[State::Refused], None).await?),
        held: listed(ledger.rows(&[State::Held], None).await?),
        plans: plans::waiting(config, profile),
        inbox: ledger.inbox(false).await?,
        unsent: ledger.unsent_notices().await?,
    })
}

/// Rows whose answer was lost or has not come: those that a person must look at, and those that settle by themselves.
///
/// # Errors
/// When the ledger cannot be read.
pub async fn open_rows(
    config: &Config,
    profile: &str,
    ledger: &Ledger,
    now: DateTime<Utc>,
) -> Result<(Vec<Row>, Vec<Row>), LedgerError> {
    let repeats = config
        .profile(Some(profile))
        .ok()
        .map(|(_, profile)| Repeats::of(config, profile, now));
    let rows = ledger.rows(&[State::Uncertain, State::Sending], None).await?;
    let settles = |row: &Row| repeats.is_some_and(|repeats| repeats.row(row));
    Ok(rows.into_iter().partition(|row| !settles(row)))
}

fn listed(mut rows: Vec<Row>) -> Listed {
    let total = rows.len();
    rows.truncate(SHOWN);
    Listed { rows, total }
}
