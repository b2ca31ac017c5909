//! A server in front of a server: it passes HTTP calls on, and does to them what bad days do.
//!
//! [`FaultProxy`](crate::FaultProxy) breaks lines; this one also speaks in the server's place, lets the server act and then
//! spoils the answer, or gives an answer twice.

use std::convert::Infallible;
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Bytes, Frame, Incoming};
use hyper::header::{
    AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE,
};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode, Uri};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What happens to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallFault {
    /// Nothing: it passes.
    Pass,
    /// The server hears nothing; this status is answered, with `Retry-After` in seconds.
    Refuse(u16, Option<u32>),
    /// The server hears nothing; a call with a token is told that the token has expired, any other passes.
    ExpireToken,
    /// The connection breaks before the server hears of it.
    LoseRequest,
    /// The server acts; the connection breaks before the answer.
    LoseAnswer,
    /// The server acts; the connection breaks within the answer.
    CutAnswer,
    /// The server acts; a gateway answers with this status instead.
    FailAfter(u16),
    /// The server acts; what comes is a page of a captive portal, with status 200.
    Garble,
    /// The server acts; the answer comes a few bytes at a time.
    Drip,
    /// The server acts; its answer comes twice.
    Double,
}

impl CallFault {
    /// All but [`CallFault::Pass`], with the statuses that gateways use.
    pub const ALL: [CallFault; 12] = [
        CallFault::Refuse(429, Some(30)),
        CallFault::Refuse(503, Some(120)),
        CallFault::Refuse(503, None),
        CallFault::ExpireToken,
        CallFault::LoseRequest,
        CallFault::LoseAnswer,
        CallFault::CutAnswer,
        CallFault::FailAfter(502),
        CallFault::FailAfter(504),
        CallFault::Garble,
        CallFault::Drip,
        CallFault::Double,
    ];
}

/// A running fault server; it ends when dropped.
#[derive(Debug)]
pub struct FaultServer {
    address: SocketAddr,
    tasks: [JoinHandle<()>; 2],
}

type Answer = Response<BoxBody<Bytes, io::Error>>;

/// Marks an answer, on the short way to [`double`], that it shall go out twice.
const TWICE: &str = "x-fault-twice";

/// A call that somebody makes.
#[derive(Debug, Clone, Copy)]
pub struct Call<'c> {
    /// Where to, with what is asked.
    pub target: &'c str,
    /// What it brings; empty for a call that only asks.
    pub body: &'c [u8],
}

/// Decides about each call.
type Decide = Arc<Mutex<dyn FnMut(Call<'_>) -> CallFault + Send>>;

#[derive(Clone)]
struct Passing {
    server: SocketAddr,
    decide: Decide,
    client: Client<HttpConnector, Full<Bytes>>,
}

impl FaultServer {
    /// A server on a free port in front of the one at this address. `decide` is asked about each call.
    pub async fn start(server: SocketAddr, decide: impl FnMut(Call<'_>) -> CallFault + Send + 'static) -> FaultServer {
        let passing = Passing {
            server,
            decide: Arc::new(Mutex::new(decide)),
            client: Client::builder(TokioExecutor::new()).build_http(),
        };
        let inner = listen().await;
        let inner_address = inner.local_addr().expect("a bound port");
        let outer = listen().await;
        let address = outer.local_addr().expect("a bound port");
        let calls = tokio::spawn(async move {
            while let Ok((stream, _)) = inner.accept().await {
                let passing = passing.clone();
                tokio::spawn(async move {
                    let service = service_fn(move |request| passing.clone().call(request));
                    // A fault ends the connection with an error; that is what it is for.
                    let _ = http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), service)
                        .await;
                });
            }
        });
        let lines = tokio::spawn(async move {
            while let Ok((stream, _)) = outer.accept().await {
                tokio::spawn(double(stream, inner_address));
            }
        });
        FaultServer {
            address,
            tasks: [calls, lines],
        }
    }

    /// Where the client must go instead of to the server.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for FaultServer {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

impl fmt::Debug for Passing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Passing")
            .field("server", &self.server)
            .finish_non_exhaustive()
    }
}

impl Passing {
    async fn call(self, request: Request<Incoming>) -> io::Result<Answer> {
        let with_token = request.headers().contains_key(AUTHORIZATION);
        // The whole request is read first: a server that answers early would be another fault.
        let (parts, body) = request.into_parts();
        let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
        let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
        let fault = {
            let mut decide = self.decide.lock().unwrap_or_else(PoisonError::into_inner);
            decide(Call { target, body: &body })
        };
        match fault {
            CallFault::LoseRequest => return Err(broken()),
            CallFault::Refuse(status, retry_after) => return Ok(refusal(status, retry_after)),
            CallFault::ExpireToken if with_token => return Ok(expired()),
            _ => {}
        }
        let mut onward = Request::from_parts(parts, Full::new(body));
        let path = onward.uri().path_and_query().map_or("/", |path| path.as_str());
        *onward.uri_mut() = Uri::try_from(format!("http://{}{path}", self.server)).map_err(io::Error::other)?;
        let answer = self.client.request(onward).await.map_err(io::Error::other)?;
        let (parts, body) = answer.into_parts();
        let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
        spoil(fault, Response::from_parts(parts, body))
    }
}

/// What becomes of an answer.
fn spoil(fault: CallFault, answer: Response<Bytes>) -> io::Result<Answer> {
    let (mut parts, bytes) = answer.into_parts();
    match fault {
        CallFault::LoseAnswer => return Err(broken()),
        CallFault::FailAfter(status) => return Ok(refusal(status, None)),
        CallFault::Garble => {
            let mut page = text("<html><body>Welcome! Please accept our terms of use.</body></html>");
            page.headers_mut()
                .insert(CONTENT_TYPE, HeaderValue::from_static("text/html"));
            return Ok(page);
        }
        CallFault::CutAnswer => {
            // Its length is told, and half of it comes.
            let half = bytes.slice(..bytes.len() / 2);
            parts.headers.insert(CONTENT_LENGTH, HeaderValue::from(bytes.len()));
            let frames = [Ok(Frame::data(half)), Err(broken())];
            return Ok(Response::from_parts(
                parts,
                BodyExt::boxed(StreamBody::new(futures::stream::iter(frames))),
            ));
        }
        CallFault::Drip => {
            parts.headers.remove(CONTENT_LENGTH);
            let pieces: Vec<_> = bytes
                .chunks(7)
                .map(|piece| Ok(Frame::data(Bytes::copy_from_slice(piece))))
                .collect();
            return Ok(Response::from_parts(
                parts,
                BodyExt::boxed(StreamBody::new(futures::stream::iter(pieces))),
            ));
        }
        CallFault::Double => {
            parts
                .headers
                .insert(HeaderName::from_static(TWICE), HeaderValue::from_static("1"));
        }
        _ => {}
    }
    Ok(Response::from_parts(parts, whole(bytes)))
}

/// Passes a connection's bytes on, an answer that is marked twice.
async fn double(mut client: TcpStream, inner: SocketAddr) {
    let Ok(mut server) = TcpStream::connect(inner).await else {
        return;
    };
    let mut from_client = vec![0; 64 * 1024];
    let mut from_server = vec![0; 64 * 1024];
    loop {
        tokio::select! {
            read = client.read(&mut from_client) => {
                let Ok(length @ 1..) = read else { return };
                if server.write_all(&from_client[..length]).await.is_err() {
                    return;
                }
            }
            read = server.read(&mut from_server) => {
                let Ok(length @ 1..) = read else { return };
                let bytes = &from_server[..length];
                let mark = TWICE.as_bytes();
                let times = if bytes.windows(mark.len()).any(|window| window == mark) { 2 } else { 1 };
                if client.write_all(&bytes.repeat(times)).await.is_err() {
                    return;
                }
            }
        }
    }
}

async fn listen() -> TcpListener {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port")
}

fn broken() -> io::Error {
    io::Error::from(io::ErrorKind::ConnectionReset)
}

fn whole(bytes: Bytes) -> BoxBody<Bytes, io::Error> {
    Full::new(bytes).map_err(|never: Infallible| match never {}).boxed()
}

fn text(text: &'static str) -> Answer {
    Response::new(whole(Bytes::from_static(text.as_bytes())))
}

fn refusal(status: u16, retry_after: Option<u32>) -> Answer {
    let mut answer = text("the gateway is in the way");
    *answer.status_mut() = StatusCode::from_u16(status).expect("a status");
    if let Some(seconds) = retry_after {
        answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    answer
}

fn expired() -> Answer {
    let mut answer =
        text(r#"{"code":"api.authenticationRequired","message":"Unauthorized: the access token has expired."}"#);
    *answer.status_mut() = StatusCode::UNAUTHORIZED;
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(
        WWW_AUTHENTICATE,
        HeaderValue::from_static(r#"Bearer error="invalid_token""#),
    );
    answer
}
