//! What belongs together for whoever asked, such as all work for one request, however many transactions it takes.

use std::cell::Cell;

tokio::task_local! {
    /// Whether anything was committed, or may have been.
    static KEPT: Cell<bool>;
}

/// Does the work as one unit: within it [`has_kept`] tells of all of it.
pub async fn unit<F: Future>(work: F) -> F::Output {
    KEPT.scope(Cell::new(false), work).await
}

/// Whether a transaction of this unit was committed, or may have been. Then nobody may be told that nothing was saved, also
/// when a later one was not begun.
pub fn has_kept() -> bool {
    KEPT.try_with(Cell::get).unwrap_or(false)
}

pub(crate) fn keep() {
    let _ = KEPT.try_with(|kept| kept.set(true));
}
