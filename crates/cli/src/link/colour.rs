//! Profiles in their colours: one glance tells whether this is production.

use std::io::IsTerminal as _;

use fieldlink_link::config::{Profile, Stands};

use crate::manner::words;

/// A profile's name, coloured where a person reads it and has not said otherwise (no-color.org).
pub fn profile(name: &str, profile: &Profile) -> String {
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let code = match profile.stands() {
        Stands::Production => "1;97;41",
        Stands::Stage => "30;43",
        Stands::Sandbox => "30;42",
    };
    let words = match profile.stands() {
        Stands::Production => words().with("profile-production", &[("name", name.into())]),
        Stands::Stage | Stands::Sandbox => name.to_owned(),
    };
    if plain || !std::io::stdout().is_terminal() {
        words
    } else {
        format!("\u{1b}[{code}m {words} \u{1b}[0m")
    }
}
