//! The words that people give as reasons and notes.

use crate::{Error, Result};

/// Longest note, in characters.
const LONGEST_NOTE: usize = 2_000;

/// Words that must be there: why something is done that somebody may ask about later.
pub(crate) fn reason(text: &str) -> Result<&str> {
    match short_text(text)? {
        "" => Err(Error::invalid("Please say in a few words why.").said("error-why-missing", [])),
        words => Ok(words),
    }
}

/// A text of a person within bounds, without the blanks around it.
pub(crate) fn short_text(text: &str) -> Result<&str> {
    let text = text.trim();
    if text.chars().count() > LONGEST_NOTE {
        let refused = Error::invalid(format!("At most {LONGEST_NOTE} characters, please."));
        return Err(refused.said("defaults-note-too-long", [("most", LONGEST_NOTE.to_string())]));
    }
    Ok(text)
}
