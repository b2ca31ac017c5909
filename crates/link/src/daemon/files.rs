//! Files that are dropped in: sent and put away, or kept until somebody has approved their plan.

use std::collections::{BTreeSet, HashMap};
use std::io;
use std::path::PathBuf;

use chrono::TimeDelta;
use fieldlink_say::message;

use super::plans::in_folder;
use super::{AGAIN, BUSY, Daemon, Line, Performed, Work};
use crate::config::{Action, Config};
use crate::kind::Kind;
use crate::ledger::{LedgerError, Outcome};
use crate::run::PlanFile;
use crate::watched::{self, Dropped, Look};

/// How each file looked when its plan was made.
pub(super) type Looks = HashMap<PathBuf, Look>;

/// What is done with a file that stands in this configuration. One whose plan waited is one to be sent.
fn work<'w>(dropped: &'w Dropped, config: &'w Config, kinds: BTreeSet<Kind>, plan: Option<PlanFile>) -> Work<'w> {
    Work {
        name: &dropped.watch,
        file: Some(&dropped.name),
        dropped: Some(watched::named(dropped)),
        config,
        only: Some(kinds),
        action: dropped.action,
        plan,
        due: None,
    }
}

impl Daemon<'_> {
    /// Deals with the files that are whole, and plans those that wait for approval and have no plan of what they are now.
    pub(super) async fn files(&mut self) -> Result<(), LedgerError> {
        for dropped in self.drops.settled(self.config, self.clock.now()) {
            if self.is_to_be_left(&dropped) {
                continue;
            }
            if let Err(error) = self.take(&dropped)
                && error.kind() != io::ErrorKind::NotFound
            {
                tracing::warn!(file = dropped.name, %error, "the file cannot be moved yet; it is looked at again in a minute");
                self.put_off(&dropped, BUSY);
            }
        }
        for dropped in watched::claimed(self.config) {
            if !self.is_to_be_left(&dropped) {
                self.file(&dropped).await?;
            }
        }
        let waiting = watched::waiting(self.config);
        self.planned
            .retain(|path, _| waiting.iter().any(|dropped| dropped.path == *path));
        if waiting.is_empty() {
            return Ok(());
        }
        let plans = in_folder(self.config, &self.profile);
        for dropped in waiting {
            if self.is_to_be_left(&dropped) {
                continue;
            }
            let named = watched::named(&dropped);
            let has_plan = plans.iter().any(|(_, plan)| plan.plan.dropped.as_ref() == Some(&named));
            let as_planned = self.planned.get(&dropped.path).copied() == dropped.look;
            if !(self.approval && has_plan && as_planned) {
                self.file(&dropped).await?;
            }
        }
        Ok(())
    }

    /// Makes a file the link's own before anybody reads it: among those that wait, or among those that are worked on.
    fn take(&mut self, dropped: &Dropped) -> io::Result<()> {
        let zone = self.config.settings().partner.timezone;
        let now = self.clock.now().with_timezone(&zone);
        if self.approval && dropped.action == Action::Send {
            return watched::to_wait(dropped, now);
        }
        let (claimed, as_seen) = watched::claim(dropped, now)?;
        if !as_seen {
            self.put_off(&claimed, BUSY);
        }
        self.claims.insert(claimed.path);
        Ok(())
    }

    fn is_to_be_left(&self, dropped: &Dropped) -> bool {
        let path = dropped.path.display().to_string();
        self.stopper.asked() || self.waits.until(&path, self.clock.now()).is_some()
    }

    fn put_off(&mut self, dropped: &Dropped, pause: TimeDelta) {
        let path = dropped.path.display().to_string();
        self.waits.put_off(&path, self.clock.now(), pause);
    }

    /// Sends a file, or plans it where a plan must be approved.
    async fn file(&mut self, dropped: &Dropped) -> Result<(), LedgerError> {
        let now = self.clock.now();
        // What is written after this look makes it another file.
        let seen = Look::at(&dropped.path);
        let (mut performed, again) = match watched::stand_in(self.config, dropped) {
            Ok((config, kinds)) => {
                let work = work(dropped, &config, kinds, None);
                Box::pin(self.perform(&dropped.path.display().to_string(), &work)).await?
            }
            Err(why) => {
                let performed = Performed::unusable(*why);
                let id = self.ledger.begin_run(&dropped.watch, Some(&dropped.name), now).await?;
                let notices = self
                    .what_to_tell(&dropped.watch, Some(&dropped.name), &performed, false)
                    .await?;
                self.ledger
                    .end_run(id, &performed.finished, None, &notices, now)
                    .await?;
                (performed, None)
            }
        };
        if again.is_some() || performed.finished.outcome == Outcome::Stopped {
            return Ok(());
        }
        if performed.plan.is_none() {
            if Look::at(&dropped.path) != seen {
                // Whoever had it open wrote on: what is new in it has been read by nobody.
                tracing::warn!(
                    file = dropped.name,
                    "the file was written to while it was read; it is read again in a minute"
                );
                self.put_off(dropped, BUSY);
                return Ok(());
            }
            if watched::is_claimed(dropped) && !self.claims.contains(&dropped.path) {
                performed.lines.push(Line::Message(message!("result-again")));
            }
            self.put_away(dropped, &performed);
            return Ok(());
        }
        if let Some(seen) = seen {
            self.planned.insert(dropped.path.clone(), seen);
        }
        if let Err(error) = watched::tell_beside(&dropped.path, dropped, &performed, self.voice) {
            tracing::error!(file = dropped.name, %error, "the result cannot be written beside the file that waits");
        }
        Ok(())
    }

    /// Moves a file away that was dealt with, with its result beside it.
    fn put_away(&mut self, dropped: &Dropped, performed: &Performed) {
        let zone = self.config.settings().partner.timezone;
        let now = self.clock.now();
        match watched::put_away(dropped, performed, now.with_timezone(&zone), self.voice) {
            Ok(to) => {
                self.claims.remove(&dropped.path);
                tracing::info!(file = dropped.name, to = %to.display(), "the file is dealt with");
            }
            Err(error) => {
                tracing::error!(file = dropped.name, %error, "the file cannot be moved away; it is looked at again in a while");
                self.put_off(dropped, AGAIN);
            }
        }
    }

    /// Sends the approved plan of a file. Answers why the plan was not sent, if it was not; none while it is to be tried
    /// again.
    pub(super) async fn approved_file(
        &mut self,
        key: &str,
        dropped: &Dropped,
        plan: PlanFile,
    ) -> Result<Option<Result<(), String>>, LedgerError> {
        let (config, kinds) = match watched::stand_in(self.config, dropped) {
            Ok(found) => found,
            // The settings are others now: planned anew, it is held with what is wrong.
            Err(why) => return Ok(Some(Err(why.to_string()))),
        };
        let work = work(dropped, &config, kinds, Some(plan));
        let (performed, again) = Box::pin(self.perform(key, &work)).await?;
        if again.is_some() || performed.finished.outcome == Outcome::Stopped {
            return Ok(None);
        }
        let failed = performed.finished.mishap.as_ref().map(|mishap| mishap.why.clone());
        if failed.as_deref() == Some("plan_file") {
            // The records are others now, or the settings: somebody must see the new plan, which is made next.
            self.planned.remove(&dropped.path);
        } else {
            self.put_away(dropped, &performed);
        }
        Ok(Some(failed.map_or(Ok(()), Err)))
    }
}
