//! Whether the server can still be reached, while somebody waits for it.

use std::sync::Arc;
use std::time::Duration;

use sqlx::Connection as _;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep, timeout};

use crate::connection::Answer;

/// How long somebody waits before the server is asked whether it is there. With [`ANSWER`] it makes less than 2 s.
const GRACE: Duration = Duration::from_millis(800);
/// How long a server that is there may take to let somebody in.
const ANSWER: Duration = Duration::from_millis(1_000);
/// How long an answer holds for all others who wait.
const FRESH: Duration = Duration::from_millis(500);

/// The line to a server; a file's never breaks.
#[derive(Debug, Clone)]
pub(crate) struct Line(Option<Arc<Server>>);

#[derive(Debug)]
struct Server {
    options: PgConnectOptions,
    last: Mutex<Option<(Instant, bool)>>,
}

impl Line {
    pub(crate) fn to(options: Option<PgConnectOptions>) -> Line {
        Line(options.map(|options| {
            Arc::new(Server {
                options,
                last: Mutex::new(None),
            })
        }))
    }

    /// What `work` answers; an error soon after the server cannot be reached any more, however long `work` would wait.
    pub(crate) async fn watch<T>(&self, work: impl Future<Output = Answer<T>>) -> Answer<T> {
        tokio::select! {
            biased;
            done = work => done,
            () = self.broken() => Err(no_answer()),
        }
    }

    /// Resolves when the server cannot be reached.
    async fn broken(&self) {
        let Some(server) = &self.0 else {
            return std::future::pending().await;
        };
        loop {
            sleep(GRACE).await;
            if !server.answers().await {
                return;
            }
        }
    }

    /// Whether the server lets somebody in, or says that it has no room; at most one asks at a time.
    pub(crate) async fn answers(&self) -> bool {
        match &self.0 {
            Some(server) => server.answers().await,
            None => true,
        }
    }
}

/// That the server does not answer.
pub(crate) fn no_answer() -> sqlx::Error {
    let kind = std::io::ErrorKind::TimedOut;
    sqlx::Error::Io(std::io::Error::new(kind, "the server does not answer"))
}

impl Server {
    async fn answers(&self) -> bool {
        let mut last = self.last.lock().await;
        if let Some((at, answered)) = *last
            && at.elapsed() < FRESH
        {
            return answered;
        }
        let answered = match timeout(ANSWER, PgConnection::connect_with(&self.options)).await {
            Ok(Ok(connection)) => {
                // When closing fails the server finds out by itself.
                tokio::spawn(connection.close());
                true
            }
            // It speaks, if only to say that it has no room, or that it knows nobody of this name.
            Ok(Err(sqlx::Error::Database(told))) => told.code().is_none_or(|code| !code.starts_with("57P")),
            Ok(Err(_)) | Err(_) => false,
        };
        *last = Some((Instant::now(), answered));
        answered
    }
}
