//! How long things may take and how many there may be.

use std::time::Duration;

use crate::files;

/// The limits of one server.
#[derive(Debug, Clone)]
pub struct Limits {
    /// A request's head, from its first byte; the first one of a connection, from the connection's begin.
    pub head: Duration,
    /// A connection between two requests.
    pub idle: Duration,
    /// Between two pieces of a request's body, and of an answer that is not taken.
    pub pause: Duration,
    /// Most connections at a time. Fewer where the process may not open that many files.
    pub connections: usize,
    /// Once told to stop: how long new connections are still taken, so that a load balancer sees that it is not ready.
    pub notice: Duration,
    /// After that: how long requests under way may take before they are cut.
    pub finish: Duration,
}

/// Files that the process needs beside its connections: databases, photos, exports.
const OTHER_FILES: usize = 256;

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            head: Duration::from_secs(10),
            idle: Duration::from_secs(75),
            pause: Duration::from_secs(60),
            connections: 16_384,
            notice: Duration::from_millis(500),
            finish: Duration::from_secs(20),
        }
    }
}

impl Limits {
    /// For a server that few ask, in a process that does something else.
    pub fn small() -> Limits {
        Limits {
            connections: 256,
            notice: Duration::ZERO,
            finish: Duration::from_secs(5),
            ..Limits::default()
        }
    }

    /// Most connections in this process. Raises what it may open to what it may raise it to.
    pub(crate) fn connections_here(&self) -> usize {
        let files = files::raised();
        let free = files.saturating_sub(OTHER_FILES.min(files / 2));
        self.connections.min(free).max(1)
    }
}
