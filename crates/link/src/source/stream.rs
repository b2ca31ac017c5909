//! Records on their way from the task that reads them.

use tokio::sync::mpsc;

use super::SourceError;
use crate::record::Record;

/// How many records may wait: enough to keep both ends busy, little enough to need no memory.
const WAITING: usize = 256;

/// Records one after the other. Dropping it stops the reading.
#[derive(Debug)]
pub struct Records(mpsc::Receiver<Result<Record, SourceError>>);

impl Records {
    /// The next record, or none at the end.
    pub async fn next(&mut self) -> Option<Result<Record, SourceError>> {
        self.0.recv().await
    }

    /// Records made by a task.
    pub(super) fn from_task<F, T>(task: F) -> Records
    where
        F: FnOnce(Sink) -> T,
        T: Future<Output = Result<(), SourceError>> + Send + 'static,
    {
        let (sender, receiver) = mpsc::channel(WAITING);
        let work = task(Sink(sender.clone()));
        tokio::spawn(async move {
            if let Err(error) = work.await {
                let _ = sender.send(Err(error)).await;
            }
        });
        Records(receiver)
    }

    /// Records made by blocking work on a thread of its own.
    pub(super) fn from_thread<F>(work: F) -> Records
    where
        F: FnOnce(&Sink) -> Result<(), SourceError> + Send + 'static,
    {
        let (sender, receiver) = mpsc::channel(WAITING);
        tokio::task::spawn_blocking(move || {
            let sink = Sink(sender);
            if let Err(error) = work(&sink) {
                let _ = sink.0.blocking_send(Err(error));
            }
        });
        Records(receiver)
    }
}

/// Where a reading task puts records. `false` means that nobody wants more.
#[derive(Debug, Clone)]
pub struct Sink(mpsc::Sender<Result<Record, SourceError>>);

impl Sink {
    pub(super) async fn put(&self, record: Record) -> bool {
        self.0.send(Ok(record)).await.is_ok()
    }

    pub(super) fn put_blocking(&self, record: Record) -> bool {
        self.0.blocking_send(Ok(record)).is_ok()
    }
}
