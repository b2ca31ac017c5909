//! What a workbook holds, for `init` and `doctor`.

use fieldlink_say::{Message, message};

use super::read;
use crate::source::{Place, SourceError};

/// The columns of a sheet, in their order.
///
/// # Errors
/// When the workbook cannot be read or has no such sheet.
pub fn columns(place: &Place, sheet: Option<&str>) -> Result<Vec<String>, SourceError> {
    let job = read::job(place, sheet);
    let mut book = job.open()?;
    let sheet = job.sheet(&book)?;
    let header = job.header(&mut book, &sheet)?;
    Ok(header.names.into_iter().map(|(_, name)| name).collect())
}

/// The names of the sheets.
///
/// # Errors
/// When the workbook cannot be read.
pub fn sheets(place: &Place) -> Result<Vec<String>, SourceError> {
    Ok(read::job(place, None).open()?.names())
}

/// The kind of workbook it is, whatever its name.
///
/// # Errors
/// When the workbook cannot be read.
pub fn how(place: &Place) -> Result<Message, SourceError> {
    let kind = read::job(place, None).open()?.kind();
    Ok(message!("how-workbook", kind = kind.to_string()))
}
