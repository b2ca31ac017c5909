//! `fieldlink run`: what the link does by itself, at set times and when a file is dropped in.
//!
//! [`Daemon::tick`] does everything that is due and answers when to look again; [`Daemon::run`] ticks until somebody
//! asks it to stop. All times come from the clock that is handed in, so a test moves it and ticks.

mod hints;
mod performed;
pub mod schedule;
mod stop;
mod tell;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use fieldlink_client::Clock;

pub use self::performed::Performed;
pub use self::stop::Stopper;

use self::schedule::{Times, believable};
use crate::config::{Action, Config};
use crate::kind::Kind;
use crate::ledger::{Ledger, LedgerError, LedgerLock, LedgerUrl, Outcome, Pushed};
use crate::notify::Messenger;
use crate::progress::Watch;
use crate::run::{self, Job, Options, RunError};
use crate::watched::{self, Drops};

/// How long until a run is tried again that failed for a reason that passes by itself.
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
    clock: Arc<dyn Clock>,
    watch: &'a dyn Watch,
    stopper: Stopper,
    ledger: Ledger,
    messenger: Messenger,
    /// What web hooks left, when the receiver is served.
    pushed: Option<Pushed>,
    drops: Drops,
    /// Names of schedules and files that are left alone until then.
    not_before: BTreeMap<String, DateTime<Utc>>,
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
    config: &'a Config,
    only: Option<BTreeSet<Kind>>,
    action: Action,
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
        let url = LedgerUrl::of(config, profile)?;
        let lock = LedgerLock::take_to_run(&url).await?;
        let ledger = Ledger::of(config, name, profile).await?;
        let messenger = Messenger::new(config, &url)?;
        let pushed = match settings.run.receive {
            Some(_) => Some(Pushed::open(&LedgerUrl::common(config)?).await?),
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
            clock,
            watch,
            stopper,
            ledger,
            messenger,
            pushed,
            drops: Drops::default(),
            not_before: BTreeMap::new(),
            _lock: lock,
        })
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
                    tracing::error!(error = %crate::doctor::chain(&error), "the ledger cannot be used; tried again in a minute");
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
        let mut next = self.schedules().await?;
        if !self.config.settings().watch.is_empty() {
            self.files().await?;
            next = next.min(self.clock.now() + LOOK);
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
        for schedule in &self.config.settings().schedule {
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
                let wait = self.not_before.get(&schedule.name).filter(|until| **until > now);
                if let Some(until) = wait {
                    next = next.min(*until);
                    continue;
                }
                let only = (!schedule.only.is_empty()).then(|| schedule.only.clone());
                let work = Work {
                    name: &schedule.name,
                    file: None,
                    config: self.config,
                    only,
                    action: schedule.action,
                    due: Some(due),
                };
                if let Some(again) = self.perform(&work).await?.1 {
                    let until = self.clock.now() + again;
                    self.not_before.insert(schedule.name.clone(), until);
                    next = next.min(until);
                }
            }
            if let Some(time) = times.after(self.clock.now()) {
                next = next.min(time);
            }
        }
        Ok(next)
    }

    async fn files(&mut self) -> Result<(), LedgerError> {
        for dropped in self.drops.settled(self.config, self.clock.now()) {
            let now = self.clock.now();
            let path = dropped.path.display().to_string();
            if self.stopper.asked() || self.not_before.get(&path).is_some_and(|until| *until > now) {
                continue;
            }
            let (performed, again) = match watched::stand_in(self.config, &dropped) {
                Ok((config, kinds)) => {
                    let work = Work {
                        name: &dropped.watch,
                        file: Some(&dropped.name),
                        config: &config,
                        only: Some(kinds),
                        action: dropped.action,
                        due: None,
                    };
                    self.perform(&work).await?
                }
                Err(why) => {
                    let performed = Performed::unusable(why);
                    let id = self.ledger.begin_run(&dropped.watch, Some(&dropped.name), now).await?;
                    let notices = self
                        .what_to_tell(&dropped.watch, Some(&dropped.name), &performed)
                        .await?;
                    self.ledger
                        .end_run(id, &performed.finished, None, &notices, now)
                        .await?;
                    (performed, None)
                }
            };
            if let Some(again) = again {
                self.not_before.insert(path, self.clock.now() + again);
                continue;
            }
            if performed.finished.outcome == Outcome::Stopped {
                continue;
            }
            let zone = self.config.settings().partner.timezone;
            match watched::put_away(&dropped, &performed, self.clock.now().with_timezone(&zone)) {
                Ok(to) => tracing::info!(file = dropped.name, to = %to.display(), "the file is dealt with"),
                Err(error) => {
                    tracing::error!(file = dropped.name, %error, "the file cannot be moved away; it is looked at again in a while");
                    self.not_before.insert(path, self.clock.now() + AGAIN);
                }
            }
        }
        Ok(())
    }

    /// Does one thing, keeps how it ended and whom to tell. Also answers how long to wait when it is to be tried again.
    async fn perform(&self, work: &Work<'_>) -> Result<(Performed, Option<TimeDelta>), LedgerError> {
        let options = Options {
            profile: Some(self.profile.clone()),
            only: work.only.clone(),
            ..Options::default()
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
                Action::Send => run::send(&job).await.map(|summary| Performed::sent(&summary)),
                Action::Plan => run::plan(&job).await.map(|summary| Performed::planned(&summary)),
            }
        };
        let ended = tokio::select! {
            biased;
            ended = doing => ended,
            () = self.stopper.wait_while_reading() => Ok(Performed::stopped()),
        };
        let busy = matches!(&ended, Err(RunError::Ledger(LedgerError::InUse { .. })));
        let performed = ended.unwrap_or_else(|error| Performed::failed(&error));
        let again = if busy {
            Some(BUSY)
        } else {
            performed.passes_by_itself().then_some(AGAIN)
        };
        let finished = &performed.finished;
        let over = again.is_none() && finished.outcome != Outcome::Stopped;
        let handled = work.due.filter(|_| over).map(|due| (work.name, due));
        let notices = if busy {
            Vec::new()
        } else {
            self.what_to_tell(work.name, work.file, &performed).await?
        };
        let now = self.clock.now();
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
                message = mishap.message,
                next = mishap.next,
                again_in_minutes = again.map(|again| again.num_minutes()),
                "ended"
            ),
        }
        Ok((performed, again))
    }
}
