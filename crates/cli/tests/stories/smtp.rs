//! E-mails over a line that others can read: TLS is asked for and got, or nothing is said.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::support::{Pa2, json, path};

/// Longer than an e-mail takes to leave.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a mail server heard.
#[derive(Debug, PartialEq, Eq)]
enum Heard {
    /// A line without TLS.
    Plain(String),
    /// A line within TLS.
    Safe(String),
    /// The client left in the middle of the handshake.
    NoHandshake,
}

fn fixture(name: &str) -> String {
    format!("{}/tests/fixtures/smtp/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// A mail server that offers STARTTLS, or does not.
async fn mail_server(offers: bool) -> (SocketAddr, mpsc::UnboundedReceiver<Heard>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (tell, heard) = mpsc::unbounded_channel();
    let chain = CertificateDer::pem_file_iter(fixture("server.pem")).unwrap();
    let chain = chain.map(Result::unwrap).collect();
    let key = PrivateKeyDer::from_pem_file(fixture("server.key.pem")).unwrap();
    let provider = Arc::new(tokio_rustls::rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            talk(client, offers.then(|| acceptor.clone()), tell.clone()).await;
        }
    });
    (address, heard)
}

async fn talk(client: TcpStream, tls: Option<TlsAcceptor>, tell: mpsc::UnboundedSender<Heard>) {
    let mut client = BufReader::new(client);
    let extensions = match tls {
        Some(_) => "250-mail.test\r\n250 STARTTLS\r\n",
        None => "250 mail.test\r\n",
    };
    let asks = exchange(&mut client, "220 mail.test\r\n", extensions, |line| {
        let _ = tell.send(Heard::Plain(line));
    });
    if let (true, Some(tls)) = (asks.await, tls) {
        match tls.accept(client.into_inner()).await {
            Ok(safe) => {
                let mut safe = BufReader::new(safe);
                exchange(&mut safe, "", "250 mail.test\r\n", |line| {
                    let _ = tell.send(Heard::Safe(line));
                })
                .await;
            }
            Err(_) => {
                let _ = tell.send(Heard::NoHandshake);
            }
        }
    }
}

/// Answers until the client leaves or asks for TLS; whether it asked.
async fn exchange<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut BufReader<S>,
    greeting: &str,
    extensions: &str,
    mut tell: impl FnMut(String),
) -> bool {
    if stream.write_all(greeting.as_bytes()).await.is_err() {
        return false;
    }
    let mut in_letter = false;
    loop {
        let mut line = String::new();
        match stream.read_line(&mut line).await {
            Ok(0) | Err(_) => return false,
            Ok(_) => {}
        }
        let line = line.trim_end().to_owned();
        tell(line.clone());
        let word = line.to_uppercase();
        let answer = if in_letter {
            if line != "." {
                continue;
            }
            in_letter = false;
            "250 kept\r\n"
        } else if word.starts_with("EHLO") {
            extensions
        } else if word == "STARTTLS" {
            "220 go on\r\n"
        } else if word == "DATA" {
            in_letter = true;
            "354 speak\r\n"
        } else {
            "250 ok\r\n"
        };
        if stream.write_all(answer.as_bytes()).await.is_err() || stream.flush().await.is_err() {
            return false;
        }
        if word == "STARTTLS" {
            return true;
        }
    }
}

/// A PA2 that sends its e-mails to this server, with somebody who has forgotten their password.
async fn forgets_a_password(data: &Path, server: SocketAddr, trusted: Option<&str>) -> Pa2 {
    let url = format!("smtp://localhost:{}?tls=required", server.port());
    let environment: Vec<(&str, &str)> = trusted.map(|file| ("SSL_CERT_FILE", file)).into_iter().collect();
    let pa2 = Pa2::serve_with(&["--data", path(data), "--smtp-url", &url], &environment);
    let data = data.to_owned();
    let made = tokio::task::spawn_blocking(move || {
        json(&[
            "pa2",
            "user",
            "create",
            "--partner",
            "1",
            "--email",
            "amina@example.org",
            "--role",
            "coordinator",
            "--json",
            "--data",
            path(&data),
        ])
    });
    made.await.unwrap();
    let asked = reqwest::Client::new()
        .post(pa2.url("/password/forgot"))
        .form(&[("email", "amina@example.org")])
        .send()
        .await
        .unwrap();
    assert!(asked.status().is_success(), "{}", asked.status());
    pa2
}

async fn next(heard: &mut mpsc::UnboundedReceiver<Heard>) -> Heard {
    let heard = tokio::time::timeout(PATIENCE, heard.recv()).await;
    heard.expect("the server is asked in time").expect("it still listens")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_e_mail_leaves_within_tls_alone() {
    let folder = TempDir::new().unwrap();
    let (server, mut heard) = mail_server(true).await;
    let pa2 = forgets_a_password(folder.path(), server, Some(&fixture("ca.pem"))).await;
    let (mut plain, mut safe) = (Vec::new(), Vec::new());
    while safe.last().is_none_or(|line| line != ".") {
        match next(&mut heard).await {
            Heard::Plain(line) => plain.push(line),
            Heard::Safe(line) => safe.push(line),
            Heard::NoHandshake => panic!("a certificate that is trusted was refused"),
        }
    }
    assert!(
        plain.iter().all(|line| line.starts_with("EHLO") || line == "STARTTLS"),
        "{plain:?}"
    );
    assert!(safe.contains(&String::from("RCPT TO:<amina@example.org>")), "{safe:?}");
    drop(pa2);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_said_to_a_server_that_cannot_be_trusted() {
    // One offers no TLS; the other shows a certificate of nobody we know.
    for offers in [false, true] {
        let folder = TempDir::new().unwrap();
        let (server, mut heard) = mail_server(offers).await;
        let pa2 = forgets_a_password(folder.path(), server, None).await;
        // Asked a second time: the first try is over, and nothing was sent by it.
        let mut tries = 0;
        while tries < 2 {
            match next(&mut heard).await {
                Heard::Plain(line) if line.starts_with("EHLO") => tries += 1,
                Heard::Plain(line) => assert!(matches!(line.as_str(), "STARTTLS" | "QUIT" | "RSET"), "{line}"),
                Heard::Safe(line) => panic!("{line}"),
                Heard::NoHandshake => tries = 2,
            }
            if !offers && tries == 1 {
                break;
            }
        }
        drop(pa2);
    }
}
