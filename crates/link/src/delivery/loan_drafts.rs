//! Loan drafts leave one by one: each has an answer of its own, and photos are large.

use fieldlink_client::Post;
use fieldlink_contract::LoanDraft;
use futures::future::BoxFuture;
use futures::{FutureExt, StreamExt};

use super::batches::After;
use super::outcome::{Delivered, Stop};
use super::request::{Came, Courier, Ready};
use crate::kind::Kind;
use crate::ledger::{Closing, Event, LedgerError};
use crate::mapping::Reason;
use crate::photo::Photos;
use crate::plan::loan_drafts::Draft;
use crate::progress::Progress;

/// Sends the drafts, in order.
///
/// # Errors
/// When the ledger fails; what was sent until then is in it.
pub async fn send(
    courier: &Courier<'_>,
    rows: Vec<Ready<Draft>>,
    photos: &Photos<'_>,
) -> Result<Delivered, LedgerError> {
    let mut delivered = Delivered::default();
    courier.watch.tell(Progress::Sending(Kind::LoanDraft, rows.len()));
    // While one draft travels, the photos of the next are made ready; no more of them, since they are large.
    let made: Vec<BoxFuture<'_, _>> = rows.iter().map(|row| with_photo(row, photos).boxed()).collect();
    let mut made = futures::stream::iter(made).buffered(photos.at_once());
    for (at, row) in rows.iter().enumerate() {
        if courier.watch.stopping() {
            delivered.not_sent += rows.len() - at;
            delivered.stop = Some(Stop::asked());
            return Ok(delivered);
        }
        let Some(prepared) = made.next().await else { break };
        let draft = match prepared {
            Ok(draft) => draft,
            Err(why) => {
                // Stays planned: the next plan looks at the photo again and holds it with its place.
                delivered
                    .held
                    .push(Reason::without_origin("photo_unusable", why).at(None, Some(&row.key)));
                continue;
            }
        };
        let ready = Ready {
            id: row.id,
            key: row.key.clone(),
            revision: row.revision,
            hash: row.hash.clone(),
            what: draft,
        };
        let Some((taken, way)) = courier.take(Kind::LoanDraft, &[ready]).await? else {
            continue;
        };
        for row in taken {
            if post(courier, row, way.clone(), &mut delivered).await? == After::Stop {
                delivered.not_sent += rows.len() - at - 1;
                return Ok(delivered);
            }
        }
    }
    Ok(delivered)
}

async fn with_photo(row: &Ready<Draft>, photos: &Photos<'_>) -> Result<LoanDraft, String> {
    let mut draft = row.what.draft.clone();
    if let Some(photo) = &row.what.photo {
        draft.image_encoded = Some(photos.encode(photo).await?);
    }
    Ok(draft)
}

/// Sends one draft whose intent is committed.
pub(super) async fn post(
    courier: &Courier<'_>,
    row: Ready<LoanDraft>,
    way: Post,
    delivered: &mut Delivered,
) -> Result<After, LedgerError> {
    let rows = std::slice::from_ref(&row);
    let outcome = courier.client.loan_draft(&row.what, &way).await;
    match courier.came(Kind::LoanDraft, rows, outcome, delivered).await? {
        Came::Answer(reply) => {
            let reference = Some(reply.value.loan_draft_uuid);
            let closing = Closing {
                reference,
                ..Closing::new(row.id, Event::Accept)
            };
            courier.ledger.close(&[closing], None, courier.now()).await?;
            courier.watch.tell(Progress::Kept(Kind::LoanDraft, 1));
            delivered.sent += 1;
            Ok(After::Next)
        }
        Came::Refused | Came::Split => Ok(After::Refused),
        Came::Stop(stop) => {
            delivered.not_sent += 1;
            delivered.stop = Some(stop);
            Ok(After::Stop)
        }
        Came::Uncertain(stop) => {
            delivered.stop = stop;
            Ok(delivered.stop.as_ref().map_or(After::Next, |_| After::Stop))
        }
    }
}
