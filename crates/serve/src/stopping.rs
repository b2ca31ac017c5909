//! Whether a server has been told to stop, for whoever answers "ready?".

use tokio::sync::watch;

/// Shared by a server and its routes: clones are one.
#[derive(Debug, Clone)]
pub struct Stopping(watch::Sender<Phase>);

/// How far stopping has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd)]
pub(crate) enum Phase {
    /// Not told to.
    Serves,
    /// Told to; still takes connections, each for one request.
    Notice,
    /// Takes none any more, and closes what is quiet.
    Closes,
}

impl Default for Stopping {
    fn default() -> Stopping {
        Stopping(watch::Sender::new(Phase::Serves))
    }
}

impl Stopping {
    /// Whether it has been told to stop. A load balancer should send nothing more.
    pub fn has_begun(&self) -> bool {
        *self.0.borrow() != Phase::Serves
    }

    pub(crate) fn enter(&self, phase: Phase) {
        self.0.send_replace(phase);
    }

    /// Resolves once nothing new is taken.
    pub(crate) async fn closes(&self) {
        // It cannot fail: `self` holds the sender.
        let _ = self.0.subscribe().wait_for(|phase| *phase >= Phase::Closes).await;
    }
}
