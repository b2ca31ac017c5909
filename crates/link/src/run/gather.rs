//! Records from their sources, with the columns that the configuration names checked first.

use super::fields::{journal_fields, repayment_fields};
use super::{Job, RunError};
use crate::config::{Condition, Field, Journals, Repayments, TableRef};
use crate::kind::Kind;
use crate::mapping::missing_columns;
use crate::progress::Progress;
use crate::record::Record;
use crate::source::read_all;

/// The rows of repayments.
pub(super) async fn repayment_records(job: &Job<'_>, config: &Repayments) -> Result<Vec<Record>, RunError> {
    let (table, fields) = (config.table(), repayment_fields(&config.columns));
    let when = config.when.as_ref();
    records(job, Kind::Repayment, &table, config.allow_empty, fields, when).await
}

/// The rows of journals.
pub(super) async fn journal_records(job: &Job<'_>, config: &Journals) -> Result<Vec<Record>, RunError> {
    let (table, fields) = (config.table(), journal_fields(&config.columns));
    let when = config.when.as_ref();
    records(job, Kind::Journal, &table, config.allow_empty, fields, when).await
}

/// The records of a table that are meant.
pub(super) async fn records(
    job: &Job<'_>,
    kind: Kind,
    table: &TableRef<'_>,
    allow_empty: bool,
    fields: Vec<Field>,
    when: Option<&Condition>,
) -> Result<Vec<Record>, RunError> {
    job.watch.tell(Progress::Reading(kind));
    let mut records = read_all(job.config, table, allow_empty).await?;
    if let Some(first) = records.first() {
        let asked = when.map(|when| Field::column(&when.column));
        let missing = missing_columns(first, fields.iter().chain(&asked));
        if !missing.is_empty() {
            return Err(RunError::Columns {
                source_name: table.source.to_owned(),
                section: table.section.to_owned(),
                missing,
            });
        }
    }
    if let Some(when) = when {
        let all = records.len();
        records.retain(|record| when.holds(record));
        // A code that the MIS has renamed would otherwise look like a day on which nothing happened.
        if records.is_empty() && all > 0 && !allow_empty {
            return Err(RunError::NoneMeant {
                section: table.section.to_owned(),
                rows: all,
                when: when.to_string(),
            });
        }
    }
    job.watch.tell(Progress::Read(kind, records.len()));
    Ok(records)
}
