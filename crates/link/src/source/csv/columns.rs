//! What a CSV file holds, for `init` and `doctor`.

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
pub fn how(place: &Place, file: Option<&str>) -> Result<String, SourceError> {
    let job = read::job(place, file);
    let open = job.open()?;
    let delimiter = match open.delimiter {
        b'\t' => String::from("tab"),
        other => format!("`{}`", char::from(other)),
    };
    Ok(format!("encoding {}; delimiter {delimiter}", open.how))
}
