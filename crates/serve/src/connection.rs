//! One connection, from its first byte to its end.

use std::convert::Infallible;
use std::future::poll_fn;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, Request, StatusCode, Version, header};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep_until};
use tower::ServiceExt;

use crate::activity::{Activity, Watched};
use crate::body::{Counted, Paced};
use crate::{Limits, Stopping, host};

/// Requests at a time on one connection of HTTP/2.
const STREAMS: u32 = 100;
/// The largest head on HTTP/2, in bytes.
const HEAD_BYTES: u32 = 64 * 1024;
/// How often a quiet connection of HTTP/2 is asked whether it is still there, and how long it may take to say so.
const PING: Duration = Duration::from_secs(20);

/// What every connection of a server has in common.
pub(crate) struct Shared {
    pub(crate) router: Router,
    pub(crate) limits: Limits,
    pub(crate) stopping: Stopping,
}

/// Serves one connection until it ends, has to, or is told to.
pub(crate) async fn serve(shared: Arc<Shared>, line: TcpStream, peer: SocketAddr, activity: Arc<Activity>) {
    // An answer is written whole; to wait for more would only delay it.
    let _ = line.set_nodelay(true);
    let io = TokioIo::new(Watched::new(line, Arc::clone(&activity)));
    let service = service_fn({
        let (shared, activity) = (Arc::clone(&shared), Arc::clone(&activity));
        move |request| answer(Arc::clone(&shared), Arc::clone(&activity), peer, request)
    });
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS)
        .max_header_list_size(HEAD_BYTES)
        .keep_alive_interval(PING)
        .keep_alive_timeout(PING);
    let mut connection = pin!(builder.serve_connection(io, service));
    let mut sleep = pin!(sleep_until(Instant::now()));
    let mut closes = pin!(shared.stopping.closes());
    let mut is_told = false;
    let mut asked_to_end = false;
    let ends = poll_fn(|cx| {
        if !is_told && closes.as_mut().poll(cx).is_ready() {
            is_told = true;
            activity.close();
        }
        // A quiet connection lingers first: a request may be on the line.
        if is_told && !asked_to_end && activity.can_be_told() {
            asked_to_end = true;
            connection.as_mut().graceful_shutdown();
        }
        if connection.as_mut().poll(cx).is_ready() {
            return Poll::Ready(());
        }
        past(sleep.as_mut(), activity.deadline(&shared.limits), cx)
    });
    tokio::select! {
        () = ends => {}
        () = activity.must_leave() => tracing::debug!("a connection made room"),
    }
}

/// Ready once the deadline is over. It moves with each thing that happens, so it is set anew each time.
fn past(mut sleep: Pin<&mut Sleep>, deadline: Option<Instant>, cx: &mut std::task::Context<'_>) -> Poll<()> {
    let Some(deadline) = deadline else {
        return Poll::Pending;
    };
    if sleep.deadline() != deadline {
        sleep.as_mut().reset(deadline);
    }
    sleep.poll(cx)
}

async fn answer(
    shared: Arc<Shared>,
    activity: Arc<Activity>,
    peer: SocketAddr,
    request: Request<Incoming>,
) -> Result<Response, Infallible> {
    let version = request.version();
    let under_way = activity.begin(version == Version::HTTP_2);
    let response = if host::is_said(version, request.headers()) {
        let pause = shared.limits.pause;
        let mut request = request.map(|body| Body::new(Paced::new(body, pause, activity)));
        request.extensions_mut().insert(ConnectInfo(peer));
        let Ok(response) = shared.router.clone().oneshot(request).await;
        response
    } else {
        (StatusCode::BAD_REQUEST, "one Host field is needed, and no more").into_response()
    };
    let mut response = response.map(|body| {
        Body::new(Counted {
            body,
            _under_way: under_way,
        })
    });
    // Whoever asks again connects again, to another replica or to none; nothing is on the line when this one closes.
    if shared.stopping.has_begun() && version < Version::HTTP_2 {
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(header::CONNECTION, close);
    }
    Ok(response)
}
