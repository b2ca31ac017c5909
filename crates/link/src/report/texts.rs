//! The short texts of reports.

use chrono::{DateTime, Utc};
use fieldlink_say::{Text, message};

use crate::mapping::Reason;

/// By whom a report is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Maker<'a> {
    /// Nobody has said a name.
    Unnamed,
    /// A person.
    Person(&'a str),
    /// A schedule of `fieldlink run`.
    Schedule(&'a str),
}

/// When a report is made, and by whom.
pub fn made(at: DateTime<Utc>, by: Maker<'_>, voice: Text) -> String {
    let at = at.format("%Y-%m-%d %H:%M UTC").to_string();
    match by {
        Maker::Unnamed => at,
        Maker::Person(by) => voice.say(&message!("report-made-by", at = &at, by = by)),
        Maker::Schedule(name) => voice.say(&message!("report-made-schedule", at = &at, name = name)),
    }
}

/// Where what a reason is about stands.
pub(super) fn place(voice: Text, reason: &Reason) -> String {
    let origin = reason.origin.as_ref();
    origin.map(|origin| voice.say(&origin.into())).unwrap_or_default()
}

/// The first letter as a capital.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next();
    first.into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}
