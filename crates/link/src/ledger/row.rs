//! A row of the ledger as the rest of the link knows it.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::entity::ledger_row::Model;
use super::error::{LedgerError, Result};
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

impl TryFrom<Model> for Row {
    type Error = LedgerError;

    fn try_from(model: Model) -> Result<Row> {
        let corrupt = |column| LedgerError::Corrupt { id: model.id, column };
        let origin = model
            .origin
            .as_deref()
            .map(serde_json::from_str)
            .transpose()
            .map_err(|_| corrupt("origin"))?;
        Ok(Row {
            kind: model.kind.parse().map_err(|_| corrupt("kind"))?,
            state: model.state.parse().map_err(|_| corrupt("state"))?,
            reasons: serde_json::from_str(&model.reasons).map_err(|_| corrupt("reasons"))?,
            updated: DateTime::from_timestamp(model.updated_at, 0).ok_or_else(|| corrupt("updated_at"))?,
            id: model.id,
            key: model.record_key,
            revision: model.revision,
            request_id: model.request_id,
            idempotency_key: model.idempotency_key,
            payload: model.payload,
            reference: model.reference,
            confirm_url: model.confirm_url,
            origin,
            worker: model.worker,
        })
    }
}
