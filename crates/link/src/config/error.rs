//! What is wrong with a configuration, and where.

use std::io;
use std::ops::Range;
use std::path::PathBuf;

use crate::said::Said;

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read the configuration {}; `fieldlink init` writes one to begin with", file.display())]
    Unreadable {
        /// Which file.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Something in it is wrong.
    #[error("{}{}: {}{message}", file.display(), line_of(*line), key_of(key))]
    Invalid {
        /// Which file.
        file: PathBuf,
        /// The line, counted from 1, when the key stands in the file.
        line: Option<usize>,
        /// The key, such as `source.mis.kind`; empty when the text as a whole cannot be read.
        key: String,
        /// What is wrong and what is expected.
        message: Box<Said>,
        /// The whole text and the bytes at fault, to show them.
        place: Option<Box<(String, Range<usize>)>>,
    },
    /// There is no such profile.
    #[error("{}: {}; the file has {}", file.display(), no_profile(wanted.as_deref()), list(known))]
    NoSuchProfile {
        /// Which file.
        file: PathBuf,
        /// The name asked for, if any.
        wanted: Option<String>,
        /// Those there are.
        known: Vec<String>,
    },
    /// A secret or URL is not where the configuration says.
    #[error("{key}: {message}")]
    Missing {
        /// The key that names the place.
        key: String,
        /// What is missing and how to give it.
        message: Box<Said>,
    },
}

fn line_of(line: Option<usize>) -> String {
    line.map_or_else(String::new, |line| format!(", line {line}"))
}

fn key_of(key: &str) -> String {
    if key.is_empty() {
        String::new()
    } else {
        format!("{key}: ")
    }
}

fn no_profile(wanted: Option<&str>) -> String {
    match wanted {
        Some(name) => format!("there is no profile `{name}`"),
        None => String::from("name a profile with --profile, or set `default_profile`"),
    }
}

fn list(known: &[String]) -> String {
    if known.is_empty() {
        String::from("none")
    } else {
        known.join(", ")
    }
}
