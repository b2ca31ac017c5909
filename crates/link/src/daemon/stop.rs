//! Asking a run to stop, so that what is under way is finished and kept.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

use crate::progress::{Progress, Watch};

/// Asks to stop. Clones share the same wish.
#[derive(Debug, Clone, Default)]
pub struct Stopper(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    asked: AtomicBool,
    /// From the first request of a run on: what follows writes into the ledger and must not be cut off.
    sending: AtomicBool,
    woken: Notify,
}

impl Stopper {
    /// Asks.
    pub fn ask(&self) {
        self.0.asked.store(true, Ordering::SeqCst);
        self.0.woken.notify_waiters();
    }

    /// Whether somebody has asked.
    pub fn asked(&self) -> bool {
        self.0.asked.load(Ordering::SeqCst)
    }

    /// Waits until somebody asks.
    pub async fn wait(&self) {
        let woken = self.0.woken.notified();
        tokio::pin!(woken);
        woken.as_mut().enable();
        if !self.asked() {
            woken.await;
        }
    }

    /// Waits until somebody asks while nothing is being sent; while something is, it looks for the wish itself.
    pub(super) async fn wait_while_reading(&self) {
        self.wait().await;
        if self.0.sending.load(Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
    }

    pub(super) fn begin(&self) {
        self.0.sending.store(false, Ordering::SeqCst);
    }
}

/// Passes on what is going on, with the wish to stop.
pub(super) struct Watched<'a> {
    pub(super) stopper: &'a Stopper,
    pub(super) inner: &'a dyn Watch,
}

impl Watch for Watched<'_> {
    fn tell(&self, progress: Progress) {
        if matches!(progress, Progress::Sending(..) | Progress::Recovering(..)) {
            self.stopper.0.sending.store(true, Ordering::SeqCst);
        }
        self.inner.tell(progress);
    }

    fn stopping(&self) -> bool {
        self.stopper.asked() || self.inner.stopping()
    }
}
