//! Records from their sources, with the columns that the configuration names checked first.

use super::{Job, RunError};
use crate::config::{Field, TableRef};
use crate::kind::Kind;
use crate::mapping::missing_columns;
use crate::progress::Progress;
use crate::record::Record;
use crate::source::read_all;

/// The records of a table.
pub(super) async fn records(
    job: &Job<'_>,
    kind: Kind,
    table: &TableRef<'_>,
    allow_empty: bool,
    fields: Vec<Field>,
) -> Result<Vec<Record>, RunError> {
    job.watch.tell(Progress::Reading(kind));
    let records = read_all(job.config, table, allow_empty).await?;
    job.watch.tell(Progress::Read(kind, records.len()));
    if let Some(first) = records.first() {
        let missing = missing_columns(first, fields.iter());
        if !missing.is_empty() {
            return Err(RunError::Columns {
                source_name: table.source.to_owned(),
                section: table.section.to_owned(),
                missing,
            });
        }
    }
    Ok(records)
}
