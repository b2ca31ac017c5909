//! Requests of an earlier run whose answers never came.
//!
//! A row found as `sending` when a run starts means that the process died between the intent and the kept answer: the
//! request may have arrived or not. An `uncertain` row means the same, found out by the run itself. What may be sent
//! again is sent again, exactly as it was; everything else waits for a person.

use std::collections::BTreeMap;

use fieldlink_contract::{Journal, LoanDraft, Repayment};
use serde::de::DeserializeOwned;

use super::outcome::{Delivered, UncertainRow};
use super::request::{Courier, Ready};
use super::{journals, loan_drafts, repayments};
use crate::config::AmountMode;
use crate::kind::Kind;
use crate::ledger::{Closing, Event, LedgerError, Row, State};
use crate::mapping::Reason;
use crate::progress::Progress;

/// Takes up what was left of one kind.
///
/// # Errors
/// When the ledger fails.
pub async fn recover(courier: &Courier<'_>, kind: Kind, mode: AmountMode) -> Result<Delivered, LedgerError> {
    let mut delivered = Delivered::default();
    let mut requests: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for row in courier
        .ledger
        .rows(&[State::Sending, State::Uncertain], Some(kind))
        .await?
    {
        requests
            .entry(row.request_id.clone().unwrap_or_default())
            .or_default()
            .push(row);
    }
    for (request_id, rows) in requests {
        if delivered.stop.is_some() {
            break;
        }
        if may_repeat(courier, kind, mode, &rows) {
            courier.watch.tell(Progress::Recovering(kind, rows.len()));
            match kind {
                Kind::LoanDraft => {
                    for row in ready::<LoanDraft>(&rows)? {
                        loan_drafts::post(courier, row, &mut delivered).await?;
                    }
                }
                Kind::Repayment => {
                    repayments::post(courier, &ready::<Repayment>(&rows)?, &request_id, mode, &mut delivered).await?;
                }
                Kind::Journal => {
                    journals::post(courier, &ready::<Journal>(&rows)?, &request_id, &mut delivered).await?;
                }
            }
        } else {
            leave_to_a_person(courier, &rows, &mut delivered).await?;
        }
    }
    Ok(delivered)
}

/// Whether sending the same again cannot do anything twice.
fn may_repeat(courier: &Courier<'_>, kind: Kind, mode: AmountMode, rows: &[Row]) -> bool {
    let whole = rows.iter().all(|row| row.payload.is_some());
    // A key helps only if the first request carried it too.
    let keyed = courier.idempotency && rows.iter().all(|row| row.idempotency_key.is_some());
    whole && (keyed || (kind == Kind::Repayment && mode.may_be_repeated()))
}

async fn leave_to_a_person(courier: &Courier<'_>, rows: &[Row], delivered: &mut Delivered) -> Result<(), LedgerError> {
    let message = "the link was interrupted while this was being sent, so nobody knows whether it arrived; look in PA2, then say so with `fieldlink resolve`";
    let mut closings = Vec::new();
    for row in rows {
        let known = row.reasons.last().map(|reason| reason.message.clone());
        delivered.uncertain.push(UncertainRow {
            row: row.id,
            key: row.key.clone(),
            message: known.unwrap_or_else(|| message.to_owned()),
        });
        if row.state == State::Sending {
            let reasons = vec![Reason::without_origin("interrupted", message)];
            closings.push(Closing {
                reasons,
                ..Closing::new(row.id, Event::LoseAnswer)
            });
        }
    }
    courier.ledger.close(&closings, None, courier.now()).await
}

fn ready<T: DeserializeOwned>(rows: &[Row]) -> Result<Vec<Ready<T>>, LedgerError> {
    rows.iter()
        .map(|row| {
            let payload = row.payload.as_deref().unwrap_or_default();
            let what = fieldlink_contract::json::from_slice(payload.as_bytes()).map_err(|_| LedgerError::Corrupt {
                id: row.id,
                column: "payload",
            })?;
            Ok(Ready {
                id: row.id,
                key: row.key.clone(),
                revision: row.revision,
                what,
            })
        })
        .collect()
}
