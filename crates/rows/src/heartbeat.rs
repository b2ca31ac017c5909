//! Whether the database takes writes, for whoever sends it work.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, timeout};

use crate::error::is_busy;
use crate::{Database, Error, Sql};

/// At most one write in this time, however often somebody asks.
const EVERY: Duration = Duration::from_secs(1);
/// How long whoever asks waits for it.
const PATIENCE: Duration = Duration::from_millis(850);

/// A write: when it was begun, and what became of it.
type Beat = (Instant, watch::Receiver<Option<bool>>);

/// A small write, made when somebody asks and at most once a second, whose outcome tells whether the database takes writes.
#[derive(Debug, Clone)]
pub struct Heartbeat {
    database: Database,
    write: Sql,
    last: Arc<Mutex<Option<Beat>>>,
}

impl Heartbeat {
    /// By this statement, which writes something small.
    pub fn new(database: Database, write: Sql) -> Heartbeat {
        Heartbeat {
            database,
            write,
            last: Arc::default(),
        }
    }

    /// Whether the last write, not older than a second, was kept; within a second. One that still waits for its turn says
    /// nothing against the database as long as that answers at all: busy is ready.
    pub async fn beats(&self) -> bool {
        let mut outcome = self.outcome();
        let told = timeout(PATIENCE, outcome.wait_for(Option::is_some)).await;
        // Nobody tells any more when whoever wrote it is gone.
        let kept = told.map(|told| told.is_ok_and(|kept| kept.unwrap_or(false)));
        match kept {
            Ok(kept) => kept,
            Err(_) => timeout(Duration::from_millis(100), self.database.answers())
                .await
                .unwrap_or(false),
        }
    }

    /// The outcome of the write that is under way, or was made a moment ago; else of a new one.
    fn outcome(&self) -> watch::Receiver<Option<bool>> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, outcome)) = &*last
            && (at.elapsed() < EVERY || outcome.borrow().is_none())
        {
            return outcome.clone();
        }
        let (tell, outcome) = watch::channel(None);
        *last = Some((Instant::now(), outcome.clone()));
        let (database, write) = (self.database.clone(), self.write.clone());
        tokio::spawn(async move {
            let kept = database.alone(write).await;
            if let Err(error) = &kept {
                let cause = std::error::Error::source(error).map(ToString::to_string);
                tracing::warn!(%error, cause, "the database takes no writes");
            }
            let _ = tell.send(Some(kept.is_ok() || kept.is_err_and(|error| only_waited(&error))));
        });
        outcome
    }
}

/// Whether it only waited too long for others: the database works for them.
fn only_waited(error: &Error) -> bool {
    match error {
        Error::NotBegun(source) => matches!(source, sqlx::Error::PoolTimedOut) || is_busy(source),
        _ => false,
    }
}
