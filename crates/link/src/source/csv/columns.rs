//! What a CSV file holds, for `init` and `doctor`.

use super::read;
use crate::said::Said;
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
pub fn how(place: &Place, file: Option<&str>) -> Result<Said, SourceError> {
    let job = read::job(place, file);
    let open = job.open()?;
    let delimiter = match open.delimiter {
        b'\t' => String::from("tab"),
        other => format!("`{}`", char::from(other)),
    };
    let english = format!("encoding {}; delimiter {delimiter}", open.how);
    Ok(Said::new("said-how-csv", &[], english)
        .quoting("encoding", [open.how])
        .quoting("delimiter", [Said::from(delimiter)]))
}
