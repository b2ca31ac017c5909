//! What happens on one connection, seen from beside it: who waits for whom, and until when.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::Limits;

/// How long a connection without a request has after the server has begun to close: a request may be on the line.
const LINGER: Duration = Duration::from_millis(500);

/// Shared by a connection, its requests and the one who may have to make room.
#[derive(Debug)]
pub(crate) struct Activity {
    now: Mutex<Now>,
    leave: Notify,
}

#[derive(Debug)]
struct Now {
    /// Requests whose answer has not been handed over.
    under_way: usize,
    /// Since when there is none.
    quiet: Instant,
    /// Since when a head is awaited whose first byte is here, or with which the connection begins.
    head: Option<Instant>,
    /// Since when a piece of a body is awaited.
    body: Option<Instant>,
    /// Since when the other side takes nothing.
    full: Option<Instant>,
    /// Since when the server closes.
    closing: Option<Instant>,
    /// HTTP/2: bytes between requests are no head.
    multiplexed: bool,
}

impl Activity {
    pub(crate) fn new() -> Arc<Activity> {
        let begun = Instant::now();
        Arc::new(Activity {
            now: Mutex::new(Now {
                under_way: 0,
                quiet: begun,
                head: Some(begun),
                body: None,
                full: None,
                closing: None,
                multiplexed: false,
            }),
            leave: Notify::new(),
        })
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// When the connection has to end, as things stand; none while we are the ones who are waited for.
    pub(crate) fn deadline(&self, limits: &Limits) -> Option<Instant> {
        let now = self.now();
        if let Some(full) = now.full {
            return Some(full + limits.pause);
        }
        if now.under_way > 0 {
            return None;
        }
        let by_rule = match now.head {
            Some(head) => head + limits.head,
            None => now.quiet + limits.idle,
        };
        match now.closing {
            Some(closing) => Some(by_rule.min(closing.max(now.quiet) + LINGER)),
            None => Some(by_rule),
        }
    }

    /// Since when the other side is the one that is waited for; none while we are.
    pub(crate) fn waits_since(&self) -> Option<Instant> {
        let now = self.now();
        let quiet = (now.under_way == 0).then_some(now.quiet);
        [now.full, now.body, quiet].into_iter().flatten().min()
    }

    /// Whether a connection can be told to end without breaking a request that is on the line: one is under way, after
    /// which it ends, or HTTP/2 says what was taken.
    pub(crate) fn can_be_told(&self) -> bool {
        let now = self.now();
        now.under_way > 0 || now.multiplexed
    }

    /// The server closes.
    pub(crate) fn close(&self) {
        self.now().closing.get_or_insert_with(Instant::now);
    }

    /// Tells the connection to make room.
    pub(crate) fn make_room(&self) {
        self.leave.notify_one();
    }

    /// Resolves once it has to make room.
    pub(crate) async fn must_leave(&self) {
        self.leave.notified().await;
    }

    /// A piece of a body is awaited, or has come.
    pub(crate) fn awaits_body(&self, awaits: bool) {
        let mut now = self.now();
        match awaits {
            true => now.body = now.body.or_else(|| Some(Instant::now())),
            false => now.body = None,
        }
    }

    /// A request's head is whole; it is under way until what is answered goes away.
    pub(crate) fn begin(self: &Arc<Activity>, multiplexed: bool) -> UnderWay {
        let mut now = self.now();
        now.under_way += 1;
        now.head = None;
        now.multiplexed = multiplexed;
        UnderWay(Arc::clone(self))
    }
}

/// Counts a request as under way while it lives.
#[derive(Debug)]
pub(crate) struct UnderWay(Arc<Activity>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut now = self.0.now();
        now.under_way = now.under_way.saturating_sub(1);
        now.quiet = Instant::now();
    }
}

/// A line whose traffic its activity learns of.
pub(crate) struct Watched<L> {
    line: L,
    activity: Arc<Activity>,
}

impl<L> Watched<L> {
    pub(crate) fn new(line: L, activity: Arc<Activity>) -> Watched<L> {
        Watched { line, activity }
    }

    fn wrote<T>(&self, poll: Poll<T>) -> Poll<T> {
        let mut now = self.activity.now();
        match poll {
            Poll::Pending => now.full = now.full.or_else(|| Some(Instant::now())),
            Poll::Ready(_) => now.full = None,
        }
        poll
    }
}

impl<L: AsyncRead + Unpin> AsyncRead for Watched<L> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<std::io::Result<()>> {
        let this = self.get_mut();
        let before = buf.filled().len();
        let poll = Pin::new(&mut this.line).poll_read(cx, buf);
        if buf.filled().len() > before {
            let mut now = this.activity.now();
            if now.under_way == 0 && !now.multiplexed && now.head.is_none() {
                now.head = Some(Instant::now());
            }
        }
        poll
    }
}

impl<L: AsyncWrite + Unpin> AsyncWrite for Watched<L> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<std::io::Result<usize>> {
        let this = self.get_mut();
        let poll = Pin::new(&mut this.line).poll_write(cx, buf);
        this.wrote(poll)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[std::io::IoSlice<'_>],
    ) -> Poll<std::io::Result<usize>> {
        let this = self.get_mut();
        let poll = Pin::new(&mut this.line).poll_write_vectored(cx, bufs);
        this.wrote(poll)
    }

    fn is_write_vectored(&self) -> bool {
        self.line.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.get_mut().line).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.get_mut().line).poll_shutdown(cx)
    }
}
