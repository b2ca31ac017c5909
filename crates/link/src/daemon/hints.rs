//! What web hooks hint at: the kinds that may have changed are read again and sent.

use std::collections::BTreeSet;

use super::{Daemon, Work};
use crate::config::Action;
use crate::ledger::{LedgerError, Outcome};
use crate::preset::fineract::hook;

/// Hints looked after at a time; the others come the next time.
const AT_ONCE: u64 = 1_000;
/// What the run is called in the ledger.
const NAME: &str = "web hook";

impl Daemon<'_> {
    /// Looks after the hints that wait. However many there are, each kind is read once: a hint is never taken for the
    /// truth. They wait on when the run is to be tried again.
    pub(super) async fn hints(&mut self) -> Result<(), LedgerError> {
        let Some(pushed) = self.pushed.clone() else {
            return Ok(());
        };
        if self.waits.until(NAME, self.clock.now()).is_some() {
            return Ok(());
        }
        let hints = pushed.hints(AT_ONCE).await?;
        if hints.is_empty() || self.stopper.asked() {
            return Ok(());
        }
        let settings = self.config.settings();
        let kinds: BTreeSet<_> = hints
            .iter()
            .flat_map(|hint| hook::kinds(&hint.entity, &hint.action))
            .copied()
            .filter(|kind| settings.has(*kind))
            .collect();
        if !kinds.is_empty() {
            let work = Work {
                name: NAME,
                file: None,
                dropped: None,
                config: self.config,
                only: Some(kinds),
                action: Action::Send,
                plan: None,
                due: None,
            };
            let (performed, again) = self.perform(NAME, &work).await?;
            if again.is_some() || performed.finished.outcome == Outcome::Stopped {
                return Ok(());
            }
        }
        let ids: Vec<i64> = hints.iter().map(|hint| hint.id).collect();
        pushed.hints_done(&ids, self.clock.now()).await
    }
}
