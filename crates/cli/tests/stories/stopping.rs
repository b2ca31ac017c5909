//! SIGTERM while people ask, and while some only pretend to.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc::channel;

use tempfile::TempDir;

use crate::full::receiver;
use crate::records::Partner;
use crate::running::{SERVICE, start};
use crate::support::{Pa2, Running, Tables, make_client, path, token};

/// Connections that ask at one time.
const ASKING: usize = 8;
/// Connections that never say all of a request's head.
const HALF_HEADS: usize = 200;

/// Head and body of the next answer on a connection; none when it was closed before the first byte of one. Fails when it is
/// cut.
fn answer(line: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        match line.read(&mut byte) {
            Ok(1) => head.push(byte[0]),
            _ if head.is_empty() => return None,
            other => panic!("a head was cut ({other:?}): {}", String::from_utf8_lossy(&head)),
        }
    }
    let head = String::from_utf8(head).unwrap().to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    line.read_exact(&mut body).expect("a whole body");
    Some((head, body))
}

/// Posts one draft after the other on one connection until the server says that it closes. Answers how many it took.
fn posts(address: SocketAddr, bearer: &str, name: usize, tell: impl Fn()) -> usize {
    let mut line = TcpStream::connect(address).unwrap();
    for n in 0.. {
        let body = format!(r#"{{"loanuse": "to buy seed", "entreps": [{{"loan_id": "S-{name}-{n}"}}]}}"#);
        let head = format!(
            "POST /v3/partner/1/loan_draft HTTP/1.1\r\nhost: pa2.test\r\nauthorization: Bearer {bearer}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        line.write_all(format!("{head}{body}").as_bytes()).unwrap();
        let (head, _) = answer(&mut line).expect("a request that was taken is answered");
        assert!(head.starts_with("http/1.1 200 "), "{head}");
        tell();
        if head.contains("connection: close") {
            return n + 1;
        }
    }
    unreachable!("it ends by being told")
}

/// What `/readyz` says, as often as somebody is let in.
fn readiness(address: SocketAddr) -> Vec<String> {
    let mut said = Vec::new();
    while let Ok(mut line) = TcpStream::connect(address) {
        let asked = line.write_all(b"GET /readyz HTTP/1.1\r\nhost: pa2.test\r\nconnection: close\r\n\r\n");
        let Some((head, _)) = asked.ok().and_then(|()| answer(&mut line)) else {
            break;
        };
        said.push(head.split(' ').nth(1).unwrap_or_default().to_owned());
    }
    said
}

#[test]
fn every_request_that_was_taken_is_answered_and_the_door_closes_last() {
    let folder = TempDir::new().unwrap();
    let at = ["--data", path(folder.path())];
    let pa2 = Pa2::serve(&at);
    let address = pa2.address();
    let credentials = make_client("1", &at);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let issued = runtime.block_on(token(&reqwest::Client::new(), &pa2, &credentials, &[]));
    let bearer = issued["access_token"].as_str().unwrap();
    let (answered, heard) = channel();
    let (status, taken, readiness) = std::thread::scope(|scope| {
        let asking: Vec<_> = (0..ASKING)
            .map(|name| {
                let answered = answered.clone();
                scope.spawn(move || posts(address, bearer, name, || answered.send(()).unwrap()))
            })
            .collect();
        let ready = scope.spawn(move || readiness(address));
        // They are in the middle of it.
        heard.iter().take(5 * ASKING).for_each(drop);
        let status = pa2.end_by_term();
        let taken: usize = asking.into_iter().map(|asked| asked.join().unwrap()).sum();
        (status, taken, ready.join().unwrap())
    });
    assert_eq!(status.code(), Some(0));
    let kept = Tables::open(&folder.path().join("pa2.db"))
        .unwrap()
        .number("SELECT COUNT(*) FROM draft");
    assert_eq!(
        usize::try_from(kept).unwrap(),
        taken,
        "what was acknowledged is there, and no more"
    );
    assert_eq!(readiness.first().map(String::as_str), Some("200"), "{readiness:?}");
    assert_eq!(
        readiness.last().map(String::as_str),
        Some("503"),
        "it says so before the door closes"
    );
}

/// Connections with half a head on them.
fn half_heads(address: &str) -> Vec<TcpStream> {
    let half = |_| {
        let mut line = TcpStream::connect(address).unwrap();
        line.write_all(b"GET / HTTP/1.1\r\nhost: half").unwrap();
        line
    };
    (0..HALF_HEADS).map(half).collect()
}

fn is_closed(mut line: TcpStream) -> bool {
    let mut rest = Vec::new();
    // By an end or by a reset: nothing more comes.
    let _ = line.read_to_end(&mut rest);
    rest.is_empty() || rest.starts_with(b"HTTP/1.1 4")
}

/// Under half heads others are answered; the half ones are closed; and they do not hold up the end.
fn lives_with_half_heads(running: Running, page: &str) {
    let address = page.trim_start_matches("http://").split('/').next().unwrap();
    let held = half_heads(address);
    let mut line = TcpStream::connect(address).unwrap();
    line.write_all(format!("GET / HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n").as_bytes())
        .unwrap();
    let mut said = String::new();
    line.read_to_string(&mut said).unwrap();
    assert!(said.starts_with("HTTP/1.1 200"), "{said}");
    assert!(held.into_iter().all(is_closed), "half a head is not waited for");

    let held = half_heads(address);
    assert_eq!(running.end_by_term().0.code(), Some(0));
    assert!(held.into_iter().all(is_closed));
}

#[test]
fn half_heads_hold_up_no_receiver() {
    let folder = TempDir::new().unwrap();
    let (running, url, _) = receiver(folder.path());
    lives_with_half_heads(running, &url);
}

#[test]
fn half_heads_hold_up_no_status_page() {
    let partner = Partner::new(true);
    partner.add_to_config(SERVICE);
    std::fs::create_dir(partner.folder().join("drop")).unwrap();
    let (running, page) = start(&partner, None);
    lives_with_half_heads(running, &page);
}
