//! A file is claimed before it is read: renamed into a folder of the link's own within the watched one, so that whatever
//! is saved under its name meanwhile is another file. Each claim is a folder named by its time, in which the file keeps
//! its name. A claim that a stopped process left is found by the next one.

use std::io;
use std::path::{Path, PathBuf};

use chrono::DateTime;
use chrono_tz::Tz;

use super::Dropped;
use super::drops::{dropped, is_a_programs_own};
use super::look::Look;
use super::names::{CLAIMED, TIME, home};
use crate::config::Config;

/// Claims a file. Answers what it is called now, and whether it is still the one that was seen; one that was saved again
/// at the last moment is to be left until it is whole.
///
/// # Errors
/// When it cannot be moved, as while another program holds it open on Windows.
pub fn claim(seen: &Dropped, now: DateTime<Tz>) -> io::Result<(Dropped, bool)> {
    let name = seen.path.file_name().unwrap_or_default();
    let folder = free(&home(&seen.path).join(CLAIMED), &now.format(TIME).to_string())?;
    let path = folder.join(name);
    if let Err(error) = std::fs::rename(&seen.path, &path) {
        let _ = std::fs::remove_dir(&folder);
        return Err(error);
    }
    let same = Look::at(&path) == seen.look;
    Ok((Dropped { path, ..seen.clone() }, same))
}

/// The files that are claimed, in the order of their times.
pub fn claimed(config: &Config) -> Vec<Dropped> {
    let mut found = Vec::new();
    for (name, watched) in &config.settings().watch {
        for claim in within(&config.path(&watched.folder).join(CLAIMED)) {
            let files = within(&claim).into_iter();
            let files: Vec<PathBuf> = files
                .filter(|path| path.is_file() && !is_a_programs_own(path))
                .collect();
            if files.is_empty() {
                give_up(&claim);
            }
            found.extend(files.into_iter().map(|path| dropped(name, watched, path)));
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// Whether a file is a claimed one.
pub fn is_claimed(dropped: &Dropped) -> bool {
    let claims = dropped.path.parent().and_then(Path::parent);
    claims.and_then(Path::file_name).is_some_and(|name| name == CLAIMED)
}

/// The folder of a claimed file goes with it. What a program left in it stays.
pub(super) fn over(dropped: &Dropped) {
    if let Some(claim) = dropped.path.parent() {
        give_up(claim);
    }
}

fn give_up(claim: &Path) {
    // Only an empty folder can be removed so, and one that stays is looked at again.
    let _ = std::fs::remove_dir(claim);
}

fn within(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    entries.filter_map(|entry| Some(entry.ok()?.path())).collect()
}

/// A folder that was not there before.
fn free(claims: &Path, time: &str) -> io::Result<PathBuf> {
    std::fs::create_dir_all(claims)?;
    let mut n = 1_u32;
    loop {
        let folder = claims.join(if n == 1 { time.to_owned() } else { format!("{time} {n}") });
        match std::fs::create_dir(&folder) {
            Ok(()) => return Ok(folder),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && n < 10_000 => n += 1,
            Err(error) => return Err(error),
        }
    }
}
