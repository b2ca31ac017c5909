//! The listener: who gets in, who makes room, and how it ends.

use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::{Arc, Weak};
use std::time::Duration;

use axum::Router;
use futures::FutureExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::activity::Activity;
use crate::connection::{self, Shared};
use crate::stopping::Phase;
use crate::{Limits, Stopping};

/// Connections above the most for which others have to make room; where none can, the next ones wait.
const SPARE: usize = 16;
/// Of so many connections one makes room at a time, so that not each new one searches through all.
const SHARE: usize = 64;
/// Nobody makes room sooner: who has just come is about to ask.
const GRACE: Duration = Duration::from_millis(500);
/// How long to wait where nobody could make room or the system gave no connection.
const AGAIN: Duration = Duration::from_millis(50);

/// One HTTP server.
#[derive(Debug, Default)]
pub struct Server {
    /// What it takes and how long it waits.
    pub limits: Limits,
    /// Tells whoever holds a clone that it has been told to stop.
    pub stopping: Stopping,
}

/// How a server ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// Connections that were cut because they took too long.
    pub cut: usize,
}

impl Server {
    /// With these limits.
    pub fn new(limits: Limits) -> Server {
        Server {
            limits,
            stopping: Stopping::default(),
        }
    }

    /// Serves until `stop` resolves, and then for as long as its limits give what is under way.
    ///
    /// The future is boxed so that the HTTP stack is compiled here, once, and not again in whoever calls this.
    pub fn run(
        self,
        listener: TcpListener,
        router: Router,
        stop: Pin<Box<dyn Future<Output = ()> + Send>>,
    ) -> Pin<Box<dyn Future<Output = Ended> + Send>> {
        Box::pin(async move {
            let most = self.limits.connections_here();
            let (notice, finish) = (self.limits.notice, self.limits.finish);
            let stopping = self.stopping.clone();
            let shared = Shared {
                router,
                limits: self.limits,
                stopping: self.stopping,
            };
            let mut door = Door {
                most,
                shared: Arc::new(shared),
                inside: JoinSet::new(),
                known: Vec::new(),
            };
            door.open_until(&listener, stop).await;
            stopping.enter(Phase::Notice);
            door.open_until(&listener, Box::pin(sleep(notice))).await;
            // Those who stand before the door have been let in by the system; to shut it would break what they ask.
            while let Some(Ok((line, peer))) = listener.accept().now_or_never() {
                door.let_in(line, peer);
            }
            drop(listener);
            stopping.enter(Phase::Closes);
            door.empty_within(finish).await
        })
    }
}

/// Whoever is inside, and how many more may come.
struct Door {
    most: usize,
    shared: Arc<Shared>,
    inside: JoinSet<()>,
    known: Vec<Weak<Activity>>,
}

impl Door {
    async fn open_until(&mut self, listener: &TcpListener, until: Pin<Box<dyn Future<Output = ()> + Send>>) {
        let mut until = pin!(until);
        loop {
            if self.inside.len() > self.most {
                self.make_room(self.inside.len() - self.most + self.most / SHARE);
            }
            let is_full = self.inside.len() >= self.most + SPARE;
            tokio::select! {
                biased;
                () = &mut until => return,
                Some(_) = self.inside.join_next() => {}
                () = sleep(AGAIN), if is_full => {}
                accepted = listener.accept(), if !is_full => match accepted {
                    Ok((line, peer)) => self.let_in(line, peer),
                    Err(error) => self.refused(&error).await,
                },
            }
        }
    }

    fn let_in(&mut self, line: TcpStream, peer: SocketAddr) {
        let activity = Activity::new();
        if self.known.len() > 2 * self.inside.len() + SHARE {
            self.known.retain(|one| one.strong_count() > 0);
        }
        self.known.push(Arc::downgrade(&activity));
        self.inside
            .spawn(connection::serve(Arc::clone(&self.shared), line, peer, activity));
    }

    /// Ends so many of those that have let us wait the longest. What we work on is left alone.
    fn make_room(&mut self, wanted: usize) {
        self.known.retain(|one| one.strong_count() > 0);
        let mut waiting: Vec<_> = self
            .known
            .iter()
            .filter_map(Weak::upgrade)
            .filter_map(|one| Some((one.waits_since()?, one)))
            .filter(|(since, _)| since.elapsed() >= GRACE)
            .collect();
        waiting.sort_by_key(|(since, _)| *since);
        for (_, activity) in waiting.iter().take(wanted) {
            activity.make_room();
        }
    }

    /// A connection that went away before it was taken is nothing; without files left, others make room.
    async fn refused(&mut self, error: &std::io::Error) {
        use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
        if matches!(error.kind(), ConnectionAborted | ConnectionReset | ConnectionRefused) {
            return;
        }
        tracing::warn!(%error, "a connection could not be taken");
        self.make_room(SPARE);
        sleep(AGAIN).await;
    }

    async fn empty_within(mut self, finish: Duration) -> Ended {
        let emptied = tokio::time::timeout(finish, async { while self.inside.join_next().await.is_some() {} }).await;
        let cut = self.inside.len();
        if emptied.is_err() {
            tracing::warn!(cut, "requests took too long to end and were cut");
            self.inside.shutdown().await;
        }
        Ended { cut }
    }
}
