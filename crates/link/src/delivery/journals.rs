//! Journals leave in batches: each becomes an archive with a link that a person opens.

use fieldlink_client::Post;
use fieldlink_contract::Journal;

use super::batches::{After, Batches};
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
    courier.watch.tell(Progress::Sending(Kind::Journal, rows.len()));
    let mut delivered = Delivered::default();
    let mut batches = Batches::of(rows, batch);
    while let Some((batch, way)) = batches.next(courier, Kind::Journal).await? {
        let after = post(courier, &batch, way, &mut delivered).await?;
        if !batches.goes_on(courier, &batch, after, &mut delivered) {
            break;
        }
    }
    Ok(delivered)
}

/// Sends one batch whose intent is committed.
pub(super) async fn post(
    courier: &Courier<'_>,
    batch: &[Ready<Journal>],
    way: Post,
    delivered: &mut Delivered,
) -> Result<After, LedgerError> {
    let journals: Vec<Journal> = batch.iter().map(|row| row.what.clone()).collect();
    let outcome = courier.client.journals(&journals, &way).await;
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
            Ok(After::Next)
        }
        Came::Refused => Ok(After::Refused),
        Came::Split => Ok(After::Split),
        Came::Stop(stop) => {
            delivered.not_sent += batch.len();
            delivered.stop = Some(stop);
            Ok(After::Stop)
        }
        Came::Uncertain(stop) => {
            delivered.stop = stop;
            Ok(delivered.stop.as_ref().map_or(After::Next, |_| After::Stop))
        }
    }
}
