//! Work of several transactions, which goes on when whoever asked for it goes away.

use tracing::Instrument as _;

use crate::{Error, Result};

/// Does the work in a task of its own and waits for it. Who hangs up in the middle leaves no half of it behind; only the
/// end of the process does.
pub(crate) async fn on_its_own<T: Send + 'static>(work: impl Future<Output = Result<T>> + Send + 'static) -> Result<T> {
    tokio::spawn(fieldlink_store::unit(work).in_current_span())
        .await
        .map_err(Error::internal)?
}
