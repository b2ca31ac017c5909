//! Records on their way from the task that reads them.

use tokio::sync::mpsc;
use tokio::task::JoinHandle;

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
        let work = tokio::spawn(task(Sink(sender.clone())));
        watch(sender, work);
        Records(receiver)
    }

    /// Records made by blocking work on a thread of its own.
    pub(super) fn from_thread<F>(work: F) -> Records
    where
        F: FnOnce(&Sink) -> Result<(), SourceError> + Send + 'static,
    {
        let (sender, receiver) = mpsc::channel(WAITING);
        let sink = Sink(sender.clone());
        let work = tokio::task::spawn_blocking(move || work(&sink));
        watch(sender, work);
        Records(receiver)
    }
}

/// Tells how the reading ended. One that breaks down, as over a damaged file, must not look like the end of the records.
fn watch(sender: mpsc::Sender<Result<Record, SourceError>>, work: JoinHandle<Result<(), SourceError>>) {
    tokio::spawn(async move {
        let error = match work.await {
            Ok(Ok(())) => return,
            Ok(Err(error)) => error,
            Err(_) => SourceError::BrokeDown,
        };
        let _ = sender.send(Err(error)).await;
    });
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
