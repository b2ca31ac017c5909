//! Journals leave in batches: each becomes an archive with a link that a person opens.

use fieldlink_client::{Client, Error, Post};
use fieldlink_contract::{Journal, JournalsReply};
use futures::FutureExt as _;
use futures::future::BoxFuture;

use super::batches::{self, After, Cargo};
use super::outcome::Delivered;
use super::request::{Courier, Kept, Ready};
use crate::kind::Kind;
use crate::ledger::{Closing, Confirmation, Event, LedgerError};

/// Sends the journals, in batches. `count` is how many there are.
///
/// # Errors
/// When the ledger fails; what was sent until then is in it.
pub async fn send(
    courier: &Courier<'_>,
    rows: impl Iterator<Item = Ready<Journal>> + Send,
    count: usize,
    batch: usize,
) -> Result<Delivered, LedgerError> {
    batches::send(courier, rows, count, batch).await
}

impl Cargo for Journal {
    type Answer = Vec<JournalsReply>;
    const KIND: Kind = Kind::Journal;

    fn post(client: Client, rows: Vec<Journal>, way: Post) -> BoxFuture<'static, Result<Self::Answer, Error>> {
        async move { Ok(client.journals(&rows, &way).await?.value) }.boxed()
    }

    fn may_be_repeated(_: &Courier<'_>) -> bool {
        false
    }

    fn answered(courier: &Courier<'_>, rows: &[Ready<Self>], answer: Self::Answer, delivered: &mut Delivered) -> Kept {
        let archive = answer.into_iter().next();
        let url = archive.as_ref().map(|archive| archive.confirm_url.clone());
        let reference = archive.map(|archive| archive.archive_id).filter(|id| !id.is_empty());
        let closing = |row: &Ready<Journal>| Closing {
            reference: reference.clone(),
            confirm_url: url.clone(),
            ..Closing::new(row.id, Event::Accept)
        };
        delivered.sent += rows.len();
        delivered.confirm_urls.extend(url.clone());
        Kept {
            closings: rows.iter().map(closing).collect(),
            confirmation: url.clone().map(|url| Confirmation {
                url,
                archive_id: reference.clone(),
                journals: u64::try_from(rows.len()).unwrap_or(u64::MAX),
                received: courier.now(),
                done: None,
            }),
            after: After::Next,
        }
    }
}
