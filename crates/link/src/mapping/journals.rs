//! A record to a journal.

use chrono_tz::Tz;
use fieldlink_contract::Journal;

use super::trace::Trace;
use super::{Mapped, Reader};
use crate::config::Journals;
use crate::record::Record;

/// Maps one record.
pub fn map(record: &Record, config: &Journals, timezone: Tz) -> Mapped<Journal> {
    map_traced(record, config, timezone, None)
}

/// The same, keeping each step of each value.
pub fn map_traced(record: &Record, config: &Journals, timezone: Tz, trace: Option<&Trace>) -> Mapped<Journal> {
    let columns = &config.columns;
    let mut reader = Reader::new(record, timezone).traced(trace);
    let loan_id = reader.id(columns.loan_id.as_ref(), "Loan ID");
    let journal = Journal {
        subject: reader.text(columns.subject.as_ref()).unwrap_or_default(),
        body: reader.text(columns.body.as_ref()).unwrap_or_default(),
        internal_loan_id: loan_id.clone().unwrap_or_default(),
        internal_client_id: reader.id_if_any(columns.client_id.as_ref()),
        image_url: reader.text(columns.image_url.as_ref()),
    };
    let key = match columns.id.as_ref() {
        Some(id) => reader.id(Some(id), "journal's id"),
        None => loan_id.map(|loan_id| format!("{loan_id}: {}", journal.subject.trim())),
    };
    Mapped {
        origin: record.origin.clone(),
        key,
        outcome: reader.finish(journal),
    }
}
