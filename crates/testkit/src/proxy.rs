//! A proxy between a client and a server that loses what a bad line loses.
//!
//! It forwards bytes and knows of HTTP only that an answer follows a request. Faults are armed before the action they are
//! meant for; what was not armed passes.

use std::collections::VecDeque;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use url::Url;

/// What happens to the next request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing: it passes. For arming a later one.
    Pass,
    /// The connection breaks before the server hears of it.
    LoseRequest,
    /// The server acts on it and answers; the connection breaks before the client hears the answer.
    LoseAnswer,
    /// The client hears the first bytes of the answer, then the connection breaks.
    CutAnswer,
}

/// A running proxy; it ends when dropped.
#[derive(Debug)]
pub struct FaultProxy {
    address: SocketAddr,
    armed: Armed,
    task: JoinHandle<()>,
}

type Armed = Arc<Mutex<VecDeque<Fault>>>;

impl FaultProxy {
    /// A proxy on a free port in front of the server at this address.
    pub async fn start(server: SocketAddr) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let address = listener.local_addr().expect("a bound port");
        let armed = Armed::default();
        let faults = armed.clone();
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(forward(client, server, faults.clone()));
            }
        });
        Self { address, armed, task }
    }

    /// A proxy in front of the server that this URL names, and the URL by which it is reached through the proxy.
    pub async fn before(url: &str) -> (FaultProxy, String) {
        let mut url: Url = url.parse().expect("a URL");
        let server = url.socket_addrs(|| None).expect("a host and a port");
        let proxy = FaultProxy::start(server[0]).await;
        let moved = url.set_ip_host(proxy.address.ip()).is_ok() && url.set_port(Some(proxy.address.port())).is_ok();
        assert!(moved, "{url} has no host to be replaced");
        (proxy, url.into())
    }

    /// Where the client must go instead of to the server.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Decides about the next requests, one fault each, in order.
    pub fn arm(&self, faults: impl IntoIterator<Item = Fault>) {
        self.armed.lock().unwrap_or_else(PoisonError::into_inner).extend(faults);
    }

    /// Lets so many requests pass before the one that the fault meets.
    pub fn arm_after(&self, passing: usize, fault: Fault) {
        self.arm(std::iter::repeat_n(Fault::Pass, passing).chain([fault]));
    }

    /// Lets everything pass from now on. Answers whether every fault that was armed met a request.
    pub fn disarm(&self) -> bool {
        let mut armed = self.armed.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *armed).is_empty()
    }

    /// How many armed faults no request has met yet: zero at the end of a test that went as planned.
    pub fn left(&self) -> usize {
        self.armed.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

impl Drop for FaultProxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// One connection, until either side leaves or a fault breaks it.
async fn forward(mut client: TcpStream, server: SocketAddr, armed: Armed) {
    let Ok(mut server) = TcpStream::connect(server).await else {
        return;
    };
    let mut from_client = vec![0; 16 * 1024];
    let mut from_server = vec![0; 16 * 1024];
    // The fault of the request in hand; none between an answer's first bytes and the next request.
    let mut in_hand: Option<Fault> = None;
    loop {
        tokio::select! {
            read = client.read(&mut from_client) => {
                let Ok(length @ 1..) = read else { return };
                let fault = *in_hand.get_or_insert_with(|| {
                    armed.lock().unwrap_or_else(PoisonError::into_inner).pop_front().unwrap_or(Fault::Pass)
                });
                if fault == Fault::LoseRequest || server.write_all(&from_client[..length]).await.is_err() {
                    return;
                }
            }
            read = server.read(&mut from_server) => {
                let Ok(length @ 1..) = read else { return };
                match in_hand.take() {
                    Some(Fault::LoseAnswer) => return,
                    Some(Fault::CutAnswer) => {
                        let _ = client.write_all(&from_server[..length.min(12)]).await;
                        let _ = client.flush().await;
                        return;
                    }
                    _ => {}
                }
                if client.write_all(&from_server[..length]).await.is_err() {
                    return;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// Answers each line with `ok`, and counts them.
    async fn line_server(heard: Arc<AtomicUsize>) -> SocketAddr {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let heard = heard.clone();
                tokio::spawn(async move {
                    let mut line = [0; 64];
                    while let Ok(1..) = stream.read(&mut line).await {
                        heard.fetch_add(1, Ordering::SeqCst);
                        stream.write_all(b"ok, and a long answer\n").await.unwrap();
                    }
                });
            }
        });
        address
    }

    /// What a client hears until the connection ends or a whole line came.
    async fn ask(proxy: &FaultProxy) -> String {
        let mut stream = TcpStream::connect(proxy.address()).await.unwrap();
        stream.write_all(b"hello\n").await.unwrap();
        let mut heard = Vec::new();
        while !heard.ends_with(b"\n") {
            let mut part = [0; 64];
            match stream.read(&mut part).await {
                Ok(length @ 1..) => heard.extend_from_slice(&part[..length]),
                _ => break,
            }
        }
        String::from_utf8(heard).unwrap()
    }

    #[tokio::test]
    async fn each_fault_loses_what_it_says() {
        let heard = Arc::new(AtomicUsize::new(0));
        let proxy = FaultProxy::start(line_server(heard.clone()).await).await;
        proxy.arm([Fault::Pass, Fault::LoseRequest, Fault::LoseAnswer, Fault::CutAnswer]);

        assert_eq!(ask(&proxy).await, "ok, and a long answer\n");
        assert_eq!(ask(&proxy).await, "");
        assert_eq!(
            heard.load(Ordering::SeqCst),
            1,
            "the server never heard the lost request"
        );
        assert_eq!(ask(&proxy).await, "");
        assert_eq!(
            heard.load(Ordering::SeqCst),
            2,
            "the server acted, the client does not know"
        );
        assert_eq!(ask(&proxy).await, "ok, and a lo");
        assert_eq!(ask(&proxy).await, "ok, and a long answer\n");
        assert_eq!(proxy.left(), 0);
    }
}
