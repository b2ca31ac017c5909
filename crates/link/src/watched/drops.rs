//! Which files have been dropped in and are whole.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use chrono::{DateTime, TimeDelta, Utc};

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
}

/// The files that were seen, and how they looked.
#[derive(Debug, Default)]
pub struct Drops {
    seen: HashMap<PathBuf, Seen>,
}

#[derive(Debug, Clone, Copy)]
struct Seen {
    size: u64,
    changed: Option<SystemTime>,
    since: DateTime<Utc>,
}

impl Drops {
    /// The files that have looked the same for as long as their folder wants, in the order of their names.
    pub fn settled(&mut self, config: &Config, now: DateTime<Utc>) -> Vec<Dropped> {
        let mut whole = Vec::new();
        let mut there = HashMap::new();
        for (name, watched) in &config.settings().watch {
            let folder = config.path(&watched.folder);
            for (path, size, changed) in files(&folder) {
                let before = self.seen.get(&path);
                let since = before
                    .filter(|seen| seen.size == size && seen.changed == changed && seen.since <= now)
                    .map_or(now, |seen| seen.since);
                there.insert(path.clone(), Seen { size, changed, since });
                if now - since >= TimeDelta::seconds(i64::from(watched.settle_seconds)) {
                    whole.push(dropped(name, watched, path));
                }
            }
        }
        self.seen = there;
        whole.sort_by(|a, b| a.path.cmp(&b.path));
        whole
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
        path,
        name,
    }
}

/// The files of a folder, without those that programs make for themselves while they write or have a file open.
fn files(folder: &Path) -> Vec<(PathBuf, u64, Option<SystemTime>)> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        tracing::warn!(folder = %folder.display(), "the watched folder cannot be read");
        return Vec::new();
    };
    entries
        .filter_map(Result::ok)
        .filter(|entry| {
            let name = entry.file_name().to_string_lossy().to_lowercase();
            let temporary = [".tmp", ".part", ".partial", ".crdownload", ".filepart"];
            let begins = name.starts_with(['.', '~']);
            !begins && !temporary.iter().any(|end| name.ends_with(end))
        })
        .filter_map(|entry| {
            let about = entry.metadata().ok().filter(std::fs::Metadata::is_file)?;
            Some((entry.path(), about.len(), about.modified().ok()))
        })
        .collect()
}
