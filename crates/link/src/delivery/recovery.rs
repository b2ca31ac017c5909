//! Requests of an earlier run whose answers never came.
//!
//! A row found as `sending` when a run starts means that the process died between the intent and the kept answer: the
//! request may have arrived or not. An `uncertain` row means the same, found out by the run itself. What may be sent
//! again is sent again, exactly as it was; everything else waits for a person.

use std::collections::{BTreeMap, BTreeSet};

use fieldlink_client::Post;
use fieldlink_contract::{Journal, LoanDraft, Repayment};
use fieldlink_say::message;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::batches::Cargo;
use super::loan_drafts;
use super::outcome::{Delivered, Stop, UncertainRow};
use super::request::{Courier, Ready};
use crate::kind::Kind;
use crate::ledger::{Closing, Event, LedgerError, Row, State};
use crate::mapping::Reason;
use crate::progress::Progress;

/// Takes up what was left of one kind. `living` are workers that are sending just now; what they have taken is theirs.
///
/// # Errors
/// When the ledger fails.
pub async fn recover(courier: &Courier<'_>, kind: Kind, living: &BTreeSet<i64>) -> Result<Delivered, LedgerError> {
    let mut delivered = Delivered::default();
    let mut requests: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for row in courier
        .ledger
        .rows(&[State::Sending, State::Uncertain], Some(kind))
        .await?
    {
        if row.state == State::Sending && row.worker.is_some_and(|worker| living.contains(&worker)) {
            continue;
        }
        requests
            .entry(row.request_id.clone().unwrap_or_default())
            .or_default()
            .push(row);
    }
    for (request_id, rows) in requests {
        if delivered.stop.is_some() {
            break;
        }
        if courier.watch.stopping() {
            delivered.stop = Some(Stop::asked());
            break;
        }
        if rows.iter().all(|row| courier.repeats.row(row)) {
            courier.watch.tell(Progress::Recovering(kind, rows.len()));
            match kind {
                Kind::LoanDraft => {
                    for row in ready::<LoanDraft>(courier, &rows)? {
                        let way = again(courier, kind, &request_id, std::slice::from_ref(&row)).await?;
                        loan_drafts::post(courier, row, way, &mut delivered).await?;
                    }
                }
                Kind::Repayment => repeat::<Repayment>(courier, &request_id, &rows, &mut delivered).await?,
                Kind::Journal => repeat::<Journal>(courier, &request_id, &rows, &mut delivered).await?,
            }
        } else {
            leave_to_a_person(courier, &rows, &mut delivered).await?;
        }
    }
    Ok(delivered)
}

/// Sends a request again as it was.
async fn repeat<T: Cargo + DeserializeOwned>(
    courier: &Courier<'_>,
    request_id: &str,
    rows: &[Row],
    delivered: &mut Delivered,
) -> Result<(), LedgerError> {
    let rows = ready::<T>(courier, rows)?;
    // Only what may be said twice is repeated, so that the client may try more than once too.
    let way = again(courier, T::KIND, request_id, &rows).await?.repeatable();
    let cargo = rows.iter().map(|row| row.what.clone()).collect();
    let outcome = T::post(courier.client.clone(), cargo, way).await;
    courier.watch.tell(Progress::Answered(T::KIND, rows.len()));
    let kept = match outcome {
        Ok(answer) => T::answered(courier, &rows, answer, delivered),
        Err(error) => courier.failed(T::KIND, &rows, &error, delivered),
    };
    courier.keep(T::KIND, &[kept]).await
}

async fn leave_to_a_person(courier: &Courier<'_>, rows: &[Row], delivered: &mut Delivered) -> Result<(), LedgerError> {
    let said = message!("reason-interrupted");
    let message = said.to_string();
    let mut closings = Vec::new();
    for row in rows {
        let known = row.reasons.last().map(|reason| reason.message.clone());
        delivered.uncertain.push(UncertainRow {
            row: row.id,
            key: row.key.clone(),
            message: known.unwrap_or_else(|| message.to_owned()),
            repeats: false,
        });
        if row.state == State::Sending {
            let reasons = vec![Reason::without_origin("interrupted", "").said(&said)];
            closings.push(Closing {
                reasons,
                ..Closing::new(row.id, Event::LoseAnswer)
            });
        }
    }
    courier.ledger.close(&closings, None, courier.now()).await
}

/// Commits the intent again, under the name that the request had.
async fn again<T: Serialize>(
    courier: &Courier<'_>,
    kind: Kind,
    request_id: &str,
    rows: &[Ready<T>],
) -> Result<Post, LedgerError> {
    let bodies = rows
        .iter()
        .map(|row| (row.id, serde_json::to_string(&row.what).unwrap_or_default()))
        .collect();
    courier.intend(kind, request_id, bodies).await
}

fn ready<T: DeserializeOwned>(courier: &Courier<'_>, rows: &[Row]) -> Result<Vec<Ready<T>>, LedgerError> {
    rows.iter()
        .map(|row| {
            let payload = courier
                .ledger
                .opened(row.id, row.payload.as_deref().unwrap_or_default())?;
            let what = fieldlink_contract::json::from_slice(payload.as_bytes())
                .map_err(|_| LedgerError::corrupt("ledger_row", row.id, "payload"))?;
            Ok(Ready {
                id: row.id,
                key: row.key.clone(),
                revision: row.revision,
                hash: String::new(),
                what,
            })
        })
        .collect()
}
