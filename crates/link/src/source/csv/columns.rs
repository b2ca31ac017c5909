//! What a CSV file holds, for `init` and `doctor`.

use fieldlink_say::{Message, message};

use super::read;
use crate::source::{Place, SourceError};

/// The columns of a file, in their order.
///
/// # Errors
/// When the file cannot be read.
pub fn columns(place: &Place, file: Option<&str>) -> Result<Vec<String>, SourceError> {
    let job = read::job(place, file);
    job.header(&mut job.open()?)
}

/// How the file is written: its encoding with the way it was known, and its delimiter.
///
/// # Errors
/// When the file cannot be read.
pub fn how(place: &Place, file: Option<&str>) -> Result<Message, SourceError> {
    let job = read::job(place, file);
    let open = job.open()?;
    let delimiter = match open.dialect().delimiter {
        b'\t' => message!("word-tab"),
        other => Message::as_is(format!("`{}`", char::from(other))),
    };
    let header = open.header;
    let how = message!("how-csv", encoding = open.how, delimiter = delimiter);
    Ok(match header {
        0 | 1 => how,
        _ => message!("how-csv-below", how = how, line = header.to_string()),
    })
}
