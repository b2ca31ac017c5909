//! A row of the ledger as the rest of the link knows it.

use chrono::{DateTime, Utc};
use fieldlink_rows as rows;
use serde::Serialize;

use super::state::State;
use crate::kind::Kind;
use crate::mapping::Reason;
use crate::record::Origin;

/// One revision of a record.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Its number, for `fieldlink resolve`.
    pub id: i64,
    /// What it is.
    pub kind: Kind,
    /// How the record is known.
    pub key: String,
    /// Counts what was sent for this record, from 1.
    pub revision: i64,
    /// Where it stands.
    pub state: State,
    /// Why it is held, refused or uncertain, or what the server remarked.
    pub reasons: Vec<Reason>,
    /// The request it left in.
    pub request_id: Option<String>,
    /// The Idempotency-Key of that request.
    #[serde(skip)]
    pub idempotency_key: Option<String>,
    /// What was sent, until a definite answer came; as it is kept, sealed or not.
    #[serde(skip)]
    pub payload: Option<String>,
    /// What the server calls it.
    pub reference: Option<String>,
    /// Where a person confirms it.
    pub confirm_url: Option<String>,
    /// Where the record stood.
    pub origin: Option<Origin>,
    /// The worker that sends it, where several share the ledger.
    #[serde(skip)]
    pub worker: Option<i64>,
    /// When it was planned: no request with it left before.
    #[serde(skip)]
    pub planned: DateTime<Utc>,
    /// Last change.
    pub updated: DateTime<Utc>,
}

/// Borrower data stays out of logs.
impl std::fmt::Debug for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Row")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .field("key", &self.key)
            .field("revision", &self.revision)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

impl Row {
    /// What [`Row::read`] reads.
    pub(super) const COLUMNS: &'static str = "id, kind, record_key, revision, state, reasons, request_id, idempotency_key, payload, reference, confirm_url, origin, worker, created_at, updated_at";

    pub(super) fn read(row: &rows::Row) -> rows::Result<Row> {
        let row = row.of("ledger_row", "id");
        Ok(Row {
            id: row.get("id")?,
            kind: row.text("kind")?,
            key: row.get("record_key")?,
            revision: row.get("revision")?,
            state: row.text("state")?,
            reasons: row.json("reasons")?,
            request_id: row.get("request_id")?,
            idempotency_key: row.get("idempotency_key")?,
            payload: row.get("payload")?,
            reference: row.get("reference")?,
            confirm_url: row.get("confirm_url")?,
            origin: row.maybe_json("origin")?,
            worker: row.get("worker")?,
            planned: row.moment("created_at")?,
            updated: row.moment("updated_at")?,
        })
    }
}
