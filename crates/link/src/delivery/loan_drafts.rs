//! Loan drafts leave one by one: each has an answer of its own, and photos are large.

use fieldlink_client::Post;
use fieldlink_contract::LoanDraft;
use futures::future::BoxFuture;
use futures::{FutureExt, StreamExt};

use super::batches::After;
use super::outcome::{Delivered, Stop};
use super::request::{Courier, Kept, Ready};
use crate::kind::Kind;
use crate::ledger::{Closing, Event, LedgerError};
use crate::mapping::Reason;
use crate::photo::Photos;
use crate::plan::loan_drafts::Draft;
use crate::progress::Progress;

/// Sends the drafts, in order. `count` is how many there are.
///
/// # Errors
/// When the ledger fails; what was sent until then is in it.
pub async fn send(
    courier: &Courier<'_>,
    rows: impl Iterator<Item = Ready<Draft>> + Send,
    count: usize,
    photos: &Photos<'_>,
) -> Result<Delivered, LedgerError> {
    let mut delivered = Delivered::default();
    courier.watch.tell(Progress::Sending(Kind::LoanDraft, count));
    // While one draft travels, the photos of the next are made ready; no more of them, since they are large.
    let made = rows.map(|row| with_photo(row, photos));
    let mut made = futures::stream::iter(made).buffered(photos.at_once());
    let mut left = count;
    loop {
        if courier.watch.stopping() && left > 0 {
            delivered.not_sent += left;
            delivered.stop = Some(Stop::asked());
            return Ok(delivered);
        }
        let Some((key, prepared)) = made.next().await else {
            return Ok(delivered);
        };
        left = left.saturating_sub(1);
        let ready = match prepared {
            Ok(ready) => ready,
            Err(why) => {
                // Stays planned: the next plan looks at the photo again and holds it with its place.
                delivered
                    .held
                    .push(Reason::without_origin("photo_unusable", why).at(None, Some(&key)));
                continue;
            }
        };
        for (taken, way) in courier.take(Kind::LoanDraft, vec![vec![ready]]).await? {
            for row in taken {
                if post(courier, row, way.clone(), &mut delivered).await? == After::Stop {
                    delivered.not_sent += left;
                    return Ok(delivered);
                }
            }
        }
    }
}

/// The draft as it leaves, with the key of its record.
type Prepared = (String, Result<Ready<LoanDraft>, String>);

fn with_photo<'p>(row: Ready<Draft>, photos: &'p Photos<'_>) -> BoxFuture<'p, Prepared> {
    async move {
        let mut draft = row.what.draft;
        if let Some(photo) = &row.what.photo {
            match photos.encode(photo).await {
                Ok(encoded) => draft.image_encoded = Some(encoded),
                Err(why) => return (row.key, Err(why)),
            }
        }
        let ready = Ready {
            id: row.id,
            key: row.key.clone(),
            revision: row.revision,
            hash: row.hash,
            what: draft,
        };
        (row.key, Ok(ready))
    }
    .boxed()
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
    courier.watch.tell(Progress::Answered(Kind::LoanDraft, 1));
    let kept = match outcome {
        Ok(reply) => {
            delivered.sent += 1;
            let closing = Closing {
                reference: Some(reply.value.loan_draft_uuid),
                ..Closing::new(row.id, Event::Accept)
            };
            Kept {
                closings: vec![closing],
                confirmation: None,
                after: After::Next,
            }
        }
        Err(error) => courier.failed(Kind::LoanDraft, rows, &error, delivered),
    };
    let after = kept.after;
    courier.keep(Kind::LoanDraft, &[kept]).await?;
    Ok(after)
}
