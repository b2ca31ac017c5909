//! Loan drafts leave one by one: each has an answer of its own, and photos are large.

use fieldlink_client::Post;
use fieldlink_contract::LoanDraft;

use super::batches::After;
use super::outcome::Delivered;
use super::request::{Came, Courier, Ready};
use crate::kind::Kind;
use crate::ledger::{Closing, Event, LedgerError};
use crate::mapping::Reason;
use crate::photo;
use crate::plan::loan_drafts::Draft;
use crate::progress::Progress;

/// Sends the drafts, in order.
///
/// # Errors
/// When the ledger fails; what was sent until then is in it.
pub async fn send(courier: &Courier<'_>, rows: Vec<Ready<Draft>>, max_edge: u32) -> Result<Delivered, LedgerError> {
    let mut delivered = Delivered::default();
    courier.watch.tell(Progress::Sending(Kind::LoanDraft, rows.len()));
    for (at, row) in rows.iter().enumerate() {
        let draft = match with_photo(row, max_edge).await {
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

async fn with_photo(row: &Ready<Draft>, max_edge: u32) -> Result<LoanDraft, String> {
    let mut draft = row.what.draft.clone();
    if let Some(file) = row.what.photo.clone() {
        // Decoding takes a while, and other work should go on meanwhile.
        let encoded = tokio::task::spawn_blocking(move || photo::encode(&file, max_edge)).await;
        draft.image_encoded = Some(encoded.map_err(|_| String::from("the photo could not be prepared"))??);
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
