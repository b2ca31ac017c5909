//! Records from their sources, with the columns that the configuration names checked first.

use super::fields::{journal_fields, repayment_fields};
use super::since::Since;
use super::{Job, RunError};
use crate::config::{Condition, Field, Journals, Repayments, TableRef};
use crate::kind::Kind;
use crate::mapping::{doubled_columns, missing_columns};
use crate::progress::Progress;
use crate::record::Record;
use crate::source::{Place, SourceError};

/// The rows of repayments one by one, as they are read.
pub(super) async fn each_repayment(
    job: &Job<'_>,
    config: &Repayments,
    tell: impl FnMut(Record) -> Result<(), RunError>,
) -> Result<(), RunError> {
    let asked = Asked::of(Kind::Repayment, config.table(), config.allow_empty)
        .fields(repayment_fields(&config.columns))
        .when(config.when.as_ref());
    each(job, &asked, tell).await
}

/// The rows of journals one by one, or those from somewhere on.
pub(super) async fn each_journal(
    job: &Job<'_>,
    config: &Journals,
    since: Option<&Since<'_>>,
    tell: impl FnMut(Record) -> Result<(), RunError>,
) -> Result<(), RunError> {
    let (table, allow_empty) = from(since, config.table(), config.allow_empty);
    let asked = Asked::of(Kind::Journal, table, allow_empty)
        .fields(journal_fields(&config.columns))
        .when(config.when.as_ref());
    each(job, &asked, tell).await
}

/// The rows from there on, and whether there may be none.
pub(super) fn from<'a>(since: Option<&'a Since<'_>>, table: TableRef<'a>, allow_empty: bool) -> (TableRef<'a>, bool) {
    match since {
        Some(since) => (since.table(table), allow_empty || since.is_resumed()),
        None => (table, allow_empty),
    }
}

/// What is read.
pub(super) struct Asked<'a> {
    kind: Kind,
    table: TableRef<'a>,
    allow_empty: bool,
    /// The columns that must be there.
    fields: Vec<Field>,
    /// Which rows are meant.
    when: Option<&'a Condition>,
}

impl<'a> Asked<'a> {
    /// All rows of a table, with whatever columns it has.
    pub(super) fn of(kind: Kind, table: TableRef<'a>, allow_empty: bool) -> Asked<'a> {
        Asked {
            kind,
            table,
            allow_empty,
            fields: Vec::new(),
            when: None,
        }
    }

    /// The same where the columns of these fields must be there.
    pub(super) fn fields(self, fields: Vec<Field>) -> Asked<'a> {
        Asked { fields, ..self }
    }

    /// The same where only rows that meet this are meant.
    pub(super) fn when(self, when: Option<&'a Condition>) -> Asked<'a> {
        Asked { when, ..self }
    }
}

/// Tells the records of a table that are meant, one by one.
pub(super) async fn each(
    job: &Job<'_>,
    asked: &Asked<'_>,
    mut tell: impl FnMut(Record) -> Result<(), RunError>,
) -> Result<(), RunError> {
    job.watch.tell(Progress::Reading(asked.kind));
    let mut stream = Place::open(job.config, asked.table.source)?
        .wanting(&asked.fields)
        .records(&asked.table);
    let (mut all, mut meant) = (0, 0);
    while let Some(record) = stream.next().await {
        let record = record?;
        if all == 0 {
            whole(&record, asked)?;
        }
        all += 1;
        if asked.when.is_none_or(|when| when.holds(&record)) {
            meant += 1;
            tell(record)?;
        }
    }
    if all == 0 && !asked.allow_empty {
        return Err(RunError::from(SourceError::Empty {
            source_name: asked.table.source.to_owned(),
            section: asked.table.section.to_owned(),
        }));
    }
    // A code that the MIS has renamed would otherwise look like a day on which nothing happened.
    if let Some(when) = asked.when
        && meant == 0
        && all > 0
        && !asked.allow_empty
    {
        return Err(RunError::NoneMeant {
            section: asked.table.section.to_owned(),
            rows: all,
            when: when.to_string(),
        });
    }
    job.watch.tell(Progress::Read(asked.kind, meant));
    Ok(())
}

/// Whether the columns that are asked for are there.
fn whole(first: &Record, asked: &Asked<'_>) -> Result<(), RunError> {
    let condition = asked.when.map(|when| Field::column(&when.column));
    let fields = || asked.fields.iter().chain(&condition);
    let doubled = doubled_columns(first, fields());
    if !doubled.is_empty() {
        return Err(RunError::DoubledColumns {
            source_name: asked.table.source.to_owned(),
            section: asked.table.section.to_owned(),
            doubled,
        });
    }
    let missing = missing_columns(first, fields());
    if missing.is_empty() {
        return Ok(());
    }
    Err(RunError::Columns {
        source_name: asked.table.source.to_owned(),
        section: asked.table.section.to_owned(),
        missing,
    })
}
