//! Which files have been dropped in and are whole.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};

use super::look::Look;
use crate::config::{Action, Config, Watched};

/// A file that was dropped in and is whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropped {
    /// The watched folder's name.
    pub watch: String,
    /// What it is read as.
    pub source: String,
    /// What is to be done.
    pub action: Action,
    /// The file.
    pub path: PathBuf,
    /// Its name.
    pub name: String,
    /// How it looked when it was found.
    pub look: Option<Look>,
}

/// The files that were seen, and how they looked.
#[derive(Debug, Default)]
pub struct Drops {
    seen: HashMap<PathBuf, Seen>,
    next: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, Copy)]
struct Seen {
    look: Look,
    since: DateTime<Utc>,
}

impl Drops {
    /// The files that have looked the same for as long as their folder wants, in the order of their names.
    pub fn settled(&mut self, config: &Config, now: DateTime<Utc>) -> Vec<Dropped> {
        let mut whole = Vec::new();
        self.next = None;
        let mut there = HashMap::new();
        for (name, watched) in &config.settings().watch {
            let folder = config.path(&watched.folder);
            for (path, look) in files(&folder) {
                let before = self.seen.get(&path);
                let since = before
                    .filter(|seen| seen.look == look && seen.since <= now)
                    .map_or(now, |seen| seen.since);
                there.insert(path.clone(), Seen { look, since });
                let settles = since + TimeDelta::seconds(i64::from(watched.settle_seconds));
                if settles <= now {
                    whole.push(dropped(name, watched, path));
                } else {
                    self.next = Some(self.next.map_or(settles, |next| next.min(settles)));
                }
            }
        }
        self.seen = there;
        whole.sort_by(|a, b| a.path.cmp(&b.path));
        whole
    }

    /// When the next file that was seen will have settled, if nobody writes to it.
    pub fn next(&self) -> Option<DateTime<Utc>> {
        self.next
    }
}

pub(super) fn dropped(watch: &str, watched: &Watched, path: PathBuf) -> Dropped {
    let name = path
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    Dropped {
        watch: watch.to_owned(),
        source: watched.source.clone(),
        action: watched.action,
        look: Look::at(&path),
        path,
        name,
    }
}

/// The files of a folder, without those that programs make for themselves while they write or have a file open.
fn files(folder: &Path) -> Vec<(PathBuf, Look)> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        tracing::warn!(folder = %folder.display(), "the watched folder cannot be read");
        return Vec::new();
    };
    entries
        .filter_map(Result::ok)
        .filter(|entry| !is_a_programs_own(&entry.path()))
        .filter_map(|entry| {
            let about = entry.metadata().ok().filter(std::fs::Metadata::is_file)?;
            Some((entry.path(), Look::of(&about)))
        })
        .collect()
}

/// Whether a program made the file for itself: hidden, of an editor, of a download that goes on, of Windows.
pub(super) fn is_a_programs_own(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let temporary = [
        ".tmp",
        ".part",
        ".partial",
        ".crdownload",
        ".download",
        ".filepart",
        ".swp",
        "~",
    ];
    name.starts_with(['.', '~'])
        || temporary.iter().any(|end| name.ends_with(end))
        || ["desktop.ini", "thumbs.db"].contains(&name.as_str())
}
