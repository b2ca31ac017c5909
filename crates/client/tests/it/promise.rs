//! The promise about posts, against every sequence of three things that can happen to a request:
//! one that must not be done twice is done at most once, and a failure (of any post) that says "nothing happened" is true.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use fieldlink_client::{Effect, Post, Repeat, RetryPolicy};
use fieldlink_contract::LoanDraft;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

use crate::lost::read_request;
use crate::support::*;

/// What happens to a request, and whether the server has carried it out.
const FATES: [(&str, bool, &str); 11] = [
    ("done", true, "200 OK\r\n\r\n{\"loan_draft_uuid\":\"u\"}"),
    ("done, answer lost", true, ""),
    ("done, answer cut", true, "200 OK\r\ncontent-length: 90\r\n\r\n{\"loan"),
    ("done, gateway gave up", true, "504 Gateway Timeout\r\n\r\n"),
    ("done, then failed", true, "500 Internal Server Error\r\n\r\n"),
    ("not done, gateway gave up", false, "502 Bad Gateway\r\n\r\n"),
    ("too many", false, "429 Too Many Requests\r\n\r\n"),
    (
        "not begun",
        false,
        "503 Service Unavailable\r\nretry-after: 1\r\n\r\n{\"code\":\"not_begun\"}",
    ),
    (
        "done, gateway says to come back",
        true,
        "503 Service Unavailable\r\nretry-after: 1\r\n\r\n{\"code\":\"gateway\"}",
    ),
    ("token refused", false, "401 Unauthorized\r\n\r\n"),
    (
        "refused",
        false,
        "400 Bad Request\r\n\r\n{\"code\":\"api.error\",\"message\":\"no\"}",
    ),
];

#[tokio::test]
async fn once_means_at_most_once_and_no_effect_means_none() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let (round, asked, done) = (
        Arc::new(AtomicUsize::new(0)),
        Arc::new(AtomicUsize::new(0)),
        Arc::new(AtomicUsize::new(0)),
    );
    let (its_round, its_asked, its_done) = (round.clone(), asked.clone(), done.clone());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let request = read_request(&mut stream).await;
            let reply = if request.starts_with("POST /oauth/token") {
                format!("200 OK\r\n\r\n{}", token_reply("t"))
            } else {
                let fate = fate_of(
                    its_round.load(Ordering::SeqCst),
                    its_asked.fetch_add(1, Ordering::SeqCst),
                );
                its_done.fetch_add(usize::from(fate.1), Ordering::SeqCst);
                fate.2.to_owned()
            };
            if !reply.is_empty() {
                let reply = reply.replacen("\r\n", "\r\nconnection: close\r\n", 1);
                stream.write_all(format!("HTTP/1.1 {reply}").as_bytes()).await.unwrap();
            }
            let _ = stream.shutdown().await;
        }
    });

    let policy = RetryPolicy {
        attempts: 3,
        ..RetryPolicy::default()
    };
    let client = builder(&base, &TestClock::new()).retry(policy).build().unwrap();
    let posts = [Post::keyed("k"), Post::keyed("k").repeatable()];
    for (post, number) in posts
        .iter()
        .flat_map(|post| (0..FATES.len().pow(3)).map(move |number| (post, number)))
    {
        round.store(number, Ordering::SeqCst);
        asked.store(0, Ordering::SeqCst);
        done.store(0, Ordering::SeqCst);
        let outcome = client.loan_draft(&LoanDraft::default(), post).await;
        let done = done.load(Ordering::SeqCst);
        let told = (0..3).map(|nth| fate_of(number, nth).0).collect::<Vec<_>>().join(", ");
        match outcome {
            Ok(_) => assert!(
                done == 1 || (done > 1 && post.repeat == Repeat::Safe),
                "{told}: done {done} times"
            ),
            Err(error) => {
                assert!(done <= 1 || post.repeat == Repeat::Safe, "{told}: done {done} times");
                assert!(
                    done == 0 || error.class().effect == Effect::Unknown,
                    "{told}: {error} hides that it was done"
                );
            }
        }
    }
}

/// The fate of the nth request in that round; after the third, all goes well.
fn fate_of(round: usize, nth: usize) -> (&'static str, bool, &'static str) {
    let digit = (0..nth).fold(round, |rest, _| rest / FATES.len());
    if nth < 3 { FATES[digit % FATES.len()] } else { FATES[0] }
}
