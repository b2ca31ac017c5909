//! What is wrong with a configuration, and where.

use std::io;
use std::ops::Range;
use std::path::PathBuf;

use fieldlink_say::Message;

/// Why a configuration cannot be used.
#[derive(Debug, fieldlink_say::Error)]
#[say("config")]
pub enum ConfigError {
    /// The file cannot be read.
    Unreadable {
        /// Which file.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Something in it is wrong.
    Invalid {
        /// Which file.
        file: PathBuf,
        /// The line, counted from 1, when the key stands in the file.
        line: Option<usize>,
        /// The key, such as `source.mis.kind`; none when the text as a whole cannot be read.
        key: Option<String>,
        /// What is wrong and what is expected.
        message: Box<Message>,
        /// The whole text and the bytes at fault, to show them.
        #[say(skip)]
        place: Option<Box<(String, Range<usize>)>>,
    },
    /// There is no such profile.
    NoSuchProfile {
        /// Which file.
        file: PathBuf,
        /// The name asked for, if any.
        wanted: Option<String>,
        /// Those there are.
        known: Vec<String>,
    },
    /// A secret or URL is not where the configuration says.
    Missing {
        /// The key that names the place.
        key: String,
        /// What is missing and how to give it.
        message: Box<Message>,
    },
}
