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
    let Some(sheet) = job.sheets(&book)?.into_iter().next() else {
        return Ok(Vec::new());
    };
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

/// The kind of workbook it is, whatever its name, and which of its sheets are not read.
///
/// # Errors
/// When the workbook cannot be read or has no such sheet.
pub fn how(place: &Place, sheet: Option<&str>) -> Result<Message, SourceError> {
    let job = read::job(place, sheet);
    let book = job.open()?;
    let how = message!("how-workbook", kind = book.kind().to_string());
    let read = job.sheets(&book)?;
    let mut others = book.names();
    others.retain(|name| !read.contains(name));
    if others.is_empty() {
        return Ok(how);
    }
    let (read, others) = (read.join(", "), others.join(", "));
    Ok(message!("how-workbook-sheets", how = how, read = read, others = others))
}
