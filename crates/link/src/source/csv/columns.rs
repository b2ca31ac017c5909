//! What a CSV file holds, for `init` and `doctor`.

use super::read;
use crate::source::{Place, SourceError};

/// The columns of a file, in their order.
///
/// # Errors
/// When the file cannot be read.
pub fn columns(place: &Place, file: Option<&str>) -> Result<Vec<String>, SourceError> {
    let job = read::job(place, file);
    let text = job.text()?;
    let mut reader = job.reader(&text);
    job.header(&mut reader)
}
