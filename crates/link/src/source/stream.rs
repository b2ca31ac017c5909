//! Records on their way from the task that reads them.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::SourceError;
use crate::record::Record;

/// How many records go over at once: handing over each alone would take longer than reading it.
const AT_ONCE: usize = 64;
/// How many such handfuls may wait: enough to keep both ends busy, little enough to need no memory.
const WAITING: usize = 8;

type Handful = Result<Vec<Record>, SourceError>;

/// Records one after the other. Dropping it stops the reading.
#[derive(Debug)]
pub struct Records {
    receiver: mpsc::Receiver<Handful>,
    here: VecDeque<Record>,
}

impl Records {
    /// The next record, or none at the end.
    pub async fn next(&mut self) -> Option<Result<Record, SourceError>> {
        while self.here.is_empty() {
            match self.receiver.recv().await? {
                Ok(records) => self.here = records.into(),
                Err(error) => return Some(Err(error)),
            }
        }
        self.here.pop_front().map(Ok)
    }

    /// Records made by a task.
    pub(super) fn from_task<F, T>(task: F) -> Records
    where
        F: FnOnce(Sink) -> T,
        T: Future<Output = Result<(), SourceError>> + Send + 'static,
    {
        let (sink, receiver) = Sink::new();
        let work = tokio::spawn(task(sink.clone()));
        watch(sink, work);
        Records::of(receiver)
    }

    /// Records made by blocking work on a thread of its own.
    pub(super) fn from_thread<F>(work: F) -> Records
    where
        F: FnOnce(&Sink) -> Result<(), SourceError> + Send + 'static,
    {
        let (sink, receiver) = Sink::new();
        let theirs = sink.clone();
        let work = tokio::task::spawn_blocking(move || work(&theirs));
        watch(sink, work);
        Records::of(receiver)
    }

    fn of(receiver: mpsc::Receiver<Handful>) -> Records {
        Records {
            receiver,
            here: VecDeque::new(),
        }
    }
}

/// Hands over what is left, and tells how the reading ended. One that breaks down, as over a damaged file, must not look
/// like the end of the records.
fn watch(sink: Sink, work: JoinHandle<Result<(), SourceError>>) {
    tokio::spawn(async move {
        let outcome = work.await.unwrap_or(Err(SourceError::BrokeDown));
        let rest = sink.taken();
        if !rest.is_empty() {
            let _ = sink.sender.send(Ok(rest)).await;
        }
        if let Err(error) = outcome {
            let _ = sink.sender.send(Err(error)).await;
        }
    });
}

/// Where a reading task puts records. `false` means that nobody wants more.
#[derive(Debug, Clone)]
pub struct Sink {
    sender: mpsc::Sender<Handful>,
    handful: Arc<Mutex<Vec<Record>>>,
}

impl Sink {
    fn new() -> (Sink, mpsc::Receiver<Handful>) {
        let (sender, receiver) = mpsc::channel(WAITING);
        let handful = Arc::default();
        (Sink { sender, handful }, receiver)
    }

    pub(super) async fn put(&self, record: Record) -> bool {
        match self.full(record) {
            Some(handful) => self.sender.send(Ok(handful)).await.is_ok(),
            None => true,
        }
    }

    pub(super) fn put_blocking(&self, record: Record) -> bool {
        match self.full(record) {
            Some(handful) => self.sender.blocking_send(Ok(handful)).is_ok(),
            None => true,
        }
    }

    /// Puts a record to the others, and takes them when they are enough.
    fn full(&self, record: Record) -> Option<Vec<Record>> {
        let mut handful = self.handful.lock().unwrap_or_else(PoisonError::into_inner);
        handful.push(record);
        (handful.len() >= AT_ONCE).then(|| std::mem::replace(&mut *handful, Vec::with_capacity(AT_ONCE)))
    }

    fn taken(&self) -> Vec<Record> {
        std::mem::take(&mut *self.handful.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
