//! Progress on the terminal.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use fieldlink_link::Kind;
use fieldlink_link::progress::{Progress, Watch};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::manner::words;

/// A bar on standard error; nothing where nobody watches.
pub struct Bar {
    bar: ProgressBar,
    sending: Mutex<bool>,
}

impl Bar {
    /// A bar, hidden when the answer is JSON.
    pub fn new(hidden: bool) -> Bar {
        let bar = ProgressBar::new_spinner();
        if hidden {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        bar.enable_steady_tick(Duration::from_millis(120));
        Bar {
            bar,
            sending: Mutex::new(false),
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }

    fn sending(&self, rows: Option<usize>) {
        let mut sending = self.sending.lock().unwrap_or_else(PoisonError::into_inner);
        match rows {
            Some(rows) => {
                if let Ok(style) = ProgressStyle::with_template("{msg} [{bar:30}] {pos}/{len} {per_sec} {eta}") {
                    self.bar.set_style(style);
                }
                self.bar.set_length(u64::try_from(rows).unwrap_or(u64::MAX));
                self.bar.set_position(0);
            }
            None if *sending => self.bar.set_style(ProgressStyle::default_spinner()),
            None => {}
        }
        *sending = rows.is_some();
    }
}

impl Watch for Bar {
    fn tell(&self, progress: Progress) {
        match progress {
            Progress::Reading(kind) => {
                self.sending(None);
                self.bar.set_message(say("watch-reading", kind, 0));
            }
            Progress::Read(kind, rows) => self.bar.set_message(say("watch-read", kind, rows)),
            Progress::Asking(what) => {
                self.sending(None);
                self.bar.set_message(words().get(&format!("watch-asking-{what}")));
            }
            Progress::Recovering(kind, rows) => {
                self.bar.set_message(say("watch-recovering", kind, rows));
            }
            Progress::Sending(kind, rows) => {
                self.sending(Some(rows));
                self.bar.set_message(say("watch-sending", kind, 0));
            }
            Progress::Kept(_, rows) => self.bar.inc(u64::try_from(rows).unwrap_or(0)),
            Progress::Intended(..) | Progress::Answered(..) => {}
        }
    }
}

fn say(id: &str, kind: Kind, rows: usize) -> String {
    let words = words();
    words.with(id, &[("kinds", words.kinds(kind).into()), ("rows", rows.into())])
}
