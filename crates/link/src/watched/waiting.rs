//! Files that wait until somebody has approved their plan: in the folder `waiting` of their watched folder, under the
//! time at which each was taken. What is there and what is planned is all there is to know, so a restart loses nothing.

use std::io;
use std::path::Path;

use chrono::{DateTime, NaiveDateTime};
use chrono_tz::Tz;
use fieldlink_say::{Message, message};

use super::Dropped;
use super::drops::dropped;
use super::names::{RESULTS, TIME, WAITING, beside, dated};
use crate::config::{Action, Config};
use crate::run::{DroppedFile, PlanFile};

/// How many characters a time has.
const LENGTH: usize = 19;

/// Moves a file to those that wait; the next time, when there is one of this name and second.
///
/// # Errors
/// When it cannot be moved.
pub fn to_wait(dropped: &Dropped, now: DateTime<Tz>) -> io::Result<()> {
    let folder = dropped.path.parent().unwrap_or(Path::new(".")).join(WAITING);
    std::fs::create_dir_all(&folder)?;
    let to = folder.join(dated(now, &dropped.name));
    if to.exists() {
        return Ok(());
    }
    std::fs::rename(&dropped.path, &to)
}

/// The files that wait, in the order of their names.
pub fn waiting(config: &Config) -> Vec<Dropped> {
    let mut found = Vec::new();
    for (name, watched) in &config.settings().watch {
        let folder = config.path(&watched.folder).join(WAITING);
        let Ok(entries) = std::fs::read_dir(&folder) else {
            continue;
        };
        for path in entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.is_file())
        {
            if watched.action == Action::Send
                && let Some(original) = original(&path)
            {
                found.push(Dropped {
                    name: original,
                    ..dropped(name, watched, path)
                });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// The name under which a file was dropped; none for what was not put here by [`to_wait`].
fn original(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    let (time, rest) = name.split_at_checked(LENGTH)?;
    NaiveDateTime::parse_from_str(time, TIME).ok()?;
    let rest = rest.strip_prefix(' ').filter(|rest| !rest.is_empty())?;
    // The result of another file is none itself.
    let result = RESULTS.iter().any(|ending| {
        let of = path.to_str().and_then(|path| path.strip_suffix(ending));
        of.is_some_and(|of| Path::new(of).is_file())
    });
    (!result).then(|| rest.to_owned())
}

/// How a plan names a file that waits.
pub fn named(dropped: &Dropped) -> DroppedFile {
    DroppedFile {
        watch: dropped.watch.clone(),
        path: std::path::absolute(&dropped.path).unwrap_or_else(|_| dropped.path.clone()),
    }
}

/// The file of a plan, if it still waits.
pub fn of_plan(config: &Config, plan: &PlanFile) -> Option<Dropped> {
    let wanted = plan.plan.dropped.as_ref()?;
    waiting(config).into_iter().find(|dropped| named(dropped) == *wanted)
}

/// The configuration that a plan is sent with: where it is of a dropped file, that file stands in.
///
/// # Errors
/// When the file does not wait any more, or nothing can be made of it.
pub fn planned(config: Config, plan: &PlanFile) -> Result<Config, Box<Message>> {
    let Some(file) = &plan.plan.dropped else {
        return Ok(config);
    };
    let dropped = of_plan(&config, plan).ok_or_else(|| {
        let file = file.path.display().to_string();
        Box::new(message!("dropped-gone", file = file))
    })?;
    super::stand_in(&config, &dropped).map(|(config, _)| config)
}

/// The results of a file are gone with it.
pub(super) fn without_results(path: &Path) -> io::Result<()> {
    for ending in RESULTS {
        match std::fs::remove_file(beside(path, ending)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}
