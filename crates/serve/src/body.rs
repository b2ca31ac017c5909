//! Bodies: answers from streams, requests that must not dawdle, and answers that count as under way.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::BoxError;
use axum::body::{Body, Bytes, HttpBody};
use futures::{Stream, StreamExt};
use http_body::{Frame, SizeHint};
use tokio::time::{Instant, Sleep};

use crate::activity::{Activity, UnderWay};

/// An answer's body from a stream. It may be asked again after its end, as compression does; a bare stream may not.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place where a stream becomes a body"
)]
pub fn body_of<S, B, E>(stream: S) -> Body
where
    S: Stream<Item = Result<B, E>> + Send + 'static,
    B: Into<Bytes> + 'static,
    E: Into<BoxError> + 'static,
{
    Body::from_stream(stream.fuse())
}

/// A request's body of which no two pieces may be too far apart.
pub(crate) struct Paced<B> {
    body: B,
    pause: Duration,
    sleep: Pin<Box<Sleep>>,
    activity: Arc<Activity>,
}

impl<B> Paced<B> {
    pub(crate) fn new(body: B, pause: Duration, activity: Arc<Activity>) -> Paced<B> {
        let sleep = Box::pin(tokio::time::sleep(pause));
        Paced {
            body,
            pause,
            sleep,
            activity,
        }
    }
}

impl<B> HttpBody for Paced<B>
where
    B: HttpBody<Data = Bytes> + Unpin,
    B::Error: Into<BoxError>,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = self.get_mut();
        if let Poll::Ready(frame) = Pin::new(&mut this.body).poll_frame(cx) {
            this.activity.awaits_body(false);
            this.sleep.as_mut().reset(Instant::now() + this.pause);
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        this.activity.awaits_body(true);
        ready!(this.sleep.as_mut().poll(cx));
        let late = std::io::Error::new(std::io::ErrorKind::TimedOut, "the body does not come on");
        Poll::Ready(Some(Err(late.into())))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl<B> Drop for Paced<B> {
    fn drop(&mut self) {
        self.activity.awaits_body(false);
    }
}

/// An answer's body that counts as under way until it has been handed over.
pub(crate) struct Counted {
    pub(crate) body: Body,
    pub(crate) _under_way: UnderWay,
}

impl HttpBody for Counted {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use futures::stream;

    use super::*;

    #[tokio::test]
    async fn a_streamed_body_may_be_asked_again_after_its_end() {
        let once = stream::unfold(true, |first| async move {
            first.then_some((Ok::<_, std::io::Error>("x"), false))
        });
        let mut body = body_of(once);
        let mut next = async || std::future::poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await;
        assert!(next().await.is_some());
        assert!(next().await.is_none());
        assert!(next().await.is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_does_not_come_on_is_given_up() {
        let never = body_of(stream::once(async { Ok::<_, std::io::Error>("x") }).chain(stream::pending()));
        let mut body = Paced::new(never, Duration::from_secs(3), Activity::new());
        let mut next = async || std::future::poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await;
        assert!(next().await.is_some_and(|frame| frame.is_ok()));
        let begun = Instant::now();
        assert!(next().await.is_some_and(|frame| frame.is_err()));
        assert_eq!(begun.elapsed().as_secs(), 3);
    }
}
