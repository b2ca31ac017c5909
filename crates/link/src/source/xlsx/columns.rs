//! What a workbook holds, for `init` and `doctor`.

use calamine::{Reader, Xlsx, open_workbook};

use super::read;
use crate::source::{Place, SourceError};

/// The columns of a sheet, in their order.
///
/// # Errors
/// When the workbook cannot be read or has no such sheet.
pub fn columns(place: &Place, sheet: Option<&str>) -> Result<Vec<String>, SourceError> {
    Ok(read::job(place, sheet).open()?.header.into_iter().flatten().collect())
}

/// The names of the sheets.
///
/// # Errors
/// When the workbook cannot be read.
pub fn sheets(place: &Place) -> Result<Vec<String>, SourceError> {
    let path = place.source().path.clone().unwrap_or_default();
    let book: Xlsx<_> = open_workbook(&path).map_err(|cause: calamine::XlsxError| SourceError::File {
        source_name: place.name().to_owned(),
        path,
        cause: Box::new(cause),
    })?;
    Ok(book.sheet_names())
}
