//! Plans that wait for approval. On a profile with `require_approval` a schedule writes its plan into a folder, and so does
//! whoever drops a file; once somebody has approved it, it is sent. Nothing is sent that nobody approved: the file is
//! believed only as far as its seals go, and what has changed since is planned anew.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use fieldlink_say::Text;
use serde::Serialize;

use super::{Daemon, Performed, Work};
use crate::config::{Action, Config};
use crate::kind::Kind;
use crate::ledger::{LedgerError, Outcome};
use crate::report::{self, Maker};
use crate::run::{self, Job, PlanFile, PlanFileError, RunError, SendSummary};
use crate::watched;

/// What a run is called that sends a plan of no schedule.
const APPROVED: &str = "approved plan";
/// Where plans go that were sent.
const SENT: &str = "sent";
/// Where plans go that cannot be sent any more.
const NOT_SENT: &str = "not-sent";

/// A plan in the folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WaitingPlan {
    /// Where it is.
    pub file: PathBuf,
    /// When it was made.
    pub made: DateTime<Utc>,
    /// What it would send.
    pub rows: usize,
    /// The same, by kind.
    pub kinds: BTreeMap<Kind, usize>,
    /// Who has approved it, as far as the file says.
    pub approved_by: Option<String>,
}

impl WaitingPlan {
    fn of(file: &Path, plan: &PlanFile) -> WaitingPlan {
        WaitingPlan {
            file: file.to_owned(),
            made: plan.plan.made_at,
            rows: plan.rows(),
            kinds: plan
                .plan
                .kinds
                .iter()
                .map(|(kind, rows)| (*kind, rows.send.len()))
                .collect(),
            approved_by: plan.approval.as_ref().map(|approval| approval.by.clone()),
        }
    }
}

/// The plans of a profile that are in the folder, oldest first.
pub fn waiting(config: &Config, profile: &str) -> Vec<WaitingPlan> {
    let read = in_folder(config, profile);
    read.iter().map(|(file, plan)| WaitingPlan::of(file, plan)).collect()
}

/// What is in the folder and is a plan of this profile. A file that is just being written is none yet.
pub(super) fn in_folder(config: &Config, profile: &str) -> Vec<(PathBuf, PlanFile)> {
    let folder = config.path(&config.settings().run.plans);
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut plans: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .filter_map(|path| PlanFile::read(&path).ok().map(|plan| (path, plan)))
        .filter(|(_, plan)| plan.plan.profile == profile)
        .collect();
    plans.sort_by_key(|(path, plan)| (plan.plan.made_at, path.clone()));
    plans
}

/// Puts away what was sent by hand, as `run` does with what it sends: the file of a watched folder with its result beside
/// it, and the plan where plans wait. What stopped on the way stays where it is, so that it can be sent again.
///
/// # Errors
/// When one of them cannot be moved; `run` finds it and does so.
pub fn sent_by_hand(
    config: &Config,
    (file, plan): (&Path, &PlanFile),
    summary: &SendSummary,
    now: DateTime<Utc>,
    voice: Text,
) -> std::io::Result<()> {
    if summary.stop().is_some() {
        return Ok(());
    }
    if let Some(dropped) = watched::of_plan(config, plan) {
        let zone = config.settings().partner.timezone;
        watched::put_away(&dropped, &Performed::sent(summary), now.with_timezone(&zone), voice)?;
    }
    let folder = config.path(&config.settings().run.plans);
    let lies_in = std::path::absolute(file)?;
    if lies_in.parent() == Some(std::path::absolute(folder)?.as_path()) {
        put_away(file, SENT)?;
    }
    Ok(())
}

impl Daemon<'_> {
    /// Plans, and writes the plan where somebody can approve it. One that says the same and waits already stays; one
    /// that says something else is taken away, so that nobody approves what is not so any more.
    pub(super) async fn for_approval(&self, job: &Job<'_>, name: &str) -> Result<Performed, RunError> {
        let (summary, plan) = run::plan_to_file(job).await?;
        let slug = match &plan.plan.dropped {
            // Several files of one folder may wait.
            Some(file) => slug(&format!("{name} {}", file_name(&file.path))),
            None => slug(name),
        };
        for (path, before) in in_folder(self.config, &self.profile) {
            if before.plan.dropped != plan.plan.dropped || slug_of(&path) != Some(slug.as_str()) {
                continue;
            }
            if before.says_the_same(&plan) {
                return Ok(Performed::waits_for_approval(
                    &summary,
                    Some(WaitingPlan::of(&path, &before)),
                ));
            }
            put_away(&path, NOT_SENT).map_err(unwritable(&path))?;
        }
        if plan.rows() == 0 {
            return Ok(Performed::waits_for_approval(&summary, None));
        }
        let folder = self.config.path(&self.config.settings().run.plans);
        let zone = self.config.settings().partner.timezone;
        let at = plan.plan.made_at.with_timezone(&zone).format("%Y-%m-%d-%H%M%S");
        let path = folder.join(format!("{slug}.{at}.json"));
        let write = || -> std::io::Result<()> {
            std::fs::create_dir_all(&folder)?;
            let voice = self.voice;
            let made = report::made(plan.plan.made_at, Maker::Schedule(name), voice);
            std::fs::write(
                path.with_extension("html"),
                report::html(&report::of_plan(&summary, &made, voice)),
            )?;
            // Whole or not at all: somebody may be looking into the folder.
            let half = path.with_extension("part");
            std::fs::write(&half, plan.text())?;
            std::fs::rename(&half, &path)
        };
        write().map_err(unwritable(&path))?;
        Ok(Performed::waits_for_approval(
            &summary,
            Some(WaitingPlan::of(&path, &plan)),
        ))
    }

    /// Sends what somebody has approved. Answers whether a plan is in the folder still.
    pub(super) async fn approved(&mut self) -> Result<bool, LedgerError> {
        if !self.approval {
            return Ok(false);
        }
        for (path, plan) in in_folder(self.config, &self.profile) {
            let key = path.display().to_string();
            let waits = watched::of_plan(self.config, &plan);
            if plan.plan.dropped.is_some() && waits.is_none() {
                // Whoever took the file away does not want it sent.
                tracing::info!(plan = key, "the file of this plan was taken away; the plan is not sent");
                self.put_plan_away(&path, NOT_SENT);
                continue;
            }
            if plan.approval.is_none() || self.waits.until(&key, self.clock.now()).is_some() {
                continue;
            }
            if self.stopper.asked() {
                break;
            }
            if let Some(dropped) = waits {
                if let Some(sent) = Box::pin(self.approved_file(&key, &dropped, plan)).await? {
                    self.put_plan_away(&path, if sent.is_ok() { SENT } else { NOT_SENT });
                }
                continue;
            }
            let name = self.name_of(&path, &plan);
            let only = plan.plan.choices.only.clone();
            let file = file_name(&path);
            let work = Work {
                name: &name,
                file: Some(&file),
                dropped: None,
                config: self.config,
                only: only.clone(),
                action: Action::Send,
                plan: Some(plan),
                due: None,
            };
            let (performed, again) = Box::pin(self.perform(&key, &work)).await?;
            if again.is_some() || performed.finished.outcome == Outcome::Stopped {
                continue;
            }
            let failed = performed.finished.mishap.as_ref().map(|mishap| mishap.why.as_str());
            let moved = self.put_plan_away(&path, if failed.is_none() { SENT } else { NOT_SENT });
            if moved && failed == Some("plan_file") {
                // The records are others now, or the settings: somebody must see the new plan.
                let work = Work {
                    name: &name,
                    file: None,
                    dropped: None,
                    config: self.config,
                    only,
                    action: Action::Send,
                    plan: None,
                    due: None,
                };
                Box::pin(self.perform(&name, &work)).await?;
            }
        }
        Ok(!in_folder(self.config, &self.profile).is_empty())
    }

    /// The plans that nobody has approved yet, each with the name of its schedule.
    pub(super) fn unapproved(&self) -> Vec<(String, WaitingPlan)> {
        if !self.approval {
            return Vec::new();
        }
        let plans = in_folder(self.config, &self.profile).into_iter();
        plans
            .filter(|(_, plan)| plan.approval.is_none())
            .map(|(path, plan)| (self.name_of(&path, &plan), WaitingPlan::of(&path, &plan)))
            .collect()
    }

    /// Moves a plan away. Answers whether it could be moved.
    fn put_plan_away(&mut self, path: &Path, part: &str) -> bool {
        let moved = put_away(path, part);
        if let Err(error) = &moved {
            let key = path.display().to_string();
            tracing::error!(file = key, %error, "the plan cannot be moved away; it is looked at again in a while");
            self.waits.put_off(&key, self.clock.now(), super::AGAIN);
        }
        moved.is_ok()
    }

    /// The schedule or watched folder that a plan was made for.
    fn name_of(&self, path: &Path, plan: &PlanFile) -> String {
        if let Some(file) = &plan.plan.dropped {
            return file.watch.clone();
        }
        let ours = slug_of(path).unwrap_or_default();
        let schedules = &self.config.settings().schedule;
        let found = schedules.iter().find(|schedule| slug(&schedule.name) == ours);
        found.map_or_else(|| APPROVED.to_owned(), |schedule| schedule.name.clone())
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// A name as a file can have it.
fn slug(name: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() { c } else { '-' };
    name.chars().map(plain).collect()
}

/// What stands before the first dot.
fn slug_of(path: &Path) -> Option<&str> {
    path.file_name()?.to_str()?.split('.').next()
}

/// Moves a plan with its report into a folder beside it.
fn put_away(path: &Path, part: &str) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new(".")).join(part);
    std::fs::create_dir_all(&folder)?;
    let name = path.file_name().unwrap_or_default();
    std::fs::rename(path, folder.join(name))?;
    let report = path.with_extension("html");
    // The report is for reading; the plan has been moved already.
    let _ = std::fs::rename(&report, folder.join(name).with_extension("html"));
    Ok(())
}

fn unwritable(path: &Path) -> impl Fn(std::io::Error) -> RunError + '_ {
    move |source| {
        PlanFileError::Unwritable {
            file: path.display().to_string(),
            source,
        }
        .into()
    }
}
