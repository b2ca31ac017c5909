//! Journals leave in batches: each becomes an archive with a link that a person opens.

use fieldlink_contract::Journal;

use super::outcome::Delivered;
use super::request::{Came, Courier, Ready};
use crate::kind::Kind;
use crate::ledger::{Closing, Confirmation, Event, LedgerError};
use crate::progress::Progress;

/// Sends the journals, in batches.
///
/// # Errors
/// When the ledger fails; what was sent until then is in it.
pub async fn send(courier: &Courier<'_>, rows: &[Ready<Journal>], batch: usize) -> Result<Delivered, LedgerError> {
    let mut delivered = Delivered::default();
    courier.watch.tell(Progress::Sending(Kind::Journal, rows.len()));
    let mut left = rows.len();
    for batch in rows.chunks(batch.clamp(1, 300)) {
        left -= batch.len();
        let request_id = courier.request_id(Kind::Journal, batch);
        if !post(courier, batch, &request_id, &mut delivered).await? {
            delivered.not_sent += left;
            break;
        }
    }
    Ok(delivered)
}

/// Sends one batch. `false` when delivery must stop.
pub(super) async fn post(
    courier: &Courier<'_>,
    batch: &[Ready<Journal>],
    request_id: &str,
    delivered: &mut Delivered,
) -> Result<bool, LedgerError> {
    let bodies = batch
        .iter()
        .map(|row| (row.id, serde_json::to_string(&row.what).unwrap_or_default()))
        .collect();
    let post = courier.intend(Kind::Journal, request_id, bodies).await?;
    let journals: Vec<Journal> = batch.iter().map(|row| row.what.clone()).collect();
    let outcome = courier.client.journals(&journals, &post).await;
    match courier.came(Kind::Journal, batch, outcome, delivered).await? {
        Came::Answer(reply) => {
            let archive = reply.value.into_iter().next();
            let url = archive.as_ref().map(|archive| archive.confirm_url.clone());
            let reference = archive.map(|archive| archive.archive_id).filter(|id| !id.is_empty());
            let closings: Vec<Closing> = batch
                .iter()
                .map(|row| Closing {
                    reference: reference.clone(),
                    confirm_url: url.clone(),
                    ..Closing::new(row.id, Event::Accept)
                })
                .collect();
            let confirmation = url.clone().map(|url| Confirmation {
                url,
                archive_id: reference,
                journals: u64::try_from(batch.len()).unwrap_or(u64::MAX),
                received: courier.now(),
                done: None,
            });
            courier
                .ledger
                .close(&closings, confirmation.as_ref(), courier.now())
                .await?;
            courier.watch.tell(Progress::Kept(Kind::Journal, batch.len()));
            delivered.sent += batch.len();
            delivered.confirm_urls.extend(url);
            Ok(true)
        }
        Came::Refused => Ok(true),
        Came::Stop(stop) => {
            delivered.not_sent += batch.len();
            delivered.stop = Some(stop);
            Ok(false)
        }
        Came::Uncertain(stop) => {
            delivered.stop = stop;
            Ok(delivered.stop.is_none())
        }
    }
}
