//! A file that was dealt with goes away, with its result beside it.

use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

use chrono::DateTime;
use chrono_tz::Tz;
use fieldlink_say::{Message, Text, message};

use super::Dropped;
use super::claim::{is_claimed, over};
use super::names::{RESULTS, beside, dated, home};
use super::waiting::without_results;
use crate::daemon::Performed;
use crate::ledger::Outcome;

/// Moves the file to `done`, or to `held` when a person must do something about it. The result is written first, as
/// text and as JSON, so that no file is ever there without it.
///
/// # Errors
/// When the result cannot be written or the file not be moved.
pub fn put_away(dropped: &Dropped, performed: &Performed, now: DateTime<Tz>, voice: Text) -> io::Result<PathBuf> {
    let part = if performed.finished.outcome == Outcome::Done {
        "done"
    } else {
        "held"
    };
    let folder = home(&dropped.path).join(part);
    std::fs::create_dir_all(&folder)?;
    let to = free(&folder, &dated(now, &dropped.name));
    tell_beside(&to, dropped, performed, voice)?;
    std::fs::rename(&dropped.path, &to)?;
    if is_claimed(dropped) {
        over(dropped);
    } else {
        without_results(&dropped.path)?;
    }
    Ok(to)
}

/// Writes what came of a file beside it.
///
/// # Errors
/// When it cannot be written.
pub fn tell_beside(file: &Path, dropped: &Dropped, performed: &Performed, voice: Text) -> io::Result<()> {
    let [json, readable] = RESULTS;
    std::fs::write(beside(file, json), format!("{:#}\n", performed.summary))?;
    std::fs::write(beside(file, readable), text(dropped, performed, voice))
}

/// A name that nothing has yet.
fn free(folder: &Path, name: &str) -> PathBuf {
    let first = folder.join(name);
    std::iter::once(first)
        .chain((2..).map(|n| folder.join(format!("{n} {name}"))))
        .find(|path| !path.exists())
        .unwrap_or_else(|| folder.join(name))
}

fn text(dropped: &Dropped, performed: &Performed, voice: Text) -> String {
    let finished = &performed.finished;
    let outcome = match &performed.plan {
        Some(_) => message!("waits-approval"),
        None => {
            let outcome = finished.outcome.as_str();
            Message::new(format!("outcome-{outcome}"))
        }
    };
    let counts = message!(
        "result-counts",
        sent = finished.sent,
        held = finished.held,
        waiting = finished.waiting
    );
    let mut text = format!("{}: {}\n{}\n", dropped.name, voice.say(&outcome), voice.say(&counts));
    if !performed.lines.is_empty() {
        text.push('\n');
    }
    for line in &performed.lines {
        let _ = writeln!(text, "{}", line.say(voice));
    }
    if let Some(plan) = &performed.plan {
        let file = plan.file.display().to_string();
        let report = plan.file.with_extension("html").display().to_string();
        let _ = writeln!(
            text,
            "{}",
            voice.say(&message!("result-approve", file = file, report = report))
        );
    }
    for url in &performed.confirm_urls {
        let open = message!("result-open", url = url);
        let _ = writeln!(text, "{}", voice.say(&open));
    }
    text
}
