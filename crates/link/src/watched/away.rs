//! A file that was dealt with goes away, with its result beside it.

use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

use chrono::DateTime;
use chrono_tz::Tz;

use super::Dropped;
use crate::daemon::Performed;
use crate::ledger::Outcome;
use crate::said::Said;
use crate::voice::Voice;

/// Moves the file to `done`, or to `held` when a person must do something about it. The result is written first, as
/// text and as JSON, so that no file is ever there without it.
///
/// # Errors
/// When the result cannot be written or the file not be moved.
pub fn put_away(dropped: &Dropped, performed: &Performed, now: DateTime<Tz>, voice: &dyn Voice) -> io::Result<PathBuf> {
    let part = if performed.finished.outcome == Outcome::Done {
        "done"
    } else {
        "held"
    };
    let folder = dropped.path.parent().unwrap_or(Path::new(".")).join(part);
    std::fs::create_dir_all(&folder)?;
    let name = format!("{} {}", now.format("%Y-%m-%d %H.%M.%S"), dropped.name);
    let to = free(&folder, &name);
    let beside = |ending: &str| {
        let mut path = to.clone().into_os_string();
        path.push(ending);
        PathBuf::from(path)
    };
    std::fs::write(beside(".result.json"), format!("{:#}\n", performed.summary))?;
    std::fs::write(beside(".result.txt"), text(dropped, performed, voice))?;
    std::fs::rename(&dropped.path, &to)?;
    Ok(to)
}

/// A name that nothing has yet.
fn free(folder: &Path, name: &str) -> PathBuf {
    let first = folder.join(name);
    std::iter::once(first)
        .chain((2..).map(|n| folder.join(format!("{n} {name}"))))
        .find(|path| !path.exists())
        .unwrap_or_else(|| folder.join(name))
}

fn text(dropped: &Dropped, performed: &Performed, voice: &dyn Voice) -> String {
    let finished = &performed.finished;
    let outcome = finished.outcome.as_str();
    let outcome = Said::new(format!("outcome-{outcome}"), &[], outcome);
    let english = format!(
        "sent {}, held or refused {}, waiting for a person {}",
        finished.sent, finished.held, finished.waiting
    );
    let counts = Said::new("said-result-counts", &[], english)
        .counting("sent", finished.sent)
        .counting("held", finished.held)
        .counting("waiting", finished.waiting);
    let mut text = format!("{}: {}\n{}\n", dropped.name, voice.said(&outcome), voice.said(&counts));
    if !performed.lines.is_empty() {
        text.push('\n');
    }
    for line in &performed.lines {
        let _ = writeln!(text, "{}", line.say(voice));
    }
    for url in &performed.confirm_urls {
        let open = format!("open to review and publish: {url}");
        let open = Said::new("said-result-open", &[("url", url.clone())], open);
        let _ = writeln!(text, "{}", voice.said(&open));
    }
    text
}
