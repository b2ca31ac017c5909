//! The server over real connections, with limits of milliseconds.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends by panicking")]

mod http2;

use std::future::pending;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::routing::{get, post};
use fieldlink_serve::{Ended, Limits, Server, Stopping};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;
use tokio::time::timeout;

const SHORT: Duration = Duration::from_millis(100);
const LONG: Duration = Duration::from_secs(30);

struct Running {
    address: SocketAddr,
    stopping: Stopping,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<Ended>,
    /// Told when a request to `/slow` is under way, and lets it go on.
    began: Arc<Notify>,
    go_on: Arc<Notify>,
}

/// Everything takes long but for what a test says.
fn patient() -> Limits {
    Limits {
        head: LONG,
        idle: LONG,
        pause: LONG,
        connections: 100,
        notice: Duration::ZERO,
        finish: LONG,
    }
}

async fn running(limits: Limits) -> Running {
    let (began, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (told, waits) = (Arc::clone(&began), Arc::clone(&go_on));
    let slow = async move || {
        told.notify_one();
        waits.notified().await;
        "slow"
    };
    let router = Router::new()
        .route("/", get(|| async { "ok" }))
        .route("/slow", get(slow))
        .route("/never", get(pending::<()>))
        .route("/read", post(|body: Bytes| async move { body.len().to_string() }));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = Server::new(limits);
    let stopping = server.stopping.clone();
    let (stop, stopped) = oneshot::channel();
    let stopped = Box::pin(async move { stopped.await.unwrap_or_default() });
    let ended = tokio::spawn(server.run(listener, router, stopped));
    Running {
        address,
        stopping,
        stop,
        ended,
        began,
        go_on,
    }
}

impl Running {
    async fn sends(&self, text: &str) -> TcpStream {
        let mut line = TcpStream::connect(self.address).await.unwrap();
        line.write_all(text.as_bytes()).await.unwrap();
        line
    }

    /// Asks once and reads to the connection's end.
    async fn asks(&self, path: &str) -> String {
        let text = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        rest(&mut self.sends(&text).await).await
    }
}

/// What comes until the server closes; fails when it does not.
async fn rest(line: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    // A reset is an end too.
    let _ = timeout(LONG / 2, line.read_to_end(&mut bytes)).await.expect("an end");
    String::from_utf8_lossy(&bytes).into_owned()
}

const KEPT: &str = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

#[tokio::test]
async fn a_head_has_its_time_the_first_as_the_next() {
    let server = running(Limits {
        head: SHORT,
        ..patient()
    })
    .await;
    for begun in [
        "",
        "G",
        "GET / HTTP/1.1\r\nHost: x\r\nX-A: ",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ] {
        assert!(
            !rest(&mut server.sends(begun).await).await.contains(" 200 "),
            "{begun:?}"
        );
    }
    let mut second = server.sends(KEPT).await;
    let mut said = Vec::new();
    while !said.ends_with(b"ok") {
        assert!(second.read_buf(&mut said).await.unwrap() > 0);
    }
    second.write_all(b"GET / HT").await.unwrap();
    assert!(rest(&mut second).await.is_empty());
}

#[tokio::test]
async fn a_connection_between_requests_has_its_time() {
    let server = running(Limits {
        idle: SHORT,
        ..patient()
    })
    .await;
    assert!(rest(&mut server.sends(KEPT).await).await.contains(" 200 "));
}

#[tokio::test]
async fn a_body_that_does_not_come_on_is_refused() {
    let server = running(Limits {
        pause: SHORT,
        idle: SHORT,
        ..patient()
    })
    .await;
    let begun = "POST /read HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc";
    let said = rest(&mut server.sends(begun).await).await;
    assert!(!said.contains(" 200 "), "{said}");
}

#[tokio::test]
async fn who_connects_when_it_is_full_finds_room() {
    let server = running(Limits {
        connections: 8,
        ..patient()
    })
    .await;
    let mut kept = Vec::new();
    for begun in [
        "",
        "GET / HT",
        KEPT,
        "POST /read HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\na",
    ] {
        for _ in 0..50 {
            kept.push(server.sends(begun).await);
        }
        assert!(server.asks("/").await.contains(" 200 "), "{begun:?}");
    }
    assert!(
        rest(&mut kept[0]).await.is_empty(),
        "the one that waited the longest made room"
    );
}

#[tokio::test]
async fn a_request_under_way_makes_no_room() {
    let server = running(Limits {
        connections: 1,
        ..patient()
    })
    .await;
    let mut slow = server
        .sends("GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        .await;
    server.began.notified().await;
    let _idle = server.sends(KEPT).await;
    assert!(server.asks("/").await.contains(" 200 "));
    server.go_on.notify_one();
    assert!(rest(&mut slow).await.ends_with("slow"));
}

#[tokio::test]
async fn stopping_finishes_what_was_taken_and_cuts_half_heads() {
    let server = running(patient()).await;
    let mut slow = server.sends("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n").await;
    let _half = server.sends("GET / HTTP/1.1\r\nHost: x\r\nX-A: ").await;
    let _idle = server.sends(KEPT).await;
    server.began.notified().await;
    assert!(!server.stopping.has_begun());
    server.stop.send(()).unwrap();
    server.go_on.notify_one();
    assert!(rest(&mut slow).await.ends_with("slow"));
    let ended = timeout(LONG / 2, server.ended).await.expect("an end").unwrap();
    assert_eq!(ended, Ended { cut: 0 });
}

#[tokio::test]
async fn what_hangs_is_cut_when_its_time_is_over() {
    let server = running(Limits {
        finish: SHORT,
        ..patient()
    })
    .await;
    let mut hangs = server.sends("GET /never HTTP/1.1\r\nHost: x\r\n\r\n").await;
    assert!(server.asks("/").await.contains(" 200 "));
    server.stop.send(()).unwrap();
    let ended = timeout(LONG / 2, server.ended).await.expect("an end").unwrap();
    assert_eq!(ended, Ended { cut: 1 });
    assert!(rest(&mut hangs).await.is_empty());
}

#[tokio::test]
async fn it_says_that_it_stops_and_still_takes_connections() {
    let server = running(Limits {
        notice: LONG / 2,
        ..patient()
    })
    .await;
    let Running {
        address,
        stopping,
        stop,
        ended,
        ..
    } = server;
    assert!(!stopping.has_begun());
    stop.send(()).unwrap();
    while !stopping.has_begun() {
        tokio::task::yield_now().await;
    }
    let mut line = TcpStream::connect(address).await.unwrap();
    line.write_all(KEPT.as_bytes()).await.unwrap();
    let said = rest(&mut line).await;
    assert!(said.contains(" 200 ") && said.contains("connection: close"), "{said}");
    ended.abort();
}

#[tokio::test]
async fn one_host_and_no_more() {
    let server = running(patient()).await;
    for hosts in ["", "Host: a\r\nHost: b\r\n", "Host: a b\r\n"] {
        let text = format!("GET / HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n");
        let said = rest(&mut server.sends(&text).await).await;
        assert!(said.starts_with("HTTP/1.1 400 "), "{hosts:?}: {said}");
    }
    let old = "GET / HTTP/1.0\r\n\r\n";
    assert!(rest(&mut server.sends(old).await).await.contains(" 200 "));
}
