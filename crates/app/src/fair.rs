//! Turns at something costly, shared fairly: whoever asks for many waits behind those who ask for one.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use fieldlink_domain::ids::PartnerId;
use tokio::sync::oneshot;

/// A queue with one line for each partner; the lines are served in turn. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Fair(Arc<Mutex<Lines>>);

struct Lines {
    /// Turns that nobody has.
    free: usize,
    /// Partners that wait, the next one first, each with those of theirs who wait.
    waiting: VecDeque<(PartnerId, VecDeque<oneshot::Sender<Turn>>)>,
}

/// A turn. Dropped, it goes to the next in line.
pub(crate) struct Turn(Option<Fair>);

impl Fair {
    /// A queue that gives so many turns at one time.
    pub(crate) fn new(at_once: usize) -> Fair {
        Fair(Arc::new(Mutex::new(Lines {
            free: at_once.max(1),
            waiting: VecDeque::new(),
        })))
    }

    /// Waits for a turn of this partner. Whoever stops waiting gives up their place.
    pub(crate) async fn turn(&self, partner: PartnerId) -> Turn {
        let waits = {
            let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if lines.free > 0 {
                lines.free -= 1;
                return Turn(Some(self.clone()));
            }
            let (sender, receiver) = oneshot::channel();
            match lines.waiting.iter_mut().find(|(who, _)| *who == partner) {
                Some((_, line)) => line.push_back(sender),
                None => lines.waiting.push_back((partner, VecDeque::from([sender]))),
            }
            receiver
        };
        // A line is never dropped with somebody in it; if it were, an extra turn harms less than waiting for ever.
        waits.await.unwrap_or(Turn(None))
    }

    /// Hands a turn on to the first who still waits, of the partner whose turn it is.
    fn hand_on(&self) {
        loop {
            let next = {
                let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
                let Some((partner, mut line)) = lines.waiting.pop_front() else {
                    lines.free += 1;
                    return;
                };
                let next = line.pop_front();
                if !line.is_empty() {
                    lines.waiting.push_back((partner, line));
                }
                next
            };
            let Some(next) = next else { continue };
            match next.send(Turn(Some(self.clone()))) {
                Ok(()) => return,
                // They stopped waiting: the turn is the next one's, and not handed on twice.
                Err(mut turn) => turn.0 = None,
            }
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(fair) = self.0.take() {
            fair.hand_on();
        }
    }
}

impl fmt::Debug for Fair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fair(..)")
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;

    use super::*;

    #[tokio::test]
    async fn one_partners_many_do_not_stand_before_another_partners_one() {
        let fair = Fair::new(1);
        let held = fair.turn(PartnerId(1)).await;
        let mut many: Vec<_> = (0..60).map(|_| Box::pin(fair.turn(PartnerId(1)))).collect();
        for one in &mut many {
            assert!(one.now_or_never().is_none());
        }
        let mut other = Box::pin(fair.turn(PartnerId(2)));
        assert!((&mut other).now_or_never().is_none());
        drop(held);
        // One of the many was before it; then it is its turn.
        let first = (&mut many[0]).now_or_never().expect("a turn");
        assert!((&mut other).now_or_never().is_none());
        drop(first);
        assert!((&mut other).now_or_never().is_some());
    }

    #[tokio::test]
    async fn whoever_stops_waiting_takes_no_turn() {
        let fair = Fair::new(1);
        let held = fair.turn(PartnerId(1)).await;
        let mut gone = Box::pin(fair.turn(PartnerId(1)));
        let mut stays = Box::pin(fair.turn(PartnerId(1)));
        assert!((&mut gone).now_or_never().is_none() && (&mut stays).now_or_never().is_none());
        drop(gone);
        drop(held);
        let turn = (&mut stays).now_or_never().expect("a turn");
        drop(turn);
        assert!(fair.turn(PartnerId(3)).now_or_never().is_some());
    }
}
