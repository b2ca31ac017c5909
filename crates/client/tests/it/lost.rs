//! Connections that fail before, during and after the answer, on raw sockets.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use fieldlink_client::{Class, Effect, Error, Post, Timeouts, Who};
use fieldlink_contract::{LoanDraft, Repayment};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::support::*;

/// What a server does with the nth call that is not a token request (counted from 0).
type Answers = fn(usize) -> &'static str;

/// Serves tokens, and to everything else writes what it is told and closes the connection.
async fn server(answers: Answers) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = calls.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let head = read_request(&mut stream).await;
            if head.starts_with("POST /oauth/token") {
                let body = token_reply("t1");
                let reply = format!(
                    "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                    body.len()
                );
                stream.write_all(reply.as_bytes()).await.unwrap();
            } else {
                let nth = counted.fetch_add(1, Ordering::SeqCst);
                stream.write_all(answers(nth).as_bytes()).await.unwrap();
            }
            let _ = stream.shutdown().await;
        }
    });
    (base, calls)
}

/// Reads a whole request, its body included, so that closing is not taken for a refusal to read.
pub async fn read_request(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let count = stream.read(&mut buffer).await.unwrap();
        text.extend_from_slice(&buffer[..count]);
        let so_far = String::from_utf8_lossy(&text).into_owned();
        if let Some((head, body)) = so_far.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| {
                    line.to_ascii_lowercase()
                        .strip_prefix("content-length:")
                        .map(|n| n.trim().parse().unwrap())
                })
                .unwrap_or(0);
            if body.len() >= length {
                return so_far;
            }
        }
        if count == 0 {
            return so_far;
        }
    }
}

fn row() -> [Repayment; 1] {
    [Repayment {
        loan_id: "1".into(),
        amount: 1.into(),
        client_id: None,
    }]
}

#[tokio::test]
async fn a_lost_answer_leaves_a_post_uncertain_and_unrepeated() {
    let (base, calls) = server(|_| "").await;
    let client = builder(&base, &TestClock::new()).build().unwrap();
    let error = client
        .loan_draft(&LoanDraft::default(), &Post::once())
        .await
        .unwrap_err();
    assert!(matches!(error, Error::AnswerLost { .. }), "{error:?}");
    assert_eq!(
        error.class(),
        Class {
            who: Who::Checker,
            effect: Effect::Unknown
        }
    );
    assert_eq!(calls.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_lost_too() {
    let (base, calls) = server(|_| "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"code\":\"api.suc").await;
    let client = builder(&base, &TestClock::new()).build().unwrap();
    let error = client.repayments(&row(), &Post::once()).await.unwrap_err();
    assert!(matches!(error, Error::AnswerLost { .. }), "{error:?}");
    assert_eq!(calls.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn repeatable_repayments_get_through() {
    let (base, calls) = server(|nth| match nth {
        0 => "",
        1 => "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{",
        _ => "HTTP/1.1 200 OK\r\ncontent-length: 16\r\n\r\n{\"upload_id\":12}",
    })
    .await;
    let client = builder(&base, &TestClock::new()).build().unwrap();
    let reply = client.repayments(&row(), &Post::once().repeatable()).await.unwrap();
    assert_eq!((reply[0].upload_id, reply.attempts), (12, 3));
    assert_eq!(calls.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn a_read_survives_lost_answers() {
    let (base, calls) = server(|nth| match nth {
        0 | 1 => "",
        _ => "HTTP/1.1 200 OK\r\ncontent-length: 30\r\nconnection: close\r\n\r\n{\"total_records\":0,\"data\":[]}  ",
    })
    .await;
    let client = builder(&base, &TestClock::new()).build().unwrap();
    assert_eq!(client.loans(&Default::default()).await.unwrap().total_records, 0);
    assert_eq!(calls.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn without_a_connection_nothing_was_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let clock = TestClock::new();
    let error = builder(&base, &clock)
        .build()
        .unwrap()
        .journals(&[Default::default()], &Post::once())
        .await
        .unwrap_err();
    assert!(matches!(error, Error::NotSent { .. }), "{error:?}");
    assert_eq!(
        error.class(),
        Class {
            who: Who::Nobody,
            effect: Effect::None
        }
    );
    assert_eq!(clock.slept().len(), 4);
}

#[tokio::test]
async fn a_post_to_a_server_that_vanished_after_the_token_is_sent_again_and_had_no_effect() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let one_token = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        read_request(&mut stream).await;
        let body = token_reply("t1");
        let reply = format!(
            "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        );
        // Nobody listens any more when the token arrives.
        drop(listener);
        stream.write_all(reply.as_bytes()).await.unwrap();
    });
    let clock = TestClock::new();
    let error = builder(&base, &clock)
        .build()
        .unwrap()
        .loan_draft(&LoanDraft::default(), &Post::once())
        .await
        .unwrap_err();
    one_token.await.unwrap();
    assert!(matches!(error, Error::NotSent { .. }), "{error:?}");
    assert!(error.class().safe_to_repeat());
    assert_eq!(clock.slept().len(), 4);
}

#[tokio::test]
async fn silence_is_a_lost_answer() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let mut silent = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            let head = read_request(&mut stream).await;
            if head.starts_with("POST /oauth/token") {
                let body = token_reply("t1");
                let reply = format!(
                    "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                    body.len()
                );
                stream.write_all(reply.as_bytes()).await.unwrap();
            } else {
                silent.push(stream);
            }
        }
    });
    let timeouts = Timeouts {
        post: std::time::Duration::from_millis(100),
        ..Timeouts::default()
    };
    let client = builder(&base, &TestClock::new()).timeouts(timeouts).build().unwrap();
    let error = client
        .loan_draft(&LoanDraft::default(), &Post::once())
        .await
        .unwrap_err();
    assert!(matches!(error, Error::AnswerLost { .. }), "{error:?}");
}
