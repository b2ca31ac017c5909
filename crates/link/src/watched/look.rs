//! How a file looks: enough to tell that it is another one, or was written to since.

use std::fs::Metadata;
use std::path::Path;
use std::time::SystemTime;

/// What is compared of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    id: Option<(u64, u64)>,
    size: u64,
    changed: Option<SystemTime>,
}

impl Look {
    /// Of the file at this path; none when there is none that can be looked at.
    pub fn at(path: &Path) -> Option<Look> {
        std::fs::metadata(path).ok().map(|about| Look::of(&about))
    }

    /// Of a file about which this is known.
    pub fn of(about: &Metadata) -> Look {
        Look {
            id: identity(about),
            size: about.len(),
            changed: about.modified().ok(),
        }
    }
}

/// Which file of the machine it is, whatever its name.
#[cfg(unix)]
fn identity(about: &Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;
    Some((about.dev(), about.ino()))
}

/// The standard library tells none here: size and time of change decide.
#[cfg(not(unix))]
fn identity(_: &Metadata) -> Option<(u64, u64)> {
    None
}
