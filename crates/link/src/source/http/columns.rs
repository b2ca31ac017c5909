//! What a request answers, for `init` and `doctor`.

use crate::config::TableRef;
use crate::source::{Place, SourceError};

/// The fields of a request's first row; none when it has no rows.
///
/// # Errors
/// When the API cannot be reached or answers something else.
pub async fn columns(place: &Place, table: &TableRef<'_>) -> Result<Option<Vec<String>>, SourceError> {
    let mut records = place.records(table);
    match records.next().await {
        None => Ok(None),
        Some(record) => Ok(Some(record?.columns().map(str::to_owned).collect())),
    }
}
