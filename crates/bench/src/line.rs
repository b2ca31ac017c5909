//! One connection that asks one thing over and over. The load runs on the same cores as the server, so it is kept as light
//! as HTTP allows: no pool, no redirects, no cookies.

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::HOST;
use hyper_util::rt::TokioIo;
use miette::{IntoDiagnostic, Result, miette};
use tokio::net::TcpStream;

/// An open connection and its request.
pub struct Line {
    sender: SendRequest<Full<Bytes>>,
    request: hyper::Request<Full<Bytes>>,
}

impl Line {
    /// Opens a connection to where the request goes.
    pub async fn open(request: &reqwest::Request) -> Result<Line> {
        let url = request.url();
        let authority = url.authority().to_owned();
        let stream = TcpStream::connect(&authority).await.into_diagnostic()?;
        stream.set_nodelay(true).into_diagnostic()?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.into_diagnostic()?;
        tokio::spawn(connection);
        let body = request.body().and_then(reqwest::Body::as_bytes).unwrap_or_default();
        let mut built = hyper::Request::builder()
            .method(request.method())
            .uri(&url[url::Position::BeforePath..])
            .header(HOST, authority)
            .body(Full::new(Bytes::copy_from_slice(body)))
            .into_diagnostic()?;
        built.headers_mut().extend(request.headers().clone());
        Ok(Line { sender, request: built })
    }

    /// Asks, and reads the answer to its end.
    pub async fn ask(&mut self) -> Result<()> {
        self.sender.ready().await.into_diagnostic()?;
        let response = self.sender.send_request(self.request.clone()).await.into_diagnostic()?;
        // A search that finds one loan leads to its page.
        if !response.status().is_success() && !response.status().is_redirection() {
            return Err(miette!("{} answered {}", self.request.uri(), response.status()));
        }
        let mut body = response.into_body();
        while let Some(frame) = body.frame().await {
            frame.into_diagnostic()?;
        }
        Ok(())
    }
}
