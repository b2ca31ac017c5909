//! `fieldlink run`: what the link does by itself, at set times and when a file is dropped in.
//!
//! [`Daemon::tick`] does everything that is due and answers when to look again; [`Daemon::run`] ticks until somebody
//! asks it to stop. All times come from the clock that is handed in, so a test moves it and ticks.

mod clock;
mod files;
mod hints;
mod performed;
pub mod plans;
pub mod schedule;
mod stop;
mod tell;
mod waits;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use fieldlink_client::Clock;
use fieldlink_say::Text;

pub use self::performed::{Line, Performed};
pub use self::stop::Stopper;

use self::schedule::{Times, believable};
use self::waits::Waits;
use crate::config::{Action, Config};
use crate::kind::Kind;
use crate::ledger::{Ledger, LedgerError, LedgerLock, Outcome, Pushed};
use crate::notify::Messenger;
use crate::progress::Watch;
use crate::run::{self, DroppedFile, Job, Options, PlanFile, RunError};
use crate::watched::{self, Drops};

/// How long until a file is looked at again that cannot be moved away.
const AGAIN: TimeDelta = TimeDelta::minutes(15);
/// How long until a run is tried again because somebody else was sending.
const BUSY: TimeDelta = TimeDelta::minutes(1);
/// How often watched folders are looked at.
const LOOK: TimeDelta = TimeDelta::seconds(5);
/// The longest sleep: a machine that was asleep, or a clock that was set, is noticed after it.
const NAP: TimeDelta = TimeDelta::seconds(30);

/// What the link does by itself.
pub struct Daemon<'a> {
    config: &'a Config,
    profile: String,
    partner: i64,
    /// Whether only approved plans may be sent.
    approval: bool,
    clock: Arc<dyn Clock>,
    watch: &'a dyn Watch,
    stopper: Stopper,
    ledger: Ledger,
    messenger: Messenger,
    /// What web hooks left, when the receiver is served.
    pushed: Option<Pushed>,
    drops: Drops,
    /// The dropped files that this process has claimed; others of which a claim is found were left by one that stopped.
    claims: BTreeSet<PathBuf>,
    /// How the files looked whose plans wait for approval.
    planned: files::Looks,
    /// Schedules and files that are left alone for a while.
    waits: Waits,
    /// What the clocks said at the last look.
    seen: clock::Seen,
    /// Writes the reports beside plans.
    voice: Text,
    /// Held as long as this runs.
    _lock: LedgerLock,
}

impl std::fmt::Debug for Daemon<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Daemon")
            .field("profile", &self.profile)
            .finish_non_exhaustive()
    }
}

/// One thing to do.
struct Work<'a> {
    /// The schedule or watched folder.
    name: &'a str,
    file: Option<&'a str>,
    /// The dropped file that stands in the configuration.
    dropped: Option<DroppedFile>,
    config: &'a Config,
    only: Option<BTreeSet<Kind>>,
    action: Action,
    /// The plan that is sent, once somebody has approved it.
    plan: Option<PlanFile>,
    /// The time of the schedule that is dealt with by this.
    due: Option<DateTime<Utc>>,
}

impl<'a> Daemon<'a> {
    /// Takes the ledger for itself and makes everything ready.
    ///
    /// # Errors
    /// [`RunError`] when there is nothing to do by itself, another one runs, or a secret is missing.
    pub async fn start(
        config: &'a Config,
        profile: Option<&str>,
        clock: Arc<dyn Clock>,
        watch: &'a dyn Watch,
        stopper: Stopper,
    ) -> Result<Daemon<'a>, RunError> {
        let settings = config.settings();
        if settings.schedule.is_empty() && settings.watch.is_empty() && settings.run.receive.is_none() {
            return Err(RunError::NothingScheduled);
        }
        let (name, profile) = config.profile(profile)?;
        let url = Ledger::place_of(config, profile)?;
        let lock = LedgerLock::take_to_run(&url).await?;
        let ledger = Ledger::of(config, name, profile).await?;
        let messenger = Messenger::new(config, &url)?;
        let pushed = match settings.run.receive {
            Some(_) => Some(Pushed::of(config).await?),
            None => None,
        };
        watched::make_folders(config)?;
        let abandoned = ledger.close_abandoned_runs(clock.now()).await?;
        if abandoned > 0 {
            tracing::warn!(runs = abandoned, "the last process ended in the middle of a run");
        }
        Ok(Daemon {
            config,
            profile: name.to_owned(),
            partner: config.partner_at(profile).0,
            approval: profile.require_approval,
            clock,
            watch,
            stopper,
            ledger,
            messenger,
            pushed,
            drops: Drops::default(),
            claims: BTreeSet::new(),
            planned: files::Looks::default(),
            waits: Waits::default(),
            seen: None,
            voice: Text::default(),
            _lock: lock,
        })
    }

    /// The same, with reports in the language of this voice.
    #[must_use]
    pub fn speaking(self, voice: Text) -> Daemon<'a> {
        Daemon { voice, ..self }
    }

    /// What is pushed and hinted at, for whoever serves the receiver.
    pub fn pushed(&self) -> Option<&Pushed> {
        self.pushed.as_ref()
    }

    /// The ledger, for whoever shows what is in it.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Works until somebody asks to stop. What is under way then is finished and kept.
    pub async fn run(mut self) {
        while !self.stopper.asked() {
            let next = match self.tick().await {
                Ok(next) => next,
                Err(error) => {
                    // The ledger could not be used: nothing was sent without it, and nothing will be until it can.
                    tracing::error!(error = %fieldlink_say::chain(&error), "the ledger cannot be used; tried again in a minute");
                    self.clock.now() + BUSY
                }
            };
            let pause = (next - self.clock.now()).clamp(TimeDelta::zero(), NAP);
            let sleep = self.clock.sleep(pause.to_std().unwrap_or_default());
            tokio::select! { () = sleep => {}, () = self.stopper.wait() => {} }
        }
        tracing::info!("stopped; the next start goes on from here");
    }

    /// Does everything that is due. Answers when to look again.
    ///
    /// # Errors
    /// When the ledger cannot be read or written. Whatever else goes wrong is kept in it and told.
    pub async fn tick(&mut self) -> Result<DateTime<Utc>, LedgerError> {
        self.look_at_the_clock().await?;
        let waiting = self.approved().await?;
        let mut next = self.schedules().await?;
        if waiting {
            next = next.min(self.clock.now() + LOOK);
        }
        if !self.config.settings().watch.is_empty() {
            self.files().await?;
            next = next.min(self.clock.now() + LOOK);
            next = self.drops.next().map_or(next, |settles| next.min(settles));
        }
        if self.pushed.is_some() {
            self.hints().await?;
            next = next.min(self.clock.now() + LOOK);
        }
        next = next.min(self.remind().await?);
        self.messenger.send_due(&self.ledger, self.clock.now()).await?;
        if let Some(notice) = self.ledger.next_notice().await? {
            next = next.min(notice);
        }
        Ok(next)
    }

    async fn schedules(&mut self) -> Result<DateTime<Utc>, LedgerError> {
        let mut next = DateTime::<Utc>::MAX_UTC;
        let config = self.config;
        for schedule in &config.settings().schedule {
            if self.stopper.asked() {
                break;
            }
            // The text has been checked when the file was read.
            let Ok(times) = Times::new(&schedule.cron, self.config.settings().partner.timezone) else {
                continue;
            };
            let now = self.clock.now();
            let handled = believable(self.ledger.handled_until(&schedule.name, now).await?, now);
            if let Some(due) = times.due(handled, now) {
                if let Some(until) = self.waits.until(&schedule.name, now) {
                    next = next.min(until);
                    continue;
                }
                let only = (!schedule.only.is_empty()).then(|| schedule.only.clone());
                let work = Work {
                    name: &schedule.name,
                    file: None,
                    dropped: None,
                    config,
                    only,
                    action: schedule.action,
                    plan: None,
                    due: Some(due),
                };
                if let Some(until) = self.perform(&schedule.name, &work).await?.1 {
                    next = next.min(until);
                }
            }
            if let Some(time) = times.after(self.clock.now()) {
                next = next.min(time);
            }
        }
        Ok(next)
    }

    /// Does one thing, keeps how it ended and whom to tell. Also answers until when to wait when it is to be tried
    /// again; `key` is what it waits under.
    async fn perform(&mut self, key: &str, work: &Work<'_>) -> Result<(Performed, Option<DateTime<Utc>>), LedgerError> {
        let options = match &work.plan {
            Some(plan) => plan.options(),
            None => Options {
                profile: Some(self.profile.clone()),
                only: work.only.clone(),
                dropped: work.dropped.clone(),
                ..Options::default()
            },
        };
        let watch = stop::Watched {
            stopper: &self.stopper,
            inner: self.watch,
        };
        let job = Job {
            config: work.config,
            options: &options,
            clock: self.clock.clone(),
            watch: &watch,
        };
        tracing::info!(run = work.name, file = work.file, "begins");
        let id = self.ledger.begin_run(work.name, work.file, self.clock.now()).await?;
        self.stopper.begin();
        let doing = async {
            match work.action {
                Action::Send if self.approval && work.plan.is_none() => {
                    Box::pin(self.for_approval(&job, work.name)).await
                }
                Action::Send => Box::pin(run::send(&job)).await.map(|summary| Performed::sent(&summary)),
                Action::Plan => Box::pin(run::plan(&job))
                    .await
                    .map(|summary| Performed::planned(&summary)),
            }
        };
        let ended = tokio::select! {
            biased;
            ended = doing => ended,
            () = self.stopper.wait_while_reading() => Ok(Performed::stopped()),
        };
        let busy = matches!(&ended, Err(RunError::Ledger(LedgerError::InUse { .. })));
        let performed = ended.unwrap_or_else(|error| Performed::failed(&error));
        let finished = &performed.finished;
        let now = self.clock.now();
        let first = !self.waits.has_failed(key);
        let again = if busy {
            Some(self.waits.put_off(key, now, BUSY))
        } else if performed.passes_by_itself() {
            let until = self.waits.failed(key, now, &self.config.settings().run);
            // A file or a hint has no next time, so it is never given up.
            until.or_else(|| work.due.is_none().then(|| self.waits.put_off(key, now, AGAIN)))
        } else {
            self.waits.over(key);
            None
        };
        let over = again.is_none() && finished.outcome != Outcome::Stopped;
        let handled = work.due.filter(|_| over).map(|due| (work.name, due));
        let notices = if busy {
            Vec::new()
        } else {
            self.what_to_tell(work.name, work.file, &performed, first && again.is_some())
                .await?
        };
        self.ledger.end_run(id, finished, handled, &notices, now).await?;
        match &finished.mishap {
            None => tracing::info!(
                run = work.name,
                file = work.file,
                outcome = finished.outcome.as_str(),
                sent = finished.sent,
                held = finished.held,
                waiting = finished.waiting,
                "ended"
            ),
            Some(mishap) => tracing::warn!(
                run = work.name,
                file = work.file,
                outcome = finished.outcome.as_str(),
                why = mishap.why,
                what = mishap.message,
                next = mishap.next,
                again_in_minutes = again.map(|until| (until - now).num_minutes()),
                "ended"
            ),
        }
        Ok((performed, again))
    }
}
